package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashOptions.Data;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.SquashResult.Kept;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.State;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Folders;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Many migrations become one, for databases that have them, and for those that do not. */
class SquashTest {

    private static final String ROLES = "20240101000000_roles";
    private static final String USERS = "20240102000000_users";
    private static final String POSTS = "20240103000000_posts";
    private static final String LATER = "20240104000000_later";
    private static final String SQUASHED = "0_squashed";

    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path migrations() {
        return folder.resolve("migrations");
    }

    private Path before() {
        return folder.resolve("migrations_before_" + SQUASHED);
    }

    private void write(String path, String file, String text) throws IOException {
        Path to = migrations().resolve(path);
        Files.createDirectories(to);
        Files.writeString(to.resolve(file), text);
    }

    /** Four migrations, of which the first leaves rows. */
    private Refract project(TestDatabase database) throws IOException {
        write(".", "migration_lock.toml", "provider = \"" + database.dialect().provider() + "\"\n");
        write(ROLES, "migration.sql", """
                CREATE TABLE roles (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL);
                INSERT INTO roles (id, name) VALUES (1, 'it''s; a\\\\ "role"'), (2, 'Ünïcode');
                """);
        write(USERS, "migration.sql", """
                CREATE TABLE accounts (id INTEGER NOT NULL PRIMARY KEY, role INTEGER NOT NULL, boss INTEGER,
                    CONSTRAINT accounts_role FOREIGN KEY (role) REFERENCES roles (id),
                    CONSTRAINT accounts_boss FOREIGN KEY (boss) REFERENCES accounts (id));
                CREATE INDEX accounts_by_role ON accounts (role);
                INSERT INTO accounts (id, role, boss) VALUES (2, 1, NULL);
                INSERT INTO accounts (id, role, boss) VALUES (1, 2, 2);
                UPDATE roles SET name = 'admin' WHERE id = 2;
                """);
        write(POSTS, "migration.sql", """
                CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(50));
                CREATE VIEW titles AS SELECT id, title FROM posts;
                """);
        write(LATER, "migration.sql", "CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY);\n");
        write(LATER, "down.sql", "DROP TABLE later;\n");
        return refract(database);
    }

    private Refract refract(TestDatabase database) {
        return refract(database, migrations());
    }

    private Refract refract(TestDatabase database, Path folder) {
        return Refract.configure()
                .url(database.url())
                .migrations(folder)
                .environment(Map.of())
                .listener(events::add)
                .build();
    }

