package dev.refract.internal.sample;

import dev.refract.internal.sample.Table.Column;
import dev.refract.internal.sample.Table.Reference;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MySQL's and MariaDB's rows. */
final class MysqlRoom implements Room {

    private static final String TABLES = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
            + "DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND TABLE_NAME <> '" + Schema.LEDGER
            + "' ORDER BY TABLE_NAME";
    private static final String COLUMNS =
            "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, GENERATION_EXPRESSION, EXTRA "
                    + "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION";
    private static final String KEYS =
            "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME "
                    + "FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() "
                    + "AND (CONSTRAINT_NAME = 'PRIMARY' OR REFERENCED_TABLE_NAME IS NOT NULL) "
                    + "ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";
    private static final String CHECKS = "SELECT t.TABLE_NAME, c.CHECK_CLAUSE FROM "
            + "information_schema.TABLE_CONSTRAINTS t JOIN information_schema.CHECK_CONSTRAINTS c "
            + "ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME "
            + "WHERE t.TABLE_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK'";

    private static final Set<String> TEXTS = Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");
    private static final Set<String> BYTES = Set.of(
            "binary",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob",
            "bit",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection",
            "vector");

    @Override
    public List<Table> tables(Connection connection) throws SQLException {
        Map<String, List<List<String>>> columns = byTable(connection, COLUMNS);
        Map<String, List<List<String>>> keys = byTable(connection, KEYS);
        Map<String, List<List<String>>> checks = byTable(connection, CHECKS);
        List<Table> tables = new ArrayList<>();
        for (List<String> row : Room.rows(connection, TABLES)) {
            String name = row.get(0);
            List<String> key = new ArrayList<>();
            Map<String, Reference> references = new LinkedHashMap<>();
            for (List<String> part : keys.getOrDefault(name, List.of())) {
                if (part.get(3) == null) {
                    key.add(part.get(2));
                } else {
                    Reference reference = references.computeIfAbsent(
                            part.get(1), k -> new Reference(new ArrayList<>(), part.get(3), new ArrayList<>()));
                    reference.columns().add(part.get(2));
                    reference.targets().add(part.get(4));
                }
            }
            tables.add(new Table(
                    name,
                    Dialect.MYSQL.quote(name),
                    columns.getOrDefault(name, List.of()).stream()
                            .map(MysqlRoom::column)
                            .toList(),
                    key,
                    List.copyOf(references.values()),
                    checks.getOrDefault(name, List.of()).stream()
                            .flatMap(check -> Hints.of(check.get(1).replace("\\'", "'")).stream())
                            .toList()));
        }
        return tables;
    }

    private static Map<String, List<List<String>>> byTable(Connection connection, String query) throws SQLException {
        return Room.rows(connection, query).stream().collect(Collectors.groupingBy(row -> row.get(0)));
    }

    private static List<String> names(Connection connection, String query) throws SQLException {
        return Room.rows(connection, query).stream().map(row -> row.get(0)).toList();
    }

    private static Column column(List<String> row) {
        String type = row.get(2);
        boolean list = type.startsWith("enum(") || type.startsWith("set(");
        boolean generated = row.get(4) != null && !row.get(4).isEmpty()
                || row.get(5).contains("GENERATED ALWAYS AS ROW")
                || row.get(5).contains("STORED GENERATED")
                || row.get(5).contains("VIRTUAL GENERATED")
                || row.get(5).equals("INVISIBLE, STORED GENERATED");
        return new Column(
                row.get(1),
                list ? type.substring(0, type.indexOf('(')) : type,
                row.get(3).equals("YES"),
                !generated,
                list ? Hints.of(type) : List.of());
    }

    /** The type's first word; {@code timestamp(3)} is {@code timestamp}. */
    private static String word(Column column) {
        return column.base().split(" ")[0];
    }

    @Override
    public String text(Column column) {
        String name = Dialect.MYSQL.quote(column.name());
        String word = word(column);
        if (TEXTS.contains(word)) {
            return "HEX(CONVERT(" + name + " USING utf8mb4))";
        }
        if (BYTES.contains(word)) {
            return "HEX(" + name + ")";
        }
        // FLOAT is shown with six digits, and compared with all of them.
        return "CAST(" + (word.equals("float") ? "(" + name + " + 0E0)" : name) + " AS CHAR)";
    }

    @Override
    public String hash(Column column) {
        String name = Dialect.MYSQL.quote(column.name());
        String word = word(column);
        return "COALESCE("
                + hash(
                        TEXTS.contains(word)
                                ? "CONVERT(" + name + " USING utf8mb4)"
                                : BYTES.contains(word) ? name : text(column))
                + ", 7)";
    }

    private static String hash(String expression) {
        return "CAST(CONV(LEFT(SHA2(" + expression + ", 224), 15), 16, 10) AS SIGNED)";
    }

    @Override
    public String hash(List<String> hashes) {
        return hash("CONCAT_WS(' ', " + String.join(", ", hashes) + ")");
    }

    @Override
    public String literal(Column column, String text) {
        String word = word(column);
        return TEXTS.contains(word)
                ? "_utf8mb4 x'" + text + "'"
                : BYTES.contains(word) ? "x'" + text + "'" : Dialect.MYSQL.literal(text);
    }

