package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.statement.Tables.Column;
import dev.refract.internal.sql.statement.Tables.IndexOrKey;
import dev.refract.internal.sql.statement.Tables.Reference;
import dev.refract.internal.sql.statement.Tables.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server says it holds, from its own catalogs; nothing of ours reads SQL here. */
record ServerTables(Connection connection, Dialect dialect) {

    Tables read() throws SQLException {
        return dialect == Dialect.SQLITE ? sqlite() : mysql();
    }

    // --- MySQL and MariaDB

    private Tables mysql() throws SQLException {
        Tables tables = new Tables();
        each("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()", row -> {
            switch (row.getString(2)) {
                case "VIEW" -> tables.views.add(row.getString(1));
                case "SEQUENCE", "TEMPORARY" -> {
                    // MariaDB counts these as tables
                }
                default -> tables.tables.put(row.getString(1), new Table());
            }
        });
        each("""
                SELECT table_name, column_name, column_type, is_nullable, column_default, extra,
                       generation_expression, column_comment
                FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position""", row -> {
            Table table = tables.tables.get(row.getString(1));
            if (table != null) {
                table.columns.put(Tables.lower(row.getString(2)), mysqlColumn(row));
            }
        });
        mysqlKeys(tables);
        mysqlReferences(tables);
        each("""
                SELECT CONCAT(event_object_table, '.', trigger_name) FROM information_schema.triggers
                WHERE trigger_schema = DATABASE()""", row -> tables.triggers.add(row.getString(1)));
        each("""
                SELECT LOWER(routine_type), routine_name FROM information_schema.routines
                WHERE routine_schema = DATABASE() UNION ALL SELECT 'event', event_name FROM information_schema.events
                WHERE event_schema = DATABASE()""", row -> tables.routines.add(row.getString(1) + " " + row.getString(2)));
        return tables;
    }

    private static Column mysqlColumn(ResultSet row) throws SQLException {
        String extra = row.getString(6).toLowerCase(Locale.ROOT);
        String value = row.getString(5);
        String generation = row.getString(7);
        boolean generated = generation != null && !generation.isEmpty();
        return new Column(
                Types.ofMysql(row.getString(3)),
                row.getString(4).equals("NO"),
                value != null && !value.equals("NULL") && !generated,
                !generated ? "" : extra.contains("virtual") ? "virtual" : "stored",
                extra.contains("auto_increment"),
                extra.contains("on update"),
                row.getString(8));
    }

    private void mysqlKeys(Tables tables) throws SQLException {
        Map<List<String>, List<String>> parts = new LinkedHashMap<>();
        each("""
                SELECT table_name, index_name, non_unique, index_type, column_name, sub_part, collation
                FROM information_schema.statistics WHERE table_schema = DATABASE()
                ORDER BY table_name, index_name, seq_in_index""", row -> {
            String name = row.getString(2);
            String type = row.getString(4);
            String kind = name.equals("PRIMARY")
                    ? "primary"
                    : row.getInt(3) == 0
                            ? "unique"
                            : type.equals("BTREE") || type.equals("HASH") ? "index" : Tables.lower(type);
            String column = row.getString(5);
            String part = column == null
                    ? "(…)"
                    : Tables.part(
                            Tables.lower(column),
                            kind.equals("spatial") ? 0 : row.getInt(6),
                            "D".equals(row.getString(7)));
            parts.computeIfAbsent(List.of(row.getString(1), kind, name), k -> new ArrayList<>())
                    .add(part);
        });
        parts.forEach((key, columns) -> {
            String name = key.get(1).equals("primary") ? "" : Tables.lower(key.get(2));
            tables.tables.get(key.get(0)).keys.add(new IndexOrKey(key.get(1), name, columns));
        });
    }

    private void mysqlReferences(Tables tables) throws SQLException {
        Map<List<String>, List<List<String>>> parts = new LinkedHashMap<>();
        each("""
                SELECT k.table_name, k.constraint_name, k.referenced_table_name, r.delete_rule, k.column_name,
                       k.referenced_column_name
                FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
                  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
                 AND r.table_name = k.table_name
                WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
                ORDER BY k.table_name, k.constraint_name, k.ordinal_position""", row -> {
            List<String> key = List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
            parts.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(List.of(Tables.lower(row.getString(5)), Tables.lower(row.getString(6))));
        });
        parts.forEach((key, columns) -> tables.tables
                .get(key.get(0))
                .references
                .add(reference(Tables.lower(key.get(1)), key.get(2), key.get(3), columns)));
    }

