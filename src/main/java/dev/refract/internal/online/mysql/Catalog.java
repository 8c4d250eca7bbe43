package dev.refract.internal.online.mysql;

import dev.refract.internal.online.TableSize;
import dev.refract.internal.online.mysql.TableFacts.Column;
import dev.refract.internal.online.mysql.TableFacts.Index;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@link TableFacts} from MySQL's and MariaDB's catalog. */
final class Catalog {

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** A foreign key's column, as the catalog lists them. */
    private record KeyPart(ForeignKey key, String column, String referencedColumn) {}

    private record Existing(
            String name, String engine, String type, long rows, long bytes, String collation, String options) {}

    private static final Pattern CHECK = Pattern.compile("^\\s+CONSTRAINT `((?:[^`]|``)+)` CHECK ", Pattern.MULTILINE);

    private final Connection connection;

    /** The connection stays the caller's. */
    Catalog(Connection connection) {
        this.connection = connection;
    }

    /**
     * What there is to know about a table.
     *
     * @param enough rows: counting stops there where the statistics can't be believed
     * @return empty where there is no such base table
     */
    Optional<TableFacts> facts(String database, String table, long enough) throws SQLException {
        Optional<Existing> existing = existing(database, table);
        if (existing.isEmpty()) {
            return Optional.empty();
        }
        Existing found = existing.get();
        String name = found.name();
        List<Column> columns = columns(database, name);
        List<Index> indexes = indexes(database, name);
        Leftovers leftovers = leftovers(database, name);
        return Optional.of(new TableFacts(
                database,
                name,
                found.engine(),
                found.type().equals("SYSTEM VERSIONED"),
                found.collation(),
                size(found, database, columns, indexes, enough),
                columns,
                indexes,
                triggers(database, name, leftovers),
                foreignKeysOf(database, name),
                foreignKeysTo(database, name),
                checks(database, name),
                leftovers));
    }

