package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.Refract;
import dev.refract.testing.Fixture;
import dev.refract.testing.Folders;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line prints and exits with, on the notes project. */
class CommandLineTest {

    private static final Fixture NOTES = Fixture.NOTES;
    private static final String LAST = "20240405101500_count_notes";

    @TempDir
    private Path temporary;

    private Path migrations;

    /** What a command did. */
    private record Result(int exit, String out, String err) {}

    @BeforeEach
    void copyMigrations() {
        migrations = Folders.copy(NOTES.migrations(), temporary.resolve("migrations"));
    }

    @OnSqlite
    void deployPrintsWhatScriptsMatchOn(TestDatabase database) {
        Result first = run(database, "migrate", "deploy");
        assertThat(first).isEqualTo(new Result(0, """
                Created SQLite database "<database>"
                SQLite database "<database>"

                5 migrations found in <migrations>

                Applying migration `20240301100000_init`
                Applying migration `20240308113000_tags`
                Applying migration `20240315090000_first_notes`
                Applying migration `20240322140000_notes_belong_to_a_notebook`
                Applying migration `20240405101500_count_notes`

                The following migration(s) have been applied:

                migrations/
                  └─ 20240301100000_init/
                    └─ migration.sql
                  └─ 20240308113000_tags/
                    └─ migration.sql
                  └─ 20240315090000_first_notes/
                    └─ migration.sql
                  └─ 20240322140000_notes_belong_to_a_notebook/
                    └─ migration.sql
                  └─ 20240405101500_count_notes/
                    └─ migration.sql

                All migrations have been successfully applied.
                """, ""));
        assertThat(run(database, "migrate", "deploy")).isEqualTo(new Result(0, """
                SQLite database "<database>"

                5 migrations found in <migrations>

                No pending migrations to apply.
                """, ""));
    }

    @OnSqlite
    void aDryRunChangesNothing(TestDatabase database) {
        Result plan = run(database, "migrate", "deploy", "--dry-run");
        assertThat(plan.exit()).isZero();
        assertThat(plan.out())
                .contains("Would apply:\n")
                .contains(NOTES.names())
                .endsWith("Nothing was changed.\n");
        assertThat(run(database, "migrate", "status").err()).startsWith("Error: P1003");
    }

    @OnSqlite
    void statusTellsEveryStateAtOnce(TestDatabase database) throws IOException, SQLException {
        database.execute("CREATE TABLE legacy (id INTEGER)");
        Result unmanaged = run(database, "migrate", "status");
        assertThat(unmanaged.exit()).isEqualTo(1);
        assertThat(unmanaged.out()).contains("not managed by Prisma Migrate", "refract migrate resolve --applied");
        database.execute("DROP TABLE legacy");

        assertThat(run(database, "migrate", "deploy").exit()).isZero();
        Result upToDate = run(database, "migrate", "status");
        assertThat(upToDate.exit()).isZero();
        assertThat(upToDate.out()).endsWith("\nDatabase schema is up to date!\n");

        Files.writeString(migrations.resolve("20240301100000_init/migration.sql"), "-- edited\n");
        Files.move(migrations.resolve(LAST), migrations.resolve("20240405101500_counted"));
        write("20240501000000_broken", "INSERT INTO nowhere VALUES (1);\n");
        database.execute(
                "DROP TRIGGER Note_added; DROP TRIGGER Note_removed; ALTER TABLE Notebook DROP COLUMN noteCount");
        assertThat(run(database, "migrate", "deploy").err()).startsWith("Error: P3018\n");
        write("20240502000000_next", "CREATE TABLE next (id INTEGER);\n");

        Result mixed = run(database, "migrate", "status");
        assertThat(mixed.exit()).isEqualTo(1);
        assertThat(mixed.err()).isEqualTo("""
                Warning: 1 migration only in the database, without a folder: 20240405101500_count_notes
                Warning: 1 migration edited after they were applied: 20240301100000_init
                """);
        assertThat(mixed.out())
                .contains(
                        "7 migrations found\n",
                        "have failed:\n20240501000000_broken\n",
                        "not yet been applied:\n20240502000000_next\n",
                        "The last common migration is: 20240501000000_broken");

        Path gone = Files.move(migrations.resolve("20240501000000_broken"), temporary.resolve("gone"));
        assertThat(run(database, "migrate", "status").out())
                .contains(
                        "have failed:\n20240501000000_broken\n",
                        "resolve --rolled-back 20240501000000_broken --url file:")
                .doesNotContain("--applied", "up to date");
        Files.move(gone, migrations.resolve("20240501000000_broken"));

        run(database, "migrate", "resolve", "--rolled-back", "20240501000000_broken");
        assertThat(run(database, "migrate", "status").out())
                .contains("have been rolled back, and the next deploy applies them again:\n20240501000000_broken\n");
    }

