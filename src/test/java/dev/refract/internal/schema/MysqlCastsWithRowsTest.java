package dev.refract.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A column goes to another type and back, with a value in it that the old type may have no place for: the value is what
 * it was once it has the new type again, or the way back fails and leaves it, or the file says what is lost. Each pair
 * of types: {@code -Dpairs=1}.
 */
class MysqlCastsWithRowsTest {

    private static final List<String> TYPES = List.of(
            "tinyint",
            "smallint unsigned",
            "int",
            "bigint",
            "bigint unsigned",
            "decimal(6,2)",
            "decimal(30,10)",
            "float",
            "double",
            "bit(8)",
            "char(3)",
            "varchar(3)",
            "varchar(100)",
            "varchar(100) character set ascii",
            "varchar(100) character set utf8mb4 collate utf8mb4_bin",
            "text",
            "mediumtext",
            "binary(4)",
            "varbinary(3)",
            "varbinary(100)",
            "blob",
            "date",
            "time",
            "time(3)",
            "datetime",
            "datetime(6)",
            "timestamp",
            "year",
            "enum('a','abc','1')",
            "enum('1','b','abc')",
            "set('a','abc','1')",
            "json");

    private static final List<String> OF_MARIADB = List.of("uuid", "inet6");

    private static final List<String> VALUES = List.of(
            "'0'",
            "'1'",
            "2",
            "-1",
            "'a'",
            "'ABC'",
            "'abc'",
            "'abc  '",
            "'é€😀'",
            "'00012'",
            "'123456.789012345678'",
            "123456789012345678",
            "18446744073709551615",
            "1.005",
            "'true'",
            "b'1100001'",
            "x'00ff'",
            "x'61620000'",
            "'2026-03-29'",
            "'2026-03-29 01:30:00.123456'",
            "'2026-11-26 23:59:59.999999'",
            "'23:59:59.7'",
            "'-100:00:00'",
            "'2026'",
            "'12e3'",
            "'{\"b\": 1,  \"a\": 2.50, \"a\": 3}'",
            "'[1,  2]'",
            "'8b1e6a6c-7a62-4d93-9a94-6f4e0c1b2a3d'",
            "'::ffff:1.2.3.4'");

    private static final Pattern ROW = Pattern.compile("at row (\\d+)");

    private static final int ONE_OF = Integer.getInteger("pairs", 12);

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @OnMysql
    @OnMariadb
    void noValueChangesInSilence(TestDatabase database) throws SQLException {
        System.out.println("MysqlCastsWithRowsTest: -Dpairs=" + ONE_OF + " -Dseed=" + SEED);
        Random random = new Random(SEED);
        List<String> types = database.kind() == Kind.MARIADB
                ? Stream.concat(TYPES.stream(), OF_MARIADB.stream()).toList()
                : TYPES;
        List<String> silent = new ArrayList<>();
        int lost = 0;
        int kept = 0;
        int refused = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET time_zone = '+02:00'");
            for (String old : types) {
                for (String now : types) {
                    if (old.equals(now) || random.nextInt(ONE_OF) > 0) {
                        continue;
                    }
                    statement.execute("DROP TABLE IF EXISTS t");
                    statement.execute("CREATE TABLE t (id int PRIMARY KEY, v " + old + ")");
                    Schema before = describe(connection);
                    String up = "ALTER TABLE t MODIFY v " + now;
                    if (!runs(statement, up)) {
                        continue;
                    }
                    String down = DownScript.write(
                            DialectSchema.downWriter(Dialect.MYSQL),
                            before,
                            describe(connection),
                            Script.parse(Dialect.MYSQL, up));
                    boolean says = Stream.of("Loses", "TODO").anyMatch(down::contains);
                    for (int i = 0; i < VALUES.size(); i++) {
                        runs(statement, "INSERT INTO t VALUES (" + i + ", " + VALUES.get(i) + ")");
                    }
                    Map<Integer, String> held = rows(statement);
                    refused += leavingOut(statement, Script.parse(Dialect.MYSQL, down), held)
                            .size();
                    Map<Integer, String> back = rows(statement);
                    Set<Integer> same = new TreeSet<>(back.keySet());
                    same.removeIf(id -> !Objects.equals(back.get(id), held.get(id)));
                    for (int id : same) {
                        statement.execute("DELETE FROM t WHERE id = " + id);
                    }
                    leavingOut(statement, Script.parse(Dialect.MYSQL, up), back);
                    rows(statement).forEach((id, again) -> {
                        if (again.equals(held.get(id))) {
                            same.add(id);
                        }
                    });
                    kept += same.size();
                    for (int id : back.keySet()) {
                        if (!same.contains(id)) {
                            lost++;
                            if (!says) {
                                silent.add(VALUES.get(id) + " of " + now + ", " + held.get(id) + ", back to " + old
                                        + " became " + back.get(id));
                            }
                        }
                    }
                }
            }
        }
        assertThat(silent).isEmpty();
        assertThat(kept).as("kept").isPositive();
        assertThat(lost).as("lost, and said").isPositive();
        assertThat(refused).as("refused").isPositive();
    }

    private static Schema describe(Connection connection) throws SQLException {
        return DialectSchema.introspection(Dialect.MYSQL).read(connection, connection.getCatalog());
    }

    /** As text and as bytes: spaces, case and zero bytes count. */
    private static Map<Integer, String> rows(Statement statement) throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (ResultSet found = statement.executeQuery("SELECT id, concat(v, ' ', hex(v)) FROM t ORDER BY id")) {
            while (found.next()) {
                rows.put(found.getInt(1), String.valueOf(found.getString(2)));
            }
        }
        return rows;
    }

    /** Runs a script; the rows that it fails on are left out. Where it says no row, none is left. */
    private static Set<Integer> leavingOut(Statement statement, Script script, Map<Integer, String> rows)
            throws SQLException {
        Set<Integer> out = new TreeSet<>();
        for (SqlStatement part : script.statements()) {
            while (true) {
                try {
                    statement.execute(script.sql(part));
                    break;
                } catch (SQLException e) {
                    Map<Integer, String> there = rows(statement);
                    assertThat(rows).as("the rows that are there").containsAllEntriesOf(there);
                    Matcher row = ROW.matcher(String.valueOf(e.getMessage()));
                    List<Integer> ids = List.copyOf(there.keySet());
                    assertThat(ids).as(e.getMessage()).isNotEmpty();
                    int number = row.find() ? Integer.parseInt(row.group(1)) : 0;
                    List<Integer> bad = number > 0 && number <= ids.size() ? List.of(ids.get(number - 1)) : ids;
                    for (int id : bad) {
                        statement.execute("DELETE FROM t WHERE id = " + id);
                    }
                    out.addAll(bad);
                }
            }
        }
        return out;
    }

    private static boolean runs(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
