package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Two tables, rows, and a migration of them out of all kinds of statements; the same for the same seed. */
final class RandomCase {

    private final Dialect dialect;
    private final Random random;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final String first;
    private String table;
    private final String other;
    private int names;

    final String schema;
    final List<String> rows = new ArrayList<>();
    final String migration;

    RandomCase(Dialect dialect, String suffix, long seed) {
        this.dialect = dialect;
        this.random = new Random(seed);
        this.first = "t" + suffix;
        this.table = first;
        this.other = "u" + suffix;
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            columns.put("c" + i, any(types()));
        }
        this.schema = create(table, columns) + create(other, Map.of("v", "integer"));
        for (int id = 1; id <= 5; id++) {
            rows.add(row(id));
            rows.add("INSERT INTO " + other + " (id, v) VALUES (" + id + ", " + random.nextInt(100) + ")");
        }
        StringBuilder script = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            script.append(statement());
        }
        this.migration = script.toString();
    }

    /** The first table's name before the migration and after it. */
    String oldName() {
        return first;
    }

    String newName() {
        return table;
    }

    private String create(String name, Map<String, String> of) {
        return "CREATE TABLE " + name + " (id integer NOT NULL PRIMARY KEY"
                + of.entrySet().stream()
                        .map(column -> ", " + column.getKey() + " " + column.getValue())
                        .collect(Collectors.joining())
                + ");\n";
    }

    private <T> T any(List<T> choices) {
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
        return "INSERT INTO " + table + " (id"
                + columns.keySet().stream().map(c -> ", " + c).collect(Collectors.joining()) + ") VALUES (" + id
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

    private String statement() {
        String t = table;
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> changeType();
            case 4 -> notNull();
            case 5 -> renameColumn();
            case 6 -> {
                table = "r" + t;
                yield "ALTER TABLE " + t + " RENAME TO " + table + ";\n";
            }
            case 7, 8 -> {
                String c = column();
                String type = random.nextBoolean() ? columns.get(c) : any(types());
                columns.put(c, type);
                yield "ALTER TABLE " + t + " DROP COLUMN " + c + ";\nALTER TABLE " + t + " ADD COLUMN " + c + " " + type
                        + ";\n";
            }
            case 9 -> {
                String script = "DROP TABLE " + t + ";\n" + create(t, columns);
                yield random.nextBoolean() ? script : script + "INSERT INTO " + t + " (id) VALUES (1);\n";
            }
            case 10 -> write();
            case 11 -> "DELETE FROM " + t + " WHERE id > 2;\n";
            case 12 -> code();
            case 13 -> {
                String c = name();
                columns.put(c, "integer");
                yield "ALTER TABLE " + t + " ADD COLUMN " + c + " integer"
                        + (random.nextBoolean() ? " NOT NULL DEFAULT 7" : "") + ";\n";
            }
            case 14 -> {
                String c = column();
                if (columns.size() < 2) {
                    yield write();
                }
                columns.remove(c);
                yield "ALTER TABLE " + t + " DROP COLUMN " + c + ";\n";
            }
            case 15 -> swap();
            case 16 ->
                "CREATE TABLE m" + t + (dialect == Dialect.MYSQL ? " " : "") + " AS SELECT * FROM " + t
                        + ";\nDELETE FROM " + t + ";\n";
            case 17 -> generated();
            case 18 -> "INSERT INTO " + other + " (id, v) SELECT id + 50, v FROM " + other + ";\n";
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
            return "ALTER TABLE " + table + " MODIFY " + c + " " + type + ";\n";
        }
        return "ALTER TABLE " + table + " ALTER COLUMN " + c + " TYPE " + type + " USING " + c
                + any(List.of("::", "::text::")) + type + ";\n";
    }

    private String notNull() {
        String c = column();
        return switch (dialect) {
            case POSTGRESQL ->
                "DELETE FROM " + table + " WHERE " + c + " IS NULL;\nALTER TABLE " + table + " ALTER COLUMN " + c
                        + " SET NOT NULL;\n";
            case MYSQL -> {
                String type = columns.get(c).replace(" NULL", "") + " NOT NULL";
                columns.put(c, type);
                yield "DELETE FROM " + table + " WHERE " + c + " IS NULL;\nALTER TABLE " + table + " MODIFY " + c + " "
                        + type + ";\n";
            }
            case SQLITE -> "UPDATE " + table + " SET " + c + " = 'x' WHERE " + c + " IS NULL;\n";
        };
    }

    private String renameColumn() {
        String c = column();
        String to = name();
        columns.put(to, columns.remove(c));
        return "ALTER TABLE " + table + " RENAME COLUMN " + c + " TO " + to + ";\n";
    }

    private String write() {
        String c = column();
        return any(List.of(
                "UPDATE " + table + " SET " + c + " = NULL WHERE id = 1;\n",
                "UPDATE " + other + " SET v = v * 2;\n",
                "INSERT INTO " + table + " (id) VALUES (77);\n",
                dialect == Dialect.SQLITE ? "DELETE FROM " + other + ";\n" : "TRUNCATE TABLE " + other + ";\n"));
    }

    /** What hides a write from a reader of SQL. */
    private String code() {
        String f = "f" + table + names++;
        return switch (dialect) {
            case POSTGRESQL ->
                any(List.of(
                        "DO $$ BEGIN UPDATE " + other + " SET v = v + 1; END $$;\n",
                        "CREATE FUNCTION " + f + "() RETURNS void LANGUAGE sql AS $$ UPDATE " + other
                                + " SET v = 0 $$;\nSELECT " + f + "();\n",
                        "WITH gone AS (DELETE FROM " + other
                                + " WHERE id < 3 RETURNING *) SELECT count(*) FROM gone;\n",
                        "CREATE TABLE x" + f + " AS WITH gone AS (UPDATE " + other
                                + " SET v = 1 RETURNING *) SELECT * FROM gone;\n",
                        "EXPLAIN ANALYZE DELETE FROM " + other + " WHERE id = 4;\n",
                        "PREPARE p" + f + " AS UPDATE " + other + " SET v = 5;\nEXECUTE p" + f + ";\n"));
            case MYSQL ->
                "SET @s = 'UPDATE " + other + " SET v = v + 1';\nPREPARE p" + f + " FROM @s;\nEXECUTE p" + f
                        + ";\nDEALLOCATE PREPARE p" + f + ";\n";
            case SQLITE ->
                "CREATE TRIGGER g" + f + " AFTER INSERT ON " + table + " BEGIN UPDATE " + other
                        + " SET v = 9; END;\nINSERT INTO " + table + " (id) VALUES (99);\n";
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
            return "ALTER TABLE " + table + " CHANGE " + a + " " + b + " " + typeA + ", CHANGE " + b + " " + a + " "
                    + typeB + ";\n";
        }
        String rename = "ALTER TABLE " + table + " RENAME COLUMN ";
        return rename + a + " TO tmp;\n" + rename + b + " TO " + a + ";\n" + rename + "tmp TO " + b + ";\n";
    }

    private String generated() {
        String c = name();
        return dialect == Dialect.SQLITE
                ? "ALTER TABLE " + table + " ADD COLUMN " + c + " INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL;\n"
                : "ALTER TABLE " + table + " ADD COLUMN " + c + " integer GENERATED ALWAYS AS (id * 2) STORED;\n";
    }

    /** As Prisma makes a table anew on SQLite; elsewhere a table that takes another's place. */
    private String rebuild() {
        Map<String, String> to = new LinkedHashMap<>(columns);
        List<String> from = new ArrayList<>(columns.keySet());
        String c = column();
        List<String> values = from.stream()
                .map(column -> column.equals(c) && dialect == Dialect.SQLITE
                        ? any(List.of("coalesce(" + c + ", 'none')", "upper(" + c + ")", c, c + " || ''"))
                        : column)
                .toList();
        if (dialect == Dialect.SQLITE) {
            to.put(c, any(types()));
            columns.putAll(to);
        }
        boolean foreignKeys = dialect == Dialect.SQLITE;
        return (foreignKeys ? "PRAGMA foreign_keys=OFF;\n" : "") + create("new_" + table, to) + "INSERT INTO new_"
                + table
                + " (id, " + String.join(", ", from) + ") SELECT id, " + String.join(", ", values) + " FROM " + table
                + (random.nextInt(3) == 0 ? " WHERE id <> 2" : "") + ";\nDROP TABLE " + table + ";\nALTER TABLE new_"
                + table + " RENAME TO " + table + ";\n" + (foreignKeys ? "PRAGMA foreign_keys=ON;\n" : "");
    }
}
