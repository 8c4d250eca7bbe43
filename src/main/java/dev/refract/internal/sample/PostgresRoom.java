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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's rows: as text, which its types read again. */
final class PostgresRoom implements Room {

    private static final String OURS = "c.oid >= 16384 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' "
            + "and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '" + Schema.LEDGER + "' and not "
            + "exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid "
            + "and e.deptype = 'e')";

    private static final String COLUMNS = "select c.oid::regclass::text, c.relkind, a.attname, "
            + "format_type(b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end), "
            + "a.attnotnull or t.typnotnull, a.attgenerated = '', "
            + "(select string_agg(l.enumlabel, chr(31) order by l.enumsortorder) from pg_enum l "
            + "where l.enumtypid in (b.oid, b.typelem)) "
            + "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            + "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
            + "join pg_type t on t.oid = a.atttypid join pg_type b on b.oid = case when t.typtype = 'd' then "
            + "t.typbasetype else t.oid end where " + OURS + " order by c.oid, a.attnum";

    private static final String KEYS = "select k.conrelid::regclass::text, k.contype, "
            + "(select string_agg(a.attname, chr(31) order by o.place) from unnest(k.conkey) with ordinality o(num, place) "
            + "join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.num), "
            + "case when k.contype = 'f' then k.confrelid::regclass::text end, "
            + "(select string_agg(a.attname, chr(31) order by o.place) from unnest(k.confkey) with ordinality o(num, place) "
            + "join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.num), "
            + "case when k.contype = 'c' then pg_get_constraintdef(k.oid) end "
            + "from pg_constraint k where k.oid >= 16384 and k.contype in ('p', 'f', 'c') and k.conrelid <> 0 "
            + "and k.conparentid = 0 "
            + "union all select i.inhparent::regclass::text, 'c', '', null, null, pg_get_expr(c.relpartbound, c.oid) "
            + "from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relispartition "
            + "union all select a.attrelid::regclass::text, 'c', '', null, null, pg_get_constraintdef(k.oid) "
            + "from pg_constraint k join pg_attribute a on a.atttypid = k.contypid where k.contypid <> 0 "
            + "and k.contype = 'c' and a.attrelid >= 16384 and a.attnum > 0";

    /** For types of which nothing else is known. */
    private static final List<String> PROBES = List.of(
            "1",
            "a",
            "{}",
            "[1,5)",
            "[2024-01-01,2024-02-01)",
            "empty",
            "(1,2)",
            "10.0.0.1",
            "10.0.0.0/8",
            "::1",
            "08:00:2b:01:02:03",
            "08:00:2b:01:02:03:04:05",
            "<a>1</a>",
            "((1,2),(3,4))",
            "<(1,2),3>",
            "{1,2,3}",
            "0/1",
            "'a' & 'b'",
            "(,)",
            "(,,)",
            "(,,,)",
            "()",
            "(,,,,)",
            "$",
            "a=>1",
            "[1,2,3]",
            "POINT(1 2)");

    private final Map<String, List<String>> probed = new LinkedHashMap<>();

    @Override
    public List<Table> tables(Connection connection) throws SQLException {
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        Map<String, String> froms = new LinkedHashMap<>();
        for (List<String> row : Room.rows(connection, COLUMNS)) {
            froms.put(row.get(0), (row.get(1).equals("r") ? "ONLY " : "") + row.get(0));
            columns.computeIfAbsent(row.get(0), t -> new ArrayList<>())
                    .add(new Column(
                            row.get(2),
                            row.get(3),
                            row.get(4).equals("f"),
                            row.get(5).equals("t"),
                            split(row.get(6))));
        }
        Map<String, List<List<String>>> keys =
                Room.rows(connection, KEYS).stream().collect(Collectors.groupingBy(row -> row.get(0)));
        List<Table> tables = new ArrayList<>();
        columns.forEach((name, list) -> {
            List<String> key = List.of();
            List<Reference> references = new ArrayList<>();
            List<String> hints = new ArrayList<>();
            for (List<String> row : keys.getOrDefault(name, List.of())) {
                switch (row.get(1)) {
                    case "p" -> key = split(row.get(2));
                    case "f" -> references.add(new Reference(split(row.get(2)), row.get(3), split(row.get(4))));
                    default -> hints.addAll(Hints.of(row.get(5)));
                }
            }
            tables.add(new Table(name, froms.getOrDefault(name, name), list, key, references, hints));
        });
        return tables;
    }

