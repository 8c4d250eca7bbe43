package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.Refract;
import dev.refract.migrate.DownOptions;
import dev.refract.report.Event;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    @OnSqlite
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

    @OnSqlite
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

    @OnSqlite
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

    @OnSqlite
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

    @OnEveryDatabase
    void aListenerHearsOfThem(TestDatabase database) throws IOException, SQLException {
        migrations = project.resolve("migrations");
        List<Event> events = new ArrayList<>();
        Refract refract = Refract.configure()
                .url(database.url())
                .migrations(migrations)
                .listener(events::add)
                .build();
        write("1_users", "migration.sql", "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY);\n");
        write("1_users", "down.sql", "-- Loses: users: all.\nDROP TABLE users;\n");
        refract.deploy();

        assertThatThrownBy(() -> refract.down(DownOptions.DEFAULT.noLoss(true))).hasMessageContaining("users: all.");
        refract.down(DownOptions.DEFAULT);

        assertThat(events)
                .containsOnlyOnce(new Event.LossAnnounced("1_users", Optional.of("users"), Optional.empty(), "all."));
    }

    /** Two deploys without a lock leave a failed row beside an applied one. */
    @OnSqlite
    @OnPostgres
    void whatIsAppliedIsNotUndoneWithWhatFailed(TestDatabase database) throws IOException, SQLException {
        deployed(database);
        database.execute("INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) "
                + "VALUES ('x', 'y', '2_age', 'it failed')");

        Program.Outcome refused = migrate(database, "down", "--failed");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("a failed row and an applied one of `2_age`", "resolve --rolled-back 2_age")
                .doesNotContain("down --failed");
        assertThat(migrate(database, "deploy").err())
                .startsWith("Error: P3009")
                .contains("resolve --rolled-back 2_age")
                .doesNotContain("down --failed", "--applied", "--resume");
        assertThat(migrate(database, "status").err()).doesNotContain("down --failed");
        assertThat(database.query("SELECT age FROM users")).isEqualTo("41");
        assertThat(migrate(database, "resolve", "--rolled-back", "2_age").out()).contains("marked as rolled back.");
        assertThat(migrate(database, "deploy").exit()).isZero();
        assertThat(migrate(database, "down").exit()).isZero();
        assertThat(migrate(database, "resolve", "--rolled-back", "2_age").out()).contains("nothing to mark");
    }

    @OnEveryDatabase
    void aScriptThatRollsItselfBackIsNoWayBack(TestDatabase database) throws IOException, SQLException {
        migrations = project.resolve("migrations");
        write("1_users", "migration.sql", "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY);\n");
        Refract refract =
                Refract.configure().url(database.url()).migrations(migrations).build();
        refract.deploy();
        database.execute("INSERT INTO users VALUES (1)");
        for (String script : List.of("BEGIN;\nDELETE FROM users;\nROLLBACK;\n", "DELETE FROM users;\nROLLBACK;\n")) {
            write("1_users", "down.sql", script);

            assertThatThrownBy(() -> refract.down(DownOptions.DEFAULT))
                    .hasMessageContaining("this ROLLBACK takes back what the script did");
            assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                    .isEqualTo("1");
            assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("1");
        }
        write("1_users", "down.sql", "BEGIN;\nSAVEPOINT a;\nDELETE FROM users;\nROLLBACK TO SAVEPOINT a;\nCOMMIT;\n");
        assertThatThrownBy(() -> refract.down(DownOptions.DEFAULT))
                .hasMessageContaining("down.sql:4: this ROLLBACK takes back what the script did");
        write("1_users", "down.sql", "BEGIN;\nDELETE FROM users;\nSAVEPOINT a;\nROLLBACK TO SAVEPOINT a;\nCOMMIT;\n");
        assertThat(refract.down(DownOptions.DEFAULT).rolledBack()).containsExactly("1_users");
    }

    @OnSqlite
    void aGeneratedRebuildThatFailsChangesNothing(TestDatabase database) throws IOException, SQLException {
        migrations = project.resolve("migrations");
        write("1_t", "migration.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);\n");
        write("2_t", "migration.sql", """
                CREATE TABLE new_t (id INTEGER PRIMARY KEY, years TEXT);
                INSERT INTO new_t (id, years) SELECT id, a FROM t;
                DROP TABLE t;
                ALTER TABLE new_t RENAME TO t;
                """);
        Refract refract =
                Refract.configure().url(database.url()).migrations(migrations).build();
        refract.deploy();
        assertThat(migrate(database, "generate-down", "2_t").exit()).isZero();
        database.execute("INSERT INTO t VALUES (1, 'x'), (2, NULL)");

        assertThatThrownBy(() -> refract.down(DownOptions.DEFAULT)).hasMessageContaining("NOT NULL constraint failed");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("2");
        database.execute("UPDATE t SET years = 'y' WHERE id = 2");
        refract.down(DownOptions.DEFAULT);

        assertThat(database.query("SELECT id, a FROM t ORDER BY 1")).isEqualTo("1|x\n2|y");
    }
}
