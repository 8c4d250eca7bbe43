package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.testing.Deploys;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.PtOsc;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPtOsc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes that the real tool makes, in each of its versions, compared with what the statement alone would have left.
 */
@WithPtOsc
class OnlineDeployTest {

    private static final String BLOG = """
            CREATE TABLE `User` (`id` INTEGER NOT NULL AUTO_INCREMENT, `email` VARCHAR(191) NOT NULL, UNIQUE INDEX `User_email_key`(`email`), PRIMARY KEY (`id`));
            CREATE TABLE `Post` (`id` INTEGER NOT NULL AUTO_INCREMENT, `title` VARCHAR(191) NOT NULL, `naïve col` VARCHAR(20) DEFAULT 'é€', `old col` INT DEFAULT 7,
                `authorId` INTEGER NOT NULL, `up` INTEGER AS (CHAR_LENGTH(`title`)) STORED, PRIMARY KEY (`id`));
            CREATE TABLE `Comment` (`id` INTEGER NOT NULL AUTO_INCREMENT, `postId` INTEGER NOT NULL, PRIMARY KEY (`id`));
            ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
            """;
    private static final String COMMENTS =
            "ALTER TABLE `Comment` ADD CONSTRAINT `Comment_postId_fkey` FOREIGN KEY (`postId`) REFERENCES "
                    + "`Post`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;\n";
    private static final String ROWS = """
            INSERT INTO `User` (email) VALUES ('a'), ('b'), ('c');
            INSERT INTO `Post` (title, authorId) SELECT CONCAT('t', a.id, b.id, c.id, d.id), a.id FROM `User` a, `User` b, `User` c, `User` d;
            INSERT INTO `Comment` (postId) SELECT id FROM `Post`;
            """;

    @OnMysql
    @OnMariadb
    void leavesWhatADirectAlterLeaves(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        String change = """
                -- AlterTable
                ALTER TABLE `Post` ADD COLUMN `views` BIGINT NOT NULL DEFAULT 0 COMMENT 'it''s; -- 100 %% "é", CHANGE a b', /*!50000 ADD INDEX `Post_views_idx`(`views`), */
                    MODIFY `title` VARCHAR(500) NOT NULL /* why not */; -- done
                UPDATE `Post` SET `views` = `id`;
                CREATE INDEX `Post_title_idx` ON `Post`(`title`(20), `views` DESC);
                ALTER TABLE `Post` CHANGE `old col` `new col` VARCHAR(30) DEFAULT 'ü', MODIFY `naïve col` VARCHAR(30) DEFAULT 'ü', DROP FOREIGN KEY `Post_authorId_fkey`;
                ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;
                DROP INDEX `Post_views_idx` ON `Post`;
                """.replace("%%", "%");
        compare(database, tool, folder, BLOG, ROWS, change, List.of("Post", "Comment"));
    }

    @OnMysql
    @OnMariadb
    void carriesForeignKeysBothWays(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        compare(database, able(tool), folder, BLOG + COMMENTS, ROWS, """
                ALTER TABLE `Post` ADD COLUMN `x` INT;
                ALTER TABLE `Comment` ADD COLUMN `y` INT;
                ALTER TABLE `User` ADD COLUMN `z` INT;
                """, List.of("User", "Post", "Comment"));
    }

    @OnMariadb
    void dropSwapCarriesThemToo(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        compare(
                database,
                tool,
                folder,
                BLOG + COMMENTS,
                ROWS,
                "ALTER TABLE `Post` ADD COLUMN `x` INT;\n",
                List.of("User", "Post", "Comment"),
                "alter_foreign_keys_method=drop_swap");
    }

