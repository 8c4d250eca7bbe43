package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.FaultyLink;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** A server that is silent, or goes away: what is said of the migration, and that what is advised works. */
class LostLinkTest {

    private static final String NAME = "20240101000000_it";

    @TempDir
    private Path project;

    @OnPostgres
    @OnMysql
    @OnMariadb
    void socketTimeoutIsAnErrorOfItsOwn(TestDatabase database) throws SQLException, IOException {
        boolean postgres = database.kind() == Kind.POSTGRES;
        write("CREATE TABLE t (a INTEGER);\n" + (postgres ? "SELECT pg_sleep(4);\n" : "SELECT SLEEP(4);\n")
                + "INSERT INTO t VALUES (1);\n");

        Program.Outcome failed = deploy(database.url() + "?socket_timeout=1");

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err())
                .startsWith("Error: P1008\n")
                .contains("did not answer within 1 s (socket_timeout) during the migration `" + NAME + "`")
                .contains(postgres ? "wholly or not at all" : "deploy --resume")
                .doesNotContain("connect_timeout");
        Program.Outcome then = postgres
                ? deploy(database.url(), "--lock-wait", "20")
                : deploy(database.url(), "--resume", "--resume-at", "2", "--lock-wait", "20");
        assertThat(then.exit()).as(then.toString()).isZero();
        assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("1");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void socketTimeoutOutsideAScriptIsTheSameError(TestDatabase database) throws SQLException, IOException {
        write("CREATE TABLE t (a INTEGER);\n");
        assertThat(deploy(database.url()).exit()).isZero();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute(
                    database.kind() == Kind.POSTGRES
                            ? "BEGIN; LOCK TABLE _prisma_migrations"
                            : "LOCK TABLES _prisma_migrations WRITE");

            Program.Outcome failed = run("status", database.url() + "?socket_timeout=1");

            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.err())
                    .startsWith("Error: P1008\n")
                    .contains("socket_timeout in the connection URL")
                    .doesNotContain("connect_timeout");
        }
    }

    /** The record of the migration is made, and nobody hears of it. */
    @OnPostgres
    @OnMysql
    @OnMariadb
    void aServerThatGoesAwayAtTheLastNoteIsNamedWithTheMigration(TestDatabase database)
            throws SQLException, IOException {
        write("CREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES (1);\n");

        Program.Outcome failed = broken(database, "SET finished_at");

        assertThat(failed.err()).startsWith("Error: P1017\n").contains("`" + NAME + "`");
        assertThat(deploy(database.url(), "--lock-wait", "20").exit()).isZero();
        assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("1");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("1");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aServerThatGoesAwayAtTheFirstNoteHasRunNothing(TestDatabase database) throws SQLException, IOException {
        write("CREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES (1);\n");

        Program.Outcome failed = broken(database, ", applied_steps_count) ", "--transaction=statement");

        assertThat(failed.err())
                .startsWith("Error: P1017\n")
                .contains("during the migration `" + NAME + "`, before its first statement ran")
                .contains("Nothing of it has run.", "refract migrate deploy --resume");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("1");
        Program.Outcome then = deploy(database.url(), "--resume", "--transaction=statement", "--lock-wait", "20");
        assertThat(then.exit()).as(then.toString()).isZero();
        assertThat(database.query("SELECT count(*) FROM t")).isEqualTo("1");
    }

    /** A link that is cut says nothing of the right to create a database. */
    @OnPostgres
    @OnMysql
    @OnMariadb
    void aLinkThatIsCutWhileTheDatabaseIsCreated(TestDatabase database) throws SQLException, IOException {
        write("CREATE TABLE t (a INTEGER);\n");
        String missing = database.missingUrl();
        // On PostgreSQL first in the answer to who connects to `postgres`, which is another connection.
        for (String request : database.kind() == Kind.POSTGRES
                ? List.of("database\0postgres\0", "CREATE DATABASE")
                : List.of("CREATE DATABASE")) {
            try (FaultyLink link = new FaultyLink(missing)) {
                link.breakAfterRequest(request);
                Program.Outcome failed = deploy(link.url());
                assertThat(failed.exit()).as(failed.toString()).isEqualTo(1);
                assertThat(failed.err())
                        .as(request)
                        .matches("(?s)Error: P10(01|17)\n.*")
                        .doesNotContain("P3000", "CREATEDB", "grant", "GRANT", "by hand");
            }
        }
        Program.Outcome then = deploy(missing, "--lock-wait", "20");
        assertThat(then.exit()).as(then.toString()).isZero();
    }

    /**
     * MySQL notices only at a statement's end that nobody waits for it; to run it again meanwhile would do it twice.
     */
    @OnMysql
    void whatStillRunsIsNotRunAgain(TestDatabase database) throws SQLException, IOException {
        write("0_base", "CREATE TABLE held (a INTEGER);\n");
        assertThat(deploy(database.url(), "--lock-wait", "60").exit()).isZero();
        write("SET @a = 1;\nINSERT INTO held VALUES (1);\nALTER TABLE held ADD COLUMN b INTEGER;\n");
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM held").close();
            killedDuring("ALTER TABLE held", database);

            Program.Outcome refused = deploy(database.url(), "--resume", "--lock-wait", "20");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("Statement 3 of `" + NAME + "`", "still runs on the server (connection ");
            reader.rollback();
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> database.sessionsRunning("ALTER TABLE held"), List::isEmpty);
        Program.Outcome then = deploy(database.url(), "--resume", "--lock-wait", "20");
        assertThat(then.exit()).as(then.toString()).isZero();
        assertThat(database.query("SELECT a, b FROM held")).isEqualTo("1|null");
    }

    @OnMysql
    @OnMariadb
    void whatStillRunsCanBeEndedByItsNumber(TestDatabase database) throws SQLException, IOException {
        write(
                "SET @a = 1;\nCREATE TABLE made AS SELECT COUNT(*) AS n FROM information_schema.COLLATIONS a, "
                        + "information_schema.COLLATIONS b, information_schema.COLLATIONS c, information_schema.COLLATIONS d;\n");
        killedDuring("CREATE TABLE made", database);

        Program.Outcome refused = deploy(database.url(), "--resume", "--lock-wait", "60");

        Matcher process = Pattern.compile("still runs on the server \\(connection (\\d+), for")
                .matcher(refused.err());
        assertThat(process.find()).as(refused.toString()).isTrue();
        database.execute("KILL " + process.group(1));
        await().atMost(Duration.ofMinutes(1)).until(() -> database.sessionsRunning("CREATE TABLE made"), List::isEmpty);
        assertThat(deploy(database.url(), "--resume", "--lock-wait", "60").err())
                .contains("Whether it took effect can't be known", "--resume-at 2", "--resume-at 3");
    }

    private void killedDuring(String statement, TestDatabase database) {
        try (Program.Running running = RefractProgram.migrate(database, project, "deploy", "--lock-wait", "60")
                .start()) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> database.sessionsRunning(statement), ids -> !ids.isEmpty());
            running.kill();
            running.await();
        }
    }

    private Program.Outcome broken(TestDatabase database, String request, String... options) throws IOException {
        try (FaultyLink link = new FaultyLink(database.url())) {
            link.breakAfterRequest(request);
            Program.Outcome outcome = deploy(link.url(), options);
            assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
            return outcome;
        }
    }

    private Program.Outcome deploy(String url, String... options) {
        return run("deploy", url, options);
    }

    private Program.Outcome run(String verb, String url, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("migrate", verb, "--url", url, "--migrations", project.toString()));
        arguments.addAll(List.of(options));
        return RefractProgram.in(project, arguments.toArray(String[]::new)).run();
    }

    private void write(String script) throws IOException {
        write(NAME, script);
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(project.resolve(name));
        Files.writeString(project.resolve(name).resolve("migration.sql"), script);
    }
}
