package dev.refract.internal.sample;

import dev.refract.internal.sample.Table.Column;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What each dialect has of its own about rows. */
interface Room {

    static Room of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresRoom();
            case MYSQL -> new MysqlRoom();
            case SQLITE -> new SqliteRoom();
        };
    }

    /** The tables that rows can be written to. */
    List<Table> tables(Connection connection) throws SQLException;

    /** An expression whose text stands for the column's value, exactly. */
    String text(Column column);

    /** An integer of up to 64 bits that stands for the column's value, NULL included, as SQL. */
    String hash(Column column);

    /** The same of several that stand for a row's values. */
    String hash(List<String> hashes);

    /**
     * What a table holds.
     *
     * @param listed whether to remember each row
     */
    default RowDigest digest(Connection connection, Table table, boolean listed) throws SQLException {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.sort(Comparator.comparing(Column::name)); // PostgreSQL puts one that comes back at the end
        List<String> hashes = columns.stream().map(this::hash).toList();
        String row = hash(hashes);
        List<String> found = rows(
                        connection,
                        "SELECT count(*), sum(" + row + "), sum(" + String.join("), sum(", hashes) + ") FROM "
                                + table.sql())
                .get(0);
        Map<String, String> sums = new HashMap<>();
        sums.put("", String.valueOf(found.get(1)));
        for (int i = 0; i < columns.size(); i++) {
            sums.put(columns.get(i).name(), String.valueOf(found.get(i + 2)));
        }
        return new RowDigest(
                Long.parseLong(found.get(0)),
                sums,
                listed ? Optional.of(numbers(connection, "SELECT " + row + " FROM " + table.sql())) : Optional.empty());
    }

    private static long[] numbers(Connection connection, String query) throws SQLException {
        LongStream.Builder numbers = LongStream.builder();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            while (results.next()) {
                numbers.add(results.getLong(1));
            }
        }
        return numbers.build().toArray();
    }

    /** Such a text, as what to write in an INSERT. */
    String literal(Column column, String text);

    /** Values at the edges of the column's type, as SQL. Not all of them need be accepted. */
    List<String> edges(Connection connection, Column column) throws SQLException;

    /** A value that next to every table accepts, as SQL; from 1. */
    String plain(Column column, int number);

    /** A text of a check, as a value of the column; null where it is none. */
    default @Nullable String hint(Column column, String literal) {
        return literal;
    }

    /** A value for a key that counts: far from where a counter is. */
    @Nullable
    String key(Column column, int number);

    /** Writes rows in one statement. */
    String insert(Table table, List<Column> columns, List<List<String>> rows);

    /**
     * An INSERT of rows.
     *
     * @param table as it stands in SQL
     * @param overriding what stands between the columns and the rows
     */
    static String insert(
            Dialect dialect, String table, List<Column> columns, String overriding, List<List<String>> rows) {
        return "INSERT INTO " + table + " ("
                + columns.stream().map(column -> dialect.quote(column.name())).collect(Collectors.joining(", ")) + ") "
                + overriding + "VALUES "
                + rows.stream().map(row -> "(" + String.join(", ", row) + ")").collect(Collectors.joining(", "));
    }

    /** What stands before the rows of an INSERT, so that a generated key can be given a value. */
    default String overriding() {
        return "";
    }

    /** Whether a statement that fails takes the transaction with it. */
    default boolean needsSavepoints() {
        return false;
    }

    /** Empties tables, whatever refers to them, and without firing triggers where that is possible. */
    void empty(Connection connection, List<Table> tables) throws SQLException;

    /** Writes rows without checks of foreign keys or triggers, as far as the server lets us. */
    void unchecked(Connection connection, Work work) throws SQLException;

    /** Statements that bring counters back to where they are now. */
    List<String> counters(Connection connection) throws SQLException;

    /** Work on rows. */
    interface Work {
        void run() throws SQLException;
    }

    static List<List<String>> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery(query)) {
                int columns = results.getMetaData().getColumnCount();
                while (results.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(results.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
