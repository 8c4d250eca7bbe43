package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** What a deploy does with data migrations. */
class DataGateTest {

    private static final String ADD = "20240101000000_add";
    private static final String DATA = "20240201000000_fill";
    private static final String REQUIRE = "20240301000000_require";

    private final List<Event> events = new ArrayList<>();

    private Refract project(TestDatabase database, Path folder, String toml) throws IOException {
        write(
                folder.resolve("migrations/" + ADD),
                "migration.sql",
                "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, s INTEGER);");
        write(
                folder.resolve("migrations/" + REQUIRE),
                "migration.sql",
                switch (database.dialect()) {
                    case POSTGRESQL -> "ALTER TABLE users ALTER COLUMN s SET NOT NULL;";
                    case MYSQL -> "ALTER TABLE users MODIFY s INTEGER NOT NULL;";
                    case SQLITE -> "CREATE UNIQUE INDEX users_s ON users (id, s);";
                });
        write(
                folder.resolve("migrations"),
                "migration_lock.toml",
                "provider = \"" + database.dialect().provider() + "\"\n");
        Path data = folder.resolve("data_migrations/" + DATA);
        write(data, "data.toml", "table = \"users\"\n" + toml);
        write(data, "up.sql", "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE;\n");
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(events::add)
                .build();
    }

