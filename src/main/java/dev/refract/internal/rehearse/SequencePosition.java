package dev.refract.internal.rehearse;

import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Dialect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where something that gives numbers stands: a sequence (PostgreSQL, MariaDB), MySQL's and MariaDB's AUTO_INCREMENT of
 * a table, or SQLite's AUTOINCREMENT.
 *
 * @param what it is, as a sentence begins with it
 * @param name what a script must name to have thought of it
 * @param last the number that it gave last, and all before it; empty where it gave none yet
 * @param downwards whether its numbers fall
 * @param table the one whose column it belongs to; empty where there is none
 */
record SequencePosition(String what, String name, OptionalLong last, boolean downwards, String table) {

    private static final String POSTGRES = """
            select s.seqrelid::regclass::text,
                   case when has_sequence_privilege(s.seqrelid, 'SELECT, USAGE') then pg_sequence_last_value(s.seqrelid) end,
                   s.seqincrement < 0,
                   coalesce((select d.refobjid::regclass::text from pg_depend d
                       where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
                         and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), '')
            from pg_sequence s order by 1
            """;

    /** MySQL remembers them for a day; the variable says for how long. */
    private static final String COUNTERS = "SELECT TABLE_NAME, AUTO_INCREMENT - 1 FROM information_schema.TABLES"
            + " WHERE TABLE_SCHEMA = DATABASE() AND AUTO_INCREMENT > 1 AND TABLE_NAME <> '_prisma_migrations'"
            + " ORDER BY TABLE_NAME";

    private static final String SEQUENCES = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
            + "DATABASE() AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME";

    /** All that the role may read, by what they are. */
    static Map<String, SequencePosition> read(Database database) {
        Map<String, SequencePosition> positions = new LinkedHashMap<>();
        switch (database.dialect()) {
            case POSTGRESQL -> postgres(database, positions);
            case MYSQL -> mysql(database, positions);
            case SQLITE -> sqlite(database, positions);
        }
        return positions;
    }

    private static void postgres(Database database, Map<String, SequencePosition> positions) {
        database.query(
                        POSTGRES,
                        row -> new SequencePosition(
                                "The sequence " + row.getString(1),
                                row.getString(1),
                                row.getObject(2) == null ? OptionalLong.empty() : OptionalLong.of(row.getLong(2)),
                                row.getBoolean(3),
                                row.getString(4)))
                .forEach(position -> positions.put(position.what(), position));
    }

    private static void mysql(Database database, Map<String, SequencePosition> positions) {
        if (!database.query("SHOW VARIABLES LIKE 'information_schema_stats_expiry'", row -> row.getString(1))
                .isEmpty()) {
            database.update("SET SESSION information_schema_stats_expiry = 0");
        }
        database.query(COUNTERS, row -> counter("AUTO_INCREMENT", row.getString(1), row.getLong(2)))
                .forEach(position -> positions.put(position.what(), position));
        for (String name : database.query(SEQUENCES, row -> row.getString(1))) {
            // What is in its cache is not given again: it goes on after that.
            database.query(
                            "SELECT next_not_cached_value - increment, increment < 0, next_not_cached_value = "
                                    + "start_value AND cycle_count = 0 FROM " + Dialect.MYSQL.quote(name),
                            row -> new SequencePosition(
                                    "The sequence " + name,
                                    name,
                                    row.getBoolean(3) ? OptionalLong.empty() : OptionalLong.of(row.getLong(1)),
                                    row.getBoolean(2),
                                    ""))
                    .forEach(position -> positions.put(position.what(), position));
        }
    }

    private static void sqlite(Database database, Map<String, SequencePosition> positions) {
        if (database.query("SELECT 1 FROM main.sqlite_master WHERE name = 'sqlite_sequence'", row -> 1)
                .isEmpty()) {
            return;
        }
        database.query(
                        "SELECT name, seq FROM main.sqlite_sequence WHERE seq > 0 ORDER BY name",
                        row -> counter("AUTOINCREMENT", row.getString(1), row.getLong(2)))
                .forEach(position -> positions.put(position.what(), position));
    }

    /** A table's own: only a script that sets it has thought of it, and each one names the table. */
    private static SequencePosition counter(String word, String table, long last) {
        return new SequencePosition(
                word + " of the table " + table,
                word.equals("AUTOINCREMENT") ? "sqlite_sequence" : "",
                OptionalLong.of(last),
                false,
                table);
    }

    /**
     * Where all must stand after a way back: where they stood before the migration. What a migration makes of a table's
     * counter, as each table that SQLite builds anew begins after its highest row, is its own doing, not the way
     * back's.
     */
    static Map<String, SequencePosition> before(
            Map<String, SequencePosition> before, Map<String, SequencePosition> applied) {
        Map<String, SequencePosition> wanted = new LinkedHashMap<>(before);
        applied.forEach((what, now) -> {
            SequencePosition was = wanted.get(what);
            if (was != null && was.isCounter() && now.isBehind(was)) {
                wanted.put(what, now);
            }
        });
        return wanted;
    }

    /** Whether it gave a number. */
    boolean hasGiven() {
        return last.isPresent();
    }

    /** The statements that bring it to where this is. */
    List<String> statements(Dialect dialect) {
        long at = last.orElseThrow();
        return switch (dialect) {
            case POSTGRESQL -> List.of("SELECT setval(" + dialect.literal(name) + ", " + at + ")");
            case MYSQL ->
                List.of(
                        isCounter()
                                ? "ALTER TABLE " + dialect.quote(table) + " AUTO_INCREMENT = " + (at + 1)
                                : "SELECT setval(" + dialect.quote(name) + ", " + at + ")");
            case SQLITE ->
                List.of(
                        "DELETE FROM sqlite_sequence WHERE name = " + dialect.literal(table),
                        "INSERT INTO sqlite_sequence (name, seq) VALUES (" + dialect.literal(table) + ", " + at + ")");
        };
    }

    /** Whether it gives numbers again that the other had given. */
    boolean isBehind(SequencePosition other) {
        if (other.last.isEmpty() || last.isEmpty()) {
            return other.last.isPresent();
        }
        return downwards ? last.getAsLong() > other.last.getAsLong() : last.getAsLong() < other.last.getAsLong();
    }

    /** The same before its first number: a table's counter is not listed where it gave none. */
    SequencePosition atItsStart() {
        return new SequencePosition(what, name, OptionalLong.empty(), downwards, table);
    }

    /** Whether a table's own, which goes with it. */
    boolean isCounter() {
        return !what.startsWith("The sequence");
    }

    @Override
    public String toString() {
        return last.isPresent() ? String.valueOf(last.getAsLong()) : "its start";
    }
}