    @Override
    public List<String> edges(Connection connection, Column column) {
        boolean signed = !column.type().contains("unsigned");
        int length = column.length();
        List<String> texts =
                switch (word(column)) {
                    case "tinyint" -> Edges.integers(8, signed);
                    case "smallint" -> Edges.integers(16, signed);
                    case "mediumint" -> Edges.integers(24, signed);
                    case "int", "integer" -> Edges.integers(32, signed);
                    case "bigint" -> Edges.integers(64, signed);
                    case "decimal" -> Edges.decimals(length, column.scale());
                    case "float" -> List.of("0.1", "3.40282e38", "-1e-30", "0", "16777217", "1.5", "2");
                    case "double" ->
                        List.of(
                                "0.1",
                                "1.7976931348623157e308",
                                "-1e-300",
                                "0",
                                "9007199254740993",
                                "123456.789012345",
                                "2");
                    case "year" -> List.of("2024", "1901", "2155", "1999", "2000", "1970", "2001");
                    case "char", "varchar" -> Edges.texts(length);
                    case "tinytext" -> Edges.texts(60);
                    case "text", "mediumtext", "longtext" -> Edges.texts(0);
                    case "enum", "set" -> column.labels();
                    case "date" -> Edges.DATES;
                    case "datetime", "timestamp" -> Edges.moments(length);
                    case "time" -> Edges.times(length);
                    case "json" -> Edges.DOCUMENTS;
                    case "uuid" -> Edges.uuids();
                    case "inet4" ->
                        List.of("10.1.2.3", "0.0.0.0", "255.255.255.255", "1.2.3.4", "10.0.0.1", "10.0.0.2");
                    case "inet6" -> List.of("::1", "fe80::1", "::ffff:10.1.2.3", "::", "2001:db8::1", "::2");
                    default -> List.of();
                };
        return texts.isEmpty()
                ? bytes(column)
                : texts.stream().map(Dialect.MYSQL::literal).toList();
    }

    private static List<String> bytes(Column column) {
        int length = Math.max(1, column.length());
        return switch (word(column)) {
            case "bit" ->
                List.of("b'1'", "b'0'", "b'" + "1".repeat(length) + "'", "b'10'", "b'11'", "b'101'", "b'110'");
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                List.of(
                        "x'dead'",
                        "x'00ff'",
                        "x'31'",
                        "x'c3a9'",
                        "x'0a'",
                        "x'" + "a1".repeat(200) + "'",
                        "x''",
                        "x'20'",
                        "x'32'");
            case "geometry", "point" ->
                List.of(
                        "ST_GeomFromText('POINT(1 2)')",
                        "ST_GeomFromText('POINT(0 0)')",
                        "ST_GeomFromText('POINT(-1.5 2.25)')");
            case "linestring" -> List.of("ST_GeomFromText('LINESTRING(0 0, 1 1)')");
            case "polygon" -> List.of("ST_GeomFromText('POLYGON((0 0, 0 1, 1 1, 0 0))')");
            default -> List.of();
        };
    }

    @Override
    public String plain(Column column, int number) {
        String text =
                switch (word(column)) {
                    case "enum", "set" ->
                        column.labels().get(number % column.labels().size());
                    case "date" -> "2024-01-" + String.format("%02d", number);
                    case "datetime", "timestamp" -> "2024-01-" + String.format("%02d", number) + " 00:00:00";
                    case "time" -> String.format("%02d:00:00", number);
                    case "year" -> String.valueOf(2000 + number);
                    case "uuid" -> Edges.uuid(number);
                    case "inet4" -> "10.0.0." + number;
                    case "inet6" -> "::" + number;
                    default -> String.valueOf(column.type().equals("tinyint(1)") ? number % 2 : number);
                };
        List<String> bytes = BYTES.contains(word(column)) ? bytes(column) : List.of();
        return bytes.isEmpty() ? Dialect.MYSQL.literal(text) : bytes.get(number % bytes.size());
    }

    @Override
    public @Nullable String hint(Column column, String literal) {
        return Dialect.MYSQL.literal(literal);
    }

    @Override
    public @Nullable String key(Column column, int number) {
        return switch (word(column)) {
            case "tinyint" -> String.valueOf(100 + number);
            case "smallint", "mediumint" -> String.valueOf(29_000 + number);
            case "int", "bigint" -> String.valueOf(900_000 + number);
            default -> null;
        };
    }

    @Override
    public String insert(Table table, List<Column> columns, List<List<String>> rows) {
        return Room.insert(Dialect.MYSQL, table.sql(), columns, "", rows);
    }

    @Override
    public void empty(Connection connection, List<Table> tables) throws SQLException {
        List<String> triggered = names(
                connection,
                "SELECT EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()");
        List<String> counted = names(
                connection,
                "SELECT TABLE_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
                        + "AND EXTRA LIKE '%auto_increment%'");
        unchecked(connection, () -> {
            for (Table table : tables) {
                if (!triggered.contains(table.name()) && !counted.contains(table.name())) {
                    Room.execute(connection, "DELETE FROM " + table.sql());
                    continue;
                }
                try { // ten times as slow, but fires nothing, and resets the counter
                    Room.execute(connection, "TRUNCATE TABLE " + table.sql());
                } catch (SQLException e) {
                    Room.execute(connection, "DELETE FROM " + table.sql()); // system versioned
                }
            }
        });
    }

    @Override
    public void unchecked(Connection connection, Work work) throws SQLException {
        Room.execute(connection, "SET SESSION foreign_key_checks = 0");
        try {
            work.run();
        } finally {
            Room.execute(connection, "SET SESSION foreign_key_checks = 1");
        }
    }

    /** Emptying a table resets its counter, and each row raises it again. */
    @Override
    public List<String> counters(Connection connection) {
        return List.of();
    }
}
