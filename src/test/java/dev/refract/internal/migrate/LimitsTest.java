package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployOptions.Resume;
import dev.refract.migrate.DeployResult;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** Lock and statement timeouts, and retries. */
class LimitsTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    @OnPostgres
    void aLockTimeoutIsRetriedAndWon(TestDatabase database) throws SQLException {
        wins(database, "BEGIN; LOCK TABLE a IN ACCESS SHARE MODE", "ALTER TABLE a ADD COLUMN b INTEGER;");
    }

    @OnPostgres
    void aScriptsOwnTransactionIsRetriedAndWon(TestDatabase database) throws SQLException {
        wins(
                database,
                "BEGIN; LOCK TABLE a IN ACCESS SHARE MODE",
                "CREATE TABLE z (id INTEGER);\nBEGIN;\nCREATE TABLE y (id INTEGER);\nALTER TABLE a ADD COLUMN b "
                        + "INTEGER;\nCOMMIT;\nCREATE TABLE x (id INTEGER);");
    }

    @OnMysql
    @OnMariadb
    void aStatementOnMysqlIsRetriedAndWon(TestDatabase database) throws SQLException {
        wins(database, "SELECT * FROM a", "CREATE TABLE z (id INTEGER);\nALTER TABLE a ADD COLUMN b INTEGER;");
    }

    /** Another session holds the table until the first retry is announced. */
    private void wins(TestDatabase database, String lock, String script) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        project.refract().deploy();
        project.migration("2_b", script);
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(lock);
            DeployResult result = project.configure()
                    .lockTimeout(SHORT)
                    .lockRetries(5)
                    .listener(event -> {
                        project.events.add(event);
                        if (event instanceof Event.LockRetry) {
                            rollback(holder);
                        }
                    })
                    .build()
                    .deploy();
            assertThat(result.applied()).containsExactly("2_b");
        }
        assertThat(project.events(Event.LockRetry.class)).singleElement().satisfies(retry -> {
            assertThat(retry.migration()).isEqualTo("2_b");
            assertThat(retry.retry()).isEqualTo(1);
            assertThat(retry.retries()).isEqualTo(5);
        });
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations"))
                .as("no failed row of the first try")
                .isEqualTo("2");
        assertThat(database.query("SELECT count(b) FROM a")).isEqualTo("0");
    }

    @OnPostgres
    void withoutRetriesALockTimeoutFails(TestDatabase database) throws SQLException {
        RefractException failure =
                failure(database, "BEGIN; LOCK TABLE a IN ACCESS SHARE MODE", "ALTER TABLE a ADD COLUMN b INTEGER;");
        assertThat(failure.what()).contains("55P03").contains("migration.sql:1").contains("statement 1 of 1");
        assertThat(failure.what()).contains("--lock-retries");
    }

    @OnPostgres
    void whatCanLeaveSomethingBehindIsNotRetried(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        project.refract().deploy();
        project.migration("2_b", "CREATE INDEX CONCURRENTLY i ON a (id);");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE a IN ROW EXCLUSIVE MODE");
            RefractException failure = catchThrowableOfType(RefractException.class, () -> project.configure()
                    .lockTimeout(SHORT)
                    .lockRetries(3)
                    .build()
                    .deploy());
            assertThat(failure.what())
                    .contains("55P03", "--lock-retries does not try it again: statement 1 can't be in a transaction")
                    .doesNotContain("or try again with --lock-retries");
        }
        assertThat(project.events(Event.LockRetry.class)).isEmpty();
    }

    @OnMysql
    @OnMariadb
    void aTransactionOfTheScriptsOwnIsNotRetriedOnMysql(TestDatabase database) throws SQLException {
        RefractException failure =
                failure(database, "INSERT INTO a VALUES (1)", "BEGIN;\nUPDATE a SET id = 3;\nCOMMIT;");
        assertThat(failure.what())
                .contains("1205", "--lock-retries does not try it again: the script has a transaction of its own");
    }

    /** The script is the victim, as the other session has changed more rows; what the error advises then works. */
    @OnMysql
    @OnMariadb
    void aDeadlocksAdviceWorks(TestDatabase database) throws Exception {
        Project project = new Project(folder, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER);"
                                + "INSERT INTO a VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0);");
        project.refract().deploy();
        deadlock(project, database, "2_do", "DO SLEEP(3);");
        RefractException later = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(later.next()).contains("refract migrate deploy --resume\n".strip());
        assertThat(resume(project, Resume.AT_FAILURE).applied()).containsExactly("2_do");
        assertThat(database.query("SELECT n FROM a WHERE id < 3")).isEqualTo("1\n1");

        database.execute("CREATE PROCEDURE pause() DO SLEEP(3)");
        RefractException unsure = deadlock(project, database, "3_call", "CALL pause();");
        assertThat(unsure.next())
                .contains("refract migrate deploy --resume-at NUMBER")
                .doesNotContain("--resume\n");
        later = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(later.next())
                .contains("refract migrate deploy --resume-at NUMBER")
                .doesNotContain("--resume\n");
        assertThat(resume(project, Resume.at(1)).applied()).containsExactly("3_call");
        assertThat(database.query("SELECT n FROM a WHERE id < 3")).isEqualTo("2\n2");
    }

    private static DeployResult resume(Project project, Resume resume) {
        return project.refract().deploy(DeployOptions.DEFAULT.resume(resume));
    }

    private RefractException deadlock(Project project, TestDatabase database, String name, String pause)
            throws Exception {
        project.migration(
                name,
                "BEGIN;\nUPDATE a SET n = n + 1 WHERE id = 1;\n" + pause
                        + "\nUPDATE a SET n = n + 1 WHERE id = 2;\nCOMMIT;");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE a SET n = n + 10 WHERE id >= 2");
            CompletableFuture<RefractException> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(RefractException.class, project.refract()::deploy));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !database.sessionsRunning("SLEEP(")
                    .isEmpty());
            try {
                statement.execute("UPDATE a SET n = n + 10 WHERE id = 1");
            } finally {
                rollback(other);
            }
            assertThat(failure.get().what()).contains("1213");
            return failure.get();
        }
    }

    @OnMysql
    @OnMariadb
    void mysqlsMetadataLockTimesOut(TestDatabase database) throws SQLException {
        RefractException failure = failure(database, "SELECT * FROM a", "ALTER TABLE a ADD COLUMN b INTEGER;");
        assertThat(failure.what()).contains("1205");
    }

    private RefractException failure(TestDatabase database, String lock, String script) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        project.refract().deploy();
        project.migration("2_b", script);
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(lock);
            return catchThrowableOfType(
                    RefractException.class,
                    () -> project.configure().lockTimeout(SHORT).build().deploy());
        }
    }

    @OnPostgres
    void theStatementTimeoutIsTheScriptsOnly(TestDatabase database) throws SQLException {
        database.execute("CREATE SCHEMA aside");
        Project project = new Project(folder, database)
                .migration(
                        "1_atomic",
                        "CREATE TABLE aside.seen AS SELECT current_setting('statement_timeout') AS s, "
                                + "current_setting('lock_timeout') AS l;")
                .migration(
                        "2_steps",
                        "CREATE INDEX CONCURRENTLY i ON aside.seen (s);\nINSERT INTO aside.seen VALUES "
                                + "(current_setting('statement_timeout'), current_setting('lock_timeout'));\n"
                                + "SET statement_timeout = '7s';\nINSERT INTO aside.seen VALUES "
                                + "(current_setting('statement_timeout'), current_setting('lock_timeout'));");
        project.configure()
                .statementTimeout(Duration.ofSeconds(90))
                .lockTimeout(Duration.ofMillis(1500))
                .build()
                .deploy();
        assertThat(database.query("SELECT * FROM aside.seen")).isEqualTo("90s|1500ms\n90s|1500ms\n7s|1500ms");

        // slow triggers on the ledger: its statements take longer than the limit, and are not ended by it
        database.execute(
                "CREATE FUNCTION aside.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); "
                        + "RETURN NEW; END $$;"
                        + "CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON _prisma_migrations FOR EACH ROW EXECUTE "
                        + "FUNCTION aside.slow()");
        project.migration("3_atomic", "SELECT 1;")
                .migration("4_steps", "CREATE INDEX CONCURRENTLY j ON aside.seen (s);\nSELECT 1;\nSELECT 2;");
        project.configure().statementTimeout(SHORT).build().deploy();
        project.migration("5_atomic", "SELECT 1;\nSELECT pg_sleep(30);");
        RefractException failure = catchThrowableOfType(
                RefractException.class,
                () -> project.configure().statementTimeout(SHORT).build().deploy());
        assertThat(failure.what()).contains("57014").contains("statement 2 of 2");
        project.refract().resolveRolledBack("5_atomic");
        project.migration("5_atomic", "SELECT pg_sleep(30);\nVACUUM;");
        failure = catchThrowableOfType(
                RefractException.class,
                () -> project.configure().statementTimeout(SHORT).build().deploy());
        assertThat(failure.what()).contains("57014").contains("statement 1 of 2");
    }

    @OnMysql
    @OnMariadb
    void aStatementThatTakesTooLongIsEndedOnMysql(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_a", "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);\nUPDATE a SET id = sleep(30);");
        RefractException failure = catchThrowableOfType(RefractException.class, () -> project.configure()
                .statementTimeout(Duration.ofSeconds(1))
                .build()
                .deploy());
        assertThat(failure.what()).contains("statement 3 of 3");
        assertThat(database.sessionsRunning("sleep(30)")).isEmpty();
    }

    @OnMysql
    @OnMariadb
    void mysqlsLimitsHoldForTheScriptOnly(TestDatabase database) throws SQLException {
        String limits = "SELECT @@lock_wait_timeout AS l, @@innodb_lock_wait_timeout AS i";
        Project project = new Project(folder, database)
                .migration("1_own_session", "SET @x = 1;\nCREATE TABLE a AS " + limits + ";")
                .migration("2_shared", "CREATE TABLE b AS " + limits + ";");
        project.configure().lockTimeout(Duration.ofMillis(6500)).build().deploy();
        assertThat(database.query("SELECT * FROM a")).isEqualTo("7|7");
        assertThat(database.query("SELECT * FROM b")).isEqualTo("7|7");
    }

    @OnSqlite
    void sqliteSaysWhatItCantDo(TestDatabase database) {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        project.configure().statementTimeout(SHORT).lockTimeout(SHORT).build().deploy();
        assertThat(project.events(Event.Warning.class))
                .extracting(Event.Warning::text)
                .anySatisfy(text -> assertThat(text).contains("--statement-timeout has no effect"));
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
