package dev.refract.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are made anew, as Prisma redefines them, with rows in them and rows that refer to them. */
class SqliteRebuildTest {

    @TempDir
    private Path migrations;

    @BeforeEach
    void twoTablesWithRows() throws IOException {
        write("1_init", """
                CREATE TABLE "User" (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
                CREATE TABLE "Post" (id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES "User" (id) ON DELETE CASCADE);
                INSERT INTO "User" VALUES (1, 'a'), (2, 'b');
                INSERT INTO "Post" VALUES (1, 1), (2, 2), (3, 2);
                """);
    }

    @OnSqlite
    void aRebuildIsOneTransaction(TestDatabase database) throws SQLException, IOException {
        write("2_rebuild", rebuild("", "SELECT nothing FROM nowhere;"));

        Program.Outcome failed = deploy(database);

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("2_rebuild", "Its transaction was rolled back: nothing of it is applied.");
        assertThat(database.query("SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = 'table' "
                        + "AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY 1)"))
                .isEqualTo("Post,User");
        assertThat(database.query("SELECT count(*) FROM Post")).isEqualTo("3");
    }

    @OnSqlite
    void rowsThatReferToTheTableStay(TestDatabase database) throws SQLException, IOException {
        write("2_rebuild", rebuild("", ""));

        assertThat(deploy(database).exit()).isZero();
        assertThat(database.query("SELECT count(*) FROM Post")).isEqualTo("3");
        assertThat(database.query("SELECT count(*) FROM User")).isEqualTo("2");
    }

    @OnSqlite
    void rowsThatReferToNothingAfterwardsAreAnError(TestDatabase database) throws SQLException, IOException {
        write("2_rebuild", rebuild(" WHERE id = 1", ""));

        Program.Outcome failed = deploy(database);

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err())
                .contains(
                        "P3018",
                        "2 rows of \"Post\" that refer to rows of \"User\" which are not there",
                        "(by rowid: 2, 3)");
        assertThat(database.query("SELECT count(*) FROM User")).isEqualTo("2");
    }

    @OnSqlite
    void orphansThatWereThereBeforeAreNobodysFault(TestDatabase database) throws SQLException, IOException {
        assertThat(deploy(database).exit()).isZero();
        database.execute("PRAGMA foreign_keys=OFF;INSERT INTO Post VALUES (4, 99)");
        write("2_rebuild", rebuild("", ""));

        assertThat(deploy(database).exit()).isZero();
        assertThat(database.query("SELECT count(*) FROM Post")).isEqualTo("4");
    }

    @OnSqlite
    void aPragmaInsideTheScriptsOwnTransactionIsWarnedOf(TestDatabase database) throws IOException {
        write("2_rebuild", "BEGIN;\n" + rebuild("", "") + "COMMIT;\n");

        Program.Outcome dry = RefractProgram.migrate(database, migrations, "deploy", "--dry-run")
                .run();

        assertThat(dry.err())
                .contains("2_rebuild/migration.sql:3: PRAGMA foreign_keys does nothing inside a transaction.");
    }

    @OnSqlite
    void anApplicationThatHasAWriteAheadLoggedDatabaseOpenDoesNotStopADeploy(TestDatabase database)
            throws SQLException, IOException {
        write("2_rebuild", rebuild("", ""));
        try (Connection application = database.connect();
                Statement statement = application.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE own (id INTEGER)");
            statement.execute("DROP TABLE own");

            Program.Outcome deployed = deploy(database);

            assertThat(deployed.exit()).as(deployed.toString()).isZero();
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("2");
        assertThat(SqliteLockFile.beside(file(database))).doesNotExist();
    }

    @OnSqlite
    void twoDeploysOfAWriteAheadLoggedDatabaseWaitForEachOther(TestDatabase database) throws SQLException, IOException {
        try (Connection application = database.connect();
                Statement statement = application.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE own (id INTEGER)");
            statement.execute("DROP TABLE own");
            SqliteLockFile other = SqliteLockFile.tryTake(file(database)).orElseThrow();

            Program.Outcome held = RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", "1")
                    .run();
            other.release();

            assertThat(held.exit()).isEqualTo(1);
            assertThat(held.err())
                    .contains("P1002", "process " + ProcessHandle.current().pid());
            assertThat(deploy(database).exit()).isZero();
        }
    }

    private static Path file(TestDatabase database) {
        return Path.of(database.url().replaceFirst("^file:", ""));
    }

    private Program.Outcome deploy(TestDatabase database) {
        return RefractProgram.migrate(database, migrations, "deploy").run();
    }

    private static String rebuild(String which, String before) {
        return """
                PRAGMA defer_foreign_keys=ON;
                PRAGMA foreign_keys=OFF;
                CREATE TABLE "new_User" (id INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT);
                INSERT INTO "new_User" (id, email) SELECT id, email FROM "User"%s;
                DROP TABLE "User";
                ALTER TABLE "new_User" RENAME TO "User";
                %s
                PRAGMA foreign_keys=ON;
                PRAGMA defer_foreign_keys=OFF;
                """.formatted(which, before);
    }

    private void write(String name, String sql) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), sql);
    }
}
