package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.migrate.DeployResult;
import dev.refract.report.RefractException;
import dev.refract.testing.Deploys;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.PtOsc;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPtOsc;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;

/** Which way each statement goes, and each reason not to go. */
@WithPtOsc
class RoutesTest {

    /** Large enough for a threshold of ten rows. */
    private static final String TABLES = """
            CREATE TABLE seq (n INT PRIMARY KEY);
            CREATE TABLE big (id INT NOT NULL PRIMARY KEY, email VARCHAR(100) NOT NULL, a INT, b VARCHAR(10), UNIQUE KEY big_email (email), KEY big_a (a));
            CREATE TABLE small (id INT PRIMARY KEY, a INT);
            CREATE TABLE nokey (id INT, UNIQUE KEY (id));
            CREATE TABLE old (id INT PRIMARY KEY) ENGINE = MyISAM;
            CREATE TABLE checked (id INT PRIMARY KEY, a INT, CONSTRAINT checked_a CHECK (a >= 0));
            CREATE TABLE tree (id INT PRIMARY KEY, parent INT, CONSTRAINT tree_fk FOREIGN KEY (parent) REFERENCES tree (id));
            CREATE TABLE triggered (id INT PRIMARY KEY, a INT);
            CREATE TRIGGER tr BEFORE INSERT ON triggered FOR EACH ROW SET NEW.a = 1;
            CREATE TABLE parted (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (1000), PARTITION p1 VALUES LESS THAN (2000));
            CREATE TABLE `größe` (id INT PRIMARY KEY);
            """;

    private static final String[] ROWS = {
        "INSERT INTO seq VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), "
                + "(15), (16), (17), (18), (19)",
        "INSERT INTO big SELECT n, n, n, n FROM seq",
        "INSERT INTO nokey SELECT n FROM seq",
        "INSERT INTO old SELECT n FROM seq",
        "INSERT INTO checked SELECT n, n FROM seq",
        "INSERT INTO tree SELECT n, NULL FROM seq",
        "INSERT INTO triggered SELECT n, n FROM seq",
        "INSERT INTO parted SELECT n FROM seq",
        "INSERT INTO `größe` SELECT n FROM seq"
    };

    private Deploys deploys(TestDatabase database, Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add(TABLES);
        deploys.run("mode=off");
        for (String rows : ROWS) {
            database.execute(rows);
        }
        for (String table : List.of("big", "nokey", "old", "checked", "tree", "triggered", "parted", "`größe`")) {
            database.execute("ANALYZE TABLE " + table);
        }
        return deploys;
    }

    private static String[] settings(PtOsc tool, int version) {
        return new String[] {"min_rows=10", "tool=" + tool.executables().get(version)};
    }

    private static int newest(PtOsc tool) {
        List<Path> all = tool.executables();
        for (int i = 0; i < all.size(); i++) {
            if (Tool.find(all.get(i).toString(), "").rebuildsConstraintsInPlace()) {
                return i;
            }
        }
        return 0;
    }

    private static List<String> routes(DeployResult plan) {
        return plan.plan().get(plan.plan().size() - 1).routes().stream()
                .map(way -> way.summary() + ": " + way.reason().replaceAll("; (about|at least).*|: about.*", ""))
                .toList();
    }

