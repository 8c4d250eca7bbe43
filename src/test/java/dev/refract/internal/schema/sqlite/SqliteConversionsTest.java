package dev.refract.internal.schema.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SQLite itself is asked what each pair of types does to values. */
class SqliteConversionsTest {

    private static final List<String> TYPES = List.of(
            "INTEGER",
            "BIGINT NOT NULL",
            "TEXT DEFAULT 'INT'",
            "VARCHAR(8)",
            "REAL",
            "DOUBLE PRECISION",
            "NUMERIC",
            "DECIMAL(10,2)",
            "DATETIME",
            "BOOLEAN",
            "JSONB",
            "BLOB",
            "",
            "NOT NULL",
            "CHECK (v <> 'CHAR')");

    private static final List<String> VALUES = List.of(
            "1",
            "-5",
            "1.0",
            "2.5",
            "0.1 + 0.2",
            "1e300",
            "1e18",
            "1.0 / 3",
            "-0.0",
            "5e-324",
            "1.7976931348623157e308",
            "9007199254740993",
            "9223372036854775807",
            "'007'",
            "'1.0'",
            "'1e2'",
            "' 7 '",
            "'abc'",
            "''",
            "'9007199254740993'",
            "x'3037'",
            "x'00ff'");

    @Test
    void aLossIsSaidWhereAValueComesBackOtherwiseAndNowhereElse() throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            for (String old : TYPES) {
                for (String other : TYPES) {
                    List<String> lost = lost(statement, old, other);
                    boolean said = SqliteConversions.of(old, false)
                            .lossBy(SqliteConversions.of(other, false))
                            .isPresent();
                    if (said == lost.isEmpty()) {
                        wrong.add(old + " to " + other + ": " + lost);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> lost(Statement statement, String old, String other) throws SQLException {
        statement.executeUpdate("CREATE TABLE a (id INTEGER PRIMARY KEY, v " + old + "); CREATE TABLE b (id, v " + other
                + "); CREATE TABLE c (id, v " + old + ")");
        statement.executeUpdate("INSERT INTO a (v) VALUES (" + String.join("), (", VALUES) + ")");
        statement.executeUpdate("INSERT INTO b SELECT id, v FROM a; INSERT INTO c SELECT id, v FROM b");
        List<String> lost = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT quote(a.v) || ' as ' || quote(c.v) FROM a JOIN c USING (id)"
                        + " WHERE typeof(a.v) <> typeof(c.v) OR a.v IS NOT c.v")) {
            while (rows.next()) {
                lost.add(rows.getString(1));
            }
        }
        statement.executeUpdate("DROP TABLE a; DROP TABLE b; DROP TABLE c");
        return lost;
    }
}
