package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.RehearseResult.Outcome;
import dev.refract.migrate.RehearseResult.Rehearsed;
import dev.refract.report.Event;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Data migrations in their places, on a scratch database. */
class DataRehearseTest {

    private static final String ADD = "20240101000000_add";
    private static final String DATA = "20240201000000_fill";
    private static final String REQUIRE = "20240301000000_require";

    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path folder;

    /** The last migration fails on rows that the data migration has not changed. */
    private Refract project(TestDatabase database) throws IOException {
        write(
                "migrations",
                "migration_lock.toml",
                "provider = \"" + database.dialect().provider() + "\"\n");
        write(
                "migrations/" + ADD,
                "migration.sql",
                "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, s INTEGER);\nINSERT INTO users VALUES (1, NULL), (2, "
                        + "NULL);\n");
        write(
                "migrations/" + REQUIRE,
                "migration.sql",
                "CREATE TABLE known (s INTEGER NOT NULL);\nINSERT INTO known SELECT s FROM users;\n");
        write("migrations/" + REQUIRE, "down.sql", "DROP TABLE known;\n");
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(events::add)
                .build();
    }

    private void data(String toml) throws IOException {
        write("data_migrations/" + DATA, "data.toml", "table = \"users\"\n" + toml);
        write("data_migrations/" + DATA, "up.sql", "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE;\n");
        write("data_migrations/" + DATA, "verify.sql", "SELECT count(*) FROM users WHERE s IS NULL;\n");
        write("data_migrations/" + DATA, "down.sql", "UPDATE users SET s = NULL WHERE s = 1 AND /* batch */ TRUE;\n");
    }

    private void write(String path, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(path));
        Files.writeString(folder.resolve(path).resolve(file), text);
    }

    @OnEveryDatabase
    void itRunsInItsPlace(TestDatabase database) throws Exception {
        Refract refract = project(database);
        assertThat(refract.rehearse().migrations())
                .extracting(Rehearsed::migration, Rehearsed::outcome)
                .containsExactly(tuple(ADD, Outcome.NO_WAY_BACK), tuple(REQUIRE, Outcome.FAILED));
        data("before = \"" + REQUIRE + "\"\n");
        for (RehearseOptions options :
                List.of(RehearseOptions.DEFAULT, RehearseOptions.DEFAULT.which(new RehearseOptions.All()))) {
            RehearseResult result = refract.rehearse(options);
            assertThat(result.isGood()).as(result.toString()).isTrue();
            assertThat(result.migrations())
                    .extracting(Rehearsed::migration, Rehearsed::data, Rehearsed::outcome)
                    .containsExactly(
                            tuple(ADD, false, Outcome.NO_WAY_BACK),
                            tuple(DATA, true, Outcome.PROVED),
                            tuple(REQUIRE, false, Outcome.PROVED));
        }
        assertThat(events)
                .filteredOn(Event.RehearsalEnded.class::isInstance)
                .extracting(event -> ((Event.RehearsalEnded) event).migration())
                .contains(DATA);

        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        refract.data().run(DataRunOptions.ALL);
        assertThat(database.query("SELECT max(s) FROM users")).isEqualTo("1");
        assertThat(refract.rehearse().migrations())
                .extracting(Rehearsed::migration, Rehearsed::outcome)
                .as("it is done, and not pending any more")
                .first()
                .isEqualTo(tuple(REQUIRE, Outcome.FAILED));
    }

    @OnEveryDatabase
    void whatIsWrongWithItIsSaid(TestDatabase database) throws Exception {
        Refract refract = project(database);
        data("");
        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        Files.delete(folder.resolve("migrations/" + REQUIRE + "/migration.sql"));
        Files.delete(folder.resolve("migrations/" + REQUIRE + "/down.sql"));
        Files.delete(folder.resolve("migrations/" + REQUIRE));
        assertThat(only(refract).outcome()).isEqualTo(Outcome.PROVED);
        assertThat(database.query("SELECT count(*) FROM users WHERE s IS NULL"))
                .as("nothing happens to the real one")
                .isEqualTo("2");

        write("data_migrations/" + DATA, "verify.sql", "SELECT count(*) FROM users WHERE s = 1;\n");
        assertThat(only(refract).outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(only(refract).problem()).hasValue("After up.sql, verify.sql still counts 2.");
        Files.delete(folder.resolve("data_migrations/" + DATA + "/verify.sql"));

        write("data_migrations/" + DATA, "down.sql", "UPDATE users SET s = 3 WHERE s = 1 AND /* batch */ TRUE;\n");
        assertThat(only(refract).outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(only(refract).problem().orElseThrow()).contains("the rows of users are not what they were");
        write(
                "data_migrations/" + DATA,
                "down.sql",
                "-- Loses: which users had none\nUPDATE users SET s = 3 WHERE s = 1 AND /* batch */ TRUE;\n");
        assertThat(only(refract).outcome()).isEqualTo(Outcome.PROVED);
        Files.delete(folder.resolve("data_migrations/" + DATA + "/down.sql"));
        assertThat(only(refract).outcome()).isEqualTo(Outcome.NO_WAY_BACK);

        write("data_migrations/" + DATA, "up.sql", "UPDATE users SET t = 1 WHERE /* batch */ TRUE;\n");
        assertThat(only(refract).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(only(refract).problem().orElseThrow()).contains("up.sql fails on a scratch database");
        write("data_migrations/" + DATA, "up.sql", "UPDATE users SET id = 1 WHERE /* batch */ TRUE;\n");
        assertThat(only(refract).problem().orElseThrow()).contains("sets id, a column of the key");
        write("data_migrations/" + DATA, "up.sql", "-- not yet\n");
        events.clear();
        assertThat(refract.rehearse().migrations()).isEmpty();
        assertThat(events)
                .filteredOn(Event.Warning.class::isInstance)
                .extracting(Event::words)
                .singleElement()
                .asString()
                .contains("`" + DATA + "` is left out", "up.sql:1 has no statement");
    }

    private static Rehearsed only(Refract refract) {
        List<Rehearsed> all = refract.rehearse().migrations();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @OnEveryDatabase
    void aGeneratedWayBackNamesIt(TestDatabase database) throws Exception {
        Refract refract = project(database);
        Files.delete(folder.resolve("migrations/" + REQUIRE + "/down.sql"));
        write("migrations/" + REQUIRE, "migration.sql", "CREATE UNIQUE INDEX users_s ON users (id, s);\n");
        data("");
        refract.generateDown(GenerateDownOptions.DEFAULT);
        String down = Files.readString(folder.resolve("migrations/" + REQUIRE + "/down.sql"));
        assertThat(down)
                .contains("-- Rows that the data migration " + DATA
                        + " has changed stay so. After this script: refract data down " + DATA + "\n");
        assertThat(Files.readString(folder.resolve("migrations/" + ADD + "/down.sql")))
                .doesNotContain("data migration");
        assertThat(refract.rehearse().isGood()).isTrue();
        Files.delete(folder.resolve("data_migrations/" + DATA + "/down.sql"));
        Files.delete(folder.resolve("migrations/" + REQUIRE + "/down.sql"));
        refract.generateDown(GenerateDownOptions.DEFAULT);
        assertThat(Files.readString(folder.resolve("migrations/" + REQUIRE + "/down.sql")))
                .contains("has changed stay so. It has no down.sql.");
    }
}
