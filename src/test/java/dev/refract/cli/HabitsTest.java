package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.Missing;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people expect of any command line. */
class HabitsTest {

    private static final String NAME = "20240301100000_init";

    @TempDir
    private Path folder;

    private Path migrations;

    @BeforeEach
    void makeMigrations() throws IOException {
        migrations = folder.resolve("m");
        write("1_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }

    // ---- a terminal

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|Applying 2/4 [===============               ] 1:05 20240301100000_init",
                "60 |Applying 2/4 [==========          ] 1:05 20240301100000_init",
                "43 |Applying 2/4 1:05 20240301100000_init",
                "30 |2/4 1:05 20240301100000_init",
                "24 |2/4 20240301100000_init",
                "20 |20240301100000_init",
                "9  |20240301…"
            })
    void aNarrowTerminalKeepsTheName(int width, String line) {
        String shown = Progress.line("Applying", 2, 4, NAME, Duration.ofSeconds(65), width);
        assertThat(shown).isEqualTo(line).hasSizeLessThanOrEqualTo(width);
    }

    @EnabledOnOs(OS.LINUX)
    @OnSqlite
    void whatWasAppliedBeforeAFailureIsNamedOnATerminal(TestDatabase database) throws IOException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        write("3_fails", "INSERT INTO nowhere VALUES (1);\n");
        String shown = atTerminal(RefractProgram.migrate(database, migrations, "deploy"));
        assertThat(shown)
                .containsPattern("(?s)Applied `1_a` in .*Applied `2_b` in .*Error: P3018")
                .doesNotContain("Applied `3_fails`");
        assertThat(shown.split("Applied `1_a`", -1)).hasSize(2);
    }

    /** What a program shows on a terminal of its own, 44 columns wide. */
    private static String atTerminal(Program program) {
        Missing.unlessOnPath("script");
        String called = String.join(
                " ",
                program.command().stream()
                        .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
                        .toList());
        Program inside = new Program(
                List.of("script", "-qec", "stty cols 44; " + called, "/dev/null"),
                program.folder(),
                program.environment());
        Program.Outcome outcome = inside.with("TERM", "xterm").run();
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        return outcome.out();
    }

    // ---- where things are

    @OnEveryDatabase
    void aMigrationsFolderThatIsNamedIsThere(TestDatabase database) throws IOException {
        Path nowhere = folder.resolve("nowhere");
        for (String verb : List.of("deploy", "status")) {
            Program.Outcome refused =
                    RefractProgram.migrate(database, nowhere, verb).run();
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("There is no migrations folder " + nowhere, "it may be empty");
        }
        Files.createDirectory(nowhere);
        Program.Outcome empty =
                RefractProgram.migrate(database, nowhere, "deploy").run();
        assertThat(empty.exit()).as(empty.err()).isZero();
    }

    @OnPostgres
    @OnSqlite
    void theVariablesAreAsTheOptions(TestDatabase database) throws IOException, SQLException {
        Program named = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_URL", database.url())
                .with("REFRACT_MIGRATIONS", "m");
        assertDone(named.run());
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        Program.Outcome wrong = named.with("REFRACT_MIGRATIONS", "nowhere").run();
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("There is no migrations folder " + folder.resolve("nowhere"));
        Program.Outcome option = RefractProgram.in(folder, "migrate", "status", "--migrations", "m")
                .with("REFRACT_URL", database.url())
                .with("REFRACT_MIGRATIONS", "nowhere")
                .run();
        assertDone(option);
        Program.Outcome database1 = RefractProgram.in(folder, "migrate", "status", "--migrations", "m")
                .with("DATABASE_URL", database.url())
                .run();
        assertDone(database1);
    }

    @OnSqlite
    void theSchemaOfTheVariableWins(TestDatabase database) throws IOException {
        String block = "datasource db {\n  provider = \"sqlite\"\n  url = \"" + database.url() + "\"\n}\n";
        Files.writeString(folder.resolve("schema.prisma"), block.replace(database.url(), "file:./other.db"));
        Path other = Files.createDirectories(folder.resolve("sub")).resolve("my.prisma");
        Files.writeString(other, block);
        Program.Outcome deploy = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_SCHEMA", "sub/my.prisma")
                .with("REFRACT_MIGRATIONS", "m")
                .with("DATABASE_URL", "file:./not-this.db")
                .run();
        assertDone(deploy);
        assertThat(deploy.out())
                .contains(Path.of(database.url().substring("file:".length()))
                        .getFileName()
                        .toString());
        assertThat(folder.resolve("other.db")).doesNotExist();
        assertThat(folder.resolve("not-this.db")).doesNotExist();
        Program.Outcome missing = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_SCHEMA", "nowhere.prisma")
                .run();
        assertThat(missing.err()).startsWith("Error: P1012").contains("Correct REFRACT_SCHEMA.");
    }

    private static void assertDone(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    // ---- a database that starts later

    @OnPostgres
    @OnMysql
    void itWaitsForADatabase(TestDatabase database) throws IOException, SQLException {
        URI real = URI.create(database.url());
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String later = database.url().replace(real.getHost() + ":" + real.getPort(), "127.0.0.1:" + port);
        String[] deploy = {"migrate", "deploy", "--json", "--url", later, "--migrations", "m"};
        assertThat(RefractProgram.in(folder, deploy).run().out()).contains("\"code\":\"P1001\"");

        List<String> patient = new ArrayList<>(List.of(deploy));
        patient.addAll(List.of("--wait-for-database", "3s"));
        Program.Outcome never =
                RefractProgram.in(folder, patient.toArray(String[]::new)).run();
        assertThat(never.exit()).isEqualTo(1);
        assertThat(never.out()).contains("Waiting for it, 3.0 s at most.", "\"code\":\"P1001\"");

        patient.set(patient.size() - 1, "2min");
        try (Program.Running waiting =
                RefractProgram.in(folder, patient.toArray(String[]::new)).start()) {
            assertThat(waiting.awaitOut(out -> out.contains("Waiting for it"))).isTrue();
            try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
                daemon(() -> forward(server, real));
                Program.Outcome outcome = waiting.await();
                assertDone(outcome);
                assertThat(outcome.out().split("Waiting for it", -1)).hasSize(2);
            }
        }
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    private static void forward(ServerSocket server, URI real) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket target = new Socket(real.getHost(), real.getPort());
                daemon(() -> copy(client, target));
                daemon(() -> copy(target, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // the other way has ended
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forwards to a database");
        thread.setDaemon(true);
        thread.start();
    }

    // ---- status

    @OnEveryDatabase
    void strictStatusFailsWhereTheFoldersAreNotWhatWasApplied(TestDatabase database) throws IOException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        assertDone(RefractProgram.migrate(database, migrations, "deploy").run());
        assertDone(strict(database));

        write("2_b", "CREATE TABLE b (id INTEGER, more INTEGER);\n");
        assertThat(RefractProgram.migrate(database, migrations, "status").run().exit())
                .isZero();
        Program.Outcome edited = strict(database);
        assertThat(edited.exit()).isEqualTo(1);
        assertThat(edited.out()).contains("not what was applied").doesNotContain("up to date");
        assertThat(edited.err()).contains("edited after they were applied: 2_b");
        assertThat(RefractProgram.migrate(database, migrations, "status", "--strict", "--json")
                        .run()
                        .out())
                .contains("\"upToDate\":true,\"consistent\":false");

        Files.delete(migrations.resolve("2_b/migration.sql"));
        assertThat(strict(database).exit()).isEqualTo(1);
        Files.delete(migrations.resolve("2_b"));
        Program.Outcome unknown = strict(database);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("without a folder: 2_b");
    }

    private Program.Outcome strict(TestDatabase database) {
        return RefractProgram.migrate(database, migrations, "status", "--strict")
                .run();
    }

    @Test
    void theProgramSaysHowToNameADatabase() {
        Program.Outcome nothing = RefractProgram.in(folder, "migrate", "deploy", "--migrations", "m")
                .run();
        assertThat(nothing.err()).contains("or pass --schema or --url, or set DATABASE_URL.");
    }

    // ---- reset, seed, resolve

    @OnPostgres
    void aResetLeavesTheSchemaItself(TestDatabase database) throws Exception {
        String role = "reader_" + database.name().replaceAll("\\W", "_");
        database.execute("CREATE ROLE " + role);
        try {
            database.execute("""
                    GRANT USAGE ON SCHEMA public TO %1$s;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO %1$s;
                    COMMENT ON SCHEMA public IS 'ours';
                    CREATE EXTENSION citext SCHEMA public;
                    CREATE SCHEMA beside;
                    CREATE TABLE beside.kept (name public.citext);
                    INSERT INTO beside.kept VALUES ('x');
                    """.formatted(role));
            everyKindOfObject(database);
            Program reset = RefractProgram.migrate(database, migrations, "reset", "--force", "--keep-extensions");
            assertDone(reset.run());
            assertThat(objects(database)).isEqualTo("_prisma_migrations\na");
            assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
            assertThat(database.query("SELECT name FROM beside.kept")).isEqualTo("x");
            assertThat(rights(database, role)).isEqualTo("true|true|ours");

            everyKindOfObject(database);
            assertDone(RefractProgram.migrate(database, migrations, "reset", "--force")
                    .run());
            assertThat(objects(database)).isEqualTo("_prisma_migrations\na");
            assertThat(database.query("SELECT extname FROM pg_extension WHERE extname = 'citext'"))
                    .isEmpty();
            assertThat(rights(database, role)).isEqualTo("true|true|ours");
        } finally {
            database.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    private static String rights(TestDatabase database, String role) throws SQLException {
        return database.query("SELECT has_schema_privilege('" + role + "', 'public', 'USAGE') || '|' || "
                + "has_table_privilege('" + role + "', 'a', 'SELECT') || '|' || "
                + "obj_description('public'::regnamespace, 'pg_namespace')");
    }

    private static String objects(TestDatabase database) throws SQLException {
        return database.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                + "AND relkind NOT IN ('i', 'I') UNION ALL "
                + "SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS "
                + "(SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') UNION ALL "
                + "SELECT typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typrelid = 0 "
                + "AND typelem = 0 AND NOT EXISTS "
                + "(SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e') UNION ALL "
                + "SELECT oprname FROM pg_operator o WHERE oprnamespace = 'public'::regnamespace AND NOT EXISTS "
                + "(SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e') UNION ALL "
                + "SELECT collname FROM pg_collation WHERE collnamespace = 'public'::regnamespace UNION ALL "
                + "SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace UNION ALL "
                + "SELECT stxname FROM pg_statistic_ext WHERE stxnamespace = 'public'::regnamespace UNION ALL "
                + "SELECT opfname FROM pg_opfamily f WHERE opfnamespace = 'public'::regnamespace AND NOT EXISTS "
                + "(SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e') ORDER BY 1");
    }

    /** With rows, and with names that need quotes. */
    private static void everyKindOfObject(TestDatabase database) throws SQLException {
        database.execute("""
                CREATE TYPE "Mood" AS ENUM ('good', 'bad');
                CREATE TYPE pair AS (a INTEGER, b "Mood");
                CREATE TYPE span AS RANGE (subtype = INTEGER);
                CREATE DOMAIN positive AS INTEGER CHECK (VALUE > 0);
                CREATE TABLE "Big Table" (id SERIAL PRIMARY KEY, n BIGINT GENERATED ALWAYS AS IDENTITY, m "Mood", p pair,
                    q positive, s span);
                INSERT INTO "Big Table" (m, q) VALUES ('good', 1), ('bad', 2);
                CREATE TABLE parts (id INTEGER) PARTITION BY RANGE (id);
                CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
                CREATE VIEW v AS SELECT * FROM "Big Table";
                CREATE MATERIALIZED VIEW mv AS SELECT * FROM v;
                CREATE SEQUENCE lone;
                CREATE STATISTICS stats ON n, m FROM "Big Table";
                CREATE FUNCTION f(positive, VARIADIC "Mood"[]) RETURNS INTEGER LANGUAGE sql AS 'SELECT 1';
                CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
                CREATE AGGREGATE total(INTEGER) (SFUNC = int4pl, STYPE = INTEGER);
                CREATE FUNCTION differs(pair, pair) RETURNS BOOLEAN LANGUAGE sql AS 'SELECT true';
                CREATE OPERATOR <~> (LEFTARG = pair, RIGHTARG = pair, FUNCTION = differs);
                CREATE OPERATOR CLASS own_int FOR TYPE INTEGER USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(INTEGER,
                    INTEGER);
                CREATE COLLATION german FROM "C";
                CREATE TEXT SEARCH CONFIGURATION search (COPY = pg_catalog.simple);
                """);
    }

    @OnSqlite
    void theSeedCommandRunsAlone(TestDatabase database) throws IOException {
        Program seed = RefractProgram.in(folder, "db", "seed", "--url", database.url());
        Program.Outcome none = seed.run();
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("The project has no seed command.", "package.json");

        Files.writeString(folder.resolve(".env"), "WHO=\"the notes\"\n");
        Files.writeString(folder.resolve("package.json"), "{\"prisma\": {\"seed\": \"echo seeded $WHO\"}}");
        Program.Outcome seeded = seed.run();
        assertDone(seeded);
        assertThat(seeded.out()).contains("seeded the notes", "The seed command has been executed.");

        Files.writeString(folder.resolve("package.json"), "{\"prisma\": {\"seed\": \"exit 3\"}}");
        Program.Outcome failed = seed.run();
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("The seed command failed with exit code 3: exit 3");
    }

    @OnEveryDatabase
    void aDatabaseIsBaselinedUpToAMigration(TestDatabase database) throws IOException, SQLException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        write("3_c", "CREATE TABLE c (id INTEGER);\n");
        database.execute("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)");
        database.execute("INSERT INTO a VALUES (7)");
        database.execute("CREATE TABLE b (id INTEGER)");
        assertDone(resolve(database, "--applied", "1_a"));
        Program.Outcome resolved = RefractProgram.migrate(
                        database, migrations, "resolve", "--applied", "--up-to", "2_b")
                .run();
        assertDone(resolved);
        assertThat(resolved.out())
                .endsWith("Migration 2_b marked as applied.\n")
                .doesNotContain("1_a");
        Program.Outcome again = resolve(database, "--applied", "--up-to", "2_b");
        assertThat(again.err()).startsWith("Error: P3008");
        assertThat(resolve(database, "--applied", "--up-to", "4_d").err()).startsWith("Error: P3017");
        // what was rolled back since is no longer applied
        database.execute("UPDATE _prisma_migrations SET rolled_back_at = started_at WHERE migration_name = '2_b'");
        Program.Outcome back = resolve(database, "--applied", "--up-to", "2_b");
        assertDone(back);
        assertThat(back.out()).endsWith("Migration 2_b marked as applied.\n");
        Program.Outcome deploy =
                RefractProgram.migrate(database, migrations, "deploy").run();
        assertDone(deploy);
        assertThat(deploy.out()).contains("3_c").doesNotContain("2_b");
        assertThat(database.query("SELECT id FROM a")).isEqualTo("7");
        for (String[] wrong : new String[][] {
            {"--applied"}, {"--applied", "1_a", "--up-to", "2_b"}, {"--rolled-back", "1_a", "--up-to", "2_b"}
        }) {
            assertThat(resolve(database, wrong).exit()).isEqualTo(2);
        }
    }

    private Program.Outcome resolve(TestDatabase database, String... how) {
        List<String> verb = new ArrayList<>(List.of("resolve"));
        verb.addAll(List.of(how));
        return RefractProgram.migrate(database, migrations, verb.toArray(String[]::new))
                .run();
    }

    // ---- an error for a program

    @OnEveryDatabase
    void anErrorSaysItsPlaceInFields(TestDatabase database) throws IOException {
        write("2_fails", "CREATE TABLE b (id INTEGER);\n\n  INSERT INTO nowhere VALUES (1);\n");
        JsonObject error = lastLine(
                RefractProgram.migrate(database, migrations, "deploy", "--json").run());
        assertThat(error.get("code").getAsString()).isEqualTo("P3018");
        assertThat(error.get("migration").getAsString()).isEqualTo("2_fails");
        assertThat(error.get("file").getAsString())
                .isEqualTo(migrations.resolve("2_fails/migration.sql").toString());
        assertThat(error.get("line").getAsInt()).isEqualTo(3);
        assertThat(error.get("column").getAsInt()).isEqualTo(15);
        assertThat(error.get("statement").getAsInt()).isEqualTo(2);
        switch (database.kind()) {
            case POSTGRES -> assertThat(error.get("sqlState").getAsString()).isEqualTo("42P01");
            case MYSQL, MARIADB ->
                assertThat(error.get("sqlState").getAsString()).isEqualTo("42S02");
            case SQLITE -> assertThat(error.get("sqlState").isJsonNull()).isTrue();
        }

        JsonObject next = lastLine(RefractProgram.migrate(database, migrations, "resolve", "--applied", "x", "--json")
                .run());
        assertThat(next.get("code").getAsString()).isEqualTo("P3017");
        for (String field : List.of("migration", "file", "line", "column", "statement", "sqlState")) {
            assertThat(next.get(field).isJsonNull()).as(field).isTrue();
        }

        Path script = Files.writeString(folder.resolve("script.sql"), "SELECT 1;\nINSERT INTO nowhere VALUES (1);\n");
        JsonObject executed = lastLine(RefractProgram.in(
                        folder, "db", "execute", "--file", script.toString(), "--url", database.url(), "--json")
                .run());
        assertThat(executed.get("migration").isJsonNull()).isTrue();
        assertThat(executed.get("file").getAsString()).isEqualTo(script.toString());
        assertThat(executed.get("line").getAsInt()).isEqualTo(2);
    }

    /** Refusals, too, and what failed before: of the first of the scripts that they are about. */
    @OnEveryDatabase
    void aRefusalSaysItsPlaceInFields(TestDatabase database) throws IOException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        place(database, "1_a", "down.sql", null, null, "deploy", "--require-down");
        down("1_a", "-- refract: TODO finish it\nDROP TABLE a;\n");
        down("2_b", "\n-- Loses: b: its rows\nDROP TABLE b;\n");
        place(database, "1_a", "down.sql", 1, null, "deploy", "--require-down");
        assertThat(RefractProgram.migrate(database, migrations, "deploy").run().exit())
                .isZero();

        place(database, "2_b", "down.sql", 2, null, "down", "--no-loss");
        place(database, "1_a", "down.sql", 1, null, "down", "--all");
        down("2_b", "DROP TABLE b;\nINSERT INTO a VALUES (7);\n  ROLLBACK;\n");
        place(database, "2_b", "down.sql", 3, 3, "down");
        down("2_b", "-- none\n");
        place(database, "2_b", "down.sql", null, null, "down");
        Files.delete(migrations.resolve("2_b/down.sql"));
        place(database, "2_b", "down.sql", null, null, "down");
        down("2_b", "DROP TABLE b;\n");
        write("2_b", "CREATE TABLE b (id INTEGER); -- edited\n");
        place(database, "2_b", "migration.sql", null, null, "down");

        write("3_c", "CREATE TABLE c (id INTEGER);\n  INSERT INTO nowhere VALUES (1);\n");
        assertThat(RefractProgram.migrate(database, migrations, "deploy", "--transaction=statement")
                        .run()
                        .exit())
                .isEqualTo(1);
        place(database, "3_c", "migration.sql", 2, 2, "deploy");
        place(database, "3_c", "migration.sql", 2, 2, "down");
        place(database, "3_c", "migration.sql", 2, 2, "deploy", "--resume", "--to", "2_b");
        place(database, "3_c", "down.sql", null, null, "down", "--failed");
        place(database, "3_c", "migration.sql", null, null, "deploy", "--resume-at=9", "--transaction=statement");
        write("3_c", "CREATE TABLE c (id INTEGER);\n");
        place(database, "3_c", "migration.sql", null, null, "deploy", "--resume");
    }

    private void down(String name, String script) throws IOException {
        Files.writeString(migrations.resolve(name).resolve("down.sql"), script);
    }

    private void place(
            TestDatabase database, String migration, String file, Integer line, Integer statement, String... verb) {
        String[] arguments = Arrays.copyOf(verb, verb.length + 1);
        arguments[verb.length] = "--json";
        Program.Outcome outcome =
                RefractProgram.migrate(database, migrations, arguments).run();
        JsonObject error = lastLine(outcome);
        String what = String.join(" ", verb) + ": " + error;
        assertThat(outcome.exit()).as(what).isEqualTo(1);
        assertThat(error.get("migration").getAsString()).as(what).isEqualTo(migration);
        assertThat(error.get("file").getAsString())
                .as(what)
                .isEqualTo(migrations.resolve(migration).resolve(file).toString());
        assertThat(error.get("line").isJsonNull() ? null : error.get("line").getAsInt())
                .as(what)
                .isEqualTo(line);
        assertThat(
                        error.get("statement").isJsonNull()
                                ? null
                                : error.get("statement").getAsInt())
                .as(what)
                .isEqualTo(statement);
    }

    /** What can be resumed is offered by both commands that name the failed one. */
    @OnEveryDatabase
    void statusOffersWhatTheNextDeployDoes(TestDatabase database) throws Exception {
        String resume = "refract migrate deploy --resume";
        write("2_fails", "CREATE TABLE b (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n");
        assertThat(RefractProgram.migrate(database, migrations, "deploy", "--transaction=statement")
                        .run()
                        .exit())
                .isEqualTo(1);
        assertThat(RefractProgram.migrate(database, migrations, "deploy").run().err())
                .contains("P3009", resume);
        assertThat(RefractProgram.migrate(database, migrations, "status").run().out())
                .contains("2_fails", resume);
        database.execute("CREATE TABLE nowhere (id INTEGER)");
        assertThat(RefractProgram.migrate(database, migrations, "deploy", "--resume", "--transaction=statement")
                        .run()
                        .exit())
                .isZero();
    }

    private static JsonObject lastLine(Program.Outcome outcome) {
        String[] lines = outcome.out().split("\n");
        return JsonParser.parseString(lines[lines.length - 1]).getAsJsonObject();
    }
}