    private static List<String> split(@Nullable String joined) {
        return joined == null || joined.isEmpty() ? List.of() : List.of(joined.split("\u001f"));
    }

    @Override
    public String text(Column column) {
        return Dialect.POSTGRESQL.quote(column.name()) + "::text";
    }

    @Override
    public String hash(Column column) {
        return "coalesce(hashtextextended((" + text(column) + ") COLLATE \"C\", 0), 7)";
    }

    @Override
    public String hash(List<String> hashes) {
        return "hashtextextended((ROW(" + String.join(", ", hashes) + ")::text) COLLATE \"C\", 0)";
    }

    @Override
    public String literal(Column column, String text) {
        return Dialect.POSTGRESQL.literal(text);
    }

    @Override
    public List<String> edges(Connection connection, Column column) throws SQLException {
        List<String> values = column.base().endsWith("[]") || column.type().endsWith("[]")
                ? arrays(connection, column)
                : values(connection, column);
        return values.stream().map(Dialect.POSTGRESQL::literal).toList();
    }

    private List<String> arrays(Connection connection, Column column) throws SQLException {
        String element = column.type().replace("[]", "");
        List<String> values = values(connection, new Column(column.name(), element, true, true, column.labels()));
        if (values.isEmpty()) {
            return List.of("{}");
        }
        return List.of(
                "{" + quoted(values.get(0)) + "}",
                "{}",
                "{" + values.stream().limit(4).map(PostgresRoom::quoted).collect(Collectors.joining(",")) + "}",
                "{NULL}",
                "{" + quoted(values.get(values.size() - 1)) + ",NULL}",
                "{" + quoted(values.get(0)) + "," + quoted(values.get(0)) + "}",
                "{" + quoted(values.get(values.size() / 2)) + "}");
    }

    private static String quoted(String element) {
        return "\"" + element.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private List<String> values(Connection connection, Column column) throws SQLException {
        if (!column.labels().isEmpty()) {
            return column.labels();
        }
        int places = column.type().matches("[a-z]+\\(\\d\\).*") ? Math.min(6, column.length()) : 6;
        return switch (column.base()) {
            case "smallint" -> Edges.integers(16, true);
            case "integer" -> Edges.integers(32, true);
            case "bigint" -> Edges.integers(64, true);
            case "oid" -> Edges.integers(31, false);
            case "numeric" ->
                column.length() == 0
                        ? List.of(
                                "1234567890123456789012.123456789012345",
                                "0",
                                "-0.000000000001",
                                "1e40",
                                "5.10",
                                "NaN",
                                "3")
                        : Edges.decimals(column.length(), column.scale());
            case "real" -> List.of("0.1", "3.4028235e38", "-1e-30", "0", "16777217", "NaN", "1.5");
            case "double precision" ->
                List.of(
                        "0.1",
                        "1.7976931348623157e308",
                        "-1e-300",
                        "0",
                        "9007199254740993",
                        "Infinity",
                        "123456.789012345");
            case "boolean" -> List.of("true", "false");
            case "text", "character varying", "character", "bpchar" -> Edges.texts(column.length());
            case "name" ->
                Edges.texts(63).stream().map(text -> Edges.cut(text, 40)).toList();
            case "\"char\"" -> List.of("a", "b", "c", "d", "e", "f", "g");
            case "date" -> append(Edges.DATES, "infinity", "0001-01-01");
            case "timestamp without time zone" -> append(Edges.moments(places), "9999-12-31 00:00:00", "infinity");
            case "timestamp with time zone" ->
                append(
                        Edges.moments(places).stream()
                                .map(text -> text + "+05:30")
                                .toList(),
                        "infinity");
            case "time without time zone" -> Edges.times(places);
            case "time with time zone" ->
                Edges.times(places).stream().map(text -> text + "-03").toList();
            case "interval" ->
                List.of(
                        "1 mon -3 days 04:05:06.789",
                        "0",
                        "-1 year",
                        "25:00:00",
                        "1 day",
                        "00:00:00.000001",
                        "40 days");
            case "uuid" -> Edges.uuids();
            case "json", "jsonb" -> Edges.DOCUMENTS;
            case "bytea" ->
                List.of("\\xdeadbeef", "\\x", "\\x00ff", "\\x" + "a1".repeat(3000), "\\x31", "\\xc3a9", "\\x0a");
            case "bit" -> bits(Math.max(1, column.length()));
            case "bit varying" -> bits(column.length() == 0 ? 9 : column.length());
            case "money" -> List.of("12.34", "0", "-99999999.99", "1", "2.50", "3", "4");
            case "inet" -> List.of("10.1.2.3", "10.1.2.3/8", "::1", "192.168.0.1", "fe80::1/64", "0.0.0.0", "1.2.3.4");
            default -> probed(connection, column.type());
        };
    }

    private static List<String> append(List<String> values, String... more) {
        List<String> all = new ArrayList<>(values);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> bits(int length) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String bits = Integer.toBinaryString(i * 37 + 1);
            values.add(("0".repeat(length) + bits).substring(bits.length()));
        }
        return values;
    }

