package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The batches of a table: where each ends, and its statements. */
final class Batches {

    private static final Pattern COUNTS =
            Pattern.compile("(?is)^\\s*SELECT\\s+count\\s*\\(\\s*\\*\\s*\\)\\s+FROM\\s+(.*?);?\\s*$");
    private static final int SAMPLES = 5;

    private final Database database;
    private final DataMigration migration;
    private final DataScript script;
    private final Key key;
    private final String table;

    Batches(Database database, DataMigration migration, DataScript script) {
        this.database = database;
        this.migration = migration;
        this.script = script;
        this.key = Key.of(database, migration);
        this.table = migration.qualifiedTable(database);
        requireKeyUnchanged();
    }

    private void requireKeyUnchanged() {
        if (!script.writes().contains(migration.tableName())) {
            return;
        }
        key.names().stream()
                .filter(name -> script.sets().stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw new RefractException(
                            null,
                            migration.files().path(script.file()) + " sets " + name
                                    + ", a column of the key by which the table is gone through.",
                            "Rows would be met twice or never. Go through it by another key (key in data.toml), or run it "
                                    + "as a whole: mode = \"once\".",
                            null,
                            migration.files().place(script.file()));
                });
    }

    Key key() {
        return key;
    }

    private String qualifier() {
        return database.dialect().quote(migration.tableName());
    }

    /** The key of the table's last row; empty where it has none. */
    Optional<List<String>> last() {
        try {
            return one(rows("", List.of()) + key.order(migration.tableName(), true) + " LIMIT 1", row -> true);
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /**
     * The key at which a batch of so many rows ends; empty where there are no more rows.
     *
     * <p>The rows are only bounded below, and whether they are within the bound is read with them: PostgreSQL takes a
     * range with two ends for small where a table was never analysed, and sorts all that is left of it in each batch.
     *
     * @param bound the last key to go to
     */
    Optional<List<String>> end(Optional<List<String>> last, List<String> bound, int size) throws SQLException {
        List<String> range = new ArrayList<>();
        last.ifPresent(from -> range.add(key.after(migration.tableName(), from)));
        String within = key.upTo(migration.tableName(), bound);
        Optional<List<String>> end = one(
                rows(", (" + within + ")", range) + key.order(migration.tableName(), false) + " LIMIT 1 OFFSET "
                        + (size - 1),
                row -> row.getBoolean(key.names().size() + 1));
        if (end.isPresent()) {
            return end;
        }
        range.add(within);
        return one(rows("", range) + key.order(migration.tableName(), true) + " LIMIT 1", row -> true);
    }

    private String rows(String more, List<String> range) {
        return "SELECT " + key.reads(migration.tableName()) + more + " FROM " + table + " AS " + qualifier()
                + (range.isEmpty() ? "" : " WHERE " + String.join(" AND ", range)) + " ORDER BY ";
    }

    private Optional<List<String>> one(String sql, Database.RowReader<Boolean> isMeant) throws SQLException {
        try (Statement statement = database.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            try (var row = statement.executeQuery(sql)) {
                return row.next() && isMeant.read(row) ? Optional.of(key.literals(row)) : Optional.empty();
            }
        }
    }

    /** The statements of the batch behind one key and up to another. */
    List<String> statements(Optional<List<String>> last, List<String> end) {
        String range = "("
                + last.map(key0 -> key.after(script.qualifier(), key0) + " AND ")
                        .orElse("")
                + key.upTo(script.qualifier(), end) + ")";
        return script.pieces().stream().map(piece -> piece.in(range)).toList();
    }

    /** How many rows the table has, as the server's statistics say; below 0 where they do not. */
    long estimate() {
        String name = database.dialect().literal(migration.tableName());
        return switch (database.dialect()) {
            case POSTGRESQL ->
                number("SELECT sum(c.reltuples)::bigint FROM pg_catalog.pg_class c WHERE c.relkind = 'r' AND c.oid IN "
                        + "(SELECT relid FROM pg_catalog.pg_partition_tree("
                        + database.dialect().literal(table)
                        + "::regclass) UNION SELECT " + database.dialect().literal(table) + "::regclass)");
            case MYSQL ->
                number("SELECT table_rows FROM information_schema.tables WHERE table_schema = "
                        + database.dialect().literal(migration.tableSchema().orElse(database.schema()))
                        + " AND table_name = " + name);
            case SQLITE -> number("SELECT count(*) FROM " + table);
        };
    }

    private long number(String sql) {
        return database.queryOne(sql, row -> row.getString(1))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    /** The keys of the first rows that a {@code SELECT count(*)} still counts, as the end of a sentence. */
    String sample(String verify) {
        Matcher counts = COUNTS.matcher(verify);
        if (!counts.matches()
                || !counts.group(1)
                        .toLowerCase(Locale.ROOT)
                        .contains(migration.tableName().toLowerCase(Locale.ROOT))) {
            return "";
        }
        String columns = String.join(
                ", ", key.names().stream().map(database.dialect()::quote).toList());
        try {
            List<String> keys =
                    database.query("SELECT " + columns + " FROM " + counts.group(1) + " LIMIT " + SAMPLES, row -> {
                        List<String> values = new ArrayList<>();
                        for (int i = 1; i <= key.columns().size(); i++) {
                            values.add(row.getString(i));
                        }
                        return String.join("/", values);
                    });
            return " The first by (" + String.join(", ", key.names()) + "): " + String.join(", ", keys) + ".";
        } catch (RefractException e) {
            return ""; // its count has a form that tells no keys
        }
    }

    /** @return how many rows they changed */
    static long execute(Statement statement, List<String> batch) throws SQLException {
        long changed = 0;
        for (String sql : batch) {
            boolean result = statement.execute(sql);
            changed += result ? 0 : Math.max(0, statement.getUpdateCount());
        }
        return changed;
    }

    static void rollBack(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // the connection is gone, and the server rolls back
        }
    }

    /** Whether a statement only failed to get a lock, or met a deadlock. */
    static boolean isLock(Dialect dialect, SQLException e) {
        return switch (dialect) {
            case POSTGRESQL -> Set.of("55P03", "40P01", "40001").contains(String.valueOf(e.getSQLState()));
            case MYSQL -> Set.of(1205, 1213, 3572, 1020).contains(e.getErrorCode());
            case SQLITE -> Set.of(5, 6).contains(e.getErrorCode() & 0xff);
        };
    }

    /** Whether the connection is gone. */
    static boolean isLost(Dialect dialect, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return dialect != Dialect.SQLITE && (state.startsWith("08") || state.startsWith("57P"));
    }

    static long count(Database database, String sql) {
        return database.queryOne(sql.strip().replaceAll(";\\s*$", ""), row -> row.getLong(1))
                .orElse(0L);
    }
}