    private static Reference reference(String name, String table, String rule, List<List<String>> columns) {
        return new Reference(
                name,
                columns.stream().map(pair -> pair.get(0)).toList(),
                table,
                columns.stream().map(pair -> pair.get(1)).toList(),
                rule(rule));
    }

    /** The two say the same, and a server may show either. */
    static String rule(String rule) {
        return rule.equals("RESTRICT") ? "NO ACTION" : rule;
    }

    // --- SQLite

    private Tables sqlite() throws SQLException {
        Tables tables = new Tables();
        each(
                """
                SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')""",
                row -> {
                    switch (row.getString(1)) {
                        case "table" -> tables.tables.put(Tables.lower(row.getString(2)), new Table());
                        case "view" -> tables.views.add(Tables.lower(row.getString(2)));
                        case "trigger" -> tables.triggers.add(Tables.lower(row.getString(3) + "." + row.getString(2)));
                        default -> {
                            // an index is read with its table
                        }
                    }
                });
        for (Map.Entry<String, Table> table : tables.tables.entrySet()) {
            sqliteColumns(table.getKey(), table.getValue());
            sqliteKeys(table.getKey(), table.getValue());
            sqliteReferences(table.getKey(), table.getValue());
        }
        return tables;
    }

    private void sqliteColumns(String name, Table table) throws SQLException {
        Map<Integer, String> primary = new java.util.TreeMap<>();
        each("PRAGMA table_xinfo(" + quoted(name) + ")", row -> {
            String column = Tables.lower(row.getString("name"));
            int hidden = row.getInt("hidden");
            if (row.getInt("pk") > 0) {
                primary.put(row.getInt("pk"), column);
            }
            if (hidden != 1) {
                table.columns.put(
                        column,
                        new Column(
                                Types.ofSqlite(row.getString("type")),
                                row.getInt("notnull") == 1,
                                row.getString("dflt_value") != null
                                        && !row.getString("dflt_value").equalsIgnoreCase("null"),
                                hidden == 2 ? "virtual" : hidden == 3 ? "stored" : "",
                                false,
                                false,
                                ""));
            }
        });
        if (!primary.isEmpty()) {
            table.keys.add(new IndexOrKey("primary", "", List.copyOf(primary.values())));
        }
    }

    private void sqliteKeys(String name, Table table) throws SQLException {
        List<List<String>> indexes = new ArrayList<>();
        each("PRAGMA index_list(" + quoted(name) + ")", row -> {
            if (!row.getString("origin").equals("pk")) {
                boolean own = row.getString("origin").equals("c");
                indexes.add(List.of(
                        row.getInt("unique") == 1 ? "unique" : "index", row.getString("name"), own ? "own" : ""));
            }
        });
        for (List<String> index : indexes) {
            List<String> parts = new ArrayList<>();
            each("PRAGMA index_xinfo(" + quoted(index.get(1)) + ")", row -> {
                if (row.getInt("key") == 1) {
                    String column = row.getString("name");
                    parts.add(column == null ? "(…)" : Tables.part(Tables.lower(column), 0, row.getInt("desc") == 1));
                }
            });
            String own = index.get(2).isEmpty() ? "" : Tables.lower(index.get(1));
            table.keys.add(new IndexOrKey(index.get(0), own, parts));
        }
    }

    private void sqliteReferences(String name, Table table) throws SQLException {
        Map<Integer, List<List<String>>> parts = new LinkedHashMap<>();
        Map<Integer, String> rules = new LinkedHashMap<>();
        Map<Integer, String> targets = new LinkedHashMap<>();
        each("PRAGMA foreign_key_list(" + quoted(name) + ")", row -> {
            String to = row.getString("to");
            parts.computeIfAbsent(row.getInt("id"), k -> new ArrayList<>())
                    .add(List.of(Tables.lower(row.getString("from")), to == null ? "" : Tables.lower(to)));
            rules.put(row.getInt("id"), row.getString("on_delete"));
            targets.put(row.getInt("id"), Tables.lower(row.getString("table")));
        });
        parts.forEach((id, columns) -> table.references.add(reference("", targets.get(id), rules.get(id), columns)));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    // ---

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                row.read(rows);
            }
        }
    }
}
