package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.report.RefractException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The key by which a table is gone through: a primary key, or a unique one without NULLs. Its values are read, kept and
 * compared by the server alone, as SQL literals: their order is the index's.
 *
 * @param index the index's name
 */
record Key(Dialect dialect, String index, List<Column> columns) {

    /**
     * A column of it.
     *
     * @param type the server's name for its type, in lower case
     */
    record Column(String name, String type) {}

    private static final Set<String> FLOATS = Set.of("float", "double", "real", "float4", "float8", "double precision");

    private static final Set<String> TEXTS = Set.of("char", "varchar", "text", "tinytext", "mediumtext", "longtext");

    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "blob", "tinyblob", "mediumblob", "longblob");

    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");

    private static final Set<String> NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year");

    /** An ENUM's index has another order than its comparison. */
    private static final Set<String> NOT_ON_MYSQL = Set.of("enum", "set", "bit", "json");

    Key {
        columns = List.copyOf(columns);
    }

    /** The keys that a table may be gone through by, the best first. */
    static Key of(Database database, DataMigration migration) {
        List<Key> all = all(database, migration);
        List<Key> good = all.stream().filter(Key::isGood).toList();
        Optional<Key> chosen = migration.key().isEmpty()
                ? good.stream().findFirst()
                : good.stream()
                        .filter(key -> key.names().equals(migration.key()))
                        .findFirst();
        return chosen.orElseThrow(() -> none(database, migration, all));
    }

    private static RefractException none(Database database, DataMigration migration, List<Key> all) {
        String table = "`" + Controls.escapedLine(migration.table()) + "`";
        Dialect dialect = database.dialect();
        if (!migration.key().isEmpty()) {
            return new RefractException(
                    null,
                    "The table " + table + " has no unique index without NULLs on exactly ("
                            + Controls.escapedLine(String.join(", ", migration.key())) + ").",
                    all.isEmpty()
                            ? "Add one, or take key out of data.toml."
                            : "Known: "
                                    + all.stream()
                                            .map(key -> "(" + String.join(", ", key.names()) + ")"
                                                    + (key.isGood() ? "" : ", whose type has no exact order"))
                                            .collect(Collectors.joining("; "))
                                    + ". Correct key in data.toml.");
        }
        String quoted =
                migration.tableSchema().map(dialect::quote).map(s -> s + ".").orElse("")
                        + dialect.quote(migration.tableName());
        String add =
                switch (dialect) {
                    case POSTGRESQL ->
                        "ALTER TABLE " + quoted + " ADD COLUMN id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY;";
                    case MYSQL ->
                        "ALTER TABLE " + quoted + " ADD COLUMN id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY;";
                    case SQLITE ->
                        "CREATE UNIQUE INDEX " + dialect.quote(migration.tableName() + "_key") + " ON " + quoted
                                + " (COLUMN);   -- one that is NOT NULL";
                };
        return new RefractException(
                null,
                "The table " + table + " can't be gone through in batches: it has no primary key and no unique index "
                        + "without NULLs" + (all.isEmpty() ? "" : " whose type has an exact order") + ".",
                "Add one in a migration of its own:\n    " + add
                        + "\nOr let the script run as a whole: mode = \"once\" in " + "data.toml.");
    }

    private boolean isGood() {
        return columns.stream()
                .noneMatch(column -> FLOATS.contains(column.type())
                        || dialect == Dialect.MYSQL && NOT_ON_MYSQL.contains(column.type())
                        || dialect == Dialect.SQLITE && column.type().matches(".*(real|floa|doub).*"));
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    // --- finding it

    private static List<Key> all(Database database, DataMigration migration) {
        requireTable(database, migration);
        return switch (database.dialect()) {
            case POSTGRESQL -> postgres(database, migration);
            case MYSQL -> mysql(database, migration);
            case SQLITE -> sqlite(database, migration);
        };
    }

    private static void requireTable(Database database, DataMigration migration) {
        Dialect dialect = database.dialect();
        String sql =
                switch (dialect) {
                    case POSTGRESQL -> "SELECT 1 WHERE " + regclass(database, migration) + " IS NOT NULL";
                    case MYSQL ->
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = "
                                + dialect.literal(schema(database, migration)) + " AND table_name = "
                                + dialect.literal(migration.tableName());
                    case SQLITE ->
                        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = "
                                + dialect.literal(migration.tableName()) + " COLLATE NOCASE";
                };
        if (database.query(sql, row -> row.getInt(1)).isEmpty()) {
            throw new RefractException(
                    null,
                    "There is no table `" + Controls.escapedLine(migration.table()) + "`, which the data migration `"
                            + Controls.escapedLine(migration.name()) + "` goes through.",
                    "Correct table in " + migration.files().path(DataToml.FILE)
                            + ", or name the migration that makes it: after = \"…\"");
        }
    }

    private static String schema(Database database, DataMigration migration) {
        return migration.tableSchema().orElse(database.schema());
    }

    private static String regclass(Database database, DataMigration migration) {
        return "pg_catalog.to_regclass(" + database.dialect().literal(migration.qualifiedTable(database)) + ")";
    }

    private static List<Key> postgres(Database database, DataMigration migration) {
        return grouped(
                database,
                "SELECT c.relname, a.attname, t.typname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = "
                        + "i.indexrelid CROSS JOIN LATERAL pg_catalog.generate_series(0, i.indnkeyatts - 1) AS n JOIN "
                        + "pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n] JOIN "
                        + "pg_catalog.pg_type t ON t.oid = a.atttypid WHERE i.indrelid = "
                        + regclass(database, migration)
                        + " AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS "
                        + "(SELECT FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) AS m LEFT JOIN "
                        + "pg_catalog.pg_attribute o ON o.attrelid = i.indrelid AND o.attnum = i.indkey[m] WHERE NOT "
                        + "coalesce(o.attnotnull, false) OR i.indoption[m] <> 0) ORDER BY i.indisprimary DESC, i.indnkeyatts, "
                        + "c.relname, n");
    }

    private static List<Key> mysql(Database database, DataMigration migration) {
        Dialect dialect = database.dialect();
        return grouped(
                database,
                "SELECT s.index_name, s.column_name, c.data_type FROM information_schema.statistics s JOIN "
                        + "information_schema.columns c ON c.table_schema = s.table_schema AND c.table_name = s.table_name "
                        + "AND c.column_name = s.column_name WHERE s.table_schema = "
                        + dialect.literal(schema(database, migration)) + " AND s.table_name = "
                        + dialect.literal(migration.tableName())
                        + " AND s.non_unique = 0 AND NOT EXISTS (SELECT 1 FROM "
                        + "information_schema.statistics o LEFT JOIN information_schema.columns p ON p.table_schema = "
                        + "o.table_schema AND p.table_name = o.table_name AND p.column_name = o.column_name WHERE "
                        + "o.table_schema = s.table_schema AND o.table_name = s.table_name AND o.index_name = s.index_name "
                        + "AND (p.is_nullable IS NULL OR p.is_nullable <> 'NO' OR o.sub_part IS NOT NULL OR o.collation <> "
                        + "'A')) ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index");
    }

    private static List<Key> sqlite(Database database, DataMigration migration) {
        String table = database.dialect().literal(migration.tableName());
        Map<String, Boolean> notNull = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        Map<Integer, String> primary = new TreeMap<>();
        database.query("SELECT name, type, \"notnull\", pk FROM pragma_table_info(" + table + ")", row -> {
            String name = row.getString(1);
            types.put(name, row.getString(2).toLowerCase(Locale.ROOT));
            notNull.put(name, row.getInt(3) == 1);
            if (row.getInt(4) > 0) {
                primary.put(row.getInt(4), name);
            }
            return name;
        });
        List<Key> keys = new ArrayList<>();
        List<String> first = List.copyOf(primary.values());
        boolean rowid = first.size() == 1 && "integer".equals(types.get(first.get(0)));
        if (!first.isEmpty() && (rowid || first.stream().allMatch(name -> notNull.getOrDefault(name, false)))) {
            keys.add(sqlite("PRIMARY KEY", first, types));
        }
        List<String> indexes = database.query(
                "SELECT name FROM pragma_index_list(" + table + ") WHERE \"unique\" = 1 AND partial = 0 ORDER BY name",
                row -> row.getString(1));
        for (String index : indexes) {
            List<String> columns = database.query(
                    "SELECT coalesce(name, '') FROM pragma_index_xinfo("
                            + database.dialect().literal(index) + ") WHERE key = 1 AND \"desc\" = 0 ORDER BY seqno",
                    row -> row.getString(1));
            boolean whole = database.query(
                            "SELECT count(*) FROM pragma_index_info("
                                    + database.dialect().literal(index) + ")",
                            row -> row.getInt(1))
                    .get(0)
                    .equals(columns.size());
            if (whole && columns.stream().allMatch(name -> notNull.getOrDefault(name, false))) {
                keys.add(sqlite(index, columns, types));
            }
        }
        return keys;
    }

    private static Key sqlite(String index, List<String> columns, Map<String, String> types) {
        return new Key(
                Dialect.SQLITE,
                index,
                columns.stream()
                        .map(name -> new Column(name, types.getOrDefault(name, "")))
                        .toList());
    }

    private static List<Key> grouped(Database database, String sql) {
        Map<String, List<Column>> found = new LinkedHashMap<>();
        database.query(sql, row -> found.computeIfAbsent(row.getString(1), index -> new ArrayList<>())
                .add(new Column(row.getString(2), row.getString(3).toLowerCase(Locale.ROOT))));
        return found.entrySet().stream()
                .map(entry -> new Key(database.dialect(), entry.getKey(), entry.getValue()))
                .toList();
    }

    // --- SQL

    /** What is read of a row so that {@link #literals} makes literals of it. */
    String reads(String qualifier) {
        return columns.stream()
                .map(column -> {
                    String name = name(qualifier, column);
                    return switch (dialect) {
                        case POSTGRESQL -> name + "::text";
                        case SQLITE -> "quote(" + name + ")";
                        case MYSQL ->
                            TEXTS.contains(column.type())
                                    ? "HEX(CONVERT(" + name + " USING utf8mb4))"
                                    : BYTES.contains(column.type())
                                            ? "HEX(" + name + ")"
                                            : "CAST(" + name + " AS CHAR)";
                    };
                })
                .collect(Collectors.joining(", "));
    }

    /** The row's key as literals. */
    List<String> literals(ResultSet row) throws SQLException {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = columns.get(i).type();
            String value = row.getString(i + 1);
            literals.add(
                    switch (dialect) {
                        case POSTGRESQL ->
                            INTEGERS.contains(type)
                                    ? value
                                    : dialect.literal(value).strip();
                        case SQLITE -> value;
                        case MYSQL ->
                            TEXTS.contains(type)
                                    ? value.isEmpty() ? "_utf8mb4 ''" : "_utf8mb4 0x" + value
                                    : BYTES.contains(type)
                                            ? value.isEmpty() ? "''" : "0x" + value
                                            : NUMBERS.contains(type) ? value : "'" + value + "'";
                    });
        }
        return literals;
    }

    /** Literals as the state's table keeps them. */
    List<String> parse(String stored) {
        List<String> literals = new ArrayList<>();
        Lexer tokens = new Lexer(dialect, stored);
        int start = 0;
        while (tokens.next()) {
            if (tokens.is(',')) {
                literals.add(stored.substring(start, tokens.start()).strip());
                start = tokens.end();
            }
        }
        literals.add(stored.substring(start).strip());
        if (literals.size() != columns.size()) {
            throw new IllegalStateException(stored);
        }
        return literals;
    }

    String order(String qualifier, boolean descending) {
        return columns.stream()
                .map(column -> name(qualifier, column) + (descending ? " DESC" : ""))
                .collect(Collectors.joining(", "));
    }

    /** Rows after one key. */
    String after(String qualifier, List<String> key) {
        return compared(qualifier, key, ">", false);
    }

    /** Rows up to one key. */
    String upTo(String qualifier, List<String> key) {
        return compared(qualifier, key, "<", true);
    }

    /** MySQL reads a whole index for row values: there the comparison is written out. */
    private String compared(String qualifier, List<String> key, String operator, boolean orEqual) {
        String whole = operator + (orEqual ? "=" : "");
        if (columns.size() == 1) {
            return name(qualifier, columns.get(0)) + " " + whole + " " + key.get(0);
        }
        if (dialect != Dialect.MYSQL) {
            return "("
                    + columns.stream().map(column -> name(qualifier, column)).collect(Collectors.joining(", ")) + ") "
                    + whole + " (" + String.join(", ", key) + ")";
        }
        List<String> either = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            StringBuilder all = new StringBuilder();
            for (int j = 0; j < i; j++) {
                all.append(name(qualifier, columns.get(j)))
                        .append(" = ")
                        .append(key.get(j))
                        .append(" AND ");
            }
            boolean last = i == columns.size() - 1;
            all.append(name(qualifier, columns.get(i)))
                    .append(' ')
                    .append(last ? whole : operator)
                    .append(' ')
                    .append(key.get(i));
            either.add(all.toString());
        }
        return "(" + String.join(" OR ", either) + ")";
    }

    private String name(String qualifier, Column column) {
        return dialect.quote(qualifier) + "." + dialect.quote(column.name());
    }
}