    @OnSqlite
    void aFailedScriptIsShownWithItsPlace(TestDatabase database) throws IOException {
        write("20240501000000_broken", "-- a comment\nCREATE TABLE a (id INTEGER);\n\nINSERT INTO a\nVALUES (1, 2);\n");
        Result failed = run(database, "migrate", "deploy");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).startsWith("""
                Error: P3018

                A migration failed to apply.

                Migration name: 20240501000000_broken

                Database error code: 1

                Database error:
                table a has 1 columns but 2 values were supplied

                In <migrations>/20240501000000_broken/migration.sql:4:1 (statement 2 of 2)
                  1 | -- a comment
                  2 | CREATE TABLE a (id INTEGER);
                  3 |\s
                > 4 | INSERT INTO a
                    | ^
                  5 | VALUES (1, 2);
                """);
        assertThat(failed.err()).contains("refract migrate resolve --rolled-back 20240501000000_broken --url file:<");
    }

    @OnSqlite
    void jsonIsOneObjectALineAndTheLastIsTheResult(TestDatabase database) throws IOException {
        List<JsonObject> deploy = json(run(database, "migrate", "deploy", "--json"));
        assertThat(deploy)
                .filteredOn(line -> line.has("event"))
                .extracting(line -> line.get("event").getAsString())
                .startsWith("created", "connected", "migrationsFound", "planned", "migrationStarted")
                .contains("statementRun", "migrationApplied");
        assertThat(last(deploy).get("result").getAsString()).isEqualTo("deploy");
        assertThat(last(deploy).getAsJsonArray("applied")).hasSize(5);

        write("20240501000000_broken", "INSERT INTO nowhere VALUES (1);\n");
        JsonObject error = last(json(run(database, "migrate", "deploy", "--json")));
        assertThat(error.get("code").getAsString()).isEqualTo("P3018");

        JsonObject status = last(json(run(database, "migrate", "status", "--json")));
        assertThat(status.get("upToDate").getAsBoolean()).isFalse();
        assertThat(status.getAsJsonArray("migrations")).hasSize(6);
        JsonObject first = status.getAsJsonArray("migrations").get(0).getAsJsonObject();
        assertThat(first.get("name").getAsString()).isEqualTo("20240301100000_init");
        assertThat(first.get("state").getAsString()).isEqualToIgnoringCase("applied");
        assertThat(first.get("wayBack").getAsString()).isEqualTo("ready");
        assertThat(first.get("down").getAsBoolean()).isTrue();
        assertThat(first.toString()).containsPattern("\"\\w*[cC]hecksum\\w*\":\"[0-9a-f]{64}\"");
    }

    @OnSqlite
    void quietPrintsErrorsOnly(TestDatabase database) throws IOException {
        assertThat(run(database, "migrate", "deploy", "--quiet")).isEqualTo(new Result(0, "", ""));
        assertThat(run(database, "migrate", "status", "-q")).isEqualTo(new Result(0, "", ""));
        write("20240501000000_broken", "INSERT INTO nowhere VALUES (1);\n");
        Result failed = run(database, "migrate", "deploy", "--quiet");
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).startsWith("Error: P3018\n");
    }

    @OnSqlite
    void resetRefusesWhereNobodyCanAnswer(TestDatabase database) throws SQLException {
        run(database, "migrate", "deploy");
        database.execute("INSERT INTO Tag (name) VALUES ('kept')");
        Program.Outcome refused =
                RefractProgram.migrate(database, migrations, "reset").run();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("--force");
        assertThat(database.query("SELECT name FROM Tag")).isEqualTo("kept");
        assertThat(run(database, "migrate", "reset", "--force", "--skip-seed").exit())
                .isZero();
        assertThat(database.query("SELECT count(*) FROM Tag")).isEqualTo("0");
    }

    @Test
    void theSeedHasTheProjectsVariablesAndPrograms() throws Exception {
        Path project = Files.createDirectories(temporary.resolve("project/app"));
        Files.createDirectories(project.resolve("prisma"));
        Files.writeString(
                project.resolve("prisma/schema.prisma"),
                "datasource db {\n  provider = \"sqlite\"\n  url = env(\"DATABASE_URL\")\n}\n");
        Files.writeString(project.resolve(".env"), "DATABASE_URL=file:./dev.db\n");
        Files.writeString(project.resolve("package.json"), "{\"prisma\": {\"seed\": \"seeder prisma/seed.ts\"}}");
        Path seeder = Files.createDirectories(temporary.resolve("project/node_modules/.bin"))
                .resolve("seeder");
        Files.writeString(seeder, "#!/bin/sh\necho \"$1 into $DATABASE_URL\"\n");
        assertThat(seeder.toFile().setExecutable(true)).isTrue();
        Program.Outcome outcome =
                RefractProgram.in(project, "migrate", "reset", "--force").run();
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("seed: prisma/seed.ts into file:./dev.db");
    }

    @OnSqlite
    void executeNeedsNoMoreThanAUrl(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE a (id INTEGER)");
        Refract refract = Refract.configure()
                .url(database.url())
                .workingFolder(temporary.resolve("migrations"))
                .environment(Map.of())
                .build();
        assertThat(refract.execute("the script", "INSERT INTO a VALUES (1)")).isEqualTo(1);
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnSqlite
    void executeRunsAScriptAndRecordsNothing(TestDatabase database) throws SQLException, IOException {
        database.execute("CREATE TABLE a (id INTEGER)");
        Path script = Files.writeString(
                temporary.resolve("script.sql"), "INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);");
        assertThat(run(database, "db", "execute", "--file", script.toString()).exit())
                .isZero();
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1\n2");
        assertThat(database.dump()).doesNotContain("_prisma_migrations");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate resolve",
                "migrate resolve --applied a --rolled-back b",
                "migrate deploy --no-such-option",
                "no-such-command",
                "migrate new",
                "db execute",
                "migrate deploy --transaction sometimes",
                "migrate deploy surplus"
            })
    void wrongUsageExitsWith2(String arguments) {
        Result result = run(arguments.split(" "));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotEmpty().doesNotContain("\tat ");
    }

    @Test
    void aValueThatIsNoneIsAnsweredWithThoseThatAre() {
        assertThat(run("migrate", "deploy", "--lint", "Foo").err())
                .contains("'--lint': expected one of [off, warn, refuse] (case-insensitive) but was 'Foo'");
        assertThat(run("migrate", "lint", "--fail-on", "FOO").err())
                .contains("[error, warning, info, never] (case-insensitive) but was 'FOO'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "migrate deploy --help",
                "migrate status -h",
                "migrate resolve --help",
                "migrate reset --help",
                "migrate new --help",
                "db execute --help"
            })
    void helpHasExamples(String arguments) {
        Result result = run(arguments.split(" "));
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("Usage: refract", "Examples:\n  refract ");
    }

    @Test
    void aProjectIsFoundInItsFolder() throws IOException {
        Path notes = NOTES.copyTo(temporary.resolve("notes"));
        Program.Outcome deploy = RefractProgram.in(notes, "migrate", "deploy").run();
        assertThat(deploy.exit()).as(deploy.toString()).isZero();
        assertThat(notes.resolve("prisma/notes.db"))
                .as("relative to the schema, as .env says")
                .isNotEmptyFile();

        Program.Outcome created = RefractProgram.in(notes, "migrate", "new", "Add Colours!", "--down")
                .run();
        assertThat(created.exit()).as(created.toString()).isZero();
        try (Stream<Path> folders = Files.list(notes.resolve("prisma/migrations"))) {
            assertThat(folders.filter(folder -> folder.toString().matches(".*/\\d{14}_add_colours")))
                    .singleElement()
                    .satisfies(folder -> assertThat(folder)
                            .isDirectoryContaining("glob:**/down.sql")
                            .isDirectoryContaining("glob:**/migration.sql"));
        }
    }

    @Test
    void aPrisma7ProjectIsFoundByItsConfiguration() {
        Path tasks = Fixture.PRISMA7.copyTo(temporary.resolve("tasks"));
        Program.Outcome deploy = RefractProgram.in(tasks, "migrate", "deploy").run();
        assertThat(deploy.exit()).as(deploy.toString()).isZero();
        assertThat(deploy.out()).contains(Fixture.PRISMA7.names());
        assertThat(tasks.resolve("tasks.db")).as("relative to prisma.config.ts").isNotEmptyFile();
        Program.Outcome status = RefractProgram.in(tasks, "migrate", "status").run();
        assertThat(status.exit()).as(status.toString()).isZero();
    }

    // ---- what the tests above share

    private Result run(TestDatabase database, String... arguments) {
        Result result = run(Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--url", database.url(), "--migrations", migrations.toString(), "--no-color"))
                .toArray(String[]::new));
        return new Result(result.exit(), shown(result.out(), database), shown(result.err(), database));
    }

    private String shown(String text, TestDatabase database) {
        return text.replace(migrations.toString(), "<migrations>")
                .replace(database.url().substring("file:".length()), "<database>");
    }

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(arguments);
        return new Result(exit, out.toString(), err.toString());
    }

    private static List<JsonObject> json(Result result) {
        return result.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static JsonObject last(List<JsonObject> lines) {
        return lines.get(lines.size() - 1);
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }
}
