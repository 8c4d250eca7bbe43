package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What errors offer is pasted into the shell that the failed command was typed into. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a POSIX shell")
class OfferedCommandsTest {

    @TempDir
    private Path folder;

    private Path migrations;

    @BeforeEach
    void makeMigrations() throws IOException {
        migrations = folder.resolve("my migrations");
        write("1_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\n");
        write("2_it's", "INSERT INTO nowhere VALUES (1);\n");
        write("3_c", "CREATE TABLE c (id INTEGER NOT NULL PRIMARY KEY);\n");
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }

    /** A line of a shell where {@code refract} is a command. */
    private Program shell(String line) throws IOException {
        Program refract = RefractProgram.in(folder);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path script = bin.resolve("refract");
        if (!Files.exists(script)) {
            String command = refract.command().stream()
                    .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" "));
            Files.writeString(script, "#!/bin/sh\nexec " + command + " \"$@\"\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        return new Program(List.of("bash", "-c", line), folder, refract.environment())
                .with("PATH", bin + ":" + System.getenv("PATH"))
                .with("REFRACT_URL", null);
    }

    /** The commands that stand in lines of their own. */
    private static String offered(String text) {
        return text.lines()
                .filter(line -> line.startsWith("    refract "))
                .map(String::strip)
                .collect(Collectors.joining(" && "));
    }

    private static Program.Outcome failed(Program program) {
        Program.Outcome outcome = program.run();
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(1);
        return outcome;
    }

    private static void done(Program program) {
        Program.Outcome outcome = program.run();
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    }

    @OnPostgres
    @OnSqlite
    void theyKeepWhereProjectAndDatabaseAre(TestDatabase database) throws Exception {
        Program deploy = shell("refract migrate deploy --migrations 'my migrations' --no-env-file --url \"$MINE\"")
                .with("MINE", database.url());
        String said = failed(deploy).err();
        String commands = offered(said);
        assertThat(commands).contains("--rolled-back '2_it'\\''s'", "--migrations 'my migrations'", "--no-env-file");
        write("2_it's", "INSERT INTO a VALUES (1);\n");
        done(shell(commands).with("MINE", database.url()));
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        assertThat(database.query("SELECT count(*) FROM c")).isEqualTo("0");
        done(shell("refract migrate status --migrations 'my migrations' --url \"$MINE\"")
                .with("MINE", database.url()));
    }

    @OnPostgres
    void aPasswordStaysOutOfThem(TestDatabase database) throws Exception {
        String options = " --migrations 'my migrations' --url '" + database.url() + "'";
        String said = failed(shell("refract migrate deploy" + options)).err();
        String password = database.url().replaceFirst("^\\w+://[^:@]*:?([^@]*)@.*", "$1");
        assertThat(said)
                .contains("--url \"$REFRACT_URL\"", "REFRACT_URL stands for the connection URL")
                .doesNotContain(":" + password + "@");
        write("2_it's", "INSERT INTO a VALUES (1);\n");
        String commands = offered(said);
        assertThat(failed(shell(commands)).err()).contains("P1013", "it is empty");
        done(shell(commands).with("REFRACT_URL", database.url()));

        write("4_d", "INSERT INTO nowhere VALUES (1);\n");
        String other = failed(shell("refract migrate deploy" + options).with("REFRACT_URL", "file:other.db"))
                .err();
        assertThat(other).contains("--url \"$DATABASE_URL\"", "DATABASE_URL stands for");
        String same = failed(shell("refract migrate status" + options).with("REFRACT_URL", database.url()))
                .out();
        assertThat(same).contains("--rolled-back 4_d --migrations 'my migrations'\n");
        String json = failed(shell("refract migrate deploy --json" + options)).out();
        String last = json.substring(json.stripTrailing().lastIndexOf('\n') + 1);
        assertThat(JsonParser.parseString(last).getAsJsonObject().get("next").getAsString())
                .contains("resolve --rolled-back 4_d --url \"$REFRACT_URL\" --migrations 'my migrations'\n");
    }

    @OnSqlite
    void theSameVerbRunsAsItWasTold(TestDatabase database) throws Exception {
        String said = failed(shell("refract migrate deploy --to \"2_it's\" --lock-wait=3 --migrations 'my migrations'"
                        + " --url " + database.url()))
                .err();
        write("2_it's", "INSERT INTO a VALUES (1);\n");
        assertThat(offered(said)).contains("deploy --url " + database.url() + " --to '2_it'\\''s' --lock-wait 3");
        done(shell(offered(said)));
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '3_c'"))
                .isEqualTo("0");
    }