    @OnMysql
    @OnMariadb
    void eachStatementGoesTheCheapestSafeWay(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        Map<String, String> expected = new LinkedHashMap<>();
        String instant = "ALGORITHM=INSTANT, else online: the server may do it without copying";
        String catalog = "ALGORITHM=INSTANT, else ALGORITHM=INPLACE, LOCK=NONE, else online: only the catalog changes";
        expected.put("INSERT INTO small VALUES (1, 1)", "direct: it alters no table");
        expected.put("ALTER TABLE small ADD x INT", "direct: the table is small");
        expected.put("CREATE TABLE fresh (id INT PRIMARY KEY)", "direct: it alters no table");
        expected.put("ALTER TABLE fresh ADD x INT", "direct: the table is new: it is not in the database yet");
        expected.put("RENAME TABLE fresh TO fresher", "direct: it alters no table");
        expected.put("CREATE INDEX fresh_x ON fresher (x)", "direct: the table is new: it is not in the database yet");
        expected.put("ALTER TABLE big ADD x INT", instant);
        expected.put("CREATE INDEX big_x ON big (x)", instant);
        expected.put("ALTER TABLE big ADD y INT, ALGORITHM=INPLACE", "direct: it names its own ALGORITHM or LOCK");
        expected.put("DROP INDEX big_x ON big", catalog);
        expected.put("ALTER TABLE big ALTER COLUMN a SET DEFAULT 3, RENAME INDEX big_a TO big_a2", catalog);
        expected.put("ALTER TABLE big PARTITION BY HASH (id) PARTITIONS 2", "online: the table is large");
        expected.put("ALTER TABLE parted TRUNCATE PARTITION p1", "direct: only the catalog changes");
        expected.put("ALTER TABLE big RENAME TO huge", "direct: only the catalog changes");
        expected.put("ALTER TABLE huge MODIFY a BIGINT", instant);
        expected.put("DROP TABLE old, nokey", "direct: it alters no table");
        expected.put("ALTER TABLE nokey ADD x INT", "direct: the table is new: it is not in the database yet");
        deploys.add(String.join(";\n", expected.keySet()) + ";\n");
        assertThat(routes(deploys.plan(settings(tool, newest(tool))))).containsExactlyElementsOf(expected.values());
        assertThat(routes(deploys.plan("mode=off"))).allMatch(way -> way.startsWith("direct"));
        assertThat(deploys.events.toString()).doesNotContain("test");
    }

    @OnMysql
    @OnMariadb
    void statementsBeforeItAreReadAndNotSearchedForWords(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        String nothing = "direct: it alters no table";
        String instant = "ALGORITHM=INSTANT, else online: the server may do it without copying";
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("SET @mode_before = @@sql_mode, @comment = 'sql_mode'", nothing);
        expected.put("DROP TEMPORARY TABLE IF EXISTS big", nothing);
        expected.put("ALTER TABLE big MODIFY a BIGINT", instant);
        expected.put("RENAME TABLE big TO tables, small TO wait", nothing);
        expected.put("ALTER TABLE tables MODIFY a INT", instant);
        expected.put("ALTER TABLE tables RENAME TO elsewhere.moved", "direct: only the catalog changes");
        expected.put("ALTER TABLE elsewhere.moved MODIFY a BIGINT", instant);
        expected.put("ALTER TABLE wait ADD x INT", "direct: the table is small");
        expected.put("DROP TABLE tables, wait", nothing);
        expected.put("ALTER TABLE tables ADD x INT", "direct: the table is new: it is not in the database yet");
        deploys.add(String.join(";\n", expected.keySet()) + ";\n");
        assertThat(routes(deploys.plan(settings(tool, newest(tool))))).containsExactlyElementsOf(expected.values());
    }

