package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A long history of small migrations such as people make; the same one for the same seed. */
final class RandomHistory {

    private final Dialect dialect;
    private final Random random;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, String> views = new TreeMap<>();
    private final Map<String, Integer> enums = new TreeMap<>();
    private int names;

    /**
     * A table of the history: its columns with their types, its indexes, and the tables that its foreign keys point to.
     */
    private static final class Table {
        final Map<String, String> columns = new LinkedHashMap<>();
        final Map<String, String> indexes = new LinkedHashMap<>();
        final Map<String, String> references = new LinkedHashMap<>();
    }

    RandomHistory(Dialect dialect, long seed) {
        this.dialect = dialect;
        this.random = new Random(seed);
    }

    /** The next migration's script. */
    String next() {
        StringBuilder script = new StringBuilder();
        int statements = 1 + random.nextInt(3);
        for (int i = 0; i < statements; i++) {
            script.append(change());
        }
        return script.toString();
    }

    private String change() {
        if (tables.size() < 3) {
            return createTable();
        }
        return switch (random.nextInt(15)) {
            case 0, 1 -> createTable();
            case 2 -> dropTable();
            case 3, 4, 5 -> addColumn();
            case 6 -> dropColumn();
            case 7 -> renameColumn();
            case 8 -> renameTable();
            case 9, 10 -> createIndex();
            case 11 -> dropIndex();
            case 12 -> createView();
            case 13 -> dialect == Dialect.POSTGRESQL ? enumValue() : addColumn();
            default -> alterColumn();
        };
    }

    private String name(String kind) {
        names++;
        return kind + (names % 3 == 0 ? "_" : names % 3 == 1 ? "Of" : "") + names;
    }