    @OnMysql
    @OnMariadb
    void keysOfEveryType(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        String tables = """
                CREATE TABLE seq (n INT PRIMARY KEY);
                CREATE TABLE kb (id BINARY(16) PRIMARY KEY, v INT);
                CREATE TABLE kv (id VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v INT);
                CREATE TABLE kd (d DATETIME(6), x DECIMAL(20, 6), v INT, PRIMARY KEY (d, x));
                CREATE TABLE kc (a INT NOT NULL, b INT NOT NULL, v INT, UNIQUE KEY (b, a)) PARTITION BY HASH (a) PARTITIONS 3;
                """;
        String rows = """
                INSERT INTO seq VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
                INSERT INTO seq SELECT 10 * a.n + b.n + 10 FROM seq a, seq b;
                INSERT INTO kb SELECT UNHEX(LEFT(SHA2(a.n * 1000 + b.n, 256), 32)), a.n FROM seq a, seq b WHERE a.n < 40;
                INSERT INTO kv SELECT CONCAT(ELT(1 + a.n % 4, 'é', '😀', 'z', 'ß'), LEFT(SHA2(a.n * 1000 + b.n, 256), 40)), a.n FROM seq a, seq b WHERE a.n < 40;
                INSERT INTO kd SELECT '2020-01-01' + INTERVAL a.n DAY, b.n / 7, a.n FROM seq a, seq b WHERE a.n < 40;
                INSERT INTO kc SELECT a.n, b.n, 1 FROM seq a, seq b WHERE a.n < 40;
                """;
        compare(database, tool, folder, tables, rows, """
                ALTER TABLE kv ADD COLUMN x INT;
                ALTER TABLE kd ADD COLUMN x2 INT;
                ALTER TABLE kc ADD COLUMN x INT;
                """, List.of("kv", "kd", "kc"), "extra_args=--chunk-size=300");
        compare(
                database,
                able(tool),
                folder.resolve("binary"),
                tables,
                rows,
                "ALTER TABLE kb ADD COLUMN x INT;\n",
                List.of("kb"),
                "extra_args=--chunk-size=300");
    }

    private static PtOsc able(PtOsc tool) {
        return new PtOsc(tool.executables().stream()
                .filter(path -> Tool.find(path.toString(), "").rebuildsConstraintsInPlace())
                .toList());
    }

