package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.internal.sql.Dialect;
import dev.refract.testing.FaultyLink;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM and Ctrl-C, and who holds the lock. */
class InterruptTest {

    private static final String SLOW = "20240102000000_slow";

    /** Minutes of work; a SLEEP that is cancelled counts as one that succeeded. */
    private static final String SLOW_QUERY =
            "SELECT COUNT(*) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b, "
                    + "information_schema.COLLATIONS c, information_schema.COLLATIONS d";

    @TempDir
    private Path migrations;

    @OnEveryDatabase
    void sigtermStopsTheStatementAndFreesTheLock(TestDatabase database) throws SQLException, IOException {
        stopsCleanly(database, "-TERM");
    }

    @OnPostgres
    @OnMysql
    void ctrlCDoesTheSame(TestDatabase database) throws SQLException, IOException {
        stopsCleanly(database, "-INT");
    }

    /** Both sockets are open and no byte passes: no read ends by itself, and the server can't be told to cancel. */
    @OnPostgres
    @OnMysql
    @OnMariadb
    void aFrozenLinkIsNoReasonToStay(TestDatabase database) throws SQLException, IOException {
        writeMigrations(database.kind());
        boolean transactional = database.kind() == Kind.POSTGRES;
        for (String signal : List.of("-TERM", "-INT")) {
            Program.Outcome interrupted;
            try (FaultyLink link = new FaultyLink(database.url());
                    Program.Running running = heedingSignals(RefractProgram.in(
                                    migrations,
                                    "migrate",
                                    "deploy",
                                    "--lock-wait",
                                    "120",
                                    "--url",
                                    link.url(),
                                    "--migrations",
                                    migrations.toString()))
                            .start()) {
                awaitSlowStatement(database, running);
                link.freeze();
                new Program(List.of("kill", signal, String.valueOf(running.pid())), migrations).run();
                interrupted = running.await();
            }

            assertThat(interrupted.exit()).as(interrupted.toString()).isEqualTo(130);
            assertThat(interrupted.err())
                    .contains(
                            SLOW,
                            "the server did not answer",
                            transactional ? "wholly or not at all" : "The ledger shows the migration as failed");
            endSlowStatements(database);
            database.execute("DROP TABLE IF EXISTS slow");
            database.execute("DELETE FROM _prisma_migrations WHERE migration_name = '" + SLOW + "'");
        }
    }

    private static void endSlowStatements(TestDatabase database) throws SQLException {
        for (String id : slowStatements(database)) {
            database.execute(
                    database.kind() == Kind.POSTGRES ? "SELECT pg_terminate_backend(" + id + ")" : "KILL " + id);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> slowStatements(database), List::isEmpty);
    }

