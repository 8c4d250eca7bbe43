package dev.refract.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A column goes to another type and back, with a value in it that the old type may have no place for: the value is as
 * it was, or the way back fails and has changed nothing, or the file says what is lost. Never a changed value in
 * silence.
 */
class CastsWithRowsTest {

    private static final List<String> TYPES = List.of(
            "text",
            "varchar(3)",
            "varchar",
            "char(3)",
            "name",
            "\"char\"",
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "numeric(6,2)",
            "real",
            "double precision",
            "boolean",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamp(0)",
            "timestamptz",
            "interval",
            "json",
            "jsonb",
            "uuid",
            "bit(3)",
            "varbit",
            "varbit(3)",
            "text[]",
            "varchar(3)[]",
            "integer[]");

    private static final List<String> VALUES = List.of(
            "'0'",
            "'1'",
            "'abcdef'",
            "'abc'",
            "repeat('abcdefgh', 10)",
            "'123456.789012345678'",
            "'1234.5'",
            "'70000'",
            "'true'",
            "'2026-03-29 02:30:00.123456'",
            "'2026-11-26 23:59:59.999999'",
            "'23:59:59.7'",
            "'23:59:59.7+05'",
            "'1 day 02:03:04'",
            "'{\"b\": 1,  \"a\": 2, \"a\": 3}'",
            "'8b1e6a6c-7a62-4d93-9a94-6f4e0c1b2a3d'",
            "'101'",
            "'10110'",
            "'{abcdef,b}'",
            "'{1,2}'");

    /** Which pairs of types a run takes: one of so many, or with {@code -Dpairs=1} all. */
    private static final int ONE_OF = Integer.getInteger("pairs", 6);

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @OnPostgres
    void noValueChangesInSilence(TestDatabase database) throws SQLException {
        System.out.println("CastsWithRowsTest: -Dpairs=" + ONE_OF + " -Dseed=" + SEED);
        Random random = new Random(SEED);
        List<String> silent = new ArrayList<>();
        int lost = 0;
        int kept = 0;
        int refused = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET TIME ZONE 'Europe/Paris'");
            for (String old : TYPES) {
                for (String now : TYPES) {
                    if (old.equals(now) || random.nextInt(ONE_OF) > 0) {
                        continue;
                    }
                    statement.execute("DROP TABLE IF EXISTS t");
                    statement.execute("CREATE TABLE t (id integer PRIMARY KEY, v " + old + ")");
                    Schema before = describe(connection);
                    String up = "ALTER TABLE t ALTER COLUMN v SET DATA TYPE " + now + " USING v::text::" + now;
                    statement.execute(up);
                    String down = DownScript.write(
                            DialectSchema.downWriter(Dialect.POSTGRESQL),
                            before,
                            describe(connection),
                            Script.parse(Dialect.POSTGRESQL, up));
                    boolean says = Stream.of("Loses", "Changes", "Drops", "rounded", "TODO")
                            .anyMatch(down::contains);
                    for (String value : VALUES) {
                        if (!insert(statement, value, now)) {
                            continue;
                        }
                        String held = text(connection);
                        if (!goesBack(connection, down)) {
                            refused++;
                            assertThat(text(connection)).isEqualTo(held);
                            continue;
                        }
                        boolean same = isSame(statement, held, now);
                        if (!same && !says) {
                            silent.add(held + " of " + now + " back to " + old + " became " + text(connection));
                        }
                        lost += same ? 0 : 1;
                        kept += same ? 1 : 0;
                        statement.execute("DELETE FROM t");
                        statement.execute(up);
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
        return DialectSchema.introspection(Dialect.POSTGRESQL).read(connection, "public");
    }

    private static boolean insert(Statement statement, String value, String type) throws SQLException {
        statement.execute("DELETE FROM t");
        try {
            statement.execute("INSERT INTO t SELECT 1, (" + value + ")::text::" + type);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static String text(Connection connection) throws SQLException {
        return TestDatabase.onlyValue(connection, "SELECT v::text FROM t");
    }

    /** Whether what stands there now, read as the type that it had, is what it was. */
    private static boolean isSame(Statement statement, String held, String type) throws SQLException {
        String literal = Dialect.POSTGRESQL.literal(held);
        String compared = type.equals("json") ? "text" : type;
        try (var row =
                statement.executeQuery("SELECT v::text::" + compared + " = " + literal + "::" + compared + " FROM t")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            return type.endsWith("[]") && isSameAsJson(statement, literal + "::" + type);
        }
    }

    /** Whether a JSON array has the elements of an array, which has another text. */
    private static boolean isSameAsJson(Statement statement, String array) {
        try (var row = statement.executeQuery("SELECT to_jsonb(" + array + ") = v::jsonb FROM t")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean goesBack(Connection connection, String down) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Script script = Script.parse(Dialect.POSTGRESQL, down);
            for (SqlStatement part : script.statements()) {
                statement.execute(script.sql(part));
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            return false;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
