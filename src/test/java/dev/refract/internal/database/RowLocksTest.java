package dev.refract.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.TableLock;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is said of locked rows is what the server lists of them. */
class RowLocksTest {

    private static final String EACH = "its rows, until the end of the statement";
    private static final String EACH_AND_GAPS = "its rows and the gaps between them, until the end of the statement";
    private static final String READ = "the rows that it reads, until the end of the statement";

    /** In {@code a} are five rows, in {@code b} two. */
    private static final List<String> STATEMENTS = List.of(
            "INSERT INTO b SELECT * FROM a",
            "INSERT INTO b WITH c AS (SELECT * FROM a) SELECT * FROM c",
            "INSERT INTO b SELECT * FROM a WHERE id = 2",
            "INSERT INTO b VALUES (9, 9)",
            "REPLACE INTO b SELECT * FROM a",
            "CREATE TEMPORARY TABLE x AS SELECT * FROM a",
            "UPDATE a SET v = v + 1",
            "UPDATE b SET v = (SELECT max(v) FROM a)",
            "UPDATE b JOIN a ON a.v = b.v SET b.v = 0",
            "DELETE FROM a",
            "DELETE b FROM b JOIN a ON a.v = b.v",
            "SELECT * FROM a",
            "SELECT * FROM a FOR UPDATE",
            "SELECT * FROM a WHERE id = 2 FOR UPDATE");

    @OnMysql
    @OnMariadb
    void areTheServers(TestDatabase database) throws SQLException {
        database.execute("""
                CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, v INTEGER);
                INSERT INTO a VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5);
                CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY, v INTEGER);
                INSERT INTO b VALUES (100, 1), (101, 2);
                """);
        for (boolean repeatable : List.of(true, false)) {
            for (String sql : STATEMENTS) {
                Script script = Script.parse(Dialect.MYSQL, sql);
                List<TableLock> said = new RowLocks(script, script.statements().get(0), table -> true)
                        .ofMysql(repeatable, RowLocks.TO_THE_STATEMENTS_END);
                requireSeen(database, sql, repeatable, said);
            }
        }
    }

    private static void requireSeen(TestDatabase database, String sql, boolean repeatable, List<TableLock> said)
            throws SQLException {
        Map<String, Integer> seen = database.kind() == Kind.MYSQL
                ? seen(database, sql, repeatable, """
                        SELECT OBJECT_NAME, COUNT(*) FROM performance_schema.data_locks
                        WHERE OBJECT_SCHEMA = DATABASE() AND LOCK_TYPE = 'RECORD' GROUP BY OBJECT_NAME
                        """)
                : seen(database, sql, repeatable, """
                        SELECT 'any', trx_rows_locked FROM information_schema.innodb_trx
                        WHERE trx_mysql_thread_id = CONNECTION_ID() AND trx_rows_locked > 0
                        """);
        String what = sql + (repeatable ? "" : ", READ COMMITTED") + ": " + said + " and " + seen;
        if (database.kind() == Kind.MYSQL) {
            List<String> tables = said.stream().map(TableLock::table).toList();
            assertThat(seen.keySet()).as(what).containsAll(tables);
            if (repeatable) {
                assertThat(tables).as(what).containsAll(seen.keySet());
            }
        } else {
            assertThat(seen.isEmpty()).as(what).isEqualTo(said.isEmpty());
        }
        for (TableLock lock : said) {
            int rows = lock.table().equals("a") ? 5 : 2;
            int count = seen.getOrDefault(lock.table(), seen.getOrDefault("any", 0));
            if (lock.mode().equals(EACH)) {
                assertThat(count).as(what).isGreaterThanOrEqualTo(rows);
            } else if (lock.mode().equals(EACH_AND_GAPS)) {
                assertThat(count).as(what).isGreaterThanOrEqualTo(rows + 1); // behind the last, too
            } else {
                assertThat(lock.mode()).isEqualTo(READ);
            }
        }
    }

    private static Map<String, Integer> seen(TestDatabase database, String sql, boolean repeatable, String list)
            throws SQLException {
        Map<String, Integer> seen = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET SESSION TRANSACTION ISOLATION LEVEL " + (repeatable ? "REPEATABLE READ" : "READ COMMITTED"));
            statement.execute("START TRANSACTION");
            statement.execute(sql);
            statement.execute("DO SLEEP(0.15)"); // innodb_trx is read anew every 0.1 seconds
            try (ResultSet rows = statement.executeQuery(list)) {
                while (rows.next()) {
                    seen.put(rows.getString(1), rows.getInt(2));
                }
            }
            statement.execute("ROLLBACK");
        }
        return seen;
    }
}