    @OnMysql
    @OnMariadb
    void everyReasonToRefuseIsGivenInThePlan(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put(
                "ALTER TABLE nokey MODIFY id BIGINT",
                "it has no primary key, nor a unique key whose columns are NOT NULL");
        refused.put("ALTER TABLE old MODIFY id BIGINT", "its engine is MyISAM");
        refused.put("ALTER TABLE checked MODIFY id BIGINT", "the tool would rename its CHECK constraints (checked_a)");
        refused.put("ALTER TABLE tree MODIFY id BIGINT", "it has a foreign key to itself");
        refused.put("ALTER TABLE triggered MODIFY a BIGINT", "it has triggers (tr)");
        refused.put("ALTER TABLE `größe` MODIFY id BIGINT", "letters other than ASCII's");
        refused.put("ALTER TABLE big MODIFY a BIGINT, RENAME TO other", "the tool can't rename a table");
        refused.put("ALTER TABLE big ADD UNIQUE (a)", "it adds a unique key");
        refused.put("CREATE UNIQUE INDEX big_b ON big (b)", "it adds a unique key");
        refused.put(
                "ALTER TABLE big MODIFY email VARCHAR(200) COLLATE utf8mb4_general_ci NOT NULL",
                "it redefines email, part of a unique key");
        refused.put(
                "ALTER TABLE big CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "it converts text that is part of a unique key");
        refused.put("ALTER TABLE big DROP PRIMARY KEY", "it drops the primary key and adds no other");
        refused.put("ALTER TABLE big ADD FOREIGN KEY (a) REFERENCES seq (n)", "it adds a constraint without a name");
        refused.put(
                "ALTER TABLE big ADD CONSTRAINT self FOREIGN KEY (a) REFERENCES big (id)",
                "it adds a foreign key from the table to itself");
        refused.put("ALTER TABLE big ADD x INT CHECK (x > 0)", "its column brings a constraint without a name");
        refused.put(
                "ALTER TABLE big DROP a, ADD a BIGINT, MODIFY b TEXT",
                "it drops a column and makes another of the same name");
        refused.put("ALTER TABLE big CHANGE b `bé` TEXT", "the tool loses the data of a renamed column");
        refused.put("ALTER TABLE big ENGINE = MyISAM", "it changes the engine to another than InnoDB");
        refused.put(
                "ALTER TABLE parted REORGANIZE PARTITION p0 INTO (PARTITION p00 VALUES LESS THAN (500), PARTITION "
                        + "p01 VALUES LESS THAN (1000))",
                "the tool can't do that on a copy");
        refused.put(
                "/*!50000 ALTER TABLE big MODIFY a BIGINT */", "an executable comment opens before the table's name");
        refused.put("SET sql_mode = 'ANSI_QUOTES';\nALTER TABLE big MODIFY a BIGINT", "the script has set sql_mode");
        refused.put(
                "/*!40101 SET @before = @@sql_mode, SQL_MODE = 'ANSI' */;\nALTER TABLE big MODIFY a BIGINT",
                "the script has set sql_mode");
        refused.put("LOCK TABLES big WRITE;\nALTER TABLE big MODIFY a BIGINT", "the script has locked tables");
        deploys(database, folder);
        String before = database.dump();
        for (Map.Entry<String, String> entry : refused.entrySet()) {
            Deploys one = new Deploys(folder, database);
            one.add(TABLES);
            one.add("CREATE TABLE never (id INT);\n" + entry.getKey() + ";\n");
            RefractException error =
                    catchThrowableOfType(RefractException.class, () -> one.run(settings(tool, newest(tool))));
            assertThat(error).as(entry.getKey()).isNotNull();
            assertThat(error.what())
                    .as(entry.getKey())
                    .contains(entry.getValue(), "migration.sql:", "Nothing was run.");
            assertThat(error.next()).as(entry.getKey()).isNotBlank();
        }
        assertThat(database.dump()).isEqualTo(before);
    }

    @OnMysql
    @OnMariadb
    void whatAnEarlierStatementTakesAwayIsNoReasonAnyMore(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                ALTER TABLE tree DROP FOREIGN KEY tree_fk;
                ALTER TABLE tree MODIFY parent BIGINT;
                ALTER TABLE tree MODIFY parent INT;
                DROP TRIGGER tr;
                ALTER TABLE triggered MODIFY a BIGINT;
                CREATE TRIGGER tr BEFORE INSERT ON triggered FOR EACH ROW SET NEW.a = 2;
                """);
        deploys.run(settings(tool, newest(tool)));
        assertThat(deploys.toolLines())
                .contains(
                        "Successfully altered `" + database.name() + "`.`tree`.",
                        "Successfully altered `" + database.name() + "`.`triggered`.");
        assertThat(database.query("SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
                        + "AND TABLE_NAME = 'triggered' AND COLUMN_NAME = 'a'"))
                .isEqualTo("bigint");
    }

    @OnMysql
    @OnMariadb
    void asksTheServerFirst(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big ADD x INT DEFAULT 4;\nDROP INDEX big_a ON big;\nALTER TABLE checked ADD y INT;\n");
        deploys.run("min_rows=10", "tool=/nowhere/pt-online-schema-change");
        assertThat(database.query("SELECT SUM(x) FROM big")).isEqualTo("80");
        deploys.add("CREATE INDEX big_b ON big (b);\nCREATE UNIQUE INDEX big_b2 ON big (b);\n");
        deploys.run("min_rows=10", "tool=/nowhere/pt-online-schema-change", "try_inplace=true");
        assertThat(database.query("SHOW INDEX FROM big WHERE Key_name LIKE 'big_b%'")
                        .lines())
                .hasSize(2);
        assertThat(deploys.toolLines()).isEmpty();
    }

    @OnMysql
    @OnMariadb
    void aLargeTableWithoutTheToolIsRefused(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big MODIFY a BIGINT;\n");
        assertThatThrownBy(() -> deploys.run("min_rows=10", "tool=no-such-tool"))
                .hasMessageContaining("no-such-tool is not installed: it is in no folder of PATH")
                .hasMessageContaining("Install percona-toolkit")
                .hasMessageContaining("online = \"never\"");
        deploys.with("online = \"never\"\n").run("min_rows=10", "tool=no-such-tool");
        assertThat(database.query("SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("2");
    }

    @OnMysql
    @OnMariadb
    void aUserWhoMayNotIsToldInThePlan(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        deploys(database, folder);
        String user = ("w_" + database.name())
                .substring(0, Math.min(32, database.name().length() + 2));
        database.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'");
        try {
            database.execute("GRANT ALL ON `" + database.name() + "`.* TO '" + user + "'@'%'");
            Deploys limited = new Deploys(folder, database.url().replaceFirst("//[^@]*@", "//" + user + ":pw@"));
            limited.add(TABLES);
            limited.add("ALTER TABLE big MODIFY a BIGINT;\n");
            boolean binaryLog = database.query(
                            "SELECT @@GLOBAL.log_bin = 1 AND @@GLOBAL.log_bin_trust_function_creators = 0")
                    .equals("1");
            assertThatThrownBy(() -> limited.run(settings(tool, newest(tool))))
                    .hasMessageContaining(
                            binaryLog
                                    ? "its user may then not create triggers"
                                    : "looks whether the server is a replica")
                    .hasMessageContaining("Nothing was run.");
        } finally {
            database.execute("DROP USER '" + user + "'@'%'");
        }
    }

    @OnMysql
    @OnMariadb
    void anAuthorCanConsentToAUniqueKey(TestDatabase database, PtOsc tool, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        for (int version = 0; version < tool.executables().size(); version++) {
            deploys.add("CREATE UNIQUE INDEX big_b" + version + " ON big (b);\nALTER TABLE big MODIFY email VARCHAR("
                    + (200 + version) + ") COLLATE utf8mb4_general_ci NOT NULL;\n");
            deploys.with("allow_unique = true\n").run(settings(tool, version));
            assertThat(deploys.toolLines()).contains("Successfully altered `" + database.name() + "`.`big`.");
        }
        assertThat(database.query("SELECT COUNT(*) FROM big")).isEqualTo("20");
    }

    @OnMysql
    @OnMariadb
    void valuesThatDoNotFitStopTheToolBeforeTheSwap(TestDatabase database, PtOsc tool, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute("UPDATE big SET b = 'abcdefghij'");
        deploys.add("ALTER TABLE big MODIFY b VARCHAR(5);\n");
        for (int version = 0; version < tool.executables().size(); version++) {
            String[] settings = settings(tool, version);
            OptionalInt at = OptionalInt.empty();
            boolean first = version == 0;
            assertThatThrownBy(() -> {
                        if (first) {
                            deploys.run(settings);
                        } else {
                            deploys.resume(at, settings);
                        }
                    })
                    .hasMessageContaining("because values do not fit into the new table")
                    .hasMessageContaining("big is as it was.")
                    .hasMessageContaining("Removed what it had made");
            assertThat(database.query("SELECT DISTINCT b FROM big")).isEqualTo("abcdefghij");
            assertThat(database.query("SHOW TABLES LIKE '%big%'")).isEqualTo("big");
        }
        database.execute("UPDATE big SET b = 'abc'");
        deploys.resume(OptionalInt.empty(), settings(tool, 0));
        assertThat(database.query("SELECT COUNT(*) FROM big WHERE b = 'abc'")).isEqualTo("20");
    }

    @OnMysql // MariaDB does not read again what was written into its statistics table
    void staleStatisticsAreNotBelieved(TestDatabase database, @TempDir Path folder) throws SQLException {
        database.execute("CREATE TABLE seq (n INT PRIMARY KEY)");
        database.execute("INSERT INTO seq VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
        database.execute("CREATE TABLE stale (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY) STATS_PERSISTENT = 1 "
                + "STATS_AUTO_RECALC = 0");
        database.execute("INSERT INTO stale SELECT NULL FROM seq a, seq b, seq c, seq d");
        database.execute(
                "UPDATE mysql.innodb_table_stats SET n_rows = 7 WHERE database_name = DATABASE() AND table_name = "
                        + "'stale'");
        database.execute("FLUSH TABLE stale");
        try (java.sql.Connection connection = database.connect()) {
            TableFacts facts = new Catalog(connection)
                    .facts(database.name(), "stale", 5000)
                    .orElseThrow();
            assertThat(facts.size().rows()).isEqualTo(5000);
            assertThat(facts.size().toString()).startsWith("at least 5,000 rows (counted: the statistics are stale), ");
            assertThat(new Catalog(connection)
                            .facts(database.name(), "stale", 20_000)
                            .orElseThrow()
                            .size()
                            .counted())
                    .isFalse();
        }
    }

    @OnMysql
    @OnMariadb
    void resumesAnyMigrationThatFailedHalfWay(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add("CREATE TABLE t (id INT PRIMARY KEY);\nSET @n = 5;\nINSERT INTO t VALUES (1);\nALTER TABLE missing "
                + "ADD x INT;\nINSERT INTO t VALUES (@n);\n");
        assertThatThrownBy(() -> deploys.run())
                .hasMessageContaining("P3018")
                .hasMessageContaining("refract migrate deploy --resume");
        assertThatThrownBy(() -> deploys.run())
                .hasMessageContaining("P3009")
                .hasMessageContaining("refract migrate deploy --resume");
        assertThatThrownBy(() -> deploys.resume(OptionalInt.of(7))).hasMessageContaining("Give a number from 1 to 6");
        database.execute("CREATE TABLE missing (id INT)");
        deploys.resume(OptionalInt.empty());
        assertThat(database.query("SELECT id FROM t ORDER BY id")).isEqualTo("1\n5");
        assertThat(database.query("SELECT COUNT(*), SUM(applied_steps_count), MAX(logs) FROM _prisma_migrations WHERE "
                        + "finished_at IS NOT NULL"))
                .isEqualTo("1|1|null");
        deploys.resume(OptionalInt.empty());
    }

    @OnMysql
    void resumesOnlyTheScriptThatFailed(TestDatabase database, @TempDir Path folder) {
        Deploys deploys = new Deploys(folder, database);
        deploys.add("CREATE TABLE t (id INT PRIMARY KEY);\nnonsense;\n");
        assertThatThrownBy(() -> deploys.run()).hasMessageContaining("P3018");
        Deploys changed = new Deploys(folder, database);
        changed.add("CREATE TABLE t (id INT PRIMARY KEY);\nCREATE TABLE u (id INT);\n");
        assertThatThrownBy(() -> changed.resume(OptionalInt.empty()))
                .hasMessageContaining("is not the script that failed");
    }
}
