package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Scratch;
import dev.refract.internal.migrate.Project;
import dev.refract.migrate.AlterAlgorithm;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.Leftover;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.RehearseResult.Outcome;
import dev.refract.migrate.RehearseResult.Rehearsed;
import dev.refract.migrate.RehearseResult.RowChange;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.Missing;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;

class RehearseTest {

    @TempDir
    private Path folder;

    private static RehearseOptions all() {
        return RehearseOptions.DEFAULT.which(new RehearseOptions.All());
    }

    private static RehearseOptions fromDump(Path dump) {
        return RehearseOptions.DEFAULT.dump(dump);
    }

    private static List<String> scratchOf(TestDatabase database) {
        return Scratch.leftovers(DatabaseUrl.parse(database.url(), Path.of("").toAbsolutePath()), Optional.empty())
                .stream()
                .map(Leftover::name)
                .toList();
    }

    /** Applied: a table with rows; pending: a column with its way back. */
    private Project shop(TestDatabase database) {
        return new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration("2_b", "ALTER TABLE a ADD COLUMN note VARCHAR(20);")
                .write("2_b/down.sql", "ALTER TABLE a DROP COLUMN note;");
    }

    @OnEveryDatabase
    void provesWhatIsPendingAndLeavesTheRealDatabaseAlone(TestDatabase database) throws SQLException {
        Project project = shop(database);
        project.refract().deploy(DeployOptions.DEFAULT.to("1_a"));
        String before = database.dump() + database.ledger();
        project.events.clear();
        RehearseResult result = project.refract().rehearse();
        assertThat(result.migrations())
                .extracting(Rehearsed::migration, Rehearsed::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("2_b", Outcome.PROVED));
        Rehearsed proved = result.migrations().get(0);
        assertThat(proved.up()).isPresent();
        assertThat(proved.down()).isPresent();
        assertThat(proved.again()).isPresent();
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
        assertThat(project.events(Event.MigrationStarted.class))
                .as("nobody is told that a migration was applied")
                .isEmpty();
        assertThat(project.events(Event.RehearsalStarted.class))
                .containsExactly(new Event.RehearsalStarted("2_b", 1, 1));
        assertThat(project.events(Event.RehearsalEnded.class)).containsExactly(new Event.RehearsalEnded("2_b", true));
        project.refract().deploy();
        assertThat(project.refract().rehearse().migrations()).isEmpty();
    }

