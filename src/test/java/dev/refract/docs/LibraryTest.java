package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.DeployPipeline;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.refract.Refract;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.migrate.Hooks;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/library.md says. */
class LibraryTest {

    private static final Path EXAMPLE = Path.of("src/test/java/com/example/DeployPipeline.java");

    @TempDir
    private Path folder;

    private void migration(String name, String script) throws Exception {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("migration.sql"), script);
    }

    private static HikariDataSource pool(TestDatabase database, int size) {
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:" + url.dialect().provider() + "://" + url.host() + ":" + url.port() + "/" + url.database());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void theExampleIsTheOneThatIsCompiled() throws Exception {
        assertThat(Files.readString(Path.of("docs/library.md")))
                .contains("```java\n" + Files.readString(EXAMPLE) + "```\n");
    }

    @OnPostgres
    void theExampleRuns(TestDatabase database) throws Exception {
        migration("1_a", "CREATE TABLE a (id INTEGER);");
        List<Hooks.Facts> backups = new ArrayList<>();
        try (HikariDataSource pool = pool(database, 2)) {
            assertThat(new DeployPipeline(pool, folder.toString(), new Hooks() {
                                @Override
                                public void beforeDeploy(Facts facts) {
                                    backups.add(facts);
                                }
                            })
                            .deploy())
                    .containsExactly("1_a");
        }
        assertThat(backups).singleElement().satisfies(facts -> assertThat(facts.pending())
                .containsExactly("1_a"));
    }

    @OnPostgres
    void aPoolOfOneGetsItsConnectionBackAsItWas(TestDatabase database) throws Exception {
        migration(
                "1_a",
                "SET search_path TO '';\nSET lock_timeout = '3s';\nCREATE TEMP TABLE t (id INTEGER);\nCREATE TABLE "
                        + "public.a (id INTEGER);\nLISTEN x;");
        migration("2_b", "SET ROLE pg_monitor;\nSET application_name = 'mine';\nVACUUM;\nSELECT 1;");
        try (HikariDataSource pool = pool(database, 1)) {
            String settings =
                    "SELECT current_setting('search_path') || current_setting('lock_timeout') || current_user || "
                            + "current_setting('application_name')"
                            + " || (SELECT count(*) FROM pg_listening_channels()) || (SELECT count(*) FROM pg_locks "
                            + "WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
                            + " || coalesce(to_regclass('pg_temp.t')::text, 'none')";
            String before;
            String process;
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET lock_timeout = '777ms'; SET search_path TO public, pg_catalog; SET application_name = "
                                + "'o''pool'");
                before = one(connection, settings);
                process = one(connection, "SELECT pg_backend_pid()");
            }
            Refract.configure().dataSource(pool).migrations(folder).build().deploy();
            try (Connection connection = pool.getConnection()) {
                assertThat(one(connection, "SELECT pg_backend_pid()"))
                        .as("the same connection")
                        .isEqualTo(process);
                assertThat(one(connection, settings)).isEqualTo(before);
                assertThat(connection.getAutoCommit()).isTrue();
            }
            assertThat(pool.isClosed()).isFalse();
        }
    }

    @OnMysql
    @OnMariadb
    void mysqlsScriptsLeaveNothingInThePool(TestDatabase database) throws Exception {
        migration(
                "1_a",
                "SET @mine = 1;\nSET SESSION sql_mode = 'ANSI_QUOTES';\nCREATE TEMPORARY TABLE t (id "
                        + "INTEGER);\nCREATE TABLE a (id INTEGER);");
        String settings = "SELECT CONCAT(@@sql_mode, COALESCE(@mine, 'none'), DATABASE(), @@autocommit)";
        try (HikariDataSource pool = pool(database, 2)) {
            String before;
            try (Connection connection = pool.getConnection()) {
                before = one(connection, settings);
            }
            Refract.configure().dataSource(pool).migrations(folder).build().deploy();
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection()) {
                for (Connection connection : List.of(first, second)) {
                    assertThat(one(connection, settings)).isEqualTo(before);
                    assertThat(one(connection, "SELECT COALESCE(IS_USED_LOCK('prisma_migrate'), 'free')"))
                            .isEqualTo("free");
                    assertThatThrownBy(() -> one(connection, "SELECT count(*) FROM t"))
                            .isInstanceOf(SQLException.class);
                }
            }
        }
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations"))
                .isEqualTo("1_a");
    }

    @OnMysql
    void aPoolOfOneIsRefusedAtOnceOnMysql(TestDatabase database) throws Exception {
        migration("1_a", "SET @mine = 1;\nCREATE TABLE a (id INTEGER);");
        try (HikariDataSource pool = pool(database, 1)) {
            assertThatThrownBy(() -> Refract.configure()
                            .dataSource(pool)
                            .migrations(folder)
                            .build()
                            .deploy())
                    .isInstanceOf(RefractException.class)
                    .hasMessageContaining("no second connection")
                    .hasMessageContaining("two or more");
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations"))
                .as("nothing was begun")
                .isEqualTo("0");
    }

    @OnPostgres
    void anInterruptEndsTheStatementOnTheServer(TestDatabase database) throws Exception {
        interrupts(
                database,
                "SELECT pg_sleep(1000);",
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(1000)%' AND "
                        + "pid <> pg_backend_pid() AND datname = current_database()");
    }

    @OnMysql
    @OnMariadb
    void anInterruptEndsTheStatementOnMysql(TestDatabase database) throws Exception {
        interrupts(
                database,
                "UPDATE a SET id = sleep(1000);",
                "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%sleep(1000)%' AND ID <> "
                        + "CONNECTION_ID() AND DB = DATABASE()");
    }

    private void interrupts(TestDatabase database, String script, String running) throws Exception {
        migration("1_a", "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);");
        migration("2_b", script);
        Refract refract =
                Refract.configure().url(database.url()).migrations(folder).build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread deploy = new Thread(() -> {
            try {
                refract.deploy();
            } catch (RefractException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        deploy.start();
        Awaitility.await().until(() -> database.query(running).equals("1"));
        deploy.interrupt();
        deploy.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedRefractException.class);
        assertThat(flag.get()).isTrue();
        assertThat(database.query(running)).isEqualTo("0");
    }
}
