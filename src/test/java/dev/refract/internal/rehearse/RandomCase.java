package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import dev.refract.testing.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

    private final Kind kind;
    private final Dialect dialect;
    private final Random random;
    private final boolean odd;
    private final Map<String, String> spelled = new HashMap<>();
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final String first;
    private String table;
    private final String other;
    private final RandomKeys keys;
    private int names;

    final String schema;
    final List<String> rows = new ArrayList<>();
    final String migration;

    RandomCase(Kind kind, String suffix, long seed) {
        this.kind = kind;
        this.dialect = kind.dialect();
        this.random = new Random(seed);
        this.odd = random.nextInt(3) == 0;
        this.first = "t" + suffix;
        this.table = first;
        this.other = "u" + suffix;
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
        if (random.nextInt(3) > 0) { // what changes nothing but rows is not finished
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
        return dialect.quote(plain(first) + "_pkey");
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
        if (random.nextInt(6) == 0) {
            return "NULL";
        }
        String base = type.replaceFirst("[( ].*", "").toLowerCase(java.util.Locale.ROOT);
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
            default -> any(List.of("'" + n + "'", "'é " + n + "'", "' a" + n + " '", "''"));
        };
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
                String type = random.nextBoolean() ? columns.get(c) : any(types());
                columns.put(c, type);
                yield "ALTER TABLE " + t + " DROP COLUMN " + q(c) + ";\nALTER TABLE " + t + " ADD COLUMN " + q(c) + " "
                        + type + ";\n";
            }
            case 9 -> {
                String script =
                        "DROP TABLE " + t + (kind == Kind.POSTGRES ? " CASCADE" : "") + ";\n" + create(table, columns);
                yield random.nextBoolean() ? script : script + "INSERT INTO " + t + " (id) VALUES (1);\n";
            }
            case 10 -> write();
            case 11 -> "DELETE FROM " + t + " WHERE id > 2;\n";
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
                yield "ALTER TABLE " + t + " DROP COLUMN " + q(c) + ";\n";
            }
            case 15 -> swap();
            case 16 -> "CREATE TABLE " + q("m" + table) + " AS SELECT * FROM " + t + ";\nDELETE FROM " + t + ";\n";
            case 17 -> generated();
            case 18 -> "INSERT INTO " + other() + " (id, v) SELECT id + 50, v FROM " + other() + ";\n";
            default -> rebuild();
        };
    }

    private String changeType() {
        String c = column();
        String type = any(types());
        if (dialect == Dialect.SQLITE) {
            return rebuild();
        }
        columns.put(c, type);
        if (dialect == Dialect.MYSQL) {
            return "ALTER TABLE " + table() + " MODIFY " + q(c) + " " + type + ";\n";
        }
        return "ALTER TABLE " + table() + " ALTER COLUMN " + q(c) + " TYPE " + type + " USING " + q(c)
                + any(List.of("::", "::text::")) + type + ";\n";
    }

    private String notNull() {
        String c = column();
        return switch (dialect) {
            case POSTGRESQL ->
                "DELETE FROM " + table() + " WHERE " + q(c) + " IS NULL;\nALTER TABLE " + table() + " ALTER COLUMN "
                        + q(c) + " SET NOT NULL;\n";
            case MYSQL -> {
                String type = columns.get(c).replace(" NULL", "") + " NOT NULL";
                columns.put(c, type);
                yield "DELETE FROM " + table() + " WHERE " + q(c) + " IS NULL;\nALTER TABLE " + table() + " MODIFY "
                        + q(c) + " " + type + ";\n";
            }
            case SQLITE -> "UPDATE " + table() + " SET " + q(c) + " = 'x' WHERE " + c + " IS NULL;\n";
        };
    }

    private String renameColumn() {
        String c = column();
        String to = name();
        columns.put(to, columns.remove(c));
        return "ALTER TABLE " + table() + " RENAME COLUMN " + q(c) + " TO " + q(to) + ";\n";
    }

    private String write() {
        String c = column();
        return any(List.of(
                "UPDATE " + table() + " SET " + q(c) + " = NULL WHERE id = 1;\n",
                "UPDATE " + other() + " SET v = v * 2;\n",
                "INSERT INTO " + table() + " (id) VALUES (77);\n",
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
                        + " SET v = 9; END;\nINSERT INTO " + table() + " (id) VALUES (99);\n";
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
        if (dialect == Dialect.MYSQL && random.nextBoolean()) {
            return "ALTER TABLE " + table() + " CHANGE " + q(a) + " " + q(b) + " " + typeA + ", CHANGE " + q(b) + " "
                    + q(a) + " " + typeB + ";\n";
        }
        String rename = "ALTER TABLE " + table() + " RENAME COLUMN ";
        return rename + q(a) + " TO tmp;\n" + rename + q(b) + " TO " + q(a) + ";\n" + rename + "tmp TO " + q(b) + ";\n";
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
        return (sqlite ? "PRAGMA foreign_keys=OFF;\n" : "") + create(made, to) + "INSERT INTO " + q(made) + " (id, "
                + q("k") + ", " + String.join(", ", from) + ") SELECT id, " + q("k") + ", "
                + String.join(", ", values) + " FROM " + table()
                + (random.nextInt(3) == 0 ? " WHERE id <> 2" : "") + ";\nDROP TABLE " + table()
                + (kind == Kind.POSTGRES ? " CASCADE" : "") + ";\nALTER TABLE " + q(made) + " RENAME TO " + table()
                + ";\n" + (sqlite ? "PRAGMA foreign_keys=ON;\n" : "");
    }
}