    private Optional<Existing> existing(String database, String table) throws SQLException {
        withFreshStatistics();
        return query(
                        "SELECT TABLE_NAME, ENGINE, TABLE_TYPE, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, "
                                + "TABLE_COLLATION, CREATE_OPTIONS"
                                + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND "
                                + "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                        row -> new Existing(
                                row.getString(1),
                                text(row.getString(2)),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                text(row.getString(6)),
                                text(row.getString(7))),
                        database,
                        table)
                .stream()
                .findFirst();
    }

    /** MySQL 8 answers with what it knew up to a day ago, unless told otherwise; MariaDB has no such variable. */
    private void withFreshStatistics() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean caches;
            try (ResultSet row = statement.executeQuery("SHOW VARIABLES LIKE 'information_schema_stats_expiry'")) {
                caches = row.next();
            }
            if (caches) {
                statement.execute("SET SESSION information_schema_stats_expiry = 0");
            }
        }
    }

    /**
     * The statistics are off where a table grew since they were made, most of all where they are made by hand. Where an
     * integer primary key spans more rows than the threshold and the statistics say fewer, the rows are counted, up to
     * the threshold.
     */
    private TableSize size(Existing found, String database, List<Column> columns, List<Index> indexes, long enough)
            throws SQLException {
        TableSize estimate = new TableSize(found.rows(), found.bytes(), false);
        if (estimate.rows() >= enough || span(found.name(), database, columns, indexes) < enough) {
            return estimate;
        }
        String counting = "SELECT COUNT(*) FROM (SELECT 1 FROM " + qualified(database, found.name()) + " LIMIT "
                + enough + ") AS counted";
        long counted = query(counting, row -> row.getLong(1)).get(0);
        return counted > estimate.rows() ? new TableSize(counted, found.bytes(), true) : estimate;
    }

    /**
     * The distance of the least and the greatest value of an integer primary key: no more rows can be there. 0 without
     * such a key.
     */
    private long span(String table, String database, List<Column> columns, List<Index> indexes) throws SQLException {
        Optional<String> key = indexes.stream()
                .filter(index ->
                        index.name().equals("PRIMARY") && index.columns().size() == 1)
                .map(index -> index.columns().get(0))
                .filter(name ->
                        columns.stream().anyMatch(column -> column.name().equals(name) && column.isInteger()))
                .findFirst();
        if (key.isEmpty()) {
            return 0;
        }
        String column = Dialect.MYSQL.quote(key.get());
        String bounds = "SELECT MIN(" + column + "), MAX(" + column + ") FROM " + qualified(database, table);
        return query(
                        bounds,
                        row -> row.getBigDecimal(1) == null
                                ? 0
                                : row.getBigDecimal(2)
                                        .subtract(row.getBigDecimal(1))
                                        .add(java.math.BigDecimal.ONE)
                                        .min(java.math.BigDecimal.valueOf(Long.MAX_VALUE))
                                        .longValue())
                .get(0);
    }

    private List<Column> columns(String database, String table) throws SQLException {
        return query(
                "SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, COLLATION_NAME, GENERATION_EXPRESSION FROM "
                        + "information_schema.COLUMNS"
                        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION",
                row -> new Column(
                        row.getString(1),
                        row.getString(2).toLowerCase(Locale.ROOT),
                        row.getString(3).equals("YES"),
                        row.getString(4),
                        !text(row.getString(5)).isEmpty()),
                database,
                table);
    }

    List<Index> indexes(String database, String table) throws SQLException {
        Map<String, Boolean> unique = new LinkedHashMap<>();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        query(
                "SELECT INDEX_NAME, NON_UNIQUE, COLUMN_NAME FROM information_schema.STATISTICS"
                        + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX",
                row -> {
                    unique.put(row.getString(1), row.getInt(2) == 0);
                    return columns.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                            .add(text(row.getString(3)));
                },
                database,
                table);
        return columns.entrySet().stream()
                .map(entry -> new Index(entry.getKey(), unique.getOrDefault(entry.getKey(), false), entry.getValue()))
                .toList();
    }

    private List<String> triggers(String database, String table, Leftovers leftovers) throws SQLException {
        List<String> names = new ArrayList<>(query(
                "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ? AND "
                        + "EVENT_OBJECT_TABLE = ?",
                row -> row.getString(1),
                database,
                table));
        names.removeAll(
                leftovers.triggers().stream().map(Leftovers.Trigger::name).toList());
        return names;
    }

    List<ForeignKey> foreignKeysOf(String database, String table) throws SQLException {
        return foreignKeys("k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ?", database, table);
    }

    List<ForeignKey> foreignKeysTo(String database, String table) throws SQLException {
        return foreignKeys("k.REFERENCED_TABLE_SCHEMA = ? AND k.REFERENCED_TABLE_NAME = ?", database, table);
    }

    private List<ForeignKey> foreignKeys(String condition, String database, String table) throws SQLException {
        Map<ForeignKey, List<KeyPart>> parts = new LinkedHashMap<>();
        query(
                "SELECT k.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA, "
                        + "k.REFERENCED_TABLE_NAME,"
                        + " k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE, r.DELETE_RULE FROM "
                        + "information_schema.KEY_COLUMN_USAGE k"
                        + " JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = "
                        + "k.CONSTRAINT_SCHEMA"
                        + " AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME WHERE "
                        + condition
                        + " AND k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, "
                        + "k.CONSTRAINT_NAME, k.ORDINAL_POSITION",
                row -> {
                    ForeignKey key = new ForeignKey(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            List.of(),
                            row.getString(5),
                            row.getString(6),
                            List.of(),
                            row.getString(8),
                            row.getString(9));
                    return parts.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(new KeyPart(key, row.getString(4), row.getString(7)));
                },
                database,
                table);
        return parts.entrySet().stream()
                .map(entry -> {
                    ForeignKey key = entry.getKey();
                    return new ForeignKey(
                            key.name(),
                            key.database(),
                            key.table(),
                            entry.getValue().stream().map(KeyPart::column).toList(),
                            key.referencedDatabase(),
                            key.referencedTable(),
                            entry.getValue().stream()
                                    .map(KeyPart::referencedColumn)
                                    .toList(),
                            key.onUpdate(),
                            key.onDelete());
                })
                .toList();
    }

    /**
     * The catalog's own view has no say on whether MariaDB wrote a check beside its column, so the table's definition
     * is read.
     */
    private List<String> checks(String database, String table) throws SQLException {
        Matcher matcher = CHECK.matcher(definition(database, table));
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(1).replace("``", "`"));
        }
        return names;
    }

    /** {@code SHOW CREATE TABLE}. */
    String definition(String database, String table) throws SQLException {
        return query("SHOW CREATE TABLE " + qualified(database, table), row -> row.getString(2))
                .get(0);
    }

    /** Of the user that is connected. */
    Privileges privileges() throws SQLException {
        boolean needsSuper = query(
                        "SELECT @@GLOBAL.log_bin = 1 AND @@GLOBAL.log_bin_trust_function_creators = 0",
                        row -> row.getBoolean(1))
                .get(0);
        return new Privileges(needsSuper, query("SHOW GRANTS", row -> row.getString(1)));
    }

    boolean exists(String database, String table) throws SQLException {
        return existing(database, table).isPresent();
    }

    /**
     * What the tool left for a table, now. Its names: underscores before, {@code _new} or {@code _old} behind; triggers
     * {@code pt_osc_…}.
     */
    Leftovers leftovers(String database, String table) throws SQLException {
        List<String> candidates = query(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME LIKE '\\\\_%'"
                        + " AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME",
                row -> row.getString(1), database);
        List<String> newTables = candidates.stream()
                .filter(name -> isToolName(name, table, "_new") || isToolName(name, table, CopyCheck.SUFFIX))
                .toList();
        List<String> oldTables = candidates.stream()
                .filter(name -> isToolName(name, table, "_old"))
                .toList();
        List<Leftovers.Trigger> triggers = query(
                        "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS"
                                + " WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME LIKE 'pt\\\\_osc\\\\_%' ORDER BY "
                                + "TRIGGER_NAME",
                        row -> new Leftovers.Trigger(row.getString(1), row.getString(2)), database)
                .stream()
                .filter(trigger -> trigger.on().equals(table)
                        || newTables.contains(trigger.on())
                        || oldTables.contains(trigger.on()))
                .toList();
        return new Leftovers(database, table, triggers, newTables, oldTables);
    }

    /** The tool cuts names at 64 characters. */
    static boolean isToolName(String name, String table, String suffix) {
        String bare = name.replaceFirst("^_+", "");
        String wanted = table.replaceFirst("^_+", "") + suffix;
        boolean whole = bare.equals(wanted);
        boolean cut = name.length() == 64 && wanted.startsWith(bare);
        return (whole || cut)
                && name.length() - bare.length()
                        > table.length() - table.replaceFirst("^_+", "").length();
    }

    private static String qualified(String database, String table) {
        return Dialect.MYSQL.quote(database) + "." + Dialect.MYSQL.quote(table);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private <T> List<T> query(String sql, Row<T> reader, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }
}
