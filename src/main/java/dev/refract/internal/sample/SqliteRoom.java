package dev.refract.internal.sample;

import dev.refract.internal.sample.Table.Column;
import dev.refract.internal.sample.Table.Reference;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SQLite's rows. A column of a table that is not STRICT keeps values of any type. */
final class SqliteRoom implements Room {

    @Override
    public List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        for (List<String> row : Room.rows(
                connection,
                "SELECT l.name, l.strict, m.sql FROM pragma_table_list l JOIN main.sqlite_master m ON m.type = 'table' "
                        + "AND m.name = l.name WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE "
                        + "'sqlite\\_%' ESCAPE '\\' AND l.name <> '" + Schema.LEDGER + "' ORDER BY l.name")) {
            tables.add(table(connection, row.get(0), row.get(1).equals("1"), row.get(2)));
        }
        return tables;
    }

    private static Table table(Connection connection, String name, boolean strict, String sql) throws SQLException {
        String literal = Dialect.SQLITE.literal(name);
        List<Column> columns = new ArrayList<>();
        Map<Integer, String> key = new java.util.TreeMap<>();
        for (List<String> row : Room.rows(
                connection,
                "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(" + literal + ") ORDER BY cid")) {
            int place = Integer.parseInt(row.get(3));
            if (place > 0) {
                key.put(place, row.get(0));
            }
            columns.add(new Column(
                    row.get(0),
                    row.get(1).toLowerCase(Locale.ROOT) + (strict ? " strict" : ""),
                    row.get(2).equals("0") && place == 0,
                    row.get(4).equals("0"),
                    List.of()));
        }
        Map<String, Reference> references = new LinkedHashMap<>();
        for (List<String> row : Room.rows(
                connection,
                "SELECT id, \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(" + literal
                        + ") ORDER BY id, seq")) {
            Reference reference = references.computeIfAbsent(
                    row.get(0), id -> new Reference(new ArrayList<>(), row.get(2), new ArrayList<>()));
            reference.columns().add(row.get(1));
            if (row.get(3) != null) {
                reference.targets().add(row.get(3));
            }
        }
        return new Table(
                name,
                Dialect.SQLITE.quote(name),
                columns,
                List.copyOf(key.values()),
                List.copyOf(references.values()),
                sql.toUpperCase(Locale.ROOT).contains("CHECK") ? Hints.of(sql) : List.of());
    }

    @Override
    public String text(Column column) {
        return "quote(" + Dialect.SQLITE.quote(column.name()) + ")";
    }

    @Override
    public String hash(Column column) {
        throw new UnsupportedOperationException("SQLite hashes nothing");
    }

    @Override
    public String hash(List<String> hashes) {
        throw new UnsupportedOperationException("SQLite hashes nothing");
    }

    /** SQLite has no function for it, and is in this process anyway. */
    @Override
    public RowDigest digest(Connection connection, Table table, boolean listed) throws SQLException {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.sort(Comparator.comparing(Column::name));
        long[] sums = new long[columns.size() + 1];
        LongStream.Builder hashes = LongStream.builder();
        long count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + columns.stream().map(this::text).collect(Collectors.joining(", ")) + " FROM "
                                + table.sql())) {
            for (; rows.next(); count++) {
                long row = 0;
                for (int i = 0; i < columns.size(); i++) {
                    long hash = hash(rows.getString(i + 1));
                    sums[i + 1] += hash;
                    row = mixed(row * 31 + hash);
                }
                sums[0] += row;
                if (listed) {
                    hashes.add(row);
                }
            }
        }
        Map<String, String> byName = new HashMap<>();
        byName.put("", String.valueOf(sums[0]));
        for (int i = 0; i < columns.size(); i++) {
            byName.put(columns.get(i).name(), String.valueOf(sums[i + 1]));
        }
        return new RowDigest(count, byName, listed ? Optional.of(hashes.build().toArray()) : Optional.empty());
    }

    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    /** Each bit of it depends on each of those: sums of such numbers are seldom the same by chance. */
    private static long mixed(long number) {
        long once = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return twice ^ (twice >>> 33);
    }

    @Override
    public String literal(Column column, String text) {
        return text;
    }

    @Override
    public List<String> edges(Connection connection, Column column) {
        String type = column.type();
        List<String> integers = Edges.integers(64, true);
        if (type.contains("strict")) {
            return type.startsWith("int")
                    ? integers
                    : type.startsWith("text") ? texts() : type.startsWith("real") ? reals() : blobs();
        }
        if (type.contains("bool")) {
            return List.of("1", "0", "TRUE", "'true'");
        }
        if (type.contains("int")) {
            return Stream.concat(integers.stream(), Stream.of("'no number'", "1.5"))
                    .toList();
        }
        if (type.contains("char") || type.contains("text") || type.contains("clob") || type.contains("json")) {
            return texts();
        }
        if (type.contains("date") || type.contains("time")) {
            return List.of(
                    "'2024-02-29T13:14:15.123Z'",
                    "1709212455123",
                    "'1970-01-01 00:00:00'",
                    "'2024-02-29'",
                    "0",
                    "'9999-12-31T23:59:59.999+05:30'",
                    "1709212455.5");
        }
        if (type.contains("blob") || type.isBlank()) {
            return List.of("x'dead'", "1", "'007'", "x''", "'1e3'", "9007199254740993", "1.5"); // as they are
        }
        return reals();
    }

    private static List<String> texts() {
        return Edges.texts(0).stream().map(Dialect.SQLITE::literal).toList();
    }

    private static List<String> reals() {
        return List.of(
                "0.1", "1.7976931348623157e308", "-1e-300", "0", "9007199254740993", "123456.789012345", "'12.50'");
    }

    private static List<String> blobs() {
        return List.of("x'dead'", "x'00ff'", "x''", "x'31'", "x'c3a9'", "x'" + "a1".repeat(2000) + "'", "x'0a'");
    }

    @Override
    public String plain(Column column, int number) {
        String type = column.type();
        if (type.startsWith("text") || type.contains("char")) {
            return "'" + number + "'";
        }
        if (type.contains("blob")) {
            return "x'0" + number + "'";
        }
        return type.contains("date") || type.contains("time")
                ? "'2024-01-" + String.format("%02d", number) + "T00:00:00.000Z'"
                : type.contains("bool") ? String.valueOf(number % 2) : String.valueOf(number);
    }

    @Override
    public String hint(Column column, String literal) {
        boolean number = literal.matches("-?\\d+(\\.\\d+)?")
                && !column.type().contains("text")
                && !column.type().contains("char");
        return number ? literal : Dialect.SQLITE.literal(literal);
    }

    @Override
    public @Nullable String key(Column column, int number) {
        return column.type().contains("int") ? String.valueOf(900_000 + number) : null;
    }

    @Override
    public String insert(Table table, List<Column> columns, List<List<String>> rows) {
        return Room.insert(Dialect.SQLITE, table.sql(), columns, "", rows);
    }

    @Override
    public void empty(Connection connection, List<Table> tables) throws SQLException {
        unchecked(connection, () -> {
            for (int pass = 0; pass < 2; pass++) { // what a trigger wrote in the first goes with the second
                for (Table table : tables) {
                    Room.execute(connection, "DELETE FROM " + table.sql());
                }
            }
        });
    }

    @Override
    public void unchecked(Connection connection, Work work) throws SQLException {
        String before = Room.rows(connection, "PRAGMA foreign_keys").get(0).get(0);
        Room.execute(connection, "PRAGMA foreign_keys = OFF");
        try {
            work.run();
        } finally {
            Room.execute(connection, "PRAGMA foreign_keys = " + before);
        }
    }

    @Override
    public List<String> counters(Connection connection) throws SQLException {
        if (Room.rows(connection, "SELECT 1 FROM main.sqlite_master WHERE name = 'sqlite_sequence'")
                .isEmpty()) {
            return List.of();
        }
        List<String> statements = new ArrayList<>(List.of("DELETE FROM sqlite_sequence"));
        Room.rows(connection, "SELECT quote(name), quote(seq) FROM sqlite_sequence")
                .forEach(row -> statements.add(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES (" + row.get(0) + ", " + row.get(1) + ")"));
        return statements;
    }
}