    private void stopsCleanly(TestDatabase database, String signal) throws SQLException, IOException {
        writeMigrations(database.kind());
        Program.Outcome interrupted;
        try (Program.Running running = deploy(database).start()) {
            awaitSlowStatement(database, running);
            new Program(List.of("kill", signal, String.valueOf(running.pid())), migrations).run();
            interrupted = running.await();
        }
        assertThat(interrupted.exit()).as(interrupted.toString()).isEqualTo(130);
        assertThat(interrupted.err()).contains("Interrupted", SLOW);
        assertThat(slowStatements(database)).isEmpty();

        boolean transactional = database.kind() == Kind.POSTGRES || database.kind() == Kind.SQLITE;
        String failed = "SELECT count(*) FROM _prisma_migrations WHERE migration_name = '" + SLOW
                + "' AND finished_at IS NULL AND logs IS NOT NULL";
        assertThat(database.query(failed)).as("failed rows").isEqualTo(transactional ? "0" : "1");

        Files.writeString(migrations.resolve(SLOW).resolve("migration.sql"), "SELECT 1;\n");
        String patience = database.dialect() == Dialect.MYSQL
                ? "60"
                : "0"; // MySQL's lock is the whole server's, and others may use that
        Program.Outcome next = RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", patience)
                .run();
        assertThat(next.err()).as("the lock is free").doesNotContain("P1002");
        assertThat(next.exit()).as(next.toString()).isEqualTo(transactional ? 0 : 1);
        assertThat(next.err()).contains(transactional ? "" : "P3009");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aDeployThatCannotHaveTheLockSaysWhoHoldsIt(TestDatabase database) throws SQLException, IOException {
        writeMigrations(database.kind());
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute(
                    database.kind() == Kind.POSTGRES
                            ? "SET application_name = 'night job'; SELECT pg_advisory_lock(72707369)"
                            : "SELECT GET_LOCK('prisma_migrate', 120)");
            String id = TestDatabase.onlyValue(
                    holder, database.kind() == Kind.POSTGRES ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()");

            Program.Outcome refused = RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", "1")
                    .run();

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("Error: P1002\n")
                    .contains(id)
                    .contains(database.kind() == Kind.POSTGRES ? "night job" : "root");
            assertThat(refused.err()).containsPattern("20\\d\\d-\\d\\d-\\d\\d");
        }
        assertThat(database.dump()).doesNotContain("_prisma_migrations");
    }

    @OnMysql
    @OnMariadb
    void anEmojiInSomebodysStatementIsInNobodysWay(TestDatabase database) throws SQLException, IOException {
        writeMigrations(database.kind());
        try (Connection other = database.connect();
                Statement statement = other.createStatement();
                Connection holder = database.connect();
                Statement lock = holder.createStatement()) {
            Thread emoji = new Thread(() -> {
                try {
                    statement.execute("SELECT SLEEP(600), '😀'");
                } catch (SQLException e) {
                    // it is ended with its connection
                }
            });
            emoji.setDaemon(true);
            emoji.start();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> database.sessionsRunning("SLEEP(600)"), ids -> !ids.isEmpty());
            lock.execute("SELECT GET_LOCK('prisma_migrate', 120)");
            String id = TestDatabase.onlyValue(holder, "SELECT CONNECTION_ID()");

            Program.Outcome refused = RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", "1")
                    .run();

            assertThat(refused.err()).startsWith("Error: P1002\n").contains("connection " + id);
            statement.cancel();
        }
    }

    private void awaitSlowStatement(TestDatabase database, Program.Running running) {
        assertThat(running.awaitOut(out -> out.contains("Applying migration `" + SLOW)))
                .isTrue();
        if (database.kind() != Kind.SQLITE) {
            await().atMost(Duration.ofMinutes(1)).until(() -> slowStatements(database), ids -> !ids.isEmpty());
        }
    }

    private static List<String> slowStatements(TestDatabase database) throws SQLException {
        return database.sessionsRunning(database.kind() == Kind.POSTGRES ? "pg_sleep" : SLOW_QUERY);
    }

    private void writeMigrations(Kind kind) throws IOException {
        write("20240101000000_quick", "CREATE TABLE quick (id INTEGER NOT NULL PRIMARY KEY);\n");
        write(
                SLOW,
                switch (kind) {
                    case POSTGRES -> "CREATE TABLE slow (id INTEGER);\nSELECT pg_sleep(600);\n";
                    case MYSQL, MARIADB -> "CREATE TABLE slow (id INTEGER);\n" + SLOW_QUERY + ";\n";
                    case SQLITE ->
                        "CREATE TABLE slow AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                + "SELECT count(*) FROM n;\n";
                });
    }

    private Program deploy(TestDatabase database) {
        return heedingSignals(RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", "120"));
    }

    /**
     * A program that a shell starts in the background ignores Ctrl-C, and so does all that it starts: also these tests
     * and what they start.
     */
    private static Program heedingSignals(Program program) {
        boolean gnu = Files.exists(Path.of("/proc/self/status"));
        List<String> command = Stream.concat(
                        gnu ? Stream.of("env", "--default-signal=INT") : Stream.empty(), program.command().stream())
                .toList();
        return new Program(command, program.folder(), program.environment());
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }
}
