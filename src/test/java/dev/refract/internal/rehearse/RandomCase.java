package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import dev.refract.testing.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two tables that are related by a key, a third one in partitions where the server has these, rows, and a migration of
 * them out of all kinds of statements; the same for the same seed.
 */
final class RandomCase {

    /** Behind a name, which is quoted then. */
    private static final List<String> ODD =
            List.of(" x", "X", "\"q", "'s", "\u00e9\u540d", "`", ".a", "?", "; --", "$$", "%s", "(1)", "/*");

    private static final Map<String, String> RESERVED =
            Map.of("c0", "select", "c1", "Order", "c2", "group", "k", "key", "r", "references", "w", "WHERE");

    private final Dialect dialect;
    private final Random random;
    private final boolean odd;
    private final Map<String, String> spelled = new HashMap<>();
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Set<String> required = new TreeSet<>();
    private final int texts;
    private final String first;
    private String table;
    private final String other;
    private final RandomKeys keys;
    private String primaryKey;
    private int names;

    final String schema;
    final List<String> rows = new ArrayList<>();
    final String migration;

    RandomCase(Kind kind, String suffix, long seed) {
        this.dialect = kind.dialect();
        this.random = new Random(seed);
        this.odd = random.nextInt(3) == 0;
        this.texts = random.nextInt(5);
        this.first = "t" + suffix;
        this.table = first;
        this.other = "u" + suffix;
        this.primaryKey = first;
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            columns.put("c" + i, any(types()));
        }
        this.keys = new RandomKeys(this, kind, random, suffix);
        RandomPartitions partitions = new RandomPartitions(this, kind, random, suffix);
        this.schema = create(table, columns) + keys.schema() + partitions.schema();
        for (int id = 1; id <= 5; id++) {
            rows.add(row(id));
            rows.add(keys.row(id));
        }
        rows.addAll(partitions.rows());
        StringBuilder script = new StringBuilder();
        if (random.nextInt(6) > 0) { // what changes nothing but rows is not finished
            script.append(create("e" + suffix, Map.of()));
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int of = random.nextInt(27);
            script.append(of < 20 ? statement(of) : of < 24 ? keys.statement() : partitions.statement());
        }
        this.migration = script.toString();
    }

    /** The first table's name before the migration and after it, as descriptions have it. */
    String oldName() {
        return described(first);
    }

    String newName() {
        return described(table);
    }

    private String described(String name) {
        return dialect == Dialect.POSTGRESQL ? Named.sql(dialect, plain(name)) : plain(name);
    }

    /** The name that PostgreSQL gave the first table's primary key. */
    String primaryKey() {
        return dialect.quote(plain(primaryKey) + "_pkey");
    }

    /** It is made anew, of the table by its present name. */
    void newPrimaryKey() {
        primaryKey = table;
    }

    /** The tables as they stand in SQL, now. */
    String table() {
        return q(table);
    }

    String other() {
        return q(other);
    }

    /** A name as it stands in SQL. */
    String q(String name) {
        return plain(name).equals(name) ? name : dialect.quote(plain(name));
    }

    private String plain(String name) {
        return spelled.computeIfAbsent(
                name, n -> !odd || random.nextBoolean() ? n : RESERVED.getOrDefault(n, n + any(ODD)));
    }

    /** A table with an id, a number of its own that is unique where others refer to it, and these columns. */
    private String create(String name, Map<String, String> of) {
        return "CREATE TABLE " + q(name) + " (id integer NOT NULL PRIMARY KEY, " + q("k") + " integer" + keys.unique()
                + of.entrySet().stream()
                        .map(column -> ", " + q(column.getKey()) + " " + column.getValue())
                        .collect(Collectors.joining())
                + ");\n";
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private List<String> types() {
        return switch (dialect) {
            case POSTGRESQL ->
                List.of(
                        "integer",
                        "bigint",
                        "smallint",
                        "text",
                        "varchar(30)",
                        "varchar(8)",
                        "char(12)",
                        "numeric(12,4)",
                        "numeric",
                        "double precision",
                        "real",
                        "boolean",
                        "date",
                        "timestamp(3)",
                        "timestamp",
                        "timestamptz",
                        "time",
                        "jsonb",
                        "json",
                        "text[]",
                        "bytea",
                        "interval",
                        "uuid");
            case MYSQL ->
                List.of(
                        "integer",
                        "bigint",
                        "smallint",
                        "tinyint(1)",
                        "text",
                        "varchar(30)",
                        "varchar(8)",
                        "char(12)",
                        "decimal(12,4)",
                        "double",
                        "float",
                        "date",
                        "datetime(3)",
                        "datetime",
                        "timestamp NULL",
                        "time",
                        "json",
                        "blob",
                        "enum('one','two','3')",
                        "bigint unsigned");
            case SQLITE ->
                List.of("INTEGER", "TEXT", "REAL", "DATETIME", "DECIMAL", "BLOB", "JSONB", "BOOLEAN", "VARCHAR(8)");
        };
    }

    // --- rows

    private String row(int id) {
        return "INSERT INTO " + q(table) + " (id, " + q("k")
                + columns.keySet().stream().map(c -> ", " + q(c)).collect(Collectors.joining()) + ") VALUES (" + id
                + ", " + 10 * id
                + columns.values().stream().map(type -> ", " + value(type)).collect(Collectors.joining()) + ")";
    }

    private String value(String type) {
        return random.nextInt(6) == 0 ? "NULL" : literal(type);
    }

    private String literal(String type) {
        String base = type.replaceFirst("[( ].*", "").toLowerCase(Locale.ROOT);
        int n = random.nextInt(120);
        return switch (base) {
            case "integer", "bigint", "smallint" -> String.valueOf(n);
            case "tinyint" -> String.valueOf(random.nextInt(2));
            case "boolean" -> dialect == Dialect.SQLITE ? "1" : random.nextBoolean() ? "true" : "false";
            case "numeric", "decimal", "double", "real", "float" -> n + "." + (1000 + random.nextInt(9000));
            case "date" -> "'2023-0" + (1 + n % 9) + "-15'";
            case "timestamp", "datetime", "timestamptz" ->
                "'2023-0" + (1 + n % 9) + "-15 1" + n % 10 + ":20:30." + (100 + n) + "'";
            case "time" -> "'1" + n % 10 + ":20:30'";
            case "json", "jsonb" -> "'{\"n\": " + n + ", \"z\": [1, 2]}'";
            case "text[]" -> "'{a,\"b " + n + "\"}'";
            case "bytea" -> "'\\x0" + n % 10 + "ff'";
            case "blob" -> "x'0" + n % 10 + "ff'";
            case "interval" -> "'" + n + " days 01:02:03.5'";
            case "uuid" -> String.format("'00000000-0000-4000-8000-%012d'", n);
            case "enum" -> any(List.of("'one'", "'two'", "'3'"));
            default -> text(n);
        };
    }

    /** Of one kind in a case, for most: a type that they can't be read as is none that the column can get. */
    private String text(int n) {
        return switch (texts) {
            case 0, 1 -> "'" + n + "'";
            case 2 -> "'1" + n % 10 + ":20:30'";
            default -> any(List.of("'" + n + "'", "'é " + n + "'", "' a" + n + " '", "''"));
        };
    }

    /** A row with nothing but what it must have; the migration mostly runs again where it is there already. */
    private String insert(int id) {
        boolean again = random.nextInt(4) > 0;
        String values = id + ", " + 10 * id
                + required.stream().map(c -> ", " + literal(columns.get(c))).collect(Collectors.joining());
        return "INSERT " + (again && dialect == Dialect.MYSQL ? "IGNORE " : "") + "INTO " + table() + " (id, " + q("k")
                + required.stream().map(c -> ", " + q(c)).collect(Collectors.joining()) + ") VALUES (" + values + ")"
                + (again && dialect != Dialect.MYSQL ? " ON CONFLICT DO NOTHING" : "") + ";\n";
    }

    // --- statements

    private String column() {
        return any(List.copyOf(columns.keySet()));
    }

    private String name() {
        return "n" + names++;
    }

    private String statement(int of) {
        String t = q(table);
        return switch (of) {
            case 0, 1, 2, 3 -> changeType();
            case 4 -> notNull();
            case 5 -> renameColumn();
            case 6 -> {
                table = "r" + table;
                yield "ALTER TABLE " + t + " RENAME TO " + q(table) + ";\n";
            }
            case 7, 8 -> {
                String c = column();
                String type = random.nextBoolean() ? columns.get(c).replace(" NOT NULL", "") : any(types());
                columns.put(c, type);
                required.remove(c);
                yield "ALTER TABLE " + t + " DROP COLUMN " + q(c) + ";\nALTER TABLE " + t + " ADD COLUMN " + q(c) + " "
                        + type + ";\n";
            }
            case 9 -> {
                String script = keys.dropTable(true) + create(table, columns) + keys.afterDrop();
                newPrimaryKey();
                required.removeIf(c -> !columns.get(c).endsWith(" NOT NULL"));
                yield random.nextBoolean() ? script : script + insert(1);
            }
            case 10 -> write();
            case 11 -> keys.release() + "DELETE FROM " + t + " WHERE id > 2;\n";
            case 12 -> code();
            case 13 -> {
                String c = name();
                columns.put(c, "integer");
                yield "ALTER TABLE " + t + " ADD COLUMN " + q(c) + " integer"
                        + (random.nextBoolean() ? " NOT NULL DEFAULT 7" : "") + ";\n";
            }
            case 14 -> {
                String c = column();
                if (columns.size() < 2) {
                    yield write();
                }
                columns.remove(c);
                required.remove(c);
                yield "ALTER TABLE " + t + " DROP COLUMN " + q(c) + ";\n";
            }
            case 15 -> swap();
            case 16 ->
                "CREATE TABLE " + q("m" + table) + " AS SELECT * FROM " + t + ";\n" + keys.release() + "DELETE FROM "
                        + t + ";\n";
            case 17 -> generated();
            case 18 -> "INSERT INTO " + other() + " (id, v) SELECT id + 50, v FROM " + other() + ";\n";
            default -> rebuild();
        };
    }

    private String changeType() {
        if (dialect == Dialect.SQLITE) {
            return rebuild();
        }
        String c = column();
        String from = columns.get(c);
        List<String> near = types().stream().filter(type -> leads(from, type)).toList();
        String type = any(random.nextBoolean() || near.isEmpty() ? types() : near);
        columns.put(c, type);
        if (dialect == Dialect.MYSQL) {
            required.remove(c);
            return "ALTER TABLE " + table() + " MODIFY " + q(c) + " " + type + ";\n";
        }
        String cast = random.nextBoolean() && leads(from, type) ? "::" : "::text::";
        return "ALTER TABLE " + table() + " ALTER COLUMN " + q(c) + " TYPE " + type + " USING " + q(c) + cast + type
                + ";\n";
    }

    /** Whether PostgreSQL has a cast for such types. */
    private static boolean leads(String from, String to) {
        String source = family(from);
        String target = family(to);
        return source.equals(target)
                || source.equals("text")
                || target.equals("text")
                || source.equals("moment") && !from.equals("date") && to.equals("time")
                || Set.of("time interval", "interval time", "jsonb number", "jsonb boolean")
                        .contains(from + " " + target)
                || from.equals("integer") && to.equals("boolean")
                || from.equals("boolean") && to.equals("integer");
    }

    private static String family(String type) {
        return switch (type.replaceFirst("[( ].*", "").toLowerCase(Locale.ROOT)) {
            case "integer", "bigint", "smallint", "tinyint", "numeric", "decimal", "double", "real", "float" ->
                "number";
            case "text", "varchar", "char" -> "text";
            case "date", "timestamp", "timestamptz", "datetime" -> "moment";
            case "json", "jsonb" -> "json";
            default -> type;
        };
    }

    private String notNull() {
        String c = column();
        if (dialect != Dialect.SQLITE) {
            required.add(c);
        }
        return switch (dialect) {
            case POSTGRESQL ->
                keys.release() + "DELETE FROM " + table() + " WHERE " + q(c) + " IS NULL;\nALTER TABLE " + table()
                        + " ALTER COLUMN " + q(c) + " SET NOT NULL;\n";
            case MYSQL -> {
                String type = columns.get(c).replaceFirst("( NOT)? NULL", "") + " NOT NULL";
                columns.put(c, type);
                yield keys.release() + "DELETE FROM " + table() + " WHERE " + q(c) + " IS NULL;\nALTER TABLE " + table()
                        + " MODIFY " + q(c) + " " + type + ";\n";
            }
            case SQLITE -> "UPDATE " + table() + " SET " + q(c) + " = 'x' WHERE " + q(c) + " IS NULL;\n";
        };
    }

    private String renameColumn() {
        String c = column();
        String to = name();
        columns.put(to, columns.remove(c));
        require(to, required.remove(c));
        return "ALTER TABLE " + table() + " RENAME COLUMN " + q(c) + " TO " + q(to) + ";\n";
    }

    private String write() {
        String c = column();
        return any(List.of(
                required.contains(c)
                        ? "DELETE FROM " + other() + " WHERE id = 2;\n"
                        : "UPDATE " + table() + " SET " + q(c) + " = NULL WHERE id = 1;\n",
                "UPDATE " + other() + " SET v = v * 2;\n",
                insert(77),
                dialect == Dialect.SQLITE ? "DELETE FROM " + other() + ";\n" : "TRUNCATE TABLE " + other() + ";\n"));
    }

    /** What hides a write from a reader of SQL. */
    private String code() {
        String f = "f" + first + names++;
        return switch (dialect) {
            case POSTGRESQL ->
                any(List.of(
                        "DO $x$ BEGIN UPDATE " + other() + " SET v = v + 1; END $x$;\n",
                        "CREATE FUNCTION " + f + "() RETURNS void LANGUAGE sql AS $x$ UPDATE " + other()
                                + " SET v = 0 $x$;\nSELECT " + f + "();\n",
                        "WITH gone AS (DELETE FROM " + other()
                                + " WHERE id < 3 RETURNING *) SELECT count(*) FROM gone;\n",
                        "CREATE TABLE x" + f + " AS WITH gone AS (UPDATE " + other()
                                + " SET v = 1 RETURNING *) SELECT * FROM gone;\n",
                        "EXPLAIN ANALYZE DELETE FROM " + other() + " WHERE id = 4;\n",
                        "PREPARE p" + f + " AS UPDATE " + other() + " SET v = 5;\nEXECUTE p" + f + ";\n"));
            case MYSQL ->
                "SET @s = " + dialect.literal("UPDATE " + other() + " SET v = v + 1") + ";\nPREPARE p" + f
                        + " FROM @s;\nEXECUTE p" + f + ";\nDEALLOCATE PREPARE p" + f + ";\n";
            case SQLITE ->
                "CREATE TRIGGER g" + f + " AFTER INSERT ON " + table() + " BEGIN UPDATE " + other()
                        + " SET v = 9; END;\n" + insert(99);
        };
    }

    private String swap() {
        List<String> two = columns.keySet().stream().limit(2).toList();
        if (two.size() < 2) {
            return write();
        }
        String a = two.get(0);
        String b = two.get(1);
        String typeA = columns.get(a);
        String typeB = columns.get(b);
        columns.put(a, typeB);
        columns.put(b, typeA);
        boolean wasRequired = required.contains(a);
        require(a, required.contains(b));
        require(b, wasRequired);
        if (dialect == Dialect.MYSQL && random.nextBoolean()) {
            return "ALTER TABLE " + table() + " CHANGE " + q(a) + " " + q(b) + " " + typeA + ", CHANGE " + q(b) + " "
                    + q(a) + " " + typeB + ";\n";
        }
        String rename = "ALTER TABLE " + table() + " RENAME COLUMN ";
        return rename + q(a) + " TO tmp;\n" + rename + q(b) + " TO " + q(a) + ";\n" + rename + "tmp TO " + q(b) + ";\n";
    }

    private void require(String column, boolean yes) {
        if (yes) {
            required.add(column);
        } else {
            required.remove(column);
        }
    }

    private String generated() {
        String c = name();
        return dialect == Dialect.SQLITE
                ? "ALTER TABLE " + table() + " ADD COLUMN " + q(c) + " INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL;\n"
                : "ALTER TABLE " + table() + " ADD COLUMN " + q(c) + " integer GENERATED ALWAYS AS (id * 2) STORED;\n";
    }

    /** As Prisma makes a table anew on SQLite; elsewhere a table that takes another's place. */
    private String rebuild() {
        Map<String, String> to = new LinkedHashMap<>(columns);
        List<String> from = columns.keySet().stream().map(this::q).toList();
        String c = column();
        boolean sqlite = dialect == Dialect.SQLITE;
        List<String> values = from.stream()
                .map(v -> v.equals(q(c)) && sqlite
                        ? any(List.of("coalesce(" + v + ", 'none')", "upper(" + v + ")", v, v + " || ''"))
                        : v)
                .toList();
        if (sqlite) {
            to.put(c, any(types()));
            columns.putAll(to);
        }
        String made = "new_" + table;
        primaryKey = made;
        required.removeIf(column -> !columns.get(column).endsWith(" NOT NULL"));
        String where = random.nextInt(3) == 0 ? " WHERE id <> 2" : "";
        return (where.isEmpty() ? "" : keys.release()) + (sqlite ? "PRAGMA foreign_keys=OFF;\n" : "") + create(made, to)
                + "INSERT INTO " + q(made) + " (id, "
                + q("k") + ", " + String.join(", ", from) + ") SELECT id, " + q("k") + ", "
                + String.join(", ", values) + " FROM " + table()
                + where + ";\n" + keys.dropTable(false) + "ALTER TABLE " + q(made) + " RENAME TO " + table() + ";\n"
                + keys.afterDrop() + (sqlite ? "PRAGMA foreign_keys=ON;\n" : "");
    }
}