    @OnEveryDatabase
    void aBaselineIsPasted(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)");
        write("2_it's", "INSERT INTO a VALUES (1);\n");
        String options = " --migrations 'my migrations' --url \"$MINE\"";
        String said = failed(shell("refract migrate deploy" + options).with("MINE", database.url()))
                .err();
        String pasted = offered(said).replaceAll(" {6}\\([^)]*\\)", "");
        done(shell(pasted).with("MINE", database.url()));
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    @OnSqlite
    void aSlipGetsTheNearestName(TestDatabase database) throws Exception {
        write("2_it's", "INSERT INTO a VALUES (1);\n");
        write("4_late_one", "SELECT 1;\n");
        String options = " --migrations 'my migrations' --url " + database.url();
        done(shell("refract migrate deploy --to 3_c" + options));
        for (String slip : List.of(
                "deploy --to late",
                "down --to 4_late_ome",
                "resolve --applied 4_lateone",
                "resolve --applied --up-to 'my migrations/4_late_one/migration.sql'",
                "rehearse 4_late_oen",
                "generate-down 4_Late")) {
            assertThat(failed(shell("refract migrate " + slip + options)).err())
                    .as(slip)
                    .contains("P3017", "Did you mean `4_late_one`?", "refract migrate status --url");
        }
        assertThat(failed(shell("refract migrate resolve --rolled-back 2_its" + options))
                        .err())
                .contains("P3011", "Did you mean `2_it's`?");
        assertThat(failed(shell("refract migrate resolve --applied nothing" + options))
                        .err())
                .contains("P3017")
                .doesNotContain("Did you mean");
    }

    @OnSqlite
    void aVerbInTheWrongPlaceGetsItsCommand(TestDatabase database) throws Exception {
        for (String[] slip : new String[][] {
            {"deploy", "migrate deploy"},
            {"status --url file:x.db", "migrate status"},
            {"down --to x", "migrate down"},
            {"reherse", "migrate rehearse"},
            {"seed", "db seed"},
            {"migrate execute", "db execute"},
            {"db deploy", "migrate deploy"},
            {"migrate deploi", "migrate deploy"},
        }) {
            Program.Outcome wrong = shell("refract " + slip[0]).run();
            assertThat(wrong.exit()).as(slip[0]).isEqualTo(2);
            assertThat(wrong.err()).as(slip[0]).contains("Did you mean refract " + slip[1] + "?");
        }
        assertThat(shell("refract migrate status --url " + database.url() + " --migrations 'my migrations' extra")
                        .run()
                        .err())
                .doesNotContain("Did you mean refract");
    }

    @OnSqlite
    void aRefusalBeforeARunHasItsPlace(TestDatabase database) throws Exception {
        String options = " --json --migrations 'my migrations' --url " + database.url();
        failed(shell("refract migrate deploy" + options));
        for (String verb : List.of("deploy", "down", "deploy --dry-run")) {
            JsonObject refused =
                    last(failed(shell("refract migrate " + verb + options)).out());
            assertThat(refused.get("code").getAsString()).isEqualTo("P3009");
            assertThat(refused.get("migration").getAsString()).isEqualTo("2_it's");
            assertThat(refused.get("file").getAsString()).isEqualTo("my migrations/2_it's/migration.sql");
            assertThat(refused.get("line").getAsInt()).isEqualTo(1);
            assertThat(refused.get("statement").getAsInt()).isEqualTo(1);
        }
        write("2_it's", "SELECT 1;");
        done(shell("refract migrate resolve --rolled-back \"2_it's\"" + options));
        Files.delete(migrations.resolve("3_c/migration.sql"));
        JsonObject missing =
                last(failed(shell("refract migrate deploy" + options)).out());
        assertThat(missing.get("code").getAsString()).isEqualTo("P3015");
        assertThat(missing.get("migration").getAsString()).isEqualTo("3_c");
        assertThat(missing.get("file").getAsString()).isEqualTo("my migrations/3_c/migration.sql");
        Files.write(migrations.resolve("3_c/migration.sql"), new byte[] {'-', '-', '\n', '-', '-', (byte) 0xE4});
        JsonObject latin =
                last(failed(shell("refract migrate deploy" + options)).out());
        assertThat(latin.get("migration").getAsString()).isEqualTo("3_c");
        assertThat(latin.get("line").getAsInt()).isEqualTo(2);
    }

    private static JsonObject last(String json) {
        String last = json.substring(json.stripTrailing().lastIndexOf('\n') + 1);
        return JsonParser.parseString(last).getAsJsonObject();
    }

    /** Statement by statement, so that half of it stays. */
    @OnMysql
    void aWayBackIsOfferedWhereItIsFinished(TestDatabase database) throws Exception {
        write("2_it's", "CREATE TABLE b (id INT);\nINSERT INTO nowhere VALUES (1);\n");
        String options = " --migrations 'my migrations' --url \"$MINE\"";
        Path down = migrations.resolve("2_it's/down.sql");
        for (String text :
                List.of("-- refract: TODO finish\nDROP TABLE b;\n", "-- no way back\n", "DROP TABLE IF EXISTS b;\n")) {
            Files.writeString(down, text);
            String said = failed(shell("refract migrate deploy" + options).with("MINE", database.url()))
                    .err();
            String again = failed(shell("refract migrate deploy" + options).with("MINE", database.url()))
                    .err();
            for (String each : List.of(said, again)) {
                assertThat(each.contains("down --failed")).as(text + each).isEqualTo(text.startsWith("DROP"));
            }
            if (!text.startsWith("DROP")) {
                database.execute("DROP TABLE b");
                done(shell("refract migrate resolve --rolled-back \"2_it's\"" + options)
                        .with("MINE", database.url()));
            }
        }
        done(shell("refract migrate down --failed" + options).with("MINE", database.url()));
        assertThat(database.query("SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name = 'b'"))
                .isEqualTo("0");
    }
}
