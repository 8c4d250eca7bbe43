package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataState;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What a deploy does with data migrations. */
class DataGateTest {

    private static final String ADD = "20240101000000_add";
    private static final String DATA = "20240201000000_fill";
    private static final String REQUIRE = "20240301000000_require";

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
}
