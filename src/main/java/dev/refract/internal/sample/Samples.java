package dev.refract.internal.sample;

import dev.refract.internal.sample.Content.Rows;
import dev.refract.internal.sample.Table.Column;
import dev.refract.internal.sample.Table.Reference;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a scratch database: writes some, reads all, and brings back those of before. */
public final class Samples {

    /** A table with more rows is none to compare by reading it. */
    private static final int MOST_ROWS = 2_000;

    private static final int ROWS_A_STATEMENT = 100;

    /** SQLite takes no more than 500 parts of a UNION. */
    private static final int QUESTIONS = 100;

    /** The number of a row that is added after the migration. */
    private static final int ADDED = 20;

    private final Connection connection;
    private final Room room;
    private final Dialect dialect;
    private @Nullable List<Table> known;

    /** How far to go to the edges. */
    public enum Wildness {
        /** Edges, and NULL wherever it is allowed. */
        WILD,
        /** Edges, where the schema after the migration has them too: its keys and what must not be NULL. */
        FITTING,
        /** What rows commonly have, fractions and leading zeros included. */
        TYPICAL,
        /** Plain values, and no NULL. */
        PLAIN
    }

    /**
     * The tables at one moment.
     *
     * @param neverNull columns that must not be NULL, by table
     * @param references foreign keys, by table
     * @param columns by table
     */
    public record Keys(
            Map<String, Set<String>> neverNull,
            Map<String, List<Table.Reference>> references,
            Map<String, List<Column>> columns) {

        static final Keys NONE = new Keys(Map.of(), Map.of(), Map.of());

        /** The same with other names for some tables. */
        public Keys renamed(Map<String, String> names) {
            Map<String, List<Table.Reference>> renamed = new HashMap<>();
            references.forEach((table, of) -> renamed.put(
                    names.getOrDefault(table, table),
                    of.stream()
                            .map(reference -> new Reference(
                                    reference.columns(),
                                    names.getOrDefault(reference.table(), reference.table()),
                                    reference.targets()))
                            .toList()));
            return new Keys(renamed(neverNull, names), renamed, renamed(columns, names));
        }

        private static <T> Map<String, T> renamed(Map<String, T> tables, Map<String, String> names) {
            Map<String, T> renamed = new HashMap<>();
            tables.forEach((table, of) -> renamed.put(names.getOrDefault(table, table), of));
            return renamed;
        }
    }

    /** Of a database whose schema does not change while this is used. */
    public Samples(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
        this.room = Room.of(dialect);
    }

    private List<Table> tables() throws SQLException {
        List<Table> tables = known;
        if (tables == null) {
            tables = room.tables(connection);
            known = tables;
        }
        return tables;
    }

    /** The tables as they are now, to be used as {@code later} of {@link #fill}. */
    public Keys keys() throws SQLException {
        Map<String, Set<String>> neverNull = new HashMap<>();
        Map<String, List<Reference>> references = new HashMap<>();
        Map<String, List<Column>> columns = new HashMap<>();
        for (Table table : tables()) {
            neverNull.put(
                    table.name(),
                    table.columns().stream()
                            .filter(column -> !column.nullable())
                            .map(Column::name)
                            .collect(Collectors.toSet()));
            references.put(table.name(), table.references());
            columns.put(table.name(), table.columns());
        }
        return new Keys(neverNull, references, columns);
    }

    /**
     * Writes rows to tables, and to those that they refer to or that refer to them.
     *
     * @param wanted by name, as a schema's description has it
     * @param later what the tables must fit too, unless the rows are wild
     */
    public void fill(Predicate<String> wanted, Wildness wildness, Keys later) throws SQLException {
        List<Table> tables = tables();
        Set<String> names = related(tables, wanted);
        Keys keys = wildness == Wildness.WILD ? Keys.NONE : later;
        Sampler sampler = new Sampler(connection, room, tables, wildness);
        inTransaction(() -> sampler.fill(names, keys));
    }

    private static Set<String> related(List<Table> tables, Predicate<String> wanted) {
        Set<String> names =
                tables.stream().map(Table::name).filter(wanted).collect(Collectors.toCollection(TreeSet::new));
        tables.stream()
                .filter(table -> table.references().stream().anyMatch(reference -> wanted.test(reference.table())))
                .forEach(table -> names.add(table.name()));
        Map<String, Table> byName = tables.stream().collect(Collectors.toMap(Table::name, table -> table));
        List<String> open = new ArrayList<>(names);
        while (!open.isEmpty()) {
            Table table = byName.get(open.remove(open.size() - 1));
            if (table != null) {
                table.references().stream()
                        .map(Reference::table)
                        .filter(names::add)
                        .forEach(open::add);
            }
        }
        return names;
    }

