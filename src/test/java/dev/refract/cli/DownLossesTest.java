package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What a way back loses is said (as LossAnnounced) before it is lost, and can be refused. */
class DownLossesTest {

    @TempDir
    private Path project;

    private Path migrations;

    private void deployed(TestDatabase database) throws IOException, SQLException {
        migrations = project.resolve("migrations");
        write("1_users", "migration.sql", "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY);\n");
        write("2_age", "migration.sql", "ALTER TABLE users ADD COLUMN age INTEGER;\n");
        assertThat(migrate(database, "deploy").exit()).isZero();
        assertThat(migrate(database, "generate-down", "2_age", "--no-verify").exit())
                .isZero();
        database.execute("INSERT INTO users (id, age) VALUES (1, 41)");
    }

    @OnEveryDatabase
    void theyAreSaidAndCanBeRefused(TestDatabase database) throws IOException, SQLException {
        deployed(database);

        Program.Outcome refused = migrate(database, "down", "--no-loss");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Nothing was rolled back, since it would lose something:", "users.age: ", "--no-loss");
        assertThat(database.query("SELECT age FROM users")).isEqualTo("41");
        assertThat(migrate(database, "down", "--dry-run").out()).contains("loses users.age: the column with all");

        Program.Outcome done = migrate(database, "down");

        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("The way back of `2_age` loses users.age: the column with all its values.");
        assertThat(database.query("SELECT * FROM users")).isEqualTo("1");
    }

    @OnEveryDatabase
    void theyAreFieldsForPrograms(TestDatabase database) throws IOException, SQLException {
        deployed(database);

        JsonObject planned = last(migrate(database, "down", "--dry-run", "--json"));
        JsonObject generated = last(migrate(database, "generate-down", "2_age", "--stdout", "--no-verify", "--json"));
        List<JsonObject> events = migrate(database, "down", "--json")
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line ->
                        line.has("event") && line.get("event").getAsString().equals("lossAnnounced"))
                .toList();

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.get("migration").getAsString()).isEqualTo("2_age");
            assertThat(event.get("table").getAsString()).isEqualTo("users");
            assertThat(event.get("column").getAsString()).isEqualTo("age");
        });
        for (JsonArray losses : List.of(
                planned.getAsJsonArray("plan").get(0).getAsJsonObject().getAsJsonArray("losses"),
                generated.getAsJsonArray("files").get(0).getAsJsonObject().getAsJsonArray("losses"))) {
            assertThat(losses).hasSize(1);
            assertThat(losses.get(0).getAsJsonObject().get("column").getAsString())
                    .isEqualTo("age");
            assertThat(losses.get(0).getAsJsonObject().get("line").getAsInt()).isPositive();
        }
    }

    @OnEveryDatabase
    void hooksRunBesideIt(TestDatabase database) throws IOException, SQLException {
        deployed(database);
        Path log = project.resolve("log.txt");
        Files.writeString(migrations.resolveSibling("refract.toml"), """
                [hooks]
                before_down = 'echo "begin $REFRACT_PENDING" >> log.txt'
                before_each_down = 'echo "each $REFRACT_MIGRATION" >> log.txt'
                after_each_down = 'echo "did $REFRACT_MIGRATION" >> log.txt'
                after_down = 'echo "end $REFRACT_ROLLED_BACK_COUNT" >> log.txt'
                before_deploy = 'echo deploy >> log.txt'
                """);

        Program.Outcome done = migrate(database, "down");

        assertThat(done.exit()).as(done.toString()).isZero();
        assertThat(Files.readAllLines(log)).containsExactly("begin 2_age", "each 2_age", "did 2_age", "end 1");
    }

    @OnEveryDatabase
    void aHookThatFailsStopsIt(TestDatabase database) throws IOException, SQLException {
        deployed(database);
        Files.writeString(migrations.resolveSibling("refract.toml"), "[hooks]\nbefore_down = 'exit 3'\n");

        Program.Outcome failed = migrate(database, "down");

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("The hook before_down failed with exit code 3.", "Nothing was rolled back.");
        assertThat(database.query("SELECT age FROM users")).isEqualTo("41");
    }

    @OnSqlite
    void whereNobodyCanAnswerConfirmRefuses(TestDatabase database) throws IOException, SQLException {
        deployed(database);

        Program.Outcome refused = migrate(database, "down", "--confirm");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("nobody can be asked here");
        assertThat(migrate(database, "down", "--confirm", "--yes").exit()).isEqualTo(2);
        assertThat(migrate(database, "down", "--yes").exit()).isZero();
    }

    private static JsonObject last(Program.Outcome outcome) {
        List<String> lines = outcome.out().lines().toList();
        return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    }

    private Program.Outcome migrate(TestDatabase database, String... verb) {
        return RefractProgram.migrate(database, migrations, verb).run();
    }

    private void write(String migration, String file, String text) throws IOException {
        Files.createDirectories(migrations.resolve(migration));
        Files.writeString(migrations.resolve(migration).resolve(file), text);
    }
}
