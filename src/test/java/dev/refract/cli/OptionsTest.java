package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Kind;
import dev.refract.testing.Missing;
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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** What an option does, at the command line as a user types it. */
class OptionsTest {

    private static final String APPLIED =
            "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL "
                    + "ORDER BY 1";

    @TempDir
    private Path migrations;

    private void write(String path, String text) throws IOException {
        Path file = migrations.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A table with a row, and its way back. */
    private void first(TestDatabase database) throws IOException {
        write("migration_lock.toml", "provider = \"" + database.dialect().provider() + "\"\n");
        write("1_a/migration.sql", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
        write("1_a/down.sql", "DROP TABLE a;\n");
    }

    private Program.Outcome migrate(TestDatabase database, String... verb) {
        return RefractProgram.migrate(database, migrations, verb).run();
    }

    private static void assertDone(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    private static void assertFailed(Program.Outcome outcome, String... words) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.err()).contains(words);
    }

    // ---- deploy

    @OnSqlite
    void toIsTheLastThatIsApplied(TestDatabase database) throws Exception {
        first(database);
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\n");
        assertDone(migrate(database, "deploy", "--to", "1_a"));
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    @OnSqlite
    void requireDownAppliesNothingWithoutEveryWayBack(TestDatabase database) throws Exception {
        first(database);
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\n");
        assertFailed(migrate(database, "deploy", "--require-down"), "2_b");
        assertThat(database.query("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')"))
                .isEmpty();
        write("2_b/down.sql", "DROP TABLE b;\n");
        assertDone(migrate(database, "deploy", "--require-down"));
        assertThat(database.query(APPLIED)).isEqualTo("1_a\n2_b");
    }

    @OnSqlite
    void confirmAppliesNothingWhereNobodyCanBeAsked(TestDatabase database) throws Exception {
        first(database);
        assertFailed(migrate(database, "deploy", "--confirm"), "nobody can be asked", "--dry-run");
        assertThat(database.query("SELECT name FROM sqlite_master WHERE name = 'a'"))
                .isEmpty();
    }

    @OnSqlite
    void confirmDoesAsItIsToldAtATerminal(TestDatabase database) throws Exception {
        first(database);
        Program.Outcome no = atTerminal("no", RefractProgram.migrate(database, migrations, "deploy", "--confirm"));
        assertThat(no.out()).contains("1_a", "Apply this migration?");
        assertThat(database.query("SELECT name FROM sqlite_master WHERE name = 'a'"))
                .isEmpty();
        Program.Outcome yes = atTerminal("yes", RefractProgram.migrate(database, migrations, "deploy", "--confirm"));
        assertThat(yes.out()).contains("Apply this migration?");
        assertThat(database.query(APPLIED)).as(yes.toString()).isEqualTo("1_a");
    }

    /** The program at a terminal of its own, where somebody types a line once there is something to answer. */
    private Program.Outcome atTerminal(String line, Program program) throws IOException {
        Missing.unlessOnPath("script");
        Path called = Files.writeString(
                Files.createTempFile("refract-terminal", ".sh"),
                "exec "
                        + String.join(
                                " ",
                                program.command().stream()
                                        .map(OptionsTest::quoted)
                                        .toList()) + "\n");
        try {
            String typed = "{ i=0; while [ $i -lt 600 ] && ! grep -q 'Type yes' \"$0.out\" 2>/dev/null; do sleep 0.1; "
                    + "i=$((i+1)); done; echo " + line + "; sleep 1; } | TERM=xterm script -qfec \"sh $0\" \"$0.out\"";
            return new Program(List.of("sh", "-c", typed, called.toString()), program.folder(), program.environment())
                    .run();
        } finally {
            Files.delete(called);
            Files.deleteIfExists(Path.of(called + ".out"));
        }
    }

    private static String quoted(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    @OnPostgres
    void lockTimeoutGivesUpWhereAnotherHoldsTheTable(TestDatabase database) throws Exception {
        first(database);
        assertDone(migrate(database, "deploy"));
        write("2_b/migration.sql", "ALTER TABLE a ADD COLUMN b INTEGER;\n");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE a IN ACCESS SHARE MODE");
            assertFailed(migrate(database, "deploy", "--lock-timeout", "200ms"), "P3018", "55P03");
            holder.rollback();
        }
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    @OnPostgres
    void statementTimeoutStopsAStatement(TestDatabase database) throws Exception {
        first(database);
        write("2_b/migration.sql", "SELECT pg_sleep(600);\n");
        assertFailed(migrate(database, "deploy", "--statement-timeout", "300ms"), "P3018", "57014");
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    @OnPostgres
    void transactionSaysWhatAFailureLeaves(TestDatabase database) throws Exception {
        first(database);
        write("1_a/down.sql", "INSERT INTO a VALUES (2);\nDROP TABLE nowhere;\n");
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\nDROP TABLE nowhere;\n");
        assertFailed(migrate(database, "deploy", "--transaction", "statement"), "P3018");
        assertThat(database.query("SELECT to_regclass('b')")).isEqualTo("b");
        database.execute("DROP TABLE b; DELETE FROM _prisma_migrations WHERE migration_name = '2_b'");
        assertFailed(migrate(database, "deploy", "--transaction", "script"), "P3018");
        assertThat(database.query("SELECT to_regclass('b')")).isEqualTo("null");
        database.execute("DELETE FROM _prisma_migrations WHERE migration_name = '2_b'");
        assertThat(migrate(database, "down", "--transaction", "script").exit()).isEqualTo(1);
        assertThat(database.query("SELECT id FROM a ORDER BY 1")).isEqualTo("1");
    }

    @OnMysql
    void onlineRefusesAKeyThatItDoesNotKnow(TestDatabase database) throws Exception {
        first(database);
        assertFailed(migrate(database, "deploy", "--online", "mod=off"), "\"mod\"", "mode");
        assertThat(database.query("SHOW TABLES LIKE 'a'")).isEmpty();
        assertDone(migrate(database, "deploy", "--online", "mode=off"));
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    /** Its second statement fails until a table is out of its way. */
    private void halfway(TestDatabase database) throws IOException {
        first(database);
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\nCREATE TABLE a (id INTEGER);\n");
        assertFailed(migrate(database, "deploy"), "P3018", "2_b");
    }

    @OnMysql
    @OnMariadb
    void resumeRunsWhatFailedAndWhatFollows(TestDatabase database) throws Exception {
        halfway(database);
        database.execute("RENAME TABLE a TO c");
        assertDone(migrate(database, "deploy", "--resume"));
        assertThat(database.query("SHOW TABLES LIKE '_'")).isEqualTo("a\nb\nc");
        assertThat(database.query(APPLIED)).isEqualTo("1_a\n2_b");
    }

    @OnMysql
    void resumeAtRunsFromThatStatement(TestDatabase database) throws Exception {
        halfway(database);
        database.execute("RENAME TABLE a TO c; DROP TABLE b");
        assertDone(migrate(database, "deploy", "--resume-at", "1"));
        assertThat(database.query("SHOW TABLES LIKE '_'")).isEqualTo("a\nb\nc");
    }

    // ---- where the project is

    @OnSqlite
    void envFileSaysWhereTheDatabaseIs(TestDatabase database) throws Exception {
        write("schema.prisma", "datasource db {\n  provider = \"sqlite\"\n  url = env(\"DATABASE_URL\")\n}\n");
        write("migrations/1_a/migration.sql", "CREATE TABLE a (id INTEGER);\n");
        write(".env", "DATABASE_URL=\"file:/nowhere/at/all.db\"\n");
        write("other.env", "DATABASE_URL=\"" + database.url() + "\"\n");
        assertDone(RefractProgram.in(
                        migrations, "migrate", "deploy", "--schema", "schema.prisma", "--env-file", "other.env")
                .run());
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    @OnSqlite
    void configIsReadInsteadOfTheUsualFile(TestDatabase database) throws Exception {
        write("prisma.config.ts", "export default { datasource: { url: 'file:/nowhere/at/all.db' } };\n");
        write("schema.prisma", "datasource db {\n  provider = \"sqlite\"\n}\n");
        write("sql/1_a/migration.sql", "CREATE TABLE a (id INTEGER);\n");
        write(
                "other.config.ts",
                "export default { schema: 'schema.prisma', migrations: { path: 'sql' }, datasource: { url: '"
                        + database.url() + "' } };\n");
        assertDone(RefractProgram.in(migrations, "migrate", "deploy", "--config", "other.config.ts")
                .run());
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    // ---- down, reset, execute

    @OnMysql
    @OnMariadb
    void failedRollsBackHalfAMigration(TestDatabase database) throws Exception {
        halfway(database);
        write("2_b/down.sql", "DROP TABLE IF EXISTS b;\n");
        assertDone(migrate(database, "down", "--failed"));
        assertThat(database.query("SHOW TABLES LIKE 'b'")).isEmpty();
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        assertThat(database.query(
                        "SELECT COUNT(*) FROM _prisma_migrations WHERE migration_name = '2_b' AND rolled_back_at IS "
                                + "NOT NULL"))
                .isEqualTo("1");
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\n");
        assertDone(migrate(database, "deploy"));
        assertThat(database.query(APPLIED)).isEqualTo("1_a\n2_b");
    }

    @OnPostgres
    void onlineHoldsOnTheWayBackToo(TestDatabase database) throws Exception {
        first(database);
        write("2_b/migration.sql", "ALTER TABLE a ADD COLUMN b INTEGER;\n");
        write("2_b/down.sql", "ALTER TABLE a DROP COLUMN b;\nCREATE INDEX a_id ON a (id);\n");
        assertDone(migrate(database, "deploy"));
        assertFailed(migrate(database, "down", "--online", "mod=off"), "\"mod\"", "mode");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE a IN ACCESS SHARE MODE");
            assertFailed(
                    migrate(
                            database,
                            "down",
                            "--online",
                            "mode=always",
                            "--online",
                            "lock_timeout=100ms",
                            "--online",
                            "patience=300ms"),
                    "--online patience=30min",
                    "refract migrate down --failed");
            holder.rollback();
        }
        assertDone(migrate(database, "down", "--failed", "--online", "mode=always"));
        assertThat(database.query("SELECT to_regclass('a_id')")).isEqualTo("a_id");
        assertThat(database.query(APPLIED)).isEqualTo("1_a");
    }

    @OnSqlite
    void forceRollsBackWhatWasEditedSince(TestDatabase database) throws Exception {
        first(database);
        assertDone(migrate(database, "deploy"));
        write("1_a/migration.sql", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY); -- edited\n");
        assertFailed(migrate(database, "down"), "1_a", "--force");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        assertDone(migrate(database, "down", "--force"));
        assertThat(database.query(APPLIED)).isEmpty();
    }

    @OnSqlite
    void skipGenerateIsTakenAsPrismaTakesIt(TestDatabase database) throws Exception {
        first(database);
        assertDone(migrate(database, "deploy"));
        database.execute("INSERT INTO a VALUES (7)");
        assertDone(migrate(database, "reset", "--force", "--skip-generate"));
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnSqlite
    void previewFeatureIsTakenAsPrismaTakesIt(TestDatabase database) throws Exception {
        first(database);
        assertDone(migrate(database, "deploy", "--preview-feature"));
        assertDone(migrate(database, "status", "--preview-feature"));
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnSqlite
    void stdinIsTheScript(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE t (id INTEGER)");
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "echo 'CREATE TABLE s (id INTEGER); INSERT INTO s VALUES (5);' | \"$@\"", "sh"));
        Program program = RefractProgram.in(migrations, "db", "execute", "--stdin", "--url", database.url());
        command.addAll(program.command());
        assertDone(new Program(command, program.folder(), program.environment()).run());
        assertThat(database.query("SELECT id FROM s")).isEqualTo("5");
    }

    // ---- generate-down, rehearse

    @OnSqlite
    void missingWritesWhatIsMissingAndForceWritesOverWhatIsThere(TestDatabase database) throws Exception {
        first(database);
        write("1_a/down.sql", "-- by hand\nDROP TABLE a;\n");
        write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);\n");
        assertDone(migrate(database, "generate-down", "--missing"));
        assertThat(Files.readString(migrations.resolve("1_a/down.sql"))).startsWith("-- by hand");
        assertThat(Files.readString(migrations.resolve("2_b/down.sql"))).contains("DROP TABLE b");
        assertDone(migrate(database, "generate-down", "1_a", "--force"));
        assertThat(Files.readString(migrations.resolve("1_a/down.sql")))
                .doesNotContain("by hand")
                .contains("DROP TABLE a");
    }

    @OnSqlite
    void noVerifyWritesWithoutTrying(TestDatabase database) throws Exception {
        first(database);
        Files.delete(migrations.resolve("1_a/down.sql"));
        Program.Outcome outcome = migrate(database, "generate-down", "--no-verify");
        assertDone(outcome);
        assertThat(outcome.out()).contains("1_a/down.sql").doesNotContain("down.sql  verified");
        assertThat(Files.readString(migrations.resolve("1_a/down.sql"))).contains("DROP TABLE a");
    }

    @OnSqlite
    void noSampleTriesOnEmptyTables(TestDatabase database) throws Exception {
        first(database);
        // What a trigger does, no statement says.
        write("2_b/migration.sql", """
                CREATE TABLE b (id INTEGER);
                CREATE TRIGGER t AFTER INSERT ON b BEGIN DELETE FROM a; END;
                INSERT INTO b VALUES (1);
                """);
        Program.Outcome sampled = migrate(database, "generate-down", "--stdout", "2_b");
        assertDone(sampled);
        assertThat(sampled.out()).contains("-- Loses: a: in the trial");
        Program.Outcome empty = migrate(database, "generate-down", "--stdout", "--no-sample", "2_b");
        assertDone(empty);
        assertThat(empty.out()).contains("DROP TABLE b").doesNotContain("in the trial");
    }

    @OnSqlite
    void fromDumpRehearsesOnItsRows(TestDatabase database) throws Exception {
        first(database);
        assertDone(migrate(database, "deploy"));
        database.execute("INSERT INTO a VALUES (2), (3)");
        Path dump = migrations.resolve("dump.db");
        database.execute("VACUUM INTO '" + dump + "'");
        database.execute("DELETE FROM a");
        write("2_b/migration.sql", "DELETE FROM a WHERE id > 1;\n");
        write("2_b/down.sql", "-- Loses: a: the rows after the first\nSELECT 1;\n");
        Program.Outcome outcome = migrate(database, "rehearse", "--pending", "--from-dump", dump.toString(), "--json");
        assertDone(outcome);
        assertThat(outcome.out()).contains("{\"table\":\"a\",\"before\":3,\"after\":1,");
        assertThat(database.query("SELECT COUNT(*) FROM a")).isEqualTo("0");
    }

    @OnSqlite
    void keepLeavesTheScratchDatabase(TestDatabase database) throws Exception {
        first(database);
        Program.Outcome outcome = migrate(database, "rehearse", "--keep");
        assertDone(outcome);
        Matcher kept = Pattern.compile("The scratch database was kept: (\\S+)").matcher(outcome.out());
        assertThat(kept.find()).as(outcome.toString()).isTrue();
        Path file = Path.of(kept.group(1));
        assertThat(file).isNotEmptyFile();
        Files.delete(file);
        Files.delete(file.getParent());
    }

    // ---- codes and events that nothing else provokes

    @OnPostgres
    void withoutTheRightToCreateADatabaseThereIsNoRehearsal(TestDatabase database) throws Exception {
        first(database);
        try (Role role = new Role(database)) {
            assertFailed(
                    RefractProgram.in(migrations, role.arguments("rehearse")).run(), "Error: P3014", "CREATEDB");
        }
    }

    @OnPostgres
    void aResetThatMayNotDropFailsAndLosesNothing(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (1)");
        first(database);
        try (Role role = new Role(database)) {
            assertFailed(
                    RefractProgram.in(migrations, role.arguments("reset", "--force"))
                            .run(),
                    "Error: P3016");
        }
        assertThat(database.query("SELECT id FROM theirs")).isEqualTo("1");
    }

    /** Somebody who may log in and make tables, and owns nothing. */
    private final class Role implements AutoCloseable {
        private final TestDatabase database;
        private final String name;

        Role(TestDatabase database) throws SQLException {
            assertThat(database.kind()).isEqualTo(Kind.POSTGRES);
            this.database = database;
            this.name = database.name() + "_role";
            database.execute(
                    "CREATE ROLE " + name + " LOGIN PASSWORD 'of-a-test'; GRANT ALL ON SCHEMA public TO " + name);
        }

        String[] arguments(String... verb) {
            List<String> arguments = new ArrayList<>(List.of("migrate"));
            arguments.addAll(List.of(verb));
            arguments.addAll(List.of(
                    "--url",
                    database.url().replaceFirst("//[^@]*@", "//" + name + ":of-a-test@"),
                    "--migrations",
                    migrations.toString()));
            return arguments.toArray(String[]::new);
        }

        @Override
        public void close() throws SQLException {
            database.execute("DROP OWNED BY " + name + "; DROP ROLE " + name);
        }
    }

    @OnSqlite
    void aNameOfMoreThan200BytesIsRefused(TestDatabase database) throws Exception {
        first(database);
        assertFailed(migrate(database, "new", "a".repeat(201)), "Error: P3010");
        try (var entries = Files.list(migrations)) {
            assertThat(entries).hasSize(2);
        }
    }

    @OnSqlite
    void aDeployTellsWhatItConnectedToWhatItFoundAndWhatItRuns(TestDatabase database) throws Exception {
        first(database);
        assertThat(migrate(database, "deploy", "--json").out())
                .containsPattern("\"event\":\"connected\",[^\\n]*\"database\":\"[^\\n]*" + database.name())
                .containsPattern("\"event\":\"migrationsFound\",[^\\n]*\"count\":1,")
                .containsPattern("\"event\":\"planned\",[^\\n]*\"migrations\":\\[\"1_a\"\\]")
                .containsPattern("\"event\":\"statementRun\",[^\\n]*\"migration\":\"1_a\",\"number\":1,\"last\":2,");
    }

    @OnSqlite
    void theEndOfARehearsalSaysWhetherItWasGood(TestDatabase database) throws Exception {
        first(database);
        write("2_b/migration.sql", "ALTER TABLE a ADD COLUMN b INTEGER;\n");
        write("2_b/down.sql", "SELECT 1;\n");
        Program.Outcome outcome = migrate(database, "rehearse", "--all", "--json");
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("\"event\":\"rehearsalEnded\",[^\\n]*\"migration\":\"1_a\",\"good\":true")
                .containsPattern("\"event\":\"rehearsalEnded\",[^\\n]*\"migration\":\"2_b\",\"good\":false");
    }

    @OnSqlite
    void theEndOfADeployAndOfARollbackIsTold(TestDatabase database) throws Exception {
        first(database);
        assertThat(migrate(database, "deploy", "--json").out())
                .containsPattern("\"event\":\"ended\",[^\\n]*\"verb\":\"deploy\",\"success\":true");
        assertThat(migrate(database, "down", "--json").out())
                .containsPattern("\"event\":\"ended\",[^\\n]*\"verb\":\"down\",\"success\":true");
        write("1_a/migration.sql", "DROP TABLE nowhere;\n");
        assertThat(migrate(database, "deploy", "--json").out())
                .containsPattern("\"event\":\"ended\",[^\\n]*\"verb\":\"deploy\",\"success\":false");
    }
}