    private static void write(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(file), text);
    }

    @OnEveryDatabase
    void whatTheMessageSaysWorks(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "after = \"" + ADD + "\"\nbefore = \"" + REQUIRE + "\"\n");
        assertThat(catchThrowableOfType(RefractException.class, refract::deploy))
                .hasMessageContaining("needs the data migration `" + DATA + "`")
                .hasMessageContaining("refract migrate deploy --to " + ADD + "\n    refract data run " + DATA);
        // SQLite: a deploy that refuses makes no file
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> refract.data().run(DataRunOptions.ALL)))
                .hasMessageContaining(
                        database.dialect() == Dialect.SQLITE ? "P1003" : "refract migrate deploy --to " + ADD);
        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        database.execute("INSERT INTO users (id) VALUES (1), (2)");
        assertThat(catchThrowableOfType(RefractException.class, refract::deploy))
                .hasMessageContaining("refract data run " + DATA + "\n    refract migrate deploy")
                .hasMessageNotContaining("--to");
        assertThat(refract.data()
                        .run(DataRunOptions.of(List.of(DATA)))
                        .migrations()
                        .get(0)
                        .rows())
                .isEqualTo(2);
        assertThat(refract.deploy().applied()).containsExactly(REQUIRE);
        assertThat(database.query("SELECT min(s), max(s) FROM users")).isEqualTo("1|1");
    }

    @OnEveryDatabase
    void theStatementsTellItToo(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "");
        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        database.execute("INSERT INTO users (id) VALUES (1), (2)");
        assertThat(catchThrowableOfType(RefractException.class, refract::deploy))
                .hasMessageContaining("The migration `" + REQUIRE + "` needs the data migration");
        assertThat(refract.deploy(DeployOptions.DEFAULT.data(DataMode.RUN)).applied())
                .containsExactly(REQUIRE);
        assertThat(database.query("SELECT min(s), max(s) FROM users")).isEqualTo("1|1");
        assertThat(refract.data().status().migrations().get(0).state()).isEqualTo(DataState.DONE);
    }

    @OnEveryDatabase
    void anEmptyDatabaseInOneGo(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "after = \"" + ADD + "\"\nbefore = \"" + REQUIRE + "\"\n");
        assertThat(refract.deploy(DeployOptions.DEFAULT.data(DataMode.RUN)).applied())
                .containsExactly(ADD, REQUIRE);
        assertThat(refract.deploy().applied()).isEmpty();
        Refract again = project(database, folder, "after = \"" + ADD + "\"\n");
        assertThat(again.deploy(DeployOptions.DEFAULT.data(DataMode.IGNORE)).applied())
                .isEmpty();
    }

    @OnEveryDatabase
    void oneThatNobodyHasWrittenYetIsInNobodysWay(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "after = \"" + ADD + "\"\nbefore = \"" + REQUIRE + "\"\n");
        write(folder.resolve("data_migrations/" + DATA), "verify.sql", "SELECT count(*) FROM users WHERE s IS NULL");
        Path fresh = refract.data().create("later", "users");
        String name = fresh.getFileName().toString();
        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        database.execute("INSERT INTO users (id) VALUES (1), (2)");
        assertThat(refract.data().status().migrations())
                .extracting(DataStatus.Entry::name, DataStatus.Entry::state, DataStatus.Entry::table)
                .containsExactly(tuple(DATA, DataState.PENDING, "users"), tuple(name, DataState.PENDING, "users"));
        assertThat(refract.data().status().migrations())
                .extracting(entry -> entry.problem().map(problem -> problem.replaceFirst(".*/", "")))
                .containsExactly(Optional.empty(), Optional.of("up.sql:1 has no statement."));
        assertThat(refract.data().verify(List.of())).isEqualTo(Map.of(DATA, 2L));
        assertThat(events)
                .filteredOn(Event.Warning.class::isInstance)
                .extracting(Event::words)
                .singleElement()
                .asString()
                .contains("`" + name + "` can't be verified", "verify.sql:1 has no statement");
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> refract.data().verify(List.of(name))))
                .hasMessageContaining("verify.sql:1 has no statement")
                .hasMessageContaining("or remove the file");
        refract.data().run(DataRunOptions.of(List.of(DATA)));
        assertThat(refract.deploy().applied()).containsExactly(REQUIRE);
    }

    @OnEveryDatabase
    void whatNeedsOneThatIsNotWrittenIsRefused(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "");
        write(folder.resolve("data_migrations/" + DATA), "up.sql", "-- not yet\n");
        refract.deploy(DeployOptions.DEFAULT.to(ADD));
        for (String toml : List.of("", "before = \"" + REQUIRE + "\"\n")) {
            write(folder.resolve("data_migrations/" + DATA), "data.toml", "table = \"users\"\n" + toml);
            for (DataMode mode : List.of(DataMode.REQUIRE, DataMode.RUN)) {
                assertThat(catchThrowableOfType(
                                RefractException.class, () -> refract.deploy(DeployOptions.DEFAULT.data(mode))))
                        .hasMessageContaining("needs the data migration `" + DATA + "`, which is not written yet")
                        .hasMessageContaining("refract data run " + DATA + "\n    refract migrate deploy")
                        .hasMessageNotContaining("--data run");
            }
        }
        write(
                folder.resolve("data_migrations/" + DATA),
                "up.sql",
                "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE;\n");
        assertThat(refract.deploy(DeployOptions.DEFAULT.data(DataMode.RUN)).applied())
                .containsExactly(REQUIRE);
    }

    /** What can't be read is in the way only of what needs it. */
    @OnEveryDatabase
    void aScriptThatIsWrongIsListed(TestDatabase database, @TempDir Path folder) throws Exception {
        Refract refract = project(database, folder, "before = \"" + REQUIRE + "\"\n");
        write(folder.resolve("data_migrations/" + DATA), "up.sql", "UPDATE users SET s = 1;\n");
        write(folder.resolve("data_migrations/20240202000000_none"), "up.sql", "SELECT 1;\n");
        assertThat(refract.deploy(DeployOptions.DEFAULT.to(ADD).data(DataMode.IGNORE))
                        .applied())
                .containsExactly(ADD);
        assertThat(refract.data().status().migrations())
                .extracting(entry -> entry.problem().orElseThrow())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("has the marker /* batch */ TRUE in no place"),
                        problem -> assertThat(problem).contains("has no data.toml"));
        Files.delete(folder.resolve("data_migrations/20240202000000_none/up.sql"));
        Files.delete(folder.resolve("data_migrations/20240202000000_none"));
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> refract.deploy(DeployOptions.DEFAULT.data(DataMode.RUN))))
                .hasMessageContaining("in no place");
    }
}
