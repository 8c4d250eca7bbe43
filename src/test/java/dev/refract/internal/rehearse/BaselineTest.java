package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.BaselineOptions;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftResult.Difference;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A database with tables and rows, and without a ledger. */
class BaselineTest {

    private static final String USERS = "20240101000000_users";
    private static final String POSTS = "20240102000000_posts";
    private static final String LATER = "20240103000000_later";
    private static final String USERS_SQL = "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50))";
    private static final String POSTS_SQL = "CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(50))";

    @TempDir
    private Path folder;

    private Path migrations() {
        return folder.resolve("prisma/migrations");
    }

    private void write(String name, String sql) throws IOException {
        Files.createDirectories(migrations().resolve(name));
        Files.writeString(migrations().resolve(name).resolve("migration.sql"), sql + ";\n");
    }

    private Refract refract(TestDatabase database) {
        return refract(database, migrations());
    }

    private static Refract refract(TestDatabase database, Path migrations) {
        return Refract.configure()
                .url(database.url())
                .migrations(migrations)
                .environment(Map.of())
                .build();
    }

    private void project(TestDatabase database) throws Exception {
        write(USERS, USERS_SQL);
        write(POSTS, POSTS_SQL);
        write(LATER, "CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY)");
        database.execute(USERS_SQL);
        database.execute(POSTS_SQL);
        database.execute("INSERT INTO posts (id, title) VALUES (1, 'one')");
    }

    @OnEveryDatabase
    void whatTheDatabaseHasIsRecordedInOneStep(TestDatabase database) throws Exception {
        project(database);
        BaselineResult result = refract(database).baseline(BaselineOptions.upTo(POSTS));
        assertThat(result.isDone()).isTrue();
        assertThat(result.recorded()).containsExactly(USERS, POSTS);
        assertThat(refract(database).deploy().applied()).containsExactly(LATER);
        assertThat(database.query("SELECT title FROM posts")).isEqualTo("one");
        assertThat(refract(database).drift().hasDrift()).isFalse();
        // What was applied since counts as well.
        write("20240102120000_between", "CREATE TABLE between_them (id INTEGER NOT NULL PRIMARY KEY)");
        database.execute("CREATE TABLE between_them (id INTEGER NOT NULL PRIMARY KEY)");
        assertThat(refract(database)
                        .baseline(BaselineOptions.upTo("20240102120000_between"))
                        .recorded())
                .containsExactly("20240102120000_between");
        assertThatThrownBy(() -> refract(database).baseline(BaselineOptions.upTo(LATER)))
                .hasMessageContaining("P3008");
        assertThatThrownBy(() -> refract(database).baseline(BaselineOptions.upTo("nothing")))
                .hasMessageContaining("P3017");
    }

    @OnEveryDatabase
    void nothingIsRecordedWhereItDiffers(TestDatabase database) throws Exception {
        project(database);
        database.execute("CREATE INDEX posts_title ON posts (title)");
        BaselineResult result = refract(database).baseline(BaselineOptions.upTo(LATER));
        assertThat(result.isDone()).isFalse();
        assertThat(result.recorded()).isEmpty();
        assertThat(result.differences())
                .extracting(Difference::object)
                .containsExactlyInAnyOrder("table later", "index posts.posts_title");
        assertThat(refract(database).status().ledger()).isFalse();
        assertThat(refract(database)
                        .baseline(
                                BaselineOptions.upTo(POSTS).drift(DriftOptions.DEFAULT.exclude(List.of("posts_title"))))
                        .recorded())
                .containsExactly(USERS, POSTS);
        assertThat(refract(database)
                        .baseline(BaselineOptions.upTo(LATER).force(true))
                        .recorded())
                .containsExactly(LATER);
    }

    @OnEveryDatabase
    void aFirstMigrationIsWrittenFromTheDatabase(TestDatabase database) throws Exception {
        Path fixture = Fixture.of(database.kind()).migrations();
        refract(database, fixture).deploy();
        database.execute("DROP TABLE _prisma_migrations");
        BaselineResult result = refract(database).baseline(BaselineOptions.FROM_DATABASE);
        assertThat(result.written().orElseThrow()).endsWith("migrations/0_init/migration.sql");
        assertThat(migrations().resolve("migration_lock.toml"))
                .content()
                .contains("\"" + database.dialect().provider() + "\"");
        String script = Files.readString(migrations().resolve("0_init/migration.sql"));
        assertThat(script).contains("CREATE TABLE").doesNotContain("Loses");
        assertThat(refract(database).status().ledger())
                .as("nothing is recorded")
                .isFalse();
        assertThat(refract(database).baseline(BaselineOptions.upTo("0_init")).recorded())
                .containsExactly("0_init");
        assertThat(refract(database).status().upToDate()).isTrue();
        refract(database).reset();
        assertThat(refract(database, migrations()).drift().hasDrift()).isFalse();
        assertThatThrownBy(() -> refract(database).baseline(BaselineOptions.FROM_DATABASE))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("has 1 migration already");
    }

    @OnEveryDatabase
    void anEmptyDatabaseHasNothingToWrite(TestDatabase database) throws Exception {
        if (database.dialect() == Dialect.SQLITE) {
            database.execute("CREATE TABLE gone (id INTEGER)"); // makes the file
            database.execute("DROP TABLE gone");
        }
        assertThatThrownBy(() -> refract(database).baseline(BaselineOptions.FROM_DATABASE))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("nothing that a migration could make");
        assertThat(migrations()).doesNotExist();
    }

    @OnPostgres
    void rightsAndOwnersStayOut(TestDatabase database) throws Exception {
        database.execute(USERS_SQL);
        database.execute("GRANT SELECT ON users TO public");
        refract(database).baseline(BaselineOptions.FROM_DATABASE.name("first"));
        assertThat(migrations().resolve("first/migration.sql")).content().doesNotContain("GRANT");
    }
}