    @OnEveryDatabase
    void rehearsesForADatabaseThatIsNotThereYet(TestDatabase database) {
        RehearseResult result =
                shop(database).configure().url(database.missingUrl()).build().rehearse();
        assertThat(result.migrations()).hasSize(2);
        assertThat(result.isGood()).isTrue();
        assertThatThrownBy(() -> shop(database)
                        .configure()
                        .url(database.missingUrl())
                        .build()
                        .status())
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P1003));
    }

    @OnEveryDatabase
    void showsWhatTheWayBackForgetsAndGoesOnWithTheNext(TestDatabase database) {
        Project project = shop(database)
                .write("2_b/down.sql", "SELECT 1;")
                .migration("3_c", "CREATE TABLE c (id INTEGER);")
                .write("3_c/down.sql", "DROP TABLE c;")
                .migration("4_d", "CREATE TABLE d (id INTEGER);")
                .write("4_d/down.sql", "DROP TABLE d; CREATE TABLE e (id INTEGER);")
                .migration("5_f", "CREATE TABLE f (id INTEGER);")
                .write("5_f/down.sql", "DROP TABLE nowhere;")
                .migration("6_g", "CREATE TABLE g (id INTEGER);")
                .migration("7_h", "SELECT 1;")
                .write("7_h/down.sql", "-- none")
                .migration("8_i", "SELECT 1;")
                .write("8_i/down.sql", "-- refract: TODO x\nSELECT 1;");
        RehearseResult result = project.refract().rehearse(all());
        assertThat(result.isGood()).isFalse();
        assertThat(result.migrations())
                .extracting(Rehearsed::outcome)
                .containsExactly(
                        Outcome.PROVED,
                        Outcome.FAILED,
                        Outcome.PROVED,
                        Outcome.DIFFERENT,
                        Outcome.FAILED,
                        Outcome.NO_WAY_BACK,
                        Outcome.IRREVERSIBLE,
                        Outcome.UNFINISHED);
        assertThat(result.migrations().get(1).problem().orElseThrow())
                .contains("is not what it was before migration.sql", "+ column a.note", "2_b/migration.sql fails");
        assertThat(result.migrations().get(3).problem().orElseThrow()).contains("+ table e");
        assertThat(result.migrations().get(4).problem().orElseThrow()).contains("5_f/down.sql:1");
    }

    /** It leaves the schema as it was, and rows are compared on a dump alone: only its text tells. */
    @OnEveryDatabase
    void aWayBackThatUndoesItselfIsNotProved(TestDatabase database) {
        Project project = shop(database)
                .migration("2_b", "UPDATE a SET id = 2;")
                .write("2_b/down.sql", "BEGIN;\nUPDATE a SET id = 1;\nROLLBACK;");
        RehearseResult result = project.refract().rehearse();
        assertThat(result.isGood()).isFalse();
        assertThat(result.migrations().get(1).problem().orElseThrow()).contains("down.sql:3: this ROLLBACK takes back");
    }

    @OnEveryDatabase
    void aMigrationThatCanNotBeAppliedIsTheLast(TestDatabase database) {
        Project project = shop(database)
                .migration("2_b", "CREATE TABLE b (id INTEGER);\nINSERT INTO nowhere VALUES (1);")
                .migration("3_c", "SELECT 1;");
        RehearseResult result = project.refract().rehearse(all());
        assertThat(result.migrations()).extracting(Rehearsed::outcome).containsExactly(Outcome.PROVED, Outcome.FAILED);
        assertThat(result.migrations().get(1).problem().orElseThrow()).contains("2_b/migration.sql:2");
        assertThatThrownBy(() -> project.refract()
                        .rehearse(RehearseOptions.DEFAULT.which(new RehearseOptions.Named(List.of("3_c")))))
                .hasMessageContaining("2_b/migration.sql:2");
    }

    @OnEveryDatabase
    void rehearsesWhatIsNamed(TestDatabase database) {
        Project project = shop(database);
        assertThat(project.refract()
                        .rehearse(RehearseOptions.DEFAULT.which(new RehearseOptions.Named(List.of("1_a"))))
                        .migrations())
                .extracting(Rehearsed::migration)
                .containsExactly("1_a");
        assertThatThrownBy(() -> project.refract()
                        .rehearse(RehearseOptions.DEFAULT.which(new RehearseOptions.Named(List.of("9_z")))))
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P3017));
    }

    @OnEveryDatabase
    void theScratchDatabaseIsKeptWhenAskedFor(TestDatabase database) {
        RehearseResult result = shop(database)
                .refract()
                .rehearse(
                        RehearseOptions.DEFAULT.which(new RehearseOptions.All()).keep(true));
        String kept = result.kept().orElseThrow();
        String name =
                kept.contains("/") ? Path.of(kept).getParent().getFileName().toString() : kept;
        assertThat(name).startsWith("refract_scratch_").isNotEqualTo(database.name());
        if (database.kind() == dev.refract.testing.Kind.SQLITE) {
            assertThat(Path.of(kept)).exists();
            dev.refract.testing.Folders.delete(Path.of(kept).getParent());
            return;
        }
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(2))
                .until(() -> scratchOf(database).contains(name));
        Scratch.leftovers(DatabaseUrl.parse(database.url(), folder), Optional.empty()).stream()
                .filter(leftover -> leftover.name().equals(name))
                .forEach(Leftover::drop);
    }

    @OnPostgres
    void saysWhichLocksEachStatementTakes(TestDatabase database) {
        Project project = shop(database)
                .migration("2_b", """
                CREATE TABLE fresh (id INTEGER);
                ALTER TABLE a ADD COLUMN note TEXT;
                CREATE INDEX a_note ON a (note);
                """)
                .write("2_b/down.sql", "ALTER TABLE a DROP COLUMN note; DROP TABLE fresh;")
                .migration("3_c", "CREATE INDEX CONCURRENTLY a_id ON a (id);\nUPDATE a SET note = 'x';")
                .write("3_c/down.sql", "DROP INDEX CONCURRENTLY a_id;");
        RehearseResult result = project.refract().rehearse(all());
        assertThat(result.migrations().get(1).upLocks())
                .containsExactly(
                        new TableLock(2, "a", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES),
                        new TableLock(3, "a", "SHARE", Blocks.WRITES));
        assertThat(result.migrations().get(1).downLocks())
                .contains(
                        new TableLock(1, "a", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES),
                        new TableLock(2, "fresh", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES));
        assertThat(result.migrations().get(2).upLocks())
                .containsExactly(
                        new TableLock(1, "a", "SHARE UPDATE EXCLUSIVE", Blocks.NOTHING),
                        new TableLock(2, "a", "ROW EXCLUSIVE", Blocks.NOTHING),
                        new TableLock(2, "a", "its rows, until the end of the transaction", Blocks.WRITES));
        assertThat(result.isGood()).isTrue();
        project.migration("4_v", "CREATE VIEW v AS SELECT id FROM a;")
                .write("4_v/down.sql", "DROP VIEW v;")
                .migration(
                        "5_v",
                        "CREATE OR REPLACE VIEW v AS SELECT id, id AS again FROM a;\nSELECT * FROM a FOR UPDATE;")
                .write("5_v/down.sql", "DROP VIEW v; CREATE VIEW v AS SELECT id FROM a;");
        assertThat(project.refract().rehearse(all()).migrations().get(4).upLocks())
                .contains(
                        new TableLock(1, "v", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES),
                        new TableLock(2, "a", "its rows, until the end of the transaction", Blocks.WRITES));
    }

    /** With rows in the tables: a server does some things otherwise where there are none. */
    private Project people(TestDatabase database) {
        return shop(database)
                .migration("2_b", """
                CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20), age INTEGER, a INTEGER,
                  note TEXT);
                INSERT INTO people VALUES (1, 'x', 10, 1, 'one'), (2, 'y', 20, NULL, 'two'), (3, NULL, NULL, 1, NULL);
                CREATE VIEW old AS SELECT id FROM people WHERE age > 10;
                """)
                .write("2_b/down.sql", "DROP VIEW old; DROP TABLE people;")
                .migration("3_c", """
                CREATE TABLE fresh (id INTEGER NOT NULL PRIMARY KEY);
                ALTER TABLE fresh ADD COLUMN x INTEGER;
                ALTER TABLE people ADD COLUMN born DATE;
                CREATE INDEX people_name ON people (name);
                ALTER TABLE people MODIFY age BIGINT;
                ALTER TABLE people ADD FULLTEXT INDEX people_note (note);
                SET @sql = 'ALTER TABLE people ADD COLUMN late INTEGER';
                PREPARE stmt FROM @sql;
                EXECUTE stmt;
                DEALLOCATE PREPARE stmt;
                ALTER TABLE people ADD CONSTRAINT people_a FOREIGN KEY (a) REFERENCES a (id);
                UPDATE people SET age = 1;
                RENAME TABLE a TO b;
                CREATE TRIGGER people_t BEFORE INSERT ON people FOR EACH ROW SET NEW.age = 1;
                ALTER TABLE b ADD COLUMN y INTEGER;
                CREATE OR REPLACE VIEW old AS SELECT id, age FROM people;
                START TRANSACTION;
                DELETE FROM people;
                ROLLBACK;
                TRUNCATE TABLE people;
                CREATE TABLE copied AS SELECT id FROM people;
                INSERT INTO copied SELECT id FROM people;
                """)
                .write("3_c/down.sql", """
                CREATE OR REPLACE VIEW old AS SELECT id FROM people WHERE age > 10;
                DROP TRIGGER people_t;
                ALTER TABLE b DROP COLUMN y;
                RENAME TABLE b TO a;
                ALTER TABLE people DROP FOREIGN KEY people_a, DROP INDEX people_a;
                ALTER TABLE people DROP COLUMN late, DROP INDEX people_note;
                ALTER TABLE people MODIFY age INTEGER;
                DROP INDEX people_name ON people;
                ALTER TABLE people DROP COLUMN born;
                DROP TABLE fresh;
                DROP TABLE copied;
                """);
    }

    @OnMysql
    @OnMariadb
    void saysHowMysqlChangesTablesAndUnderWhichLocks(TestDatabase database) {
        RehearseResult result = people(database).refract().rehearse(all());
        assertThat(result.isGood()).isTrue();
        Rehearsed rehearsed = result.migrations().get(2);
        boolean mariadb = database.kind() == Kind.MARIADB;
        assertThat(rehearsed.upAlgorithms())
                .extracting(AlterAlgorithm::statement, AlterAlgorithm::table, AlterAlgorithm::clause)
                .contains(
                        tuple(3, "people", "ALGORITHM=INSTANT"),
                        tuple(4, "people", "ALGORITHM=INPLACE LOCK=NONE"),
                        tuple(5, "people", mariadb ? "ALGORITHM=COPY, LOCK=NONE" : "ALGORITHM=COPY, LOCK=SHARED"),
                        tuple(6, "people", "ALGORITHM=INPLACE, LOCK=SHARED"),
                        tuple(15, "b", "ALGORITHM=INSTANT"))
                .as("what EXECUTE runs, and nothing of the script's own table")
                .anyMatch(one -> one.toList().get(0).equals(9))
                .noneMatch(one -> one.toList().get(1).equals("fresh"));
        AlterAlgorithm copied = rehearsed.upAlgorithms().stream()
                .filter(one -> one.statement() == 5)
                .findFirst()
                .orElseThrow();
        assertThat(copied.rewrites()).isTrue();
        assertThat(copied.blocks()).isEqualTo(mariadb ? Blocks.NOTHING : Blocks.WRITES);
        assertThat(copied.reason().orElseThrow()).contains("Cannot change column type");
        assertThat(rehearsed.downAlgorithms())
                .extracting(AlterAlgorithm::statement, AlterAlgorithm::clause)
                .contains(tuple(8, "ALGORITHM=INPLACE, LOCK=NONE"), tuple(9, "ALGORITHM=INSTANT"));
        assertThat(rehearsed.upLocks())
                .as("what the text says needs no server")
                .contains(
                        new TableLock(
                                12,
                                "people",
                                "its rows and the gaps between them, until the end of the statement",
                                Blocks.WRITES),
                        new TableLock(
                                18,
                                "people",
                                "its rows and the gaps between them, until the end of the transaction",
                                Blocks.WRITES),
                        new TableLock(
                                21, "people", "the rows that it reads, until the end of the statement", Blocks.WRITES),
                        new TableLock(
                                22, "people", "the rows that it reads, until the end of the statement", Blocks.WRITES));
        if (result.locksUnseen().isPresent()) {
            assertThat(mariadb).as("MySQL records them").isTrue();
            assertThat(result.locksUnseen()).contains("the server runs with performance_schema=OFF");
            return;
        }
        assertThat(rehearsed.upLocks())
                .contains(
                        new TableLock(3, "people", "SHARED_UPGRADABLE", Blocks.NOTHING),
                        new TableLock(3, "people", "EXCLUSIVE for a moment", Blocks.READS_AND_WRITES),
                        new TableLock(4, "people", "SHARED_UPGRADABLE", Blocks.NOTHING),
                        new TableLock(4, "people", "EXCLUSIVE for a moment", Blocks.READS_AND_WRITES),
                        new TableLock(13, "a", "EXCLUSIVE", Blocks.READS_AND_WRITES),
                        new TableLock(14, "people", "SHARED_NO_WRITE", Blocks.WRITES),
                        new TableLock(16, "old", "EXCLUSIVE", Blocks.READS_AND_WRITES),
                        new TableLock(18, "people", "SHARED_WRITE", Blocks.NOTHING),
                        new TableLock(20, "people", "EXCLUSIVE", Blocks.READS_AND_WRITES))
                .noneMatch(lock -> lock.table().equals("fresh") || lock.statement() < 3);
        if (!mariadb) {
            assertThat(rehearsed.upLocks())
                    .contains(
                            new TableLock(5, "people", "SHARED_NO_WRITE", Blocks.WRITES),
                            new TableLock(6, "people", "SHARED_NO_WRITE", Blocks.WRITES))
                    .as("who refers, and who is referred to")
                    .anyMatch(lock -> lock.statement() == 11
                            && lock.table().equals("a")
                            && lock.blocks() == Blocks.READS_AND_WRITES);
        }
        assertThat(rehearsed.downLocks()).contains(new TableLock(10, "fresh", "EXCLUSIVE", Blocks.READS_AND_WRITES));
    }

    @OnMysql
    @OnMariadb
    void saysHowMysqlChangesTablesInWords(TestDatabase database) {
        Project project = people(database);
        Program.Outcome text = RefractProgram.migrate(database, project.folder(), "rehearse", "--all")
                .run();
        assertThat(text.out())
                .contains("    migration.sql, statement 3: changes people with ALGORITHM=INSTANT\n")
                .containsPattern("statement 5: changes people with ALGORITHM=COPY, LOCK=\\w+, which writes all of it "
                        + "again.*: ALGORITHM=INPLACE is not supported")
                .contains("statement 6: changes people with ALGORITHM=INPLACE, LOCK=SHARED, which blocks writes: "
                        + "LOCK=NONE is not supported. Reason: Fulltext index creation requires a lock.")
                .containsPattern("statement 3: locks people \\(EXCLUSIVE for a moment\\), which blocks reads and "
                        + "writes|Locks were not observed: the server runs with performance_schema=OFF\\.");
    }

    @OnMysql
    void saysWhyLocksAreNotObserved(TestDatabase database) throws SQLException {
        String user = "blind" + Long.toHexString(System.nanoTime());
        database.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'tests'");
        try {
            database.execute("GRANT ALL ON " + database.name() + ".* TO '" + user + "'@'%'");
            database.execute("GRANT ALL ON `refract\\_scratch\\_%`.* TO '" + user + "'@'%'");
            // with the log on, a trigger needs a right of the whole server
            database.execute("GRANT SUPER, SET_ANY_DEFINER ON *.* TO '" + user + "'@'%'");
            RehearseResult result = people(database)
                    .configure()
                    .url(database.url().replaceFirst("//[^@]*@", "//" + user + ":tests@"))
                    .build()
                    .rehearse(all());
            assertThat(result.migrations().get(2).problem()).isEmpty();
            assertThat(result.locksUnseen().orElseThrow())
                    .contains("the user may not read performance_schema.metadata_locks", user);
            assertThat(result.migrations().get(2).upAlgorithms()).isNotEmpty();
        } finally {
            database.execute("DROP USER '" + user + "'@'%'");
        }
    }

    @OnPostgres
    void aScriptCanNotReachTheRealServerThroughTheScratchDatabase(TestDatabase database) {
        for (String sql : List.of(
                "CREATE ROLE refract_never;",
                "DROP DATABASE " + database.name() + ";",
                "ALTER SYSTEM SET work_mem = '1MB';",
                "ALTER USER postgres SET work_mem = '1MB';")) {
            Project project = shop(database).migration("2_b", "SELECT 1;\n" + sql);
            assertThat(project.refract()
                            .rehearse(all())
                            .migrations()
                            .get(1)
                            .problem()
                            .orElseThrow())
                    .contains("2_b/migration.sql:2 reaches outside the scratch database", sql);
        }
    }

    @OnMysql
    @OnMariadb
    void aScriptCanNotReachTheRealDatabaseByItsName(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE precious (id INT)");
        String before = database.dump();
        for (String sql : List.of(
                "DROP TABLE `" + database.name() + "`.`precious`;",
                "USE " + database.name() + ";",
                "DROP DATABASE " + database.name() + ";",
                "SET GLOBAL max_connections = 500;",
                "SET @@global.max_connections = 500;",
                "CREATE USER refract_never;")) {
            Project project = shop(database).migration("2_b", "SELECT 1;").write("2_b/down.sql", "SELECT 1;\n" + sql);
            assertThat(project.refract()
                            .rehearse(all())
                            .migrations()
                            .get(1)
                            .problem()
                            .orElseThrow())
                    .contains("2_b/down.sql:2 reaches outside the scratch database");
        }
        assertThat(database.dump()).isEqualTo(before);
    }

    // On a copy of real data

    /** The dump of a database with the first migration and three rows. */
    private Path dump(TestDatabase database, String... command) throws SQLException {
        shop(database).refract().deploy(DeployOptions.DEFAULT.to("1_a"));
        database.execute("INSERT INTO a VALUES (2)");
        database.execute("INSERT INTO a VALUES (3)");
        return dumpOf(database, command);
    }

    private Path dumpOf(TestDatabase database, String... command) {
        Path file = folder.resolve("dump");
        URI url = URI.create(database.url());
        String[] user = url.getUserInfo().split(":");
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(
                "-h",
                url.getHost(),
                command[0].startsWith("pg") ? "-p" : "-P",
                String.valueOf(url.getPort()),
                command[0].startsWith("pg") ? "-U" : "-u",
                user[0]));
        line.addAll(
                command[0].startsWith("pg")
                        ? List.of("-f", file.toString(), database.name())
                        : List.of("--result-file=" + file, database.name()));
        Program.Outcome outcome = new Program(line, folder)
                .with("PGPASSWORD", user[1])
                .with("MYSQL_PWD", user[1])
                .run();
        if (outcome.err().contains("server version mismatch")) {
            Missing.skip(command[0] + " is older than the server");
        }
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return file;
    }

    private void rehearsesOn(TestDatabase database, Path dump) throws SQLException {
        String before = database.dump() + database.ledger();
        Project project = shop(database)
                .migration(
                        "3_move", "CREATE TABLE old (id INTEGER);\nINSERT INTO old SELECT id FROM a;\nDELETE FROM a;")
                .write("3_move/down.sql", "DROP TABLE old;");
        RehearseResult result = project.refract().rehearse(fromDump(dump));
        assertThat(result.migrations()).extracting(Rehearsed::migration).containsExactly("2_b", "3_move");
        assertThat(result.migrations().get(0).outcome()).isEqualTo(Outcome.PROVED);
        assertThat(result.migrations().get(1).rows())
                .as("the dump's rows were there, and did not come back")
                .containsExactly(new RowChange("a", 3, 0, Optional.of(3L), List.of(), true, false));
        assertThat(result.migrations().get(1).outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(result.migrations().get(1).problem().orElseThrow())
                .isEqualTo("The table a had 3 rows before and has 0 now. 3 of those before are lost or changed, and "
                        + "down.sql has no line \"-- Loses:\" that announces it.");
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
    }

    @OnPostgres
    void rehearsesOnAPlainDumpOfPostgres(TestDatabase database) throws Exception {
        Path dump = dump(database, "pg_dump");
        rehearsesOn(database, dump);
        Path packed = folder.resolve("dump.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(dump, out);
        }
        rehearsesOn(database, packed);
    }

    @OnPostgres
    void rehearsesOnACustomDumpOfPostgres(TestDatabase database) throws Exception {
        rehearsesOn(database, dump(database, "pg_dump", "-Fc"));
    }

    @OnMysql
    @OnMariadb
    void rehearsesOnADumpOfMysql(TestDatabase database) throws Exception {
        rehearsesOn(database, dump(database, "mysqldump", "--protocol=tcp"));
    }

    @OnSqlite
    void rehearsesOnAFileOfSqlite(TestDatabase database) throws Exception {
        shop(database).refract().deploy(DeployOptions.DEFAULT.to("1_a"));
        database.execute("INSERT INTO a VALUES (2), (3)");
        Path file = Path.of(database.url().substring("file:".length()));
        rehearsesOn(database, file);
        Path script = folder.resolve("dump.sql");
        Files.writeString(
                script,
                "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY "
                        + "NOT NULL, checksum TEXT NOT NULL, finished_at DATETIME, migration_name TEXT NOT NULL,"
                        + " logs TEXT, rolled_back_at DATETIME, started_at DATETIME NOT NULL DEFAULT "
                        + "current_timestamp, applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0);\n"
                        + "INSERT INTO _prisma_migrations VALUES ('1', 'x', 1700000000000, '1_a', NULL, NULL, "
                        + "1700000000000, 1);\n"
                        + "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1), (2), "
                        + "(3);\nCOMMIT;\n");
        rehearsesOn(database, script);
    }

    /** A migration and its way back after one that made {@code t}, on a copy of a database with these rows. */
    private Rehearsed onACopy(TestDatabase database, String rows, String up, String down) throws Exception {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration("1_t", "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a VARCHAR(20), b VARCHAR(20));")
                .write("1_t/down.sql", "DROP TABLE t;");
        project.refract().deploy(DeployOptions.DEFAULT.to("1_t"));
        database.execute("DELETE FROM t");
        database.execute("INSERT INTO t VALUES " + rows);
        Path dump =
                switch (database.kind()) {
                    case POSTGRES -> dumpOf(database, "pg_dump");
                    case SQLITE -> Path.of(database.url().substring("file:".length()));
                    default -> dumpOf(database, "mysqldump", "--protocol=tcp");
                };
        project.migration("2_t", up).write("2_t/down.sql", down);
        return project.refract().rehearse(fromDump(dump)).migrations().get(0);
    }

    @OnEveryDatabase
    void valuesThatChangedAreALossUnlessTheFileAnnouncesIt(TestDatabase database) throws Exception {
        String rows = "(1, 'x', 'p'), (2, 'y', 'q'), (3, NULL, '')";
        String up = "UPDATE t SET b = 'n' WHERE id < 3;";
        Rehearsed silent = onACopy(database, rows, up, "SELECT 1;");
        assertThat(silent.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(silent.rows()).containsExactly(new RowChange("t", 3, 3, Optional.of(2L), List.of("b"), true, false));
        assertThat(silent.problem().orElseThrow())
                .isEqualTo("The table t has other rows than before. 2 of those before are lost or changed (in b), and "
                        + "down.sql has no line \"-- Loses:\" that announces it.");
        assertThat(onACopy(database, rows, up, "-- Loses: t, column a: all.\nSELECT 1;")
                        .outcome())
                .isEqualTo(Outcome.DIFFERENT);
        for (String loss : List.of("-- Loses: t, column b: what it was.\n", "-- Loses: t: what it was.\n")) {
            Rehearsed announced = onACopy(database, rows, up, loss + "SELECT 1;");
            assertThat(announced.outcome()).isEqualTo(Outcome.PROVED);
            assertThat(announced.rows())
                    .containsExactly(new RowChange("t", 3, 3, Optional.of(2L), List.of("b"), true, true));
        }
        assertThat(onACopy(database, rows, up, "UPDATE t SET b = 'p' WHERE id = 1; UPDATE t SET b = 'q' WHERE id = 2;")
                        .rows())
                .isEmpty();
        assertThat(onACopy(database, rows, up, "UPDATE t SET b = 'q' WHERE id = 1; UPDATE t SET b = 'p' WHERE id = 2;")
                        .rows())
                .as("the same values, in other rows")
                .containsExactly(new RowChange("t", 3, 3, Optional.of(2L), List.of(), true, false));
        Rehearsed added =
                onACopy(database, rows, "INSERT INTO t SELECT id + 10, a, b FROM t;", "DELETE FROM t WHERE id = 11;");
        assertThat(added.rows())
                .as("rows that were added stay, and none is lost")
                .containsExactly(new RowChange("t", 3, 5, Optional.of(0L), List.of(), true, false));
    }

    @OnPostgres
    void aNameInABodyOrAStringIsNoName(TestDatabase database) throws Exception {
        Rehearsed body = onACopy(database, "(1, 'x', 'p')", "DO $$ BEGIN DELETE FROM t; END $$;", "-- t\nSELECT 't';");
        assertThat(body.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(body.problem().orElseThrow())
                .startsWith("The table t, which neither script names, had 1 rows before and has 0 now.");
        assertThat(onACopy(
                                database,
                                "(1, 'x', 'p')",
                                "DO $$ BEGIN DELETE FROM t; END $$;",
                                "-- Loses: t: its rows.\nSELECT 1;")
                        .outcome())
                .isEqualTo(Outcome.PROVED);
    }

    @OnMysql
    @OnMariadb
    void aNameInAPreparedStringIsNoName(TestDatabase database) throws Exception {
        Rehearsed prepared =
                onACopy(database, "(1, 'x', 'p')", "PREPARE p FROM 'DELETE FROM t'; EXECUTE p;", "SELECT 1;");
        assertThat(prepared.problem().orElseThrow()).startsWith("The table t, which neither script names, had 1 rows");
    }

    @OnPostgres
    void aTableThatNeitherScriptNamesMustKeepItsRows(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE child (id INTEGER)");
        database.execute("DROP TABLE child");
        Path migrations = folder.resolve("migrations");
        Project project = new Project(migrations, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE TABLE child (id INTEGER REFERENCES a ON "
                                + "DELETE CASCADE);\nINSERT INTO a VALUES (1);\nINSERT INTO child VALUES (1), (1);")
                .write("1_a/down.sql", "DROP TABLE child; DROP TABLE a;")
                .migration("2_clean", "DELETE FROM a;")
                .write("2_clean/down.sql", "INSERT INTO a VALUES (1);");
        Rehearsed cleaned = project.refract().rehearse(all()).migrations().get(1);
        assertThat(cleaned.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(cleaned.problem().orElseThrow())
                .contains("The table child, which neither script names, had 2 rows before and has 0 now");
    }

    @OnPostgres
    void aSequenceMustNotGiveNumbersAgain(TestDatabase database) throws Exception {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id SERIAL PRIMARY KEY, v INT);\nINSERT INTO a (v) VALUES (1), (2);")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration("2_restart", "ALTER SEQUENCE a_id_seq RESTART;")
                .write("2_restart/down.sql", "SELECT 1;");
        Rehearsed restarted = project.refract().rehearse(all()).migrations().get(1);
        assertThat(restarted.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(restarted.problem().orElseThrow())
                .isEqualTo(
                        "The sequence a_id_seq stood at 2 before and its start now: it gives numbers again that were "
                                + "given already.");

        project.write("2_restart/down.sql", "SELECT setval('a_id_seq', 7);");
        assertThat(project.refract().rehearse(all()).migrations().get(1).outcome())
                .isEqualTo(Outcome.PROVED);
        project.write("2_restart/down.sql", "-- Loses: a_id_seq: where it stood.\nSELECT 1;");
        assertThat(project.refract().rehearse(all()).migrations().get(1).outcome())
                .isEqualTo(Outcome.PROVED);
    }

    @OnMariadb
    void aSequenceOfMariadbMustNotGiveNumbersAgain(TestDatabase database) {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration(
                        "1_a",
                        "CREATE SEQUENCE s;\nCREATE SEQUENCE down START WITH -1 INCREMENT BY -1 NOCACHE;\nCREATE TABLE a "
                                + "(id INT PRIMARY KEY DEFAULT NEXTVAL(s), v INT DEFAULT NEXTVAL(down));\nINSERT INTO a "
                                + "(id) VALUES (DEFAULT), (DEFAULT);")
                .write("1_a/down.sql", "DROP TABLE a; DROP SEQUENCE s; DROP SEQUENCE down;")
                .migration(
                        "2_altered",
                        "ALTER SEQUENCE s INCREMENT BY 5;\nINSERT INTO a (id) VALUES (DEFAULT);\nALTER SEQUENCE down "
                                + "RESTART;")
                .write("2_altered/down.sql", "ALTER SEQUENCE s INCREMENT BY 1;");
        Rehearsed altered = project.refract().rehearse(all()).migrations().get(1);
        assertThat(altered.problem().orElseThrow())
                .isEqualTo("The sequence down stood at -2 before and its start now: it gives numbers again that were "
                        + "given already.");
        project.write("2_altered/down.sql", "ALTER SEQUENCE s INCREMENT BY 1; SELECT SETVAL(down, -3);");
        assertThat(project.refract().rehearse(all()).migrations().get(1).problem())
                .isEmpty();
    }

    /** Of a table with rows, of which the last is gone. */
    private Rehearsed counted(TestDatabase database, String numbered, String up, String down) {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id " + numbered
                                + ", v INTEGER);\nINSERT INTO a (v) VALUES (1), (2), (3), (4), (5);\nDELETE FROM a WHERE "
                                + "id > 3;")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration("2_b", up)
                .write("2_b/down.sql", down);
        return project.refract().rehearse(all()).migrations().get(1);
    }

    @OnMysql
    @OnMariadb
    void aTablesCounterMustNotGiveNumbersAgain(TestDatabase database) {
        String numbered = "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY";
        String lost =
                "AUTO_INCREMENT of the table a stood at 5 before and 3 now: it gives numbers again that were given "
                        + "already.";
        String away = "ALTER TABLE a MODIFY id INTEGER NOT NULL;";
        String back = "ALTER TABLE a MODIFY id INTEGER NOT NULL AUTO_INCREMENT;";
        assertThat(counted(database, numbered, away, back).problem()).contains(lost);
        assertThat(counted(
                                database,
                                numbered,
                                away,
                                "-- AUTO_INCREMENT continues after the highest number in use.\n" + back)
                        .problem())
                .isEmpty();
        assertThat(counted(database, numbered, away, "-- Loses: a: where AUTO_INCREMENT stood.\n" + back)
                        .problem())
                .isEmpty();
        assertThat(counted(database, numbered, away, back + " ALTER TABLE a AUTO_INCREMENT = 6;")
                        .problem())
                .isEmpty();
        assertThat(counted(
                                database,
                                numbered,
                                "ALTER TABLE a MODIFY v BIGINT; ALTER TABLE a RENAME TO b;",
                                "ALTER TABLE b RENAME TO a; ALTER TABLE a MODIFY v INTEGER;")
                        .problem())
                .as("kept by ALTER TABLE")
                .isEmpty();
        assertThat(counted(
                                database,
                                numbered,
                                "ALTER TABLE a ADD COLUMN w INT;",
                                "CREATE TABLE n (id " + numbered + ", v INTEGER); INSERT INTO n SELECT id, v FROM a; "
                                        + "DROP TABLE a; RENAME TABLE n TO a;")
                        .problem()
                        .orElseThrow())
                .startsWith("AUTO_INCREMENT of the table a stood at 5 before and ");
    }

    @OnSqlite
    void autoincrementMustNotGiveNumbersAgain(TestDatabase database) {
        String numbered = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT";
        String add = "ALTER TABLE a ADD COLUMN w INTEGER;";
        String rebuild = "CREATE TABLE n (id " + numbered + ", v INTEGER); INSERT INTO n SELECT id, v FROM a; ";
        String replace = "DROP TABLE a; ALTER TABLE n RENAME TO a;";
        assertThat(counted(database, numbered, add, rebuild + replace).problem())
                .contains("AUTOINCREMENT of the table a stood at 5 before and 3 now: it gives numbers again that were "
                        + "given already.");
        assertThat(counted(
                                database,
                                numbered,
                                add,
                                rebuild
                                        + "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = "
                                        + "'a') WHERE name = 'n'; "
                                        + replace)
                        .problem())
                .isEmpty();
        assertThat(counted(
                                database,
                                numbered,
                                "CREATE TABLE n (id " + numbered
                                        + ", v INTEGER, w INTEGER); INSERT INTO n SELECT id, v, " + "NULL FROM a; "
                                        + replace,
                                rebuild + replace)
                        .problem())
                .as("the migration's own doing")
                .isEmpty();
    }

    /** What is generated keeps a counter where it can, and says where it can't. */
    @OnMysql
    @OnMariadb
    @OnSqlite
    void whatIsGeneratedGivesNoNumbersAgain(TestDatabase database) throws Exception {
        boolean sqlite = database.kind() == Kind.SQLITE;
        String numbered =
                sqlite ? "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" : "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY";
        List<String> migrations = sqlite
                ? List.of(
                        "ALTER TABLE a ADD COLUMN w INTEGER REFERENCES a (id);",
                        "CREATE TABLE n (id INTEGER NOT NULL PRIMARY KEY, v INTEGER); INSERT INTO n SELECT id, v FROM a; "
                                + "DROP TABLE a; ALTER TABLE n RENAME TO a;")
                : List.of(
                        "ALTER TABLE a MODIFY v BIGINT, ADD COLUMN w INTEGER, ADD UNIQUE INDEX a_v (v);",
                        "ALTER TABLE a MODIFY id INTEGER NOT NULL;",
                        "RENAME TABLE a TO b; ALTER TABLE b CHANGE v u VARCHAR(20);");
        for (String up : migrations) {
            assertThat(counted(database, numbered, up, "-- nothing yet").outcome())
                    .isEqualTo(Outcome.IRREVERSIBLE);
            Files.delete(folder.resolve("migrations/2_b/down.sql"));
            Project project = new Project(folder.resolve("migrations"), database);
            project.refract()
                    .generateDown(GenerateDownOptions.DEFAULT.which(new GenerateDownOptions.Named(List.of("2_b"))));
            assertThat(project.refract().rehearse(all()).migrations().get(1).problem())
                    .as(up)
                    .isEmpty();
        }
    }

    @OnPostgres
    void theSchemasOwnCommentCounts(TestDatabase database) throws Exception {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id INT);")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration("2_said", "COMMENT ON SCHEMA public IS 'ours';")
                .write("2_said/down.sql", "COMMENT ON SCHEMA public IS NULL;");
        assertThat(project.refract()
                        .rehearse(all())
                        .migrations()
                        .get(1)
                        .problem()
                        .orElseThrow())
                .contains("+ privileges SCHEMA public", "comment: NULL");
        project.write("2_said/down.sql", "COMMENT ON SCHEMA public IS 'standard public schema';");
        assertThat(project.refract().rehearse(all()).migrations().get(1).outcome())
                .isEqualTo(Outcome.PROVED);
    }

    @OnPostgres
    void ownersAndRightsCount(TestDatabase database) throws Exception {
        Project project = new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id INT);\nGRANT SELECT ON a TO pg_monitor;")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration(
                        "2_rights",
                        "REVOKE SELECT ON a FROM pg_monitor;\nALTER TABLE a OWNER TO pg_monitor;\nGRANT USAGE ON SCHEMA "
                                + "public TO pg_monitor;\n")
                .write("2_rights/down.sql", "SELECT 1;");
        Rehearsed rights = project.refract().rehearse(all()).migrations().get(1);
        assertThat(rights.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(rights.problem().orElseThrow())
                .contains("owner", "granted", "SELECT TO pg_monitor", "privileges SCHEMA public");

        project.write(
                "2_rights/down.sql",
                "ALTER TABLE a OWNER TO CURRENT_USER;\nGRANT SELECT ON a TO pg_monitor;\nREVOKE USAGE ON SCHEMA public "
                        + "FROM pg_monitor;");
        assertThat(project.refract().rehearse(all()).migrations().get(1).outcome())
                .isEqualTo(Outcome.PROVED);
    }

    @OnSqlite
    void theCommandLineFailsWhereRowsOfADumpAreLost(TestDatabase database) throws Exception {
        Project project = shop(database)
                .migration("2_b", "UPDATE a SET id = 9 WHERE id = 1;")
                .write("2_b/down.sql", "SELECT 1;");
        project.refract().deploy(DeployOptions.DEFAULT.to("1_a"));
        Program.Outcome outcome = RefractProgram.migrate(
                        database,
                        project.folder(),
                        "rehearse",
                        "--from-dump",
                        database.url().substring("file:".length()))
                .run();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("different  2_b", "a: 1 row before, 1 after the way back, 1 lost or changed");
    }

    @OnPostgres
    void aDumpThatChangesToAnotherDatabaseIsNotRestored(TestDatabase database) throws Exception {
        Project project = shop(database);
        project.refract().deploy();
        database.execute("CREATE TABLE precious (id INTEGER)");
        String before = database.dump() + database.ledger();
        Path dump = dumpOf(database, "pg_dump", "--create", "--clean");
        project.migration("3_c", "SELECT 1;");
        assertThatThrownBy(() -> project.refract().rehearse(fromDump(dump)))
                .hasMessageContaining("leads out of the scratch database")
                .hasMessageContaining("without --create");
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
    }

    @OnMysql
    @OnMariadb
    void aDumpThatChangesToAnotherDatabaseIsNotRestoredOnMysql(TestDatabase database) throws Exception {
        Project project = shop(database);
        project.refract().deploy();
        String before = database.dump() + database.ledger();
        Path dump = dumpOf(database, "mysqldump", "--protocol=tcp", "--databases");
        project.migration("3_c", "SELECT 1;");
        assertThatThrownBy(() -> project.refract().rehearse(fromDump(dump)))
                .hasMessageContaining("leads out of the scratch database")
                .hasMessageContaining("without --databases");
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
    }

    @OnPostgres
    void aDumpThatDoesNotFitIsAnErrorAndLeavesNoScratchDatabase(TestDatabase database) throws Exception {
        Missing.unlessOnPath("psql");
        Project project = shop(database);
        Path dump = Files.writeString(
                folder.resolve("bad.sql"), "CREATE TABLE a (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n");
        assertThatThrownBy(() -> project.refract().rehearse(fromDump(dump)))
                .hasMessageContaining("could not be restored")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() ->
                        project.refract().rehearse(fromDump(Files.writeString(dump, "CREATE TABLE a (id INTEGER);\n"))))
                .hasMessageContaining("The dump has no ledger");
        assertThatThrownBy(() -> project.refract().rehearse(fromDump(folder.resolve("none"))))
                .hasMessageContaining("there is no such file");
    }

    // Cleaning up

    @OnPostgres
    @OnMysql
    @OnMariadb
    void anInterruptDropsTheScratchDatabase(TestDatabase database) throws Exception {
        boolean postgres = database.kind() == dev.refract.testing.Kind.POSTGRES;
        Project project =
                shop(database).migration("2_b", "SELECT " + (postgres ? "pg_sleep(60)" : "SLEEP(60) FROM a") + ";");
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                project.configure()
                        .listener(event -> {
                            if (event instanceof Event.RehearsalStarted rehearsal && rehearsal.index() == 2) {
                                started.countDown();
                            }
                        })
                        .build()
                        .rehearse(all());
                outcome.complete(null);
            } catch (RuntimeException e) {
                outcome.complete(e);
            }
        });
        thread.start();
        started.await();
        thread.interrupt();
        assertThat(outcome.get()).isInstanceOf(InterruptedRefractException.class);
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void ctrlCDropsTheScratchDatabaseAndAKilledRunsIsFound(TestDatabase database) throws Exception {
        boolean postgres = database.kind() == dev.refract.testing.Kind.POSTGRES;
        String list = postgres
                ? "SELECT datname FROM pg_database WHERE datname LIKE 'refract\\_scratch\\_%'"
                : "SHOW DATABASES LIKE 'refract\\_scratch\\_%'";
        Project project = shop(database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1); SELECT "
                                + (postgres ? "pg_sleep(60)" : "SLEEP(60) FROM a") + ";");
        Program rehearse = RefractProgram.migrate(database, project.folder(), "rehearse", "--all");
        try (Program.Running running = rehearse.start()) {
            String scratch = waitForScratch(database, list, running.pid());
            running.terminate();
            assertThat(running.await().exit()).isEqualTo(130);
            assertThat(database.query(list)).doesNotContain(scratch);
        }
        try (Program.Running running = rehearse.start()) {
            String scratch = waitForScratch(database, list, running.pid());
            running.kill();
            running.await();
            assertThat(database.query(list)).contains(scratch);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofMinutes(2))
                    .until(() -> scratchOf(database).contains(scratch));
            project.migration("1_a", "CREATE TABLE a (id INTEGER);");
            Program.Outcome told = RefractProgram.migrate(database, project.folder(), "rehearse", "--all")
                    .run();
            assertThat(told.err())
                    .contains("left scratch databases behind")
                    .contains(scratch)
                    .contains("--remove-leftovers");
            assertThat(database.query(list)).contains(scratch);
            assertThat(RefractProgram.migrate(database, project.folder(), "rehearse", "--all", "--remove-leftovers")
                            .run()
                            .exit())
                    .isZero();
            assertThat(database.query(list)).doesNotContain(scratch);
        }
    }

    private static String waitForScratch(TestDatabase database, String list, long pid) {
        String prefix = "refract_scratch_" + pid + "_";
        return org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(2))
                .until(
                        () -> database.query(list)
                                .lines()
                                .filter(name -> name.startsWith(prefix))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @OnEveryDatabase
    void theCommandLineSaysItInTextAndJson(TestDatabase database) {
        Project project = shop(database).write("2_b/down.sql", "SELECT 1;");
        Program.Outcome text = RefractProgram.migrate(database, project.folder(), "rehearse", "--all")
                .run();
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out()).contains("proved  1_a  up ", "failed  2_b", "A way back can't be relied on");
        assertThat(text.err()).contains("+ column a.note");
        Program.Outcome json = RefractProgram.migrate(database, project.folder(), "rehearse", "1_a", "--json")
                .run();
        assertThat(json.exit()).isZero();
        assertThat(json.out().lines().reduce((a, b) -> b).orElseThrow())
                .contains("\"result\":\"rehearse\",\"good\":true", "\"migration\":\"1_a\",\"outcome\":\"proved\"");
        assertThat(RefractProgram.migrate(database, project.folder(), "rehearse", "--all", "--pending")
                        .run()
                        .exit())
                .isEqualTo(2);
    }
}
