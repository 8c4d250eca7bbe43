package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftOptions.Aspect;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.DriftResult.Difference;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A database beside what its migrations make, with rows in its tables. */
class DriftTest {

    private static final String USERS = "20240101000000_users";
    private static final String POSTS = "20240102000000_posts";

    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path folder;

    private Refract project(TestDatabase database) throws IOException {
        write(".", "migration_lock.toml", "provider = \"" + database.dialect().provider() + "\"\n");
        write(USERS, "migration.sql", """
                CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, age INTEGER);
                CREATE INDEX users_name ON users (name);
                """);
        write(POSTS, "migration.sql", "CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(50));\n");
        return refract(database, folder.resolve("migrations"));
    }

    private Refract refract(TestDatabase database, Path migrations) {
        return Refract.configure()
                .url(database.url())
                .migrations(migrations)
                .environment(Map.of())
                .listener(events::add)
                .build();
    }

    private void write(String path, String file, String text) throws IOException {
        Path to = folder.resolve("migrations").resolve(path);
        Files.createDirectories(to);
        Files.writeString(to.resolve(file), text);
    }

    private static List<String> found(DriftResult result) {
        return result.differences().stream()
                .map(one -> one.type() + " " + one.object())
                .toList();
    }

    private static void rows(TestDatabase database) throws SQLException {
        database.execute("INSERT INTO users (id, name, age) VALUES (1, 'Ada', 36), (2, 'Bob', NULL)");
        database.execute("INSERT INTO posts (id, title) VALUES (1, 'one')");
    }