    private static SquashOptions keeping() {
        return SquashOptions.upTo(POSTS).data(Data.KEEP);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @OnEveryDatabase
    void aFreshDatabaseGetsTheSameSchemaAndRows(TestDatabase database) throws Exception {
        SquashResult result = project(database).squash(keeping());
        assertThat(result.migration()).isEqualTo(SQUASHED);
        assertThat(result.replaced()).containsExactly(ROLES, USERS, POSTS);
        assertThat(result.rows()).containsExactly(new Kept("accounts", 2), new Kept("roles", 2));
        assertThat(result.statements()).hasSize(4).allSatisfy(one -> assertThat(one.path())
                .endsWith("migration.sql"));
        assertThat(names(migrations())).containsExactly(SQUASHED, LATER);
        assertThat(names(before())).containsExactly(ROLES, USERS, POSTS);
        DeployResult deployed = refract(database).deploy();
        assertThat(deployed.applied()).containsExactly(SQUASHED, LATER);
        assertThat(deployed.recorded()).isEmpty();
        assertThat(database.query("SELECT id, role, boss FROM accounts ORDER BY id"))
                .isEqualTo("1|2|2\n2|1|null");
        assertThat(database.query("SELECT name FROM roles ORDER BY id"))
                .isEqualTo((database.dialect() == Dialect.MYSQL ? "it's; a\\ " : "it's; a\\\\ ") + "\"role\"\nadmin");
        assertThat(refract(database).drift().hasDrift()).isFalse();
    }

    @OnEveryDatabase
    void aDatabaseThatHasAllGetsTheRowOnly(TestDatabase database) throws Exception {
        project(database).deploy();
        database.execute("INSERT INTO posts (id, title) VALUES (7, 'kept')");
        String ledger = database.ledger();
        refract(database).squash(keeping());
        write("20240105000000_last", "migration.sql", "CREATE TABLE last (id INTEGER NOT NULL PRIMARY KEY);\n");
        Refract squashed = refract(database);

        StatusResult before = squashed.status();
        assertThat(before.names(State.PENDING)).containsExactly(SQUASHED, "20240105000000_last");
        assertThat(before.unknown()).isEmpty();
        assertThat(before.migrations().get(0).toBeRecorded()).isTrue();
        assertThat(squashed.drift().hasDrift()).isFalse();
        assertThat(squashed.rehearse().migrations())
                .extracting(rehearsed -> rehearsed.migration())
                .containsExactly("20240105000000_last");

        DeployResult dry = squashed.deploy(DeployOptions.DEFAULT.dryRun(true));
        assertThat(dry.recorded()).containsExactly(SQUASHED);
        assertThat(database.ledger()).isEqualTo(ledger);

        DeployResult result = squashed.deploy();
        assertThat(result.recorded()).containsExactly(SQUASHED);
        assertThat(result.applied()).containsExactly("20240105000000_last");
        assertThat(events).contains(new Event.MigrationRecorded(SQUASHED, 3));
        assertThat(events).noneMatch(event -> event instanceof Event.Warning);
        assertThat(database.query("SELECT title FROM posts")).isEqualTo("kept");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("6");
        assertThat(database.query("SELECT applied_steps_count, logs FROM _prisma_migrations WHERE migration_name = '"
                        + SQUASHED + "'"))
                .isEqualTo("0|");
        StatusResult after = squashed.status();
        assertThat(after.upToDate()).isTrue();
        assertThat(after.consistent()).isTrue();
        assertThat(after.unknown()).isEmpty();
        assertThat(squashed.drift().hasDrift()).isFalse();
        assertThat(squashed.deploy().recorded()).isEmpty();
    }

    @OnEveryDatabase
    void aDatabaseThatHasSomeIsRefused(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy(DeployOptions.DEFAULT.to(USERS));
        refract.squash(keeping());
        String ledger = database.ledger();
        Refract squashed = refract(database);
        assertThat(squashed.status().migrations().get(0).lacks()).containsExactly(POSTS);
        for (boolean dryRun : new boolean[] {true, false}) {
            assertThatThrownBy(() -> squashed.deploy(DeployOptions.DEFAULT.dryRun(dryRun)))
                    .isInstanceOf(RefractException.class)
                    .hasMessageContaining("has 2 and lacks 1")
                    .hasMessageContaining(POSTS);
        }
        assertThat(database.ledger()).isEqualTo(ledger);
        // What the message says.
        refract(database, before()).deploy(DeployOptions.DEFAULT.to(POSTS));
        DeployResult result = refract(database).deploy();
        assertThat(result.recorded()).containsExactly(SQUASHED);
        assertThat(result.applied()).containsExactly(LATER);
        assertThat(refract(database).drift().hasDrift()).isFalse();
    }

    @OnEveryDatabase
    void whatItDoesToRowsMustBeKeptOrDroppedByWord(TestDatabase database) throws Exception {
        Refract refract = project(database);
        assertThatThrownBy(() -> refract.squash(SquashOptions.upTo(POSTS)))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining(ROLES + "/migration.sql:2: INSERT INTO roles")
                .hasMessageContaining("UPDATE roles SET")
                .hasMessageContaining("2 rows in accounts, 2 rows in roles")
                .hasMessageContaining("--keep-data")
                .hasMessageContaining("--drop-data");
        assertThat(names(migrations())).containsExactly(ROLES, USERS, POSTS, LATER);
        assertThat(before()).doesNotExist();
        SquashResult dry =
                refract.squash(SquashOptions.upTo(POSTS).data(Data.DROP).dryRun(true));
        assertThat(dry.before()).isEmpty();
        assertThat(dry.script()).doesNotContain("INSERT").doesNotContain("Loses");
        assertThat(names(migrations())).containsExactly(ROLES, USERS, POSTS, LATER);
        SquashResult result = refract.squash(SquashOptions.upTo(POSTS).data(Data.DROP));
        assertThat(result.rows()).isEmpty();
        refract(database).deploy();
        assertThat(database.query("SELECT count(*) FROM roles")).isEqualTo("0");
    }

    @OnEveryDatabase
    void theSquashedOneIsTheOldestOnTheWayBack(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        refract.squash(keeping());
        write(SQUASHED, "down.sql", """
                DROP VIEW titles;
                DROP TABLE posts;
                DROP TABLE accounts;
                DROP TABLE roles;
                """);
        Refract squashed = refract(database);
        assertThatThrownBy(() -> squashed.down(DownOptions.DEFAULT.range(new DownOptions.All())))
                .hasMessageContaining("is not recorded yet");
        squashed.deploy();
        assertThat(squashed.down().rolledBack()).containsExactly(LATER);
        assertThat(squashed.down(DownOptions.DEFAULT.range(new DownOptions.All()))
                        .rolledBack())
                .containsExactly(SQUASHED);
        assertThat(squashed.deploy().applied()).containsExactly(SQUASHED, LATER);
        assertThat(database.query("SELECT count(*) FROM accounts")).isEqualTo("2");
    }

    @OnEveryDatabase
    void aSquashedOneIsSquashedAgain(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        refract.squash(SquashOptions.upTo(USERS).data(Data.KEEP));
        SquashResult again = refract(database).squash(SquashOptions.upTo(LATER).data(Data.KEEP));
        assertThat(again.migration()).isEqualTo("0_squashed_2");
        assertThat(again.replaced()).containsExactly(SQUASHED, POSTS, LATER);
        DeployResult result = refract(database).deploy();
        assertThat(result.recorded()).containsExactly("0_squashed_2");
        assertThat(result.applied()).isEmpty();
        assertThat(events).contains(new Event.MigrationRecorded("0_squashed_2", 4));
        assertThat(refract(database).status().unknown()).isEmpty();
        assertThat(refract(database).drift().hasDrift()).isFalse();
    }

    @OnEveryDatabase
    void aScriptThatRanOtherwiseIsSaid(TestDatabase database) throws Exception {
        Refract refract = project(database);
        refract.deploy();
        write(
                POSTS,
                "migration.sql",
                Files.readString(migrations().resolve(POSTS).resolve("migration.sql")) + "\n-- x\n");
        write(
                USERS,
                "migration.sql",
                Files.readString(migrations().resolve(USERS).resolve("migration.sql"))
                        .replace("\n", "\r\n"));
        refract(database).squash(keeping());
        refract(database).deploy();
        assertThat(events)
                .filteredOn(event -> event instanceof Event.Warning)
                .singleElement()
                .satisfies(event -> assertThat(event.words())
                        .contains(POSTS, "another script")
                        .doesNotContain(USERS));
    }

    @OnEveryDatabase
    void countersGoOnWhereTheOldOnesLeftThem(TestDatabase database) throws Exception {
        String id =
                switch (database.dialect()) {
                    case POSTGRESQL -> "SERIAL PRIMARY KEY";
                    case MYSQL -> "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY";
                    case SQLITE -> "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT";
                };
        write(".", "migration_lock.toml", "provider = \"" + database.dialect().provider() + "\"\n");
        write(ROLES, "migration.sql", "CREATE TABLE counted (id " + id + ", name VARCHAR(9));\n");
        write(USERS, "migration.sql", """
                INSERT INTO counted (name) VALUES ('a'), ('b'), ('c');
                DELETE FROM counted WHERE name <> 'a';
                """);
        refract(database).squash(SquashOptions.upTo(USERS).data(Data.KEEP));
        refract(database).deploy();
        database.execute("INSERT INTO counted (name) VALUES ('d')");
        assertThat(database.query("SELECT id, name FROM counted ORDER BY id")).isEqualTo("1|a\n4|d");
    }

    @OnEveryDatabase
    void aNameThatDoesNotFitIsRefused(TestDatabase database) throws Exception {
        Refract refract = project(database);
        for (String name : List.of("z_last", "../out", "a/b", "", ROLES, "x".repeat(201))) {
            assertThatThrownBy(() -> refract.squash(keeping().name(name)))
                    .as(name)
                    .isInstanceOf(RefractException.class);
        }
        assertThatThrownBy(() -> refract.squash(SquashOptions.upTo(ROLES))).hasMessageContaining("nothing to squash");
        assertThatThrownBy(() -> refract.squash(SquashOptions.upTo("nothing"))).hasMessageContaining("P3017");
        assertThat(names(migrations())).containsExactly(ROLES, USERS, POSTS, LATER);
    }

    @OnEveryDatabase
    void everyFixtureIsSquashed(TestDatabase database) throws Exception {
        for (Path history : List.of(
                Fixture.of(database.kind()).migrations(),
                Path.of("fixtures/kinds", database.dialect().provider(), "migrations"))) {
            Path copy = Folders.copy(
                    history, folder.resolve(history.getParent().getParent().getFileName() + "/m"));
            Refract refract = refract(database, copy);
            List<String> all = names(copy);
            SquashResult result =
                    refract.squash(SquashOptions.upTo(all.get(all.size() - 1)).data(Data.KEEP));
            assertThat(result.replaced()).hasSameSizeAs(all);
            assertThat(names(copy)).containsExactly(SQUASHED);
            assertThat(refract(database, copy).reset().applied()).containsExactly(SQUASHED);
            assertThat(refract(database, copy).drift().differences()).isEmpty();
        }
    }
}