    private List<String> probed(Connection connection, String type) throws SQLException {
        List<String> known = probed.get(type);
        if (known != null) {
            return known;
        }
        List<String> accepted = new ArrayList<>();
        for (String probe : PROBES) {
            java.sql.Savepoint savepoint = connection.setSavepoint();
            try {
                Room.rows(connection, "select " + Dialect.POSTGRESQL.literal(probe) + "::" + type);
                accepted.add(probe);
            } catch (SQLException e) {
                connection.rollback(savepoint);
            }
            connection.releaseSavepoint(savepoint);
        }
        probed.put(type, accepted);
        return accepted;
    }

    @Override
    public String plain(Column column, int number) {
        String text = column.type().endsWith("[]")
                ? "{}"
                : column.labels().isEmpty()
                        ? plainText(column, number)
                        : column.labels().get(number % column.labels().size());
        return Dialect.POSTGRESQL.literal(text);
    }

    private String plainText(Column column, int number) {
        return switch (column.base()) {
            case "boolean" -> number % 2 == 0 ? "false" : "true";
            case "date" -> "2024-01-" + String.format("%02d", number);
            case "timestamp without time zone", "timestamp with time zone" ->
                "2024-01-" + String.format("%02d", number) + " 00:00:00+00";
            case "time without time zone", "time with time zone" -> String.format("%02d:00:00", number);
            case "uuid" -> Edges.uuid(number);
            case "interval" -> number + " days";
            case "bytea" -> "\\x0" + number;
            case "bit", "bit varying" -> bits(Math.max(1, column.length())).get(number % 7);
            case "inet", "cidr" -> "10.0.0." + number;
            default -> {
                List<String> known = probed.getOrDefault(column.type(), List.of());
                yield known.isEmpty() ? String.valueOf(number) : known.get(number % known.size());
            }
        };
    }

    @Override
    public @Nullable String key(Column column, int number) {
        return switch (column.base()) {
            case "smallint" -> String.valueOf(29_000 + number);
            case "integer", "bigint" -> String.valueOf(900_000 + number);
            default -> null;
        };
    }

    @Override
    public @Nullable String hint(Column column, String literal) {
        return Dialect.POSTGRESQL.literal(literal);
    }

    @Override
    public String insert(Table table, List<Column> columns, List<List<String>> rows) {
        return columns.isEmpty()
                ? "INSERT INTO " + table.name() + " DEFAULT VALUES"
                : Room.insert(Dialect.POSTGRESQL, table.name(), columns, overriding(), rows);
    }

    @Override
    public String overriding() {
        return "OVERRIDING SYSTEM VALUE ";
    }

    @Override
    public boolean needsSavepoints() {
        return true;
    }

    @Override
    public void empty(Connection connection, List<Table> tables) throws SQLException {
        Room.execute(
                connection,
                "TRUNCATE " + tables.stream().map(Table::name).collect(Collectors.joining(", ")) + " CASCADE");
    }

    /** Only a superuser may leave triggers and foreign keys out. */
    @Override
    public void unchecked(Connection connection, Work work) throws SQLException {
        boolean may = Room.rows(connection, "select current_setting('is_superuser')")
                .get(0)
                .get(0)
                .equals("on");
        if (may) {
            Room.execute(connection, "SET session_replication_role = replica");
        }
        try {
            work.run();
        } finally {
            if (may) {
                Room.execute(connection, "SET session_replication_role = origin");
            }
        }
    }

    @Override
    public List<String> counters(Connection connection) throws SQLException {
        return Room.rows(
                        connection,
                        "select format('select setval(%L, %s, %s)', "
                                + "quote_ident(schemaname) || '.' || quote_ident(sequencename), "
                                + "coalesce(last_value, start_value), last_value is not null) from pg_sequences "
                                + "where schemaname !~ '^pg_'")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }
}