    @OnEveryDatabase
    void whatIsMissingExtraOrDifferentIsSaidAndLedBack(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        rows(database);
        assertThat(found(refract.drift())).isEmpty();
        database.execute(
                database.dialect() == Dialect.MYSQL ? "DROP INDEX users_name ON users" : "DROP INDEX users_name");
        database.execute("CREATE TABLE audit_log (id INTEGER NOT NULL PRIMARY KEY, what VARCHAR(20))");
        database.execute("CREATE INDEX audit_log_what ON audit_log (what)");
        database.execute("CREATE INDEX posts_title ON posts (title)");
        database.execute("ALTER TABLE users ADD COLUMN email VARCHAR(20)");
        database.execute("CREATE VIEW grown AS SELECT id FROM users WHERE age > 17");
        boolean alters = database.kind() != Kind.SQLITE;
        if (database.dialect() == Dialect.POSTGRESQL) {
            database.execute("ALTER TABLE posts ALTER COLUMN title TYPE VARCHAR(80)");
        } else if (alters) {
            database.execute("ALTER TABLE posts MODIFY title VARCHAR(80)");
        }
        DriftResult result = refract.drift(DriftOptions.DEFAULT.sql(true));
        assertThat(found(result))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of(
                                        "MISSING index users.users_name",
                                        "EXTRA index posts.posts_title",
                                        "EXTRA table audit_log",
                                        "EXTRA column users.email",
                                        "EXTRA view grown"),
                                alters ? Stream.of("DIFFERENT column posts.title") : Stream.empty())
                        .toList());
        Difference table = result.differences().stream()
                .filter(one -> one.object().equals("table audit_log"))
                .findFirst()
                .orElseThrow();
        assertThat(table.expected()).isEmpty();
        assertThat(table.actual().orElseThrow()).contains("column audit_log.what", "index audit_log.audit_log_what");
        if (alters) {
            assertThat(result.differences())
                    .filteredOn(one -> one.object().equals("column posts.title"))
                    .allSatisfy(one -> assertThat(one.lines())
                            .anySatisfy(
                                    line -> assertThat(line).startsWith("- ").contains("50"))
                            .anySatisfy(
                                    line -> assertThat(line).startsWith("+ ").contains("80")));
        }
        assertThat(found(refract.drift(DriftOptions.DEFAULT.exclude(List.of("audit_*", "grown")))))
                .isNotEmpty()
                .noneMatch(one -> one.contains("audit_log") || one.contains("grown"));

        refract.execute("back.sql", result.sql().orElseThrow());
        assertThat(found(refract.drift())).isEmpty();
        assertThat(database.query("SELECT id, name, age FROM users ORDER BY id"))
                .isEqualTo("1|Ada|36\n2|Bob|null");
        assertThat(database.query("SELECT title FROM posts")).isEqualTo("one");
    }

    @OnEveryDatabase
    void theOrderOfColumnsCountsUnlessItIsIgnored(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        database.execute("DROP TABLE posts");
        database.execute("CREATE TABLE posts (title VARCHAR(50), id INTEGER NOT NULL PRIMARY KEY)");
        database.execute("INSERT INTO posts (id, title) VALUES (1, 'one')");
        assertThat(found(refract.drift())).containsExactly("DIFFERENT table posts");
        assertThat(refract.drift().differences().get(0).lines())
                .containsExactly("- column order: id, title", "+ column order: title, id");
        assertThat(found(refract.drift(DriftOptions.DEFAULT.ignore(Set.of(Aspect.COLUMN_ORDER)))))
                .isEmpty();
        String sql = refract.drift(DriftOptions.DEFAULT.sql(true)).sql().orElseThrow();
        if (database.dialect() == Dialect.POSTGRESQL) {
            assertThat(sql).contains("-- The columns of posts stay in their order");
        } else {
            refract.execute("back.sql", sql);
            assertThat(found(refract.drift())).isEmpty();
            assertThat(database.query("SELECT id, title FROM posts")).isEqualTo("1|one");
        }
    }

    @OnEveryDatabase
    void aFailedMigrationsRemainsAreSeen(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        write(
                "20240103000000_broken",
                "migration.sql",
                "CREATE TABLE left_over (id INTEGER);\nSELECT nothing FROM no;\n");
        assertThatThrownBy(refract::deploy).isInstanceOf(RefractException.class);
        DriftResult result = refract(database, folder.resolve("migrations")).drift();
        assertThat(result.failed()).containsExactly("20240103000000_broken");
        assertThat(found(result))
                .isEqualTo(database.dialect() == Dialect.MYSQL ? List.of("EXTRA table left_over") : List.of());
    }

    @OnEveryDatabase
    void whatWasEditedOrIsGoneIsSaid(TestDatabase database) throws Exception {
        project(database).deploy();
        write(
                POSTS,
                "migration.sql",
                "CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(50), n INTEGER);\n");
        DriftResult result = refract(database, folder.resolve("migrations")).drift();
        assertThat(result.edited()).containsExactly(POSTS);
        assertThat(found(result)).containsExactly("MISSING column posts.n");
        Files.delete(folder.resolve("migrations").resolve(POSTS).resolve("migration.sql"));
        Files.delete(folder.resolve("migrations").resolve(POSTS));
        assertThatThrownBy(() -> refract(database, folder.resolve("migrations")).drift())
                .hasMessageContaining("1 migration that the ledger says is applied has no folder")
                .hasMessageContaining(POSTS);
    }

    @OnEveryDatabase
    void deployWarnsOrRefuses(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy(DeployOptions.DEFAULT.drift(DriftMode.REFUSE)); // nothing is there yet
        database.execute("ALTER TABLE users ADD COLUMN email VARCHAR(20)");
        write("20240103000000_more", "migration.sql", "CREATE TABLE more (id INTEGER NOT NULL PRIMARY KEY);\n");
        Refract again = refract(database, folder.resolve("migrations"));
        for (boolean dryRun : new boolean[] {true, false}) {
            assertThatThrownBy(() ->
                            again.deploy(DeployOptions.DEFAULT.dryRun(dryRun).drift(DriftMode.REFUSE)))
                    .hasMessageContaining("extra: column users.email")
                    .hasMessageContaining("Nothing was changed.");
        }
        assertThat(again.status().migrations())
                .hasSize(3)
                .filteredOn(m -> m.finishedAt().isPresent())
                .hasSize(2);
        assertThat(RefractProgram.in(
                                folder,
                                "migrate",
                                "deploy",
                                "--drift",
                                "refuse",
                                "--migrations",
                                folder.resolve("migrations").toString(),
                                "--url",
                                database.url())
                        .run())
                .satisfies(run -> assertThat(run.exit()).isEqualTo(1))
                .satisfies(run -> assertThat(run.err()).contains("refract migrate drift --sql"));
        events.clear();
        again.deploy(DeployOptions.DEFAULT.drift(DriftMode.WARN));
        assertThat(events).anySatisfy(event -> assertThat(event.words()).contains("extra: column users.email"));
        assertThat(found(again.drift())).containsExactly("EXTRA column users.email");
    }

    @OnEveryDatabase
    void whatWasRunOnceIsKept(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        Path cache = folder.resolve("cache");
        DriftOptions options = DriftOptions.DEFAULT.cache(cache);
        assertThat(found(refract.drift(options))).isEmpty();
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> kept = files.toList();
            assertThat(kept).hasSize(1);
            assertThat(Files.getPosixFilePermissions(kept.get(0)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            // What is kept is what is compared with: another description is seen.
            Files.writeString(kept.get(0), Files.readString(kept.get(0)).replace("users_name", "users_other"));
        }
        assertThat(found(refract.drift(options)))
                .containsExactlyInAnyOrder("MISSING index users.users_other", "EXTRA index users.users_name");
        database.execute("CREATE TABLE extra (id INTEGER)");
        assertThat(found(refract.drift())).containsExactly("EXTRA table extra");
    }

    @OnEveryDatabase
    void noFixtureHasAny(TestDatabase database) {
        Path migrations = Fixture.of(database.kind()).migrations();
        Refract refract = refract(database, migrations);
        refract.deploy();
        assertThat(found(refract.drift())).isEmpty();
    }

    @OnPostgres
    void othersSchemasRightsAndExtensionsVersionsAreNone(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        database.execute("CREATE SCHEMA another");
        database.execute("CREATE TABLE another.t (id INT)");
        database.execute("GRANT SELECT ON users TO PUBLIC");
        assertThat(found(refract.drift())).isEmpty();
        database.execute("COMMENT ON TABLE users IS 'people'");
        assertThat(found(refract.drift())).containsExactly("DIFFERENT table users");
        assertThat(found(refract.drift(DriftOptions.DEFAULT.ignore(Set.of(Aspect.COMMENTS)))))
                .isEmpty();
    }

    @OnEveryDatabase
    void aNameWithALineBreakDoesNotEndItsComment(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        rows(database);
        String hostile = "odd\nDELETE FROM users; --";
        database.execute("CREATE TABLE " + database.dialect().quote(hostile) + " (id INTEGER)");
        DriftResult result = refract.drift(DriftOptions.DEFAULT.sql(true));
        assertThat(result.sql().orElseThrow()).contains("-- Loses: ");
        refract.execute("back.sql", result.sql().orElseThrow());
        assertThat(found(refract.drift())).isEmpty();
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("2");
    }

    @OnEveryDatabase
    void theCommandPrintsTheStatementsAlone(TestDatabase database) throws Exception {
        project(database).deploy();
        database.execute("CREATE TABLE extra (id INTEGER)");
        String migrations = folder.resolve("migrations").toString();
        var said = RefractProgram.in(
                        folder, "migrate", "drift", "--no-cache", "--migrations", migrations, "--url", database.url())
                .run();
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).contains("extra     table extra", "1 difference between");
        var sql = RefractProgram.in(
                        folder,
                        "migrate",
                        "drift",
                        "--sql",
                        "--no-cache",
                        "--migrations",
                        migrations,
                        "--url",
                        database.url())
                .run();
        assertThat(sql.exit()).isEqualTo(1);
        assertThat(sql.out().lines().filter(line -> !line.startsWith("--") && !line.isBlank()))
                .singleElement()
                .asString()
                .startsWith("DROP TABLE")
                .contains("extra");
        assertThat(sql.err()).contains("extra     table extra");
        var none = RefractProgram.in(
                        folder,
                        "migrate",
                        "drift",
                        "--no-cache",
                        "--exclude",
                        "ext?a",
                        "--ignore",
                        "comments,column-order",
                        "--migrations",
                        migrations,
                        "--url",
                        database.url())
                .run();
        assertThat(none.exit()).isZero();
        assertThat(none.out()).contains("No drift: the database has what its 2 applied migrations make.");
    }
}