    /**
     * Deploys the change directly and with each version of the tool; schema, ledger and rows must not tell them apart.
     */
    private void compare(
            TestDatabase database,
            PtOsc tool,
            Path folder,
            String tables,
            String rows,
            String change,
            List<String> checked,
            String... online)
            throws SQLException {
        assertThat(tool.executables()).isNotEmpty();
        String expected = outcome(database, folder.resolve("direct"), tables, rows, change, checked, "mode=off");
        for (Path executable : tool.executables()) {
            String[] settings = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of("mode=always", "tool=" + executable),
                            java.util.Arrays.stream(online))
                    .toArray(String[]::new);
            assertThat(outcome(
                            database,
                            folder.resolve(executable.toString().replace('/', '_')),
                            tables,
                            rows,
                            change,
                            checked,
                            settings))
                    .as(executable.toString())
                    .isEqualTo(expected);
        }
    }

    private String outcome(
            TestDatabase database,
            Path folder,
            String tables,
            String rows,
            String change,
            List<String> checked,
            String... online)
            throws SQLException {
        empty(database);
        Deploys deploys = new Deploys(folder, database);
        deploys.add(tables);
        deploys.run("mode=off");
        database.execute(rows);
        deploys.add(change);
        deploys.run(online);
        assertThat(deploys.toolLines().isEmpty()).isEqualTo(online[0].equals("mode=off"));
        assertThat(deploys.toolLines())
                .noneMatch(line -> line.contains("approximately 0 rows")); // the tool would copy it in one piece
        StringBuilder outcome = new StringBuilder(withoutSpelling(database.dump())).append(database.ledger());
        for (String table : checked) {
            outcome.append('\n')
                    .append(table)
                    .append(": ")
                    .append(database.query("SELECT * FROM `" + table + "`")
                            .lines()
                            .sorted()
                            .toList());
        }
        return outcome.toString();
    }

    /**
     * MySQL writes out a column's character set once a copy was made by its definition; secondary indexes may stand in
     * another order.
     */
    private static String withoutSpelling(String dump) {
        String plain = dump.replaceAll(" AUTO_INCREMENT=\\d+", "").replace("CHARACTER SET utf8mb4 COLLATE", "COLLATE");
        return plain.lines()
                .map(line -> line.replaceAll(",$", ""))
                .sorted()
                .collect(java.util.stream.Collectors.joining("\n"));
    }

    private static void empty(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE `" + database.name() + "`");
            statement.execute(
                    "CREATE DATABASE `" + database.name() + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        }
    }

    /** The tool rewrites the text {@code CONSTRAINT `x`} wherever it stands. */
    @OnMysql
    @OnMariadb
    void aCopyThatTheToolHasRewrittenIsNeverSwappedIn(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        String table =
                "CREATE TABLE told (id INT PRIMARY KEY, note VARCHAR(99) NOT NULL DEFAULT 'a CONSTRAINT `x` b');";
        Deploys first = new Deploys(folder.resolve("first"), database);
        first.add(table);
        first.run();
        database.execute("INSERT INTO told (id) VALUES (1), (2)");
        String before = database.dump();
        for (int version = 0; version < tool.executables().size(); version++) {
            String[] settings = {"mode=always", "tool=" + tool.executables().get(version)};
            for (String statement : List.of(
                    "ALTER TABLE told ADD x INT", "ALTER TABLE told MODIFY id BIGINT NOT NULL, COMMENT 'told'")) {
                Deploys deploys = new Deploys(folder.resolve("v" + version + statement.length()), database);
                deploys.add(table);
                deploys.add(statement + ";\n");

                assertThatThrownBy(() -> deploys.run(settings))
                        .hasMessageContaining("its copy would not be what the statement makes of the table")
                        .hasMessageContaining("CONSTRAINT `_x`")
                        .hasMessageContaining("told is as it was.")
                        .hasMessageContaining("online = \"never\"");
                assertThat(database.dump()).isEqualTo(before);
                assertThat(database.query("SELECT DISTINCT note FROM told")).isEqualTo("a CONSTRAINT `x` b");
                database.execute("DELETE FROM _prisma_migrations WHERE finished_at IS NULL");
            }
        }
        first.add("ALTER TABLE told ADD x INT;\n");
        first.with("online = \"never\"\n")
                .run("mode=always", "tool=" + tool.executables().get(0));
        assertThat(database.query("SELECT DISTINCT note, x FROM told")).isEqualTo("a CONSTRAINT `x` b|null");
    }

    /** Its values are data from then on: they are in the copy, or nothing has changed. */
    @OnMysql
    @OnMariadb
    void aStoredGeneratedColumnMadePlainKeepsItsValues(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        for (int version = 0; version < tool.executables().size(); version++) {
            String name = "made" + version;
            deploys.add("CREATE TABLE " + name + " (id INT PRIMARY KEY, n INT NOT NULL, twice INT AS (n * 2) STORED);");
            deploys.run("mode=off");
            database.execute("INSERT INTO " + name + " (id, n) VALUES (1, 10), (2, 20)");
            deploys.add("ALTER TABLE " + name + " MODIFY twice INT;\n");
            String[] settings = {"mode=always", "tool=" + tool.executables().get(version)};
            assertThatThrownBy(() -> deploys.run(settings))
                    .hasMessageContaining("the generated column twice a plain one")
                    .hasMessageContaining("Nothing was run.")
                    .hasMessageContaining("online = \"never\"");
            deploys.with("online = \"never\"\n").run(settings);
            assertThat(database.query("SELECT id, n, twice FROM " + name + " ORDER BY id"))
                    .isEqualTo("1|10|20\n2|20|40");
            database.execute("UPDATE " + name + " SET twice = 7 WHERE id = 1");
        }
    }

    /** {@code _x} would become {@code __x} in the copy, and {@code x} become {@code _x}: another key's name. */
    @OnMysql
    @OnMariadb
    void keysThatDifferInUnderscoresOnlyAreRefusedAndTheWaysOutWork(
            TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        List<List<String>> pairs = List.of(List.of("_x", "__x"), List.of("y", "_y"), List.of("__z", "z"));
        for (int version = 0; version < tool.executables().size(); version++) {
            String[] settings = {"mode=always", "tool=" + tool.executables().get(version)};
            for (List<String> pair : pairs) {
                String id = "v" + version + pair.get(1).replace("_", "") + pairs.indexOf(pair);
                List<String> names = List.of(pair.get(0) + version, pair.get(1) + version);
                Deploys deploys = new Deploys(folder.resolve(id), database);
                deploys.add("CREATE TABLE up" + id + " (id INT PRIMARY KEY);\nCREATE TABLE down" + id
                        + " (id INT PRIMARY KEY, a INT, b INT, n INT, CONSTRAINT " + names.get(0)
                        + " FOREIGN KEY (a) REFERENCES up" + id + " (id), CONSTRAINT " + names.get(1)
                        + " FOREIGN KEY (b) REFERENCES up" + id + " (id));\n");
                deploys.run("mode=off");
                database.execute("INSERT INTO up" + id + " VALUES (1), (2)");
                database.execute("INSERT INTO down" + id + " VALUES (1, 1, 2, 3), (2, 2, 1, 4)");
                String before = database.dump();
                String change = "ALTER TABLE down" + id + " MODIFY n BIGINT;\n";
                deploys.add(change);
                assertThatThrownBy(() -> deploys.run(settings))
                        .hasMessageContaining("differ in leading underscores only")
                        .hasMessageContaining("Nothing was run.")
                        .hasMessageContaining("online = \"never\"");
                assertThat(database.dump()).isEqualTo(before);
                deploys.with("online = \"never\"\n").run(settings);
                deploys.add("ALTER TABLE down" + id + " DROP FOREIGN KEY " + names.get(1) + ";\nALTER TABLE down" + id
                        + " ADD CONSTRAINT other" + id + " FOREIGN KEY (b) REFERENCES up" + id + " (id);\n");
                deploys.with("online = \"never\"\n").run(settings);
                deploys.add("ALTER TABLE down" + id + " MODIFY n DECIMAL(9, 2);\n");
                deploys.run(settings);
                assertThat(deploys.toolLines())
                        .contains("Successfully altered `" + database.name() + "`.`down" + id + "`.");
                assertThat(database.query("SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS "
                                        + "WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'down" + id + "'")
                                .lines())
                        .containsExactlyInAnyOrder(names.get(0), "other" + id);
                assertThat(database.query("SELECT a, b, n FROM down" + id + " ORDER BY id"))
                        .isEqualTo("1|2|3.00\n2|1|4.00");
                database.execute("DELETE FROM _prisma_migrations");
            }
        }
    }

    /** Another session would refuse the default; the tool's is another. */
    @OnMysql
    @OnMariadb
    void aZeroDateByASqlModeOfTheScriptIsRefusedInThePlanAndRunsDirectly(
            TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        for (int version = 0; version < tool.executables().size(); version++) {
            String[] settings = {"mode=always", "tool=" + tool.executables().get(version)};
            String name = "dated" + version;
            Deploys deploys = new Deploys(folder.resolve(name), database);
            deploys.add("CREATE TABLE " + name + " (id INT PRIMARY KEY);\n");
            deploys.run("mode=off");
            database.execute("INSERT INTO " + name + " VALUES (1), (2)");
            String before = database.dump();
            deploys.add("SET sql_mode = 'NO_ENGINE_SUBSTITUTION';\nALTER TABLE " + name
                    + " ADD at DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00';\n");
            assertThatThrownBy(() -> deploys.run(settings))
                    .hasMessageContaining("the script has set sql_mode")
                    .hasMessageContaining("Nothing was run.")
                    .hasMessageContaining("online = \"never\"");
            assertThat(database.dump()).isEqualTo(before);
            deploys.with("online = \"never\"\n").run(settings);
            assertThat(database.query("SELECT COUNT(*) FROM " + name + " WHERE CAST(at AS CHAR) LIKE '0000-00-00%'"))
                    .isEqualTo("2");
            database.execute("DELETE FROM _prisma_migrations");
        }
    }
}
