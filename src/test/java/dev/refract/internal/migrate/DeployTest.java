package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.refract.internal.history.Checksum;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.Folders;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class DeployTest {

    private static final String LEDGER =
            "SELECT migration_name, applied_steps_count, CASE WHEN finished_at IS NULL THEN 'open' ELSE 'finished' END,"
                    + " CASE WHEN rolled_back_at IS NULL THEN '-' ELSE 'rolled back' END, CASE WHEN logs IS NULL "
                    + "THEN 'no logs' WHEN logs = '' THEN 'empty logs' ELSE 'logs' END"
                    + " FROM _prisma_migrations ORDER BY started_at, migration_name";

    @TempDir
    private Path folder;

    /** What it did is undone where it is one transaction; else its row is gone, and nothing says that it is applied. */
    @OnEveryDatabase
    void aScriptThatDeletesOrRenamesItsOwnRowIsReported(TestDatabase database) throws Exception {
        for (String change : List.of(
                "DELETE FROM _prisma_migrations WHERE migration_name = '%s'",
                "UPDATE _prisma_migrations SET migration_name = 'other_%s' WHERE migration_name = '%s'")) {
            String name = change.startsWith("DELETE") ? "1_deletes" : "2_renames";
            Project project = new Project(folder.resolve(name), database);
            project.migration(name, "CREATE TABLE t" + name + " (id INT);\n" + change.replace("%s", name) + ";\n");
            RefractException reported = catchThrowableOfType(
                    RefractException.class, () -> project.refract().deploy());
            assertThat(reported).as(change).isNotNull();
            assertThat(reported.code()).contains(Code.P3018);
            assertThat(reported.what()).contains("it deleted or renamed its own row in _prisma_migrations");
            assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '" + name
                            + "' AND finished_at IS NOT NULL"))
                    .as("applied")
                    .isEqualTo("0");
            database.execute("DELETE FROM _prisma_migrations");
        }
    }

    @OnEveryDatabase
    void aLoneCarriageReturnEndsALine(TestDatabase database) throws Exception {
        Project project = new Project(folder, database);
        project.migration(
                "1_a", "-- old\r-- Mac\rCREATE TABLE t (id INT);\r\r-- more\r\nSELECT nonsense FROM\r\rnowhere;\r");
        RefractException failed = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failed.code()).contains(Code.P3018);
        assertThat(failed.what()).contains("nowhere", "| SELECT nonsense FROM");
        assertThat(database.query("SELECT logs FROM _prisma_migrations"))
                .contains("nowhere")
                .doesNotContain("the process that ran it ended");
    }

    @OnEveryDatabase
    void appliesWhatIsPendingAndFillsGaps(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration("3_c", "\uFEFFCREATE TABLE c (id INTEGER)\r\n;\r\n-- end");
        DeployResult first = project.refract().deploy();
        assertThat(first.applied()).containsExactly("1_a", "3_c");
        assertThat(first.found()).isEqualTo(2);
        project.migration("2_b", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (1)")
                .migration("4_empty", "")
                .migration("5_comment", "-- only a comment\n/* and another */;");
        assertThat(project.refract().deploy().applied()).containsExactly("2_b", "4_empty", "5_comment");
        assertThat(project.refract().deploy().applied()).isEmpty();
        assertThat(database.query(LEDGER))
                .isEqualTo("1_a|1|finished|-|no logs\n3_c|1|finished|-|no logs\n2_b|1|finished|-|no logs\n"
                        + "4_empty|1|finished|-|no logs\n5_comment|1|finished|-|no logs");
        assertThat(database.query("SELECT id FROM b")).isEqualTo("1");
        assertThat(project.refract().status().upToDate()).isTrue();
    }

    @OnEveryDatabase
    void createsTheDatabaseThatIsMissing(TestDatabase database) {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        assertThatThrownBy(() ->
                        project.configure().url(database.missingUrl()).build().status())
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P1003));
        DeployResult plan =
                project.configure().url(database.missingUrl()).build().deploy(DeployOptions.DEFAULT.dryRun(true));
        assertThat(plan.plan()).extracting(PlannedMigration::migration).containsExactly("1_a");
        assertThatThrownBy(() ->
                        project.configure().url(database.missingUrl()).build().status())
                .as("a dry run created nothing")
                .isInstanceOf(RefractException.class);
        assertThat(project.configure()
                        .url(database.missingUrl())
                        .build()
                        .deploy()
                        .applied())
                .containsExactly("1_a");
        assertThat(project.events(Event.Created.class)).isNotEmpty();
    }

    @OnPostgres
    @OnSqlite
    void aScriptWithANulIsRefusedWhole(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_a", "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);\0\nINSERT INTO a VALUES (2);");
        assertThatThrownBy(project.refract()::deploy)
                .hasMessageContainingAll("1_a/migration.sql:2: there is a NUL character", "UTF-16", "Nothing was run");
        assertThat(project.refract().status().names(StatusResult.State.PENDING)).containsExactly("1_a");
    }

    @OnMysql
    void resumingDoesNotStopBeforeTheMigrationThatFailed(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INT);")
                .migration("3_c", "CREATE TABLE c (id INT);\nINSERT INTO missing VALUES (1);");
        assertThatThrownBy(project.refract()::deploy).hasMessageContaining("P3018");
        project.migration("2_b", "CREATE TABLE b (id INT);");
        DeployOptions resume = RESUME.to("2_b");
        assertThatThrownBy(() -> project.refract().deploy(resume))
                .hasMessageContainingAll(
                        "P3009",
                        "`3_c` failed, and `2_b`, the last to be applied, comes before it",
                        "--resume --to 3_c");
        assertThat(database.query("SHOW TABLES LIKE 'b'")).isEmpty();
    }

    private static final DeployOptions RESUME = DeployOptions.DEFAULT.resume(DeployOptions.Resume.AT_FAILURE);

    @OnEveryDatabase
    void aFailureInAScriptsOwnTransactionUndoesAllOfItAndResumingBeginsThere(TestDatabase database)
            throws SQLException {
        Project project = new Project(folder, database).migration("1_a", """
                CREATE TABLE a (id INTEGER);
                BEGIN;
                INSERT INTO a VALUES (1);
                INSERT INTO a VALUES (2);
                INSERT INTO missing VALUES (3);
                COMMIT;
                INSERT INTO a VALUES (4);
                """);
        RefractException failure = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(failure.what())
                .contains(
                        "(statement 5 of 7)",
                        "Statement 1 has run and stays applied. Statements 2 to 4 ran in the transaction of the one "
                                + "that failed, which was rolled back.");
        assertThat(database.query("SELECT id FROM a")).isEmpty();
        database.execute("CREATE TABLE missing (id INTEGER)");
        assertThat(project.refract().deploy(RESUME).applied()).containsExactly("1_a");
        assertThat(database.query("SELECT id FROM a ORDER BY id")).isEqualTo("1\n2\n4");
        assertThat(database.query("SELECT id FROM missing")).isEqualTo("3");
    }

    /** Each time the process ends between the last statement's commit and the record that the migration is applied. */
    @OnSqlite
    void whatOnlyLacksItsRecordIsResumedAnyNumberOfTimes(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        project.refract().deploy();
        database.execute("CREATE TRIGGER not_yet BEFORE UPDATE OF finished_at ON _prisma_migrations BEGIN "
                + "SELECT RAISE(ABORT, 'not yet'); END");
        project.migration("2_b", """
                VACUUM;
                INSERT INTO a VALUES (1);
                """);
        assertThatThrownBy(project.refract()::deploy).hasMessageContaining("not yet");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> project.refract().deploy(RESUME)).hasMessageContaining("not yet");
        }
        database.execute("DROP TRIGGER not_yet");
        assertThat(project.refract().deploy(RESUME).applied()).containsExactly("2_b");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    /** With foreign keys on, dropping the old table would delete the rows that refer to it. */
    @OnSqlite
    void resumingMakesThePragmasOfTheScriptAgain(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", """
                CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
                CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id) ON DELETE CASCADE);
                """);
        project.refract().deploy();
        database.execute("INSERT INTO author VALUES (1, NULL)");
        database.execute("INSERT INTO book VALUES (1, 1)");
        project.migration("2_b", """
                PRAGMA defer_foreign_keys=ON;
                PRAGMA foreign_keys=OFF;
                CREATE TABLE new_author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                INSERT INTO new_author SELECT id, name FROM author;
                DROP TABLE author;
                ALTER TABLE new_author RENAME TO author;
                PRAGMA foreign_keys=ON;
                DELETE FROM book WHERE author IS NULL;
                """);
        assertThatThrownBy(project.refract()::deploy).hasMessageContainingAll("(statement 4 of 8)", "--resume");
        database.execute("UPDATE author SET name = 'somebody'");
        project.refract().deploy(RESUME);
        assertThat(database.query("SELECT name FROM author")).isEqualTo("somebody");
        assertThat(database.query("SELECT author FROM book")).isEqualTo("1");
    }

    /** What is recorded with a transaction of the script's own has no place in one that may not write. */
    @OnPostgres
    @OnMysql
    @OnMariadb
    void aTransactionOfTheScriptsOwnMayBeReadOnly(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", """
                CREATE TABLE a (id INTEGER);
                START TRANSACTION READ ONLY;
                SELECT id FROM a;
                COMMIT;
                BEGIN;
                INSERT INTO a VALUES (1);
                COMMIT;
                """);
        project.refract().deploy();
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("1");
    }

    /** The process ended after the statement's commit, and before it could record anything more. */
    @OnMysql
    @OnMariadb
    void whatTookEffectBeforeACrashIsNotRunAgain(TestDatabase database) throws SQLException, IOException {
        for (String statement : List.of(
                "ALTER TABLE a ADD COLUMN b INTEGER",
                "ALTER TABLE a RENAME COLUMN b TO c, ADD INDEX i (id)",
                "CREATE UNIQUE INDEX u ON a (c)",
                "ALTER TABLE a DROP COLUMN c",
                "CREATE TABLE d (id INTEGER)",
                "RENAME TABLE d TO e",
                "CREATE VIEW v AS SELECT id FROM a",
                "DROP VIEW v",
                "DROP TABLE e",
                "DROP INDEX i ON a",
                "CREATE TABLE g (id INTEGER)",
                "ALTER TABLE g ADD COLUMN z INTEGER, RENAME TO h",
                "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0)")) {
            Project project = crashedIn(database, statement);
            database.execute(statement);
            assertThat(project.refract().deploy(RESUME).applied()).as(statement).hasSize(1);
            assertThat(database.query("SELECT COUNT(*) FROM after_it"))
                    .as(statement)
                    .isEqualTo("1");
        }
    }

    /** The process ended before the server had run it. */
    @OnMysql
    @OnMariadb
    void whatDidNothingBeforeACrashIsRun(TestDatabase database) throws SQLException, IOException {
        Project project = crashedIn(database, "ALTER TABLE a ADD COLUMN b INTEGER");
        project.refract().deploy(RESUME);
        assertThat(database.query("SELECT b FROM a")).isEmpty();
    }

    @OnMysql
    @OnMariadb
    void whatCannotBeKnownAfterACrashIsAsked(TestDatabase database) throws SQLException, IOException {
        for (String statement : List.of(
                "TRUNCATE a",
                "CREATE TABLE f AS SELECT id FROM a",
                "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1")) {
            Project project = crashedIn(database, statement);
            assertThatThrownBy(() -> project.refract().deploy(RESUME))
                    .hasMessageContainingAll(
                            "Statement 2 of `",
                            "was running when the process that deployed it ended",
                            "--resume-at 2",
                            "--resume-at 3");
            project.refract().deploy(DeployOptions.DEFAULT.resume(DeployOptions.Resume.at(3)));
        }
    }

    /** A migration whose second statement was running when the process ended, as the ledger has it then. */
    private Project crashedIn(TestDatabase database, String statement) throws SQLException, IOException {
        database.execute("CREATE TABLE IF NOT EXISTS a (id INTEGER)");
        database.execute("DROP TABLE IF EXISTS after_it");
        String name = "9_" + System.nanoTime();
        Project project = new Project(folder, database)
                .migration(name, "SELECT 1;\n" + statement + ";\nINSERT INTO after_it VALUES (1);\n");
        database.execute("CREATE TABLE IF NOT EXISTS _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, "
                + "checksum VARCHAR(64) NOT NULL, finished_at DATETIME(3), migration_name VARCHAR(255) NOT NULL, logs "
                + "TEXT, rolled_back_at DATETIME(3), started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), "
                + "applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0)");
        database.execute("INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('" + name + "', '"
                + Checksum.of(Files.readAllBytes(folder.resolve(name).resolve("migration.sql"))) + "', '" + name
                + "', 'Statement 2 of 3 was running (x); the process that ran it ended')");
        database.execute("CREATE TABLE after_it (id INTEGER)");
        return project;
    }

    @OnMysql
    void resumingAsksWhereTheScriptDoesNotTellWhatIsCommitted(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", """
                CREATE TABLE a (id INTEGER);
                SET autocommit = 0;
                INSERT INTO a VALUES (1);
                CREATE OR REPLACE VIEW v AS SELECT id FROM a;
                INSERT INTO missing VALUES (2);
                COMMIT;
                """);
        RefractException failure = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(failure.what())
                .contains("Statements 1 to 2 have run and stay applied. Statements 3 to 4 ran in a transaction of the "
                        + "script's own: what was not committed of it is rolled back.");
        database.execute("CREATE TABLE missing (id INTEGER)");
        assertThatThrownBy(() -> project.refract().deploy(RESUME))
                .hasMessageContainingAll(
                        "Statement 5 of `1_a` failed in a transaction that the script begins at statement 3",
                        "--resume-at NUMBER");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnEveryDatabase
    void stopsAtTheNameGiven(TestDatabase database) {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration("2_b", "CREATE TABLE b (id INTEGER);")
                .migration("3_c", "CREATE TABLE c (id INTEGER);");
        assertThat(project.refract().deploy(DeployOptions.DEFAULT.to("2_b")).applied())
                .containsExactly("1_a", "2_b");
        assertThatThrownBy(() -> project.refract().deploy(DeployOptions.DEFAULT.to("2")))
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P3017));
    }

    @OnEveryDatabase
    void refusesASchemaWithTablesAndNoLedger(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE precious (id INTEGER)");
        String before = database.dump();
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        RefractException refusal = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(refusal.code()).contains(Code.P3005);
        assertThat(refusal.what()).contains("precious");
        assertThat(refusal.next()).contains("refract migrate resolve --applied 1_a");
        assertThat(database.dump()).isEqualTo(before);
        project.refract().resolveApplied("1_a");
        assertThat(database.query(LEDGER)).isEqualTo("1_a|0|finished|-|empty logs");
        assertThat(project.refract().deploy().applied()).isEmpty();
    }

    @OnEveryDatabase
    void runsNothingWhenAScriptIsMissing(TestDatabase database) throws Exception {
        String before = database.dump();
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        Files.createDirectories(folder.resolve("2_b"));
        RefractException refusal = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(refusal.code()).contains(Code.P3015);
        assertThat(refusal.what()).contains("2_b");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
        assertThat(before).doesNotContain("_prisma_migrations");
    }

    @OnEveryDatabase
    void recordsAFailureAndRefusesToGoOnUntilItIsResolved(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration(
                        "2_b",
                        "-- comment\nCREATE TABLE b (id INTEGER);\n\nINSERT INTO b\n  SELECT id FROM "
                                + "nowhere;\nCREATE TABLE never (id INTEGER);\n")
                .migration("3_c", "CREATE TABLE c (id INTEGER);");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.code()).contains(Code.P3018);
        assertThat(failure.what())
                .contains(
                        "Migration name: 2_b",
                        "nowhere",
                        "2_b/migration.sql:5:18 (statement 2 of 3)",
                        "> 5 |   SELECT id FROM nowhere;\n    |                  ^",
                        "  1 | -- comment\n");
        assertThat(failure.next()).contains("refract migrate resolve --rolled-back 2_b");
        assertThat(database.query(LEDGER)).isEqualTo("1_a|1|finished|-|no logs\n2_b|0|open|-|logs");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE migration_name = '2_b'"))
                .isEqualTo(failure.what());
        RefractException refusal = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(refusal.code()).contains(Code.P3009);
        assertThat(refusal.what()).contains("`2_b`", "nowhere");
        assertThat(refusal.next()).contains("resolve --rolled-back 2_b");
        project.refract().resolveRolledBack("2_b");
        project.migration(
                "2_b",
                database.dialect() == dev.refract.internal.sql.Dialect.MYSQL
                        ? "INSERT INTO b VALUES (2);"
                        : "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (2);");
        assertThat(project.refract().deploy().applied()).containsExactly("2_b", "3_c");
        assertThat(database.query(LEDGER))
                .isEqualTo("1_a|1|finished|-|no logs\n2_b|0|open|rolled back|logs\n2_b|1|finished|-|no "
                        + "logs\n3_c|1|finished|-|no logs");
        assertThat(database.query("SELECT id FROM b")).isEqualTo("2");
    }

    @OnPostgres
    @OnSqlite
    void aFailureLeavesNothingOfATransactionalScript(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER); INSERT INTO nowhere VALUES (1);");
        assertThatThrownBy(() -> project.refract().deploy()).hasMessageContaining("nothing of it is applied");
        assertThat(database.dump()).doesNotContain("TABLE a", "public.a");
    }

    @OnEveryDatabase
    void editedAndMissingMigrationsAreNoErrorButStatusTells(TestDatabase database) throws IOException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration("2_b", "CREATE TABLE b (id INTEGER);");
        project.refract().deploy();
        project.migration("1_a", "CREATE TABLE a (id BIGINT);");
        Files.delete(folder.resolve("2_b/migration.sql"));
        Files.delete(folder.resolve("2_b"));
        assertThat(project.refract().deploy().applied()).isEmpty();
        StatusResult status = project.refract().status();
        assertThat(status.edited()).containsExactly("1_a");
        assertThat(status.unknown()).containsExactly("2_b");
        assertThat(status.upToDate()).isTrue();
    }

    @OnEveryDatabase
    void textIsNotReinterpreted(TestDatabase database) throws SQLException {
        String odd = "{fn now()} ? ?? ?1 $1 :name {d '2020-01-01'} \\ ; -- /* %s é 😀";
        String literal = database.dialect().literal(odd);
        new Project(folder, database)
                .migration(
                        "1 with space; and ' quote",
                        "CREATE TABLE a (v VARCHAR(200)); INSERT INTO a VALUES (" + literal + ");")
                .refract()
                .deploy();
        assertThat(database.query("SELECT v FROM a")).isEqualTo(odd);
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations"))
                .isEqualTo("1 with space; and ' quote");
    }

    @OnPostgres
    void sessionSettingsDontReachTheNextMigration(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_dump",
                        "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (id INTEGER); "
                                + "SET ROLE pg_monitor;")
                .migration(
                        "2_b",
                        "CREATE TABLE b AS SELECT current_setting('search_path') AS path, current_user <> "
                                + "'pg_monitor' AS own;")
                .refract()
                .deploy();
        assertThat(database.query("SELECT own FROM b")).isEqualTo("t");
    }

    @OnMysql
    @OnMariadb
    void sessionSettingsDontReachTheNextMigrationOnMysql(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "SET @x = 1; SET SESSION sql_mode = ''; SET FOREIGN_KEY_CHECKS = 0; CREATE TEMPORARY TABLE t "
                                + "(id INT); USE information_schema;")
                .migration(
                        "2_b",
                        "CREATE TABLE b AS SELECT @x AS x, @@sql_mode <> '' AS mode, @@foreign_key_checks AS fk, "
                                + "DATABASE() = '"
                                + database.name() + "' AS own;")
                .refract()
                .deploy();
        assertThat(database.query("SELECT x, mode, fk, own FROM b")).isEqualTo("null|1|1|1");
    }

    @OnMysql
    @OnMariadb
    void temporaryTablesDontReachTheNextMigration(TestDatabase database) throws SQLException {
        String script = "CREATE TEMPORARY TABLE work (id INT);\nINSERT INTO work VALUES (1);\n";
        new Project(folder, database)
                .migration("1_a", script)
                .migration("2_b", script)
                .refract()
                .deploy();
        assertThat(database.query("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("2");
    }

    /** A statement may take longer than wait_timeout, which is a minute on some servers. */
    @OnMysql
    void theLocksConnectionMayBeIdleWhileAScriptRuns(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "SET @x = 1; CREATE TABLE w AS SELECT CAST(v.VARIABLE_VALUE AS UNSIGNED) >= 604800 AS "
                                + "patient FROM performance_schema.variables_by_thread v"
                                + " JOIN performance_schema.threads t USING (THREAD_ID) WHERE v.VARIABLE_NAME = "
                                + "'wait_timeout' AND t.PROCESSLIST_ID = IS_USED_LOCK('prisma_migrate');")
                .refract()
                .deploy();
        assertThat(database.query("SELECT patient FROM w")).isEqualTo("1");
    }

    @OnSqlite
    void sessionSettingsDontReachTheNextMigrationOnSqlite(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "PRAGMA foreign_keys=OFF; CREATE TEMP TABLE t (id INT); CREATE TABLE p (id INTEGER PRIMARY "
                                + "KEY); CREATE TABLE c (p INTEGER REFERENCES p);")
                .migration("2_b", "CREATE TABLE t (id INT); INSERT INTO t VALUES (3);")
                .refract()
                .deploy();
        assertThat(database.query("SELECT id FROM t")).isEqualTo("3");
        Project orphan = new Project(folder, database).migration("3_orphan", "INSERT INTO c VALUES (9)");
        assertThatThrownBy(() -> orphan.refract().deploy()).hasMessageContaining("FOREIGN KEY");
    }

    @OnPostgres
    void whatMustStandOutsideATransactionDoes(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nVACUUM a;")
                .migration(
                        "2_enum",
                        "CREATE TYPE color AS ENUM ('red'); ALTER TYPE color ADD VALUE 'green'; CREATE TABLE e (c "
                                + "color DEFAULT 'green');");
        assertThat(project.refract().deploy().applied()).hasSize(2);
        project.migration(
                "3_bad",
                "CREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY b_id "
                        + "ON b (id);\nCREATE TABLE never (id INTEGER);");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.what())
                .contains("(statement 3 of 4)", "Statements 1 to 2 have run and stay applied", "invalid index");
        project.refract().resolveRolledBack("3_bad");
        project.migration("3_bad", "CREATE TABLE c (id INTEGER); CREATE INDEX CONCURRENTLY c_id ON c (id);");
        assertThatThrownBy(() -> project.refract().deploy(DeployOptions.DEFAULT.transaction(TransactionMode.SCRIPT)))
                .hasMessageContaining("25001");
        assertThat(database.dump()).doesNotContain("public.c ");
    }

    @OnPostgres
    void aScriptsOwnTransactionsBehaveAsTheSimpleProtocolWould(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_own", """
                CREATE TABLE outside1 (id INTEGER);
                BEGIN;
                CREATE TABLE inside (id INTEGER);
                COMMIT;
                CREATE TABLE outside2 (id INTEGER);
                CREATE TABLE outside3 (id INTEGER);
                INSERT INTO nowhere VALUES (1);""");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.what()).contains("migration.sql:7:13 (statement 7 of 7)");
        assertThat(database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
                .isEqualTo("_prisma_migrations\ninside\noutside1");
        project.refract().resolveRolledBack("1_own");
        project.migration("1_own", "BEGIN; CREATE TABLE unfinished (id INTEGER);");
        assertThatThrownBy(() -> project.refract().deploy())
                .hasMessageContaining("begins a transaction and does not end it");
        assertThat(database.dump()).doesNotContain("unfinished");
    }

    @OnPostgres
    void aChangeOfHowStringsAreReadTakesEffectAtOnce(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (t TEXT); SET standard_conforming_strings = off; INSERT INTO a VALUES "
                                + "('it\\'s; one');"
                                + "SET standard_conforming_strings = on; INSERT INTO a VALUES ('back\\');")
                .migration("2_b", "INSERT INTO a VALUES ('slash\\')")
                .refract()
                .deploy();
        assertThat(database.query("SELECT t FROM a")).isEqualTo("it's; one\nback\\\nslash\\");
    }

    @OnPostgres
    void aProcedureMayCommit(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id INTEGER); CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "
                                + "a VALUES (1); COMMIT; INSERT INTO a VALUES (2); END $$;")
                .migration("2_call", "CALL p();")
                .refract()
                .deploy();
        assertThat(database.query("SELECT count(*) FROM a")).isEqualTo("2");
    }

    @OnPostgres
    void placesAnErrorInALargeScript(TestDatabase database) {
        StringBuilder script = new StringBuilder("CREATE TABLE a (id INTEGER, t TEXT);\n");
        for (int i = 0; i < 30_000; i++) {
            script.append("INSERT INTO a VALUES (")
                    .append(i)
                    .append(", 'some text of a certain length, with 😀 in it, to make it large');\n");
        }
        script.append("INSERT INTO a VALUES (1, 'x', 'one too many');\nSELECT 1;");
        Project project = new Project(folder, database).migration("1_large", script.toString());
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.what())
                .contains(
                        "migration.sql:30002:31 (statement 30002 of 30003)",
                        "> 30002 | INSERT INTO a VALUES (1, 'x', 'one too many');");
    }

    @OnPostgres
    void saysWhatTheServerSays(TestDatabase database) {
        Project project =
                new Project(folder, database).migration("1_a", "DO $$ BEGIN RAISE NOTICE 'half way {there}'; END $$;");
        project.refract().deploy();
        assertThat(project.events(Event.ServerMessage.class))
                .extracting(Event.ServerMessage::text)
                .containsExactly("half way {there}");
    }

    @OnPostgres
    void refusesWhatOnlyPsqlUnderstandsBeforeAnythingRuns(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration("2_copy", "CREATE TABLE b (id INTEGER);\nCOPY b FROM stdin;\n1\n\\.\n");
        assertThatThrownBy(() -> project.refract().deploy())
                .hasMessageContaining("migration.sql:2: COPY")
                .hasMessageContaining("--inserts");
        project.migration("2_copy", "CREATE TABLE b (id INTEGER); COPY a TO STDOUT;");
        assertThatThrownBy(() -> project.refract().deploy()).hasMessageContaining("COPY … TO stdout");
        project.migration("2_copy", "\\connect other\nSELECT 1;");
        assertThatThrownBy(() -> project.refract().deploy()).hasMessageContaining("command of psql");
        project.migration("2_copy", "SELECT 'never closed;\n");
        assertThatThrownBy(() -> project.refract().deploy()).hasMessageContaining("ends inside");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
    }

    @OnMysql
    @OnMariadb
    void bodiesNeedNoDelimiter(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database).migration("1_a", """
                CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(20)); # a comment; with a semicolon
                CREATE TRIGGER a_upper BEFORE INSERT ON a FOR EACH ROW
                BEGIN
                  IF NEW.v IS NULL THEN SET NEW.v = 'none;'; END IF;
                  SET NEW.v = UPPER(NEW.v);
                END;
                /*!40101 SET NAMES utf8mb4 */;
                INSERT INTO a VALUES (1, "x;y"), (2, NULL);
                CREATE PROCEDURE p() BEGIN DECLARE i INT DEFAULT 0; WHILE i < 3 DO SET i = i + 1; END WHILE; INSERT INTO a VALUES (10 + i, 'p'); END;
                CALL p();""");
        project.refract().deploy();
        assertThat(database.query("SELECT id, v FROM a ORDER BY id")).isEqualTo("1|X;Y\n2|NONE;\n13|P");
        project.migration("2_delimiter", "DELIMITER //\nCREATE PROCEDURE q() SELECT 1//\nDELIMITER ;");
        assertThatThrownBy(() -> project.refract().deploy())
                .hasMessageContaining("DELIMITER is a command of the mysql client");
    }

    @OnMysql
    @OnMariadb
    void aTransactionLeftOpenIsAFailure(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INT); START TRANSACTION; INSERT INTO a VALUES (1);");
        assertThatThrownBy(() -> project.refract().deploy()).hasMessageContaining("does not commit");
        assertThat(database.query("SELECT count(*) FROM a")).isEqualTo("0");
    }

    @OnSqlite
    void attachedDatabasesDontReachTheNextMigration(TestDatabase database) throws SQLException {
        String script = "ATTACH DATABASE '" + folder.resolve("other.db")
                + "' AS \"the other\"; CREATE TABLE IF NOT EXISTS \"the other\".z (id INTEGER); INSERT INTO \"the "
                + "other\".z VALUES (1);";
        assertThat(new Project(folder, database)
                        .migration("1_a", script)
                        .migration("2_b", script)
                        .refract()
                        .deploy()
                        .applied())
                .containsExactly("1_a", "2_b");
        assertThat(database.query("SELECT count(*) FROM pragma_database_list")).isEqualTo("1");
    }

    @OnPostgres
    void aResetEmptiesTheSchemasOfTheSchemaFile(TestDatabase database) throws SQLException {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration(
                        "1_a",
                        "CREATE SCHEMA IF NOT EXISTS base; CREATE SCHEMA IF NOT EXISTS extra; CREATE TABLE base.a "
                                + "(id INT); CREATE TABLE extra.b (id INT);")
                .write(
                        "../schema.prisma",
                        "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"base\", \"extra\"]\n}\n");
        dev.refract.Refract refract =
                project.configure().schema(folder.resolve("schema.prisma")).build();
        assertThat(refract.resetTarget())
                .contains("/" + database.name() + ", schema base, extra")
                .doesNotContain(":test@");
        refract.deploy();
        database.execute("CREATE TABLE elsewhere (id INT); INSERT INTO base.a VALUES (1)");
        assertThat(refract.reset().applied()).containsExactly("1_a");
        assertThat(database.query("SELECT count(*) FROM base.a")).isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM elsewhere")).isEqualTo("0");
        assertThat(refract.status().upToDate()).isTrue();
    }

    /** The connection's and those that the schema file lists: Prisma counts both. */
    @OnPostgres
    void tablesInAnyOfTheSchemaFilesSchemasStopAFirstDeploy(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE SCHEMA extra; CREATE TABLE extra.legacy (id INT); INSERT INTO extra.legacy VALUES (1)");
        Project project = new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE SCHEMA extra; CREATE TABLE extra.legacy (id INT);")
                .migration("2_b", "CREATE TABLE extra.b (id INT);")
                .write(
                        "../schema.prisma",
                        "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"extra\", \"other\"]\n}\n");
        dev.refract.Refract refract =
                project.configure().schema(folder.resolve("schema.prisma")).build();
        for (DeployOptions options : List.of(DeployOptions.DEFAULT, DeployOptions.DEFAULT.dryRun(true))) {
            RefractException refused = catchThrowableOfType(RefractException.class, () -> refract.deploy(options));
            assertThat(refused.code()).contains(Code.P3005);
            assertThat(refused.what())
                    .contains(
                            "The schemas \"public\", \"extra\", \"other\" are not all empty", "1 table (extra.legacy)");
            assertThat(refused.next()).contains("refract migrate resolve --applied 1_a");
        }
        assertThat(database.query("SELECT to_regclass('public._prisma_migrations')"))
                .isEqualTo("null");

        refract.resolveApplied("1_a");
        assertThat(refract.deploy().applied()).containsExactly("2_b");
        assertThat(database.query("SELECT id FROM extra.legacy")).isEqualTo("1");
    }

    @OnEveryDatabase
    void aFailedMigrationWhoseFolderIsGoneCanOnlyBeMarkedAsRolledBack(TestDatabase database) throws Exception {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);")
                .migration("2_gone", "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);")
                .write("2_gone/down.sql", "DELETE FROM a WHERE id = 2;");
        assertThatThrownBy(project.refract()::deploy).hasMessageContaining("P3018");
        Folders.delete(folder.resolve("2_gone"));
        project.migration("3_c", "CREATE TABLE c (id INT);");
        database.execute("DELETE FROM a WHERE id = 2");

        for (String next : adviceOnFailed(project)) {
            assertThat(next)
                    .contains("refract migrate resolve --rolled-back 2_gone")
                    .doesNotContain("--applied", "--failed", "--resume");
        }
        project.refract().resolveRolledBack("2_gone");
        assertThat(project.refract().deploy().applied()).containsExactly("3_c");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnPostgres
    @OnSqlite
    void aFailedMigrationThatLeftNothingIsMarkedAsRolledBack(TestDatabase database) throws Exception {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INT); INSERT INTO nowhere VALUES (1);")
                .write("1_a/down.sql", "DROP TABLE a;");
        assertThatThrownBy(project.refract()::deploy).hasMessageContaining("P3018");

        for (String next : adviceOnFailed(project)) {
            assertThat(next)
                    .contains("Nothing of `1_a` is applied", "refract migrate resolve --rolled-back 1_a")
                    .doesNotContain("--applied", "--failed", "--resume");
        }
        project.migration("1_a", "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);");
        project.refract().resolveRolledBack("1_a");
        assertThat(project.refract().deploy().applied()).containsExactly("1_a");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnMysql
    @OnMariadb
    void aRollBackOfAFailedMigrationIsOfferedWhereItHasADownSql(TestDatabase database) throws Exception {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INT); INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1);");
        assertThatThrownBy(project.refract()::deploy).hasMessageContaining("P3018");
        for (String next : adviceOnFailed(project)) {
            assertThat(next)
                    .contains("resolve --rolled-back 1_a", "resolve --applied 1_a")
                    .doesNotContain("down --failed");
        }
        project.write("1_a/down.sql", "-- there is no way back");
        for (String next : adviceOnFailed(project)) {
            assertThat(next).doesNotContain("down --failed");
        }
        project.write("1_a/down.sql", "DROP TABLE a;");
        for (String next : adviceOnFailed(project)) {
            assertThat(next).contains("refract migrate down --failed");
        }
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                        .rolledBack())
                .containsExactly("1_a");
        project.migration("1_a", "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);");
        assertThat(project.refract().deploy().applied()).containsExactly("1_a");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    /** What a deploy and a roll-back say to do about a failed migration. */
    private static List<String> adviceOnFailed(Project project) {
        RefractException deploy = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        RefractException down = catchThrowableOfType(
                RefractException.class, () -> project.refract().down());
        assertThat(List.of(deploy.code(), down.code())).containsOnly(Optional.of(Code.P3009));
        return List.of(deploy.next(), down.next());
    }

    /** pg_dump has written them around every dump since August 2025. */
    @OnPostgres
    void restrictOfADumpIsSkippedWithAWord(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_a",
                        "--\n\\restrict k3Y\n\nCREATE TABLE a (id INT);\nINSERT INTO a VALUES (1);\n\n\\unrestrict k3Y\n")
                .migration("2_b", "\\restrict k3Y\r\nCREATE TABLE b (id INT);\r\nSELECT nothing FROM nowhere;\r\n");
        RefractException failure = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(failure.what()).contains("2_b/migration.sql:3:21", "> 3 | SELECT nothing FROM nowhere;");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        assertThat(project.events(Event.Warning.class))
                .extracting(Event.Warning::words)
                .anyMatch(words -> words.contains("1_a/migration.sql:2: ") && words.contains("skipped"))
                .anyMatch(words -> words.contains("1_a/migration.sql:7: "));
        project.refract().resolveRolledBack("2_b");
        project.migration("2_b", "\\restrict k3Y\r\nCREATE TABLE b (id INT);\r\n");
        assertThat(project.refract().deploy().applied()).containsExactly("2_b");
        assertThat(project.refract().status().edited()).isEmpty();
    }

    @OnPostgres
    void allOfPsqlsCommandsAreRefusedInOneMessage(TestDatabase database) {
        Project project = new Project(folder, database)
                .migration("1_a", "\\restrict x\n\\connect other\nSELECT 1;\n\\set x 1\nSELECT 1 \\gset\n");
        assertThatThrownBy(project.refract()::deploy)
                .hasMessageContainingAll(
                        "1_a/migration.sql:2: \\connect", "1_a/migration.sql:4: \\set", "1_a/migration.sql:5: \\gset")
                .hasMessageNotContaining("migration.sql:1");
        project.migration("1_a", "SELECT 1;");
        assertThat(project.refract().deploy().applied()).containsExactly("1_a");
    }

    /** The server makes one only in a transaction that has written nothing, and the ledger's row is written first. */
    @OnPostgres
    void aReplicationSlotIsMadeOutsideOfATransaction(TestDatabase database) throws SQLException {
        assumeThat(database.query("SHOW wal_level")).isEqualTo("logical");
        String slot = database.name() + "_";
        Project project = new Project(folder, database)
                .migration("1_a", "SELECT pg_create_logical_replication_slot('" + slot + "1', 'pgoutput');")
                .migration(
                        "2_b",
                        "CREATE TABLE a (id INT);\nINSERT INTO a VALUES (1);\nSELECT * FROM "
                                + "pg_catalog.pg_create_logical_replication_slot('" + slot + "2', 'pgoutput');")
                .migration(
                        "3_c",
                        "DO $$ BEGIN PERFORM pg_copy_logical_replication_slot('" + slot + "1', '" + slot
                                + "3'); END $$;");
        try {
            assertThat(project.refract().deploy().applied()).containsExactly("1_a", "2_b", "3_c");
            assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
            assertThat(database.query("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE '" + slot + "_'"))
                    .isEqualTo("3");
        } finally {
            database.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE '"
                    + slot + "_'");
        }
    }

    @OnPostgres
    void searchPathIsTheServersUnlessTheUrlNamesASchema(TestDatabase database) throws SQLException {
        database.execute("CREATE SCHEMA extensions");
        database.execute("CREATE FUNCTION extensions.answer() RETURNS INTEGER LANGUAGE sql AS 'SELECT 42'");
        database.execute("ALTER DATABASE \"" + database.name() + "\" SET search_path = \"$user\", public, extensions");
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a AS SELECT answer() AS x; SET search_path = ''")
                .migration("2_b", "CREATE TABLE b AS SELECT answer() AS x");
        assertThat(project.refract().deploy().applied()).containsExactly("1_a", "2_b");
        assertThat(database.query("SELECT a.x + b.x FROM public.a, public.b")).isEqualTo("84");
        Project named = new Project(folder.resolve("named"), database)
                .migration("1_c", "CREATE TABLE c AS SELECT current_setting('search_path') AS path");
        named.configure().url(database.url() + "?schema=other").build().deploy();
        assertThat(database.query("SELECT path FROM other.c")).isEqualTo("other");
    }
}