    private String q(String name) {
        return dialect.quote(name);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String anyTable() {
        return any(List.copyOf(tables.keySet()));
    }

    private String createTable() {
        String name = name("Table");
        Table table = new Table();
        List<String> lines = new ArrayList<>(List.of(q("id") + " "
                + switch (dialect) {
                    case POSTGRESQL -> "SERIAL NOT NULL PRIMARY KEY";
                    case MYSQL -> "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY";
                    case SQLITE -> "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT";
                }));
        for (int i = random.nextInt(4); i >= 0; i--) {
            String column = name("column");
            String type = type();
            table.columns.put(column, type);
            lines.add(q(column) + " " + type + (random.nextBoolean() ? " NOT NULL" : ""));
        }
        if (!tables.isEmpty() && random.nextInt(3) > 0) {
            String other = anyTable();
            String column = name("ref");
            String key = name("key");
            table.references.put(column, other);
            lines.add(q(column) + " INTEGER");
            lines.add("CONSTRAINT " + q(key) + " FOREIGN KEY (" + q(column) + ") REFERENCES " + q(other) + " ("
                    + q("id") + ") ON DELETE CASCADE");
        }
        if (random.nextInt(4) == 0) {
            lines.add("CONSTRAINT " + q(name("check")) + " CHECK (" + q("id") + " > 0)");
            if (dialect == Dialect.MYSQL) {
                lines.remove(lines.size() - 1); // MySQL refuses one on a column that numbers itself
            }
        }
        tables.put(name, table);
        return "CREATE TABLE " + q(name) + " (\n    " + String.join(",\n    ", lines) + "\n);\n";
    }

    private String type() {
        return any(
                switch (dialect) {
                    case POSTGRESQL ->
                        List.of(
                                "TEXT",
                                "INTEGER",
                                "VARCHAR(40)",
                                "TIMESTAMP(3)",
                                "DECIMAL(10,2)",
                                "JSONB",
                                "TEXT[]",
                                "UUID",
                                "BOOLEAN");
                    case MYSQL ->
                        List.of(
                                "TEXT",
                                "INTEGER",
                                "VARCHAR(40)",
                                "DATETIME(3)",
                                "DECIMAL(10,2)",
                                "JSON",
                                "ENUM('a', 'b')",
                                "BIGINT UNSIGNED",
                                "BOOLEAN");
                    case SQLITE -> List.of("TEXT", "INTEGER", "REAL", "DATETIME", "DECIMAL", "BLOB", "JSONB");
                });
    }

    private String dropTable() {
        String name = anyTable();
        boolean referred = tables.entrySet().stream()
                .anyMatch(
                        e -> !e.getKey().equals(name) && e.getValue().references.containsValue(name));
        if (referred || tables.size() < 6) {
            return addColumn();
        }
        tables.remove(name);
        return dropViews(name) + "DROP TABLE " + q(name) + ";\n";
    }

    private String dropViews(String table) {
        StringBuilder script = new StringBuilder();
        views.entrySet().removeIf(view -> {
            if (view.getValue().equals(table)) {
                script.append("DROP VIEW ").append(q(view.getKey())).append(";\n");
                return true;
            }
            return false;
        });
        return script.toString();
    }

    private String addColumn() {
        String table = anyTable();
        String column = name("column");
        boolean required = random.nextInt(3) == 0;
        String type = required ? "INTEGER" : type();
        tables.get(table).columns.put(column, type);
        return "ALTER TABLE " + q(table) + " ADD COLUMN " + q(column) + " " + type
                + (required ? " NOT NULL DEFAULT " + random.nextInt(9) : "") + ";\n";
    }

    private String dropColumn() {
        String name = anyTable();
        Table table = tables.get(name);
        if (table.columns.size() < 2) {
            return addColumn();
        }
        String column = any(List.copyOf(table.columns.keySet()));
        table.columns.remove(column);
        StringBuilder script = new StringBuilder(dropViews(name));
        table.indexes.entrySet().removeIf(index -> {
            if (index.getValue().equals(column)) {
                script.append(dropIndex(name, index.getKey()));
                return true;
            }
            return false;
        });
        return script + "ALTER TABLE " + q(name) + " DROP COLUMN " + q(column) + ";\n";
    }

    private String renameColumn() {
        String name = anyTable();
        Table table = tables.get(name);
        if (table.columns.isEmpty()) {
            return addColumn();
        }
        String column = any(List.copyOf(table.columns.keySet()));
        String to = name("renamed");
        table.columns.put(to, table.columns.remove(column));
        table.indexes.replaceAll((index, of) -> of.equals(column) ? to : of);
        return dropViews(name) + "ALTER TABLE " + q(name) + " RENAME COLUMN " + q(column) + " TO " + q(to) + ";\n";
    }

    private String renameTable() {
        String name = anyTable();
        String to = name("Renamed");
        String script = dropViews(name);
        tables.put(to, tables.remove(name));
        tables.values()
                .forEach(table -> table.references.replaceAll((column, other) -> other.equals(name) ? to : other));
        return script + "ALTER TABLE " + q(name) + " RENAME TO " + q(to) + ";\n";
    }

    private String createIndex() {
        String name = anyTable();
        Table table = tables.get(name);
        List<String> columns = table.columns.entrySet().stream()
                .filter(c -> List.of("INTEGER", "VARCHAR(40)", "DECIMAL(10,2)", "DECIMAL", "REAL")
                        .contains(c.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (columns.isEmpty()) {
            return addColumn();
        }
        String column = any(columns);
        String index = name("index");
        table.indexes.put(index, column);
        String where = dialect != Dialect.MYSQL && random.nextInt(3) == 0 ? " WHERE " + q(column) + " IS NOT NULL" : "";
        return "CREATE INDEX " + q(index) + " ON " + q(name) + " (" + q(column) + (random.nextBoolean() ? " DESC" : "")
                + ", " + q("id") + ")" + where + ";\n";
    }

    private String dropIndex() {
        String name = anyTable();
        Table table = tables.get(name);
        if (table.indexes.isEmpty()) {
            return createIndex();
        }
        String index = any(List.copyOf(table.indexes.keySet()));
        table.indexes.remove(index);
        return dropIndex(name, index);
    }

    private String dropIndex(String table, String index) {
        return "DROP INDEX " + q(index) + (dialect == Dialect.MYSQL ? " ON " + q(table) : "") + ";\n";
    }

    private String createView() {
        String table = anyTable();
        String view = name("view");
        views.put(view, table);
        List<String> columns = List.copyOf(tables.get(table).columns.keySet());
        return "CREATE VIEW " + q(view) + " AS SELECT " + q("id") + (columns.isEmpty() ? "" : ", " + q(any(columns)))
                + " FROM " + q(table) + ";\n";
    }

    private String enumValue() {
        if (enums.isEmpty() || random.nextInt(3) == 0) {
            String type = name("Enum");
            enums.put(type, 2);
            String table = anyTable();
            tables.get(table).columns.put("of" + type, q(type));
            return "CREATE TYPE " + q(type) + " AS ENUM ('v0', 'v1');\nALTER TABLE " + q(table) + " ADD COLUMN "
                    + q("of" + type) + " " + q(type) + " NOT NULL DEFAULT 'v1';\n";
        }
        String type = any(List.copyOf(enums.keySet()));
        return "ALTER TYPE " + q(type) + " ADD VALUE 'v" + enums.merge(type, 1, Integer::sum) + "'"
                + (random.nextBoolean() ? " BEFORE 'v1'" : "") + ";\n";
    }

    private String alterColumn() {
        String name = anyTable();
        Table table = tables.get(name);
        List<String> columns = table.columns.entrySet().stream()
                .filter(c -> c.getValue().equals("VARCHAR(40)"))
                .map(Map.Entry::getKey)
                .toList();
        if (columns.isEmpty() || dialect == Dialect.SQLITE) {
            return addColumn();
        }
        String column = any(columns);
        table.columns.put(column, "VARCHAR(80)");
        String alter = dropViews(name) + "ALTER TABLE " + q(name) + " ";
        return alter
                + (dialect == Dialect.MYSQL
                        ? "MODIFY " + q(column) + " VARCHAR(80) DEFAULT 'x'"
                        : "ALTER COLUMN " + q(column) + " SET DATA TYPE VARCHAR(80), ALTER COLUMN " + q(column)
                                + " SET DEFAULT 'x'")
                + ";\n";
    }
}
