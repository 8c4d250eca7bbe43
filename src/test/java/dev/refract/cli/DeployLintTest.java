package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.refract.Refract;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.LintMode;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A deploy that asks lint first. */
class DeployLintTest {

    @TempDir
    private Path project;

    private final List<Event> events = new ArrayList<>();

    @OnEveryDatabase
    void whatWouldDoHarmIsRefusedOrTold(TestDatabase database) throws Exception {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(50));\n");
        deploy(database, null);
        database.execute("INSERT INTO users VALUES (1, 'a')");
        String before = database.ledger();
        write("2_more", "CREATE TABLE more (id INT PRIMARY KEY);\n");
        write("3_empty", "\nDELETE FROM users;\n");

        assertThatThrownBy(() -> deploy(database, LintMode.REFUSE))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("3_empty/migration.sql:2:1 loss-delete-all")
                .hasMessageContaining("refract migrate deploy --lint warn");
        assertThat(database.ledger()).isEqualTo(before);
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("1");

        events.clear();
        assertThat(refract(database)
                        .deploy(DeployOptions.DEFAULT.lint(LintMode.WARN).dryRun(true))
                        .plan())
                .hasSize(2);
        assertThat(found()).contains("error loss-delete-all 3_empty:2");
        assertThatThrownBy(() -> refract(database)
                        .deploy(DeployOptions.DEFAULT.lint(LintMode.REFUSE).dryRun(true)))
                .hasMessageContaining("loss-delete-all");

        toml("[lint]\ndeploy = \"refuse\"\n");
        assertThatThrownBy(() -> deploy(database, null)).hasMessageContaining("loss-delete-all");
        events.clear();
        deploy(database, LintMode.WARN);
        assertThat(found()).contains("error loss-delete-all 3_empty:2");
        assertThat(events.stream().filter(Event.Connected.class::isInstance)).hasSize(1);
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("0");
        events.clear();
        deploy(database, null);
        assertThat(found()).as("nothing is pending").isEmpty();
    }

    /** The pool has one connection, and that is at work. */
    @OnPostgres
    @OnMysql
    @OnMariadb
    void aDataSourceIsAskedAboutSizesAndRowsToo(TestDatabase database) throws Exception {
        write(
                "1_users",
                "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(50));\nCREATE TABLE none (id INT PRIMARY KEY);\n");
        deploy(database, null);
        database.execute("INSERT INTO users VALUES (1, 'a'), (2, 'a')");
        write("2_more", "CREATE UNIQUE INDEX users_name ON users (name);\nDELETE FROM none;\n");
        String sessions =
                switch (database.kind()) {
                    case POSTGRES -> "SELECT current_setting('statement_timeout') || current_setting('search_path')";
                    case MYSQL -> "SELECT concat(@@lock_wait_timeout, @@max_execution_time)";
                    case MARIADB -> "SELECT concat(@@lock_wait_timeout, @@max_statement_time)";
                    case SQLITE -> "";
                };
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:" + url.dialect().provider() + "://" + url.host() + ":" + url.port() + "/" + url.database());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            String before = one(pool, sessions);
            Refract refract = Refract.configure()
                    .migrations(project.resolve("migrations"))
                    .dataSource(pool)
                    .listener(events::add)
                    .build();
            events.clear();

            assertThatThrownBy(() -> refract.deploy(DeployOptions.DEFAULT.lint(LintMode.REFUSE)))
                    .hasMessageContaining("fail-duplicates: ")
                    .hasMessageContaining("1 value of users (name) in more than one row");

            assertThat(found())
                    .as("a table without rows loses none")
                    .anyMatch(line -> line.startsWith("error fail-duplicates"))
                    .noneMatch(line -> line.contains("loss-delete-all"));
            assertThat(one(pool, sessions)).isEqualTo(before);
        }
    }

    private static String one(HikariDataSource pool, String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @OnPostgres
    void whatRunsInStepsIsNoReasonToRefuse(TestDatabase database) throws Exception {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(50));\n");
        deploy(database, null);
        database.execute("INSERT INTO users SELECT i, 'n' || i FROM generate_series(1, 20000) i");
        database.execute("ANALYZE users");
        write("2_index", "CREATE INDEX users_name ON users (name);\n");

        assertThatThrownBy(() -> deploy(database, LintMode.REFUSE)).hasMessageContaining("lock-index");

        toml("[online]\nmin_rows = 10000\n");
        events.clear();
        deploy(database, LintMode.REFUSE);
        assertThat(found()).contains("warning lock-index 2_index:1");
    }

    @OnEveryDatabase
    void aRefusalLeavesAnEmptyDatabaseEmpty(TestDatabase database) throws Exception {
        write("1_users", "-- refract-lint-ignore lock-index\nCREATE TABLE users (id INT PRIMARY KEY);\n");
        toml("[lint.rules]\nsuppression-without-reason = \"error\"\n");

        assertThatThrownBy(() -> deploy(database, LintMode.REFUSE)).hasMessageContaining("suppression-without-reason");
        assertThatThrownBy(database::ledger).as("there is no ledger").isInstanceOf(Exception.class);

        toml("[lint.rules]\nsuppression-without-reason = \"info\"\n");
        events.clear();
        deploy(database, LintMode.REFUSE);
        assertThat(found()).containsExactly("info suppression-without-reason 1_users:1");
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @OnSqlite
    void aDatabaseThatIsRefusedIsNotMade(TestDatabase database) throws Exception {
        write("1_users", "-- refract-lint-ignore lock-index\nCREATE TABLE users (id INT PRIMARY KEY);\n");
        toml("[lint.rules]\nsuppression-without-reason = \"error\"\n");
        Path file = project.resolve("new.db");

        Program.Outcome refused = program("deploy", "--lint", "refuse", "--url", "file:" + file);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.toString())
                .contains("error suppression-without-reason", "1_users/migration.sql:1:1", "nothing was changed");
        assertThat(file).doesNotExist();
        assertThat(program("deploy", "--lint", "warn", "--json", "--url", "file:" + file)
                        .out())
                .contains("\"event\":\"lintFound\"", "\"result\":\"deploy\"");
        assertThat(file).exists();
        assertThat(program("deploy", "--lint", "perhaps", "--url", "file:" + file)
                        .exit())
                .isEqualTo(2);
    }

    private void deploy(TestDatabase database, @Nullable LintMode mode) {
        refract(database).deploy(DeployOptions.DEFAULT.lint(mode));
    }

    private Refract refract(TestDatabase database) {
        return Refract.configure()
                .workingFolder(project)
                .url(database.url())
                .migrations(project.resolve("migrations"))
                .listener(events::add)
                .build();
    }

    private List<String> found() {
        return events.stream()
                .filter(Event.LintFound.class::isInstance)
                .map(Event.LintFound.class::cast)
                .map(found -> found.severity() + " " + found.rule() + " " + found.migration() + ":" + found.line())
                .toList();
    }

    private Program.Outcome program(String... arguments) {
        List<String> all = new ArrayList<>(List.of("migrate"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--migrations", project.resolve("migrations").toString()));
        return RefractProgram.in(project, all.toArray(String[]::new)).run();
    }

    private void toml(String text) throws IOException {
        Files.writeString(project.resolve("refract.toml"), text);
    }

    private void write(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(project.resolve("migrations").resolve(name));
        Files.writeString(folder.resolve("migration.sql"), sql);
    }
}