    /** Every row that there is; empty where a table has too many to look at each. */
    public Optional<Content> read() throws SQLException {
        return read(MOST_ROWS);
    }

    /**
     * As the other.
     *
     * @param most rows of a table
     */
    public Optional<Content> read(int most) throws SQLException {
        Map<String, Rows> found = new TreeMap<>();
        for (Table table : withRows()) {
            List<Column> columns = table.columns();
            List<List<String>> rows = Room.rows(
                    connection,
                    "SELECT " + columns.stream().map(room::text).collect(Collectors.joining(", ")) + " FROM "
                            + table.sql() + " LIMIT " + (most + 1L));
            if (rows.size() > most) {
                return Optional.empty();
            }
            if (!rows.isEmpty()) {
                rows.sort(Comparator.comparing(String::valueOf)); // no table has an order
                found.put(
                        table.name(),
                        new Rows(
                                table.columnNames(),
                                columns.stream().map(Column::type).toList(),
                                table.key(),
                                rows));
            }
        }
        return Optional.of(new Content(found));
    }

    /** Those that have any, asked in one question. */
    private List<Table> withRows() throws SQLException {
        List<Table> tables =
                tables().stream().filter(table -> !table.columns().isEmpty()).toList();
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            questions.add("SELECT " + i + " WHERE EXISTS (SELECT 1 FROM "
                    + tables.get(i).sql() + ")");
        }
        List<Table> found = new ArrayList<>();
        for (int i = 0; i < questions.size(); i += QUESTIONS) {
            String question =
                    String.join(" UNION ALL ", questions.subList(i, Math.min(i + QUESTIONS, questions.size())));
            Room.rows(connection, question).forEach(row -> found.add(tables.get(Integer.parseInt(row.get(0)))));
        }
        return found;
    }

    /** What each table holds, by its name; those that are empty included. */
    public Map<String, RowDigest> digests() throws SQLException {
        Map<String, RowDigest> digests = new TreeMap<>();
        tables().forEach(table -> digests.put(table.name(), RowDigest.counted(0)));
        for (Table table : withRows()) {
            long count = Long.parseLong(Room.rows(connection, "SELECT count(*) FROM " + table.sql())
                    .get(0)
                    .get(0));
            digests.put(
                    table.name(),
                    count > RowDigest.COMPARED
                            ? RowDigest.counted(count)
                            : room.digest(connection, table, count <= RowDigest.LISTED));
        }
        return digests;
    }

    /** The statements that write rows to empty tables, those before others that these refer to. */
    public List<String> inserts(Content content) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (Table table : referredFirst(tables())) {
            Rows rows = content.tables().get(table.name());
            List<Column> columns = table.written();
            if (rows != null && !columns.isEmpty()) {
                List<List<String>> all = literals(columns, rows);
                for (int i = 0; i < all.size(); i += ROWS_A_STATEMENT) {
                    statements.add(
                            room.insert(table, columns, all.subList(i, Math.min(i + ROWS_A_STATEMENT, all.size()))));
                }
            }
        }
        return statements;
    }

    /** Where tables refer to each other in a ring, one of them comes before what it refers to. */
    private static List<Table> referredFirst(List<Table> tables) {
        Map<String, Table> byName =
                tables.stream().collect(Collectors.toMap(Table::name, table -> table, (a, b) -> a, TreeMap::new));
        Set<Table> ordered = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        byName.keySet().forEach(name -> visit(name, byName, seen, ordered));
        return List.copyOf(ordered);
    }

    private static void visit(String name, Map<String, Table> byName, Set<String> seen, Set<Table> ordered) {
        Table table = byName.get(name);
        if (table != null && seen.add(name)) {
            table.references().forEach(reference -> visit(reference.table(), byName, seen, ordered));
            ordered.add(table);
        }
    }

    /** Statements that bring counters back to where they are now, for {@link #restore}. */
    public List<String> counters() throws SQLException {
        return room.counters(connection);
    }

    /**
     * Empties all tables, and writes the rows that there were.
     *
     * @return whether the rows now are those
     */
    public boolean restore(Content content, List<String> counters) throws SQLException {
        List<Table> tables = tables();
        Set<String> filled = new HashSet<>(content.tables().keySet());
        Content now = read().orElse(new Content(Map.of()));
        if (now.equals(content)) {
            return true;
        }
        List<Table> toEmpty = tables.stream()
                .filter(table -> now.tables().containsKey(table.name()))
                .toList();
        if (!toEmpty.isEmpty()) {
            room.empty(connection, toEmpty);
        }
        room.unchecked(
                connection,
                () -> inTransaction(() -> {
                    for (Table table : tables) {
                        if (filled.contains(table.name())) {
                            write(table, content);
                        }
                    }
                    for (String counter : counters) {
                        Sampler.attempt(connection, room, counter);
                    }
                }));
        return read().filter(content::equals).isPresent();
    }

    private void write(Table table, Content content) throws SQLException {
        Rows rows = content.tables().getOrDefault(table.name(), new Rows(List.of(), List.of(), List.of(), List.of()));
        List<Column> columns = table.written();
        if (!columns.isEmpty()) {
            Sampler.attempt(connection, room, room.insert(table, columns, literals(columns, rows)));
        }
    }

    private List<List<String>> literals(List<Column> columns, Rows rows) {
        List<List<String>> all = new ArrayList<>();
        for (List<@Nullable String> row : rows.rows()) {
            List<String> values = new ArrayList<>();
            for (Column column : columns) {
                int place = rows.columns().indexOf(column.name());
                String text = place < 0 ? null : row.get(place);
                values.add(text == null ? "NULL" : room.literal(column, text));
            }
            all.add(values);
        }
        return all;
    }

    /**
     * Changes a row of each table as an application would, and adds one.
     *
     * @param same whether a column is the same one as before, and may therefore be given another value
     */
    public void change(Predicate<Place> same) throws SQLException {
        List<Table> tables = tables();
        inTransaction(() -> {
            for (Table table : tables) {
                change(table, same);
            }
            for (Table table : tables) {
                add(table, same);
            }
        });
    }

    /** A column of a table. */
    public record Place(String table, String column) {}

    /** Each column of the first rows gets the value that the next row has. */
    private void change(Table table, Predicate<Place> same) throws SQLException {
        if (table.key().isEmpty()
                || !table.key().stream().allMatch(column -> same.test(new Place(table.name(), column)))) {
            return; // nothing would tell which row of before it was
        }
        List<Column> keys = table.key().stream().map(table::column).toList();
        List<String> selected = new ArrayList<>(keys.stream().map(room::text).toList());
        List<Column> columns = table.written().stream()
                .filter(column -> !keys.contains(column) && same.test(new Place(table.name(), column.name())))
                .toList();
        columns.forEach(column -> selected.add(room.text(column)));
        List<List<String>> rows = Room.rows(
                connection, "SELECT " + String.join(", ", selected) + " FROM " + table.sql() + " ORDER BY 1 LIMIT 3");
        if (rows.size() < 2) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            String value = rows.get(1).get(keys.size() + i);
            if (value != null) {
                Sampler.attempt(
                        connection,
                        room,
                        "UPDATE " + table.sql() + " SET "
                                + dialect.quote(columns.get(i).name()) + " = " + room.literal(columns.get(i), value)
                                + " WHERE " + where(keys, rows.get(0)));
            }
        }
    }

    /**
     * The last row again, under a key of its own; not where another key has no place for it, nor where it could not be
     * told from a row of before: the table has another name or key.
     */
    private void add(Table table, Predicate<Place> same) throws SQLException {
        List<Column> keys = table.key().stream().map(table::column).toList();
        String key = keys.size() == 1 ? room.key(keys.get(0), ADDED) : null;
        if (key == null
                || !keys.get(0).written()
                || !same.test(new Place(table.name(), keys.get(0).name()))) {
            return;
        }
        List<String> names = table.written().stream()
                .filter(column -> !keys.contains(column))
                .map(column -> dialect.quote(column.name()))
                .toList();
        String more = names.isEmpty() ? "" : ", " + String.join(", ", names);
        String column = dialect.quote(keys.get(0).name());
        Sampler.attempt(
                connection,
                room,
                "INSERT INTO " + table.sql() + " (" + column + more + ") " + room.overriding() + "SELECT " + key + more
                        + " FROM " + table.sql() + " WHERE " + column + " = (SELECT x FROM (SELECT max(" + column
                        + ") AS x FROM " + table.sql() + ") AS most)");
    }

    private String where(List<Column> keys, List<String> row) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            conditions.add(room.text(keys.get(i)) + " = " + dialect.literal(row.get(i)));
        }
        return String.join(" AND ", conditions);
    }

    private void inTransaction(Room.Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
