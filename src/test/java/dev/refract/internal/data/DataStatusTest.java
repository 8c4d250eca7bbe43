package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.StatusResult;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate status} with data migrations. */
class DataStatusTest {

    private static final String NAME = "20240201000000_fill";

    @TempDir
    private Path folder;

    private Refract refract(String url) {
        return Refract.configure()
                .url(url)
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .build();
    }

    private void migration(TestDatabase database) throws IOException {
        write(
                "migrations/20240101000000_users",
                "migration.sql",
                "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, s INTEGER); INSERT INTO users VALUES (1, NULL), (2, "
                        + "NULL);");
        write(
                "migrations",
                "migration_lock.toml",
                "provider = \"" + database.dialect().provider() + "\"\n");
    }

    private void data() throws IOException {
        write("data_migrations/" + NAME, "data.toml", "table = \"users\"\n");
        write("data_migrations/" + NAME, "up.sql", "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE;\n");
    }

    private void write(String path, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(path));
        Files.writeString(folder.resolve(path).resolve(file), text);
    }

    private static void assertNothingIsMade(TestDatabase database) throws Exception {
        assertThat(database.query(
                        switch (database.dialect()) {
                            case POSTGRESQL ->
                                "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = '_refract'";
                            case MYSQL ->
                                "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND "
                                        + "table_name = '_refract_data'";
                            case SQLITE -> "SELECT count(*) FROM sqlite_master WHERE name = '_refract_data'";
                        }))
                .isEqualTo("0");
    }

    @OnEveryDatabase
    void migrateStatusListsThem(TestDatabase database) throws Exception {
        migration(database);
        Refract refract = refract(database.url());
        refract.deploy();
        Program text = RefractProgram.migrate(database, folder.resolve("migrations"), "status");
        Program json = RefractProgram.migrate(database, folder.resolve("migrations"), "status", "--json");
        String without = text.run().out();
        assertThat(without).doesNotContain("Data migrations");
        assertThat(json.run().out()).doesNotContain("dataMigrations");
        Files.createDirectories(folder.resolve("data_migrations"));
        assertThat(text.run().out()).isEqualTo(without);
        assertThat(json.run().out()).doesNotContain("dataMigrations");

        data();
        Path fresh = refract.data().create("later", "users");
        Program.Outcome pending = text.run();
        assertThat(pending.exit()).isZero();
        assertThat(pending.out())
                .contains("Data migrations:\n\n" + NAME + "  pending\n")
                .contains(fresh.getFileName() + "  pending\n    It can't be run: ")
                .contains("Database schema is up to date!");
        assertNothingIsMade(database);

        refract.data().run(DataRunOptions.of(List.of(NAME)));
        assertThat(text.run().out()).contains(NAME + "  done, 2 rows in 1 batch, up to 2\n");
        assertThat(json.run().out())
                .contains("\"dataMigrations\":[{\"name\":\"" + NAME + "\",\"table\":\"users\",\"state\":\"done\"");
        StatusResult result = refract.status();
        assertThat(result.upToDate()).isTrue();
        assertThat(result.dataMigrations()).isEqualTo(refract.data().status().migrations());
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void whoMayNotReadHowFarTheyAreIsTold(TestDatabase database) throws Exception {
        migration(database);
        data();
        refract(database.url()).deploy();
        String user = "small_" + Long.toString(System.nanoTime(), 36);
        boolean postgres = database.dialect() == Dialect.POSTGRESQL;
        database.execute(
                postgres
                        ? "CREATE ROLE " + user + " LOGIN PASSWORD 'of-a-test'"
                        : "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'of-a-test'");
        try {
            database.execute("GRANT SELECT ON _prisma_migrations TO " + (postgres ? user : "'" + user + "'@'%'"));
            Refract small = refract(database.url().replaceFirst("//[^@/]+@", "//" + user + ":of-a-test@"));
            // MySQL does not tell such a user whether the table is there
            assertThat(state(small)).isEqualTo(postgres ? DataState.PENDING : DataState.UNKNOWN);
            assertNothingIsMade(database);
            refract(database.url()).data().run(DataRunOptions.ALL);
            assertThat(state(small)).isEqualTo(DataState.UNKNOWN);
            if (postgres) {
                database.execute("GRANT USAGE ON SCHEMA _refract TO " + user);
                assertThat(state(small)).isEqualTo(DataState.UNKNOWN);
                database.execute("GRANT SELECT ON _refract.data_migrations TO " + user);
            } else {
                database.execute("GRANT SELECT ON _refract_data TO '" + user + "'@'%'");
            }
            assertThat(state(small)).isEqualTo(DataState.DONE);
        } finally {
            database.execute(
                    postgres ? "DROP OWNED BY " + user + "; DROP ROLE " + user : "DROP USER '" + user + "'@'%'");
        }
    }

    private static DataState state(Refract refract) {
        StatusResult result = refract.status();
        assertThat(result.upToDate()).isTrue();
        DataStatus.Entry entry = result.dataMigrations().get(0);
        return entry.state();
    }
}
