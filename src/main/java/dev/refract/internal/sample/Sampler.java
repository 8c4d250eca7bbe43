package dev.refract.internal.sample;

import dev.refract.internal.sample.Table.Column;
import dev.refract.internal.sample.Table.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills tables with a few rows, the same ones each time. What the server refuses is tried with plainer values. */
final class Sampler {

    static final int ROWS = 7;
    /** Attempts from this one on have plain values. */
    private static final int PLAIN = 3;

    private static final int ATTEMPTS = 12;

    private final Connection connection;
    private final Room room;
    private final Samples.Wildness wildness;
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, List<String>> edges = new HashMap<>();
    private final Map<String, List<Column>> becoming = new HashMap<>();

    Sampler(Connection connection, Room room, List<Table> all, Samples.Wildness wildness) {
        this.connection = connection;
        this.room = room;
        this.wildness = wildness;
        all.forEach(table -> tables.put(table.name(), table));
    }

    /**
     * Fills these tables, those first that others refer to.
     *
     * @param later what the rows must fit too
     */
    void fill(Set<String> names, Samples.Keys later) throws SQLException {
        becoming.putAll(later.columns());
        for (Table table : inOrder(names)) {
            List<Reference> references = new ArrayList<>(table.references());
            references.addAll(later.references().getOrDefault(table.name(), List.of()));
            rows(table, references, later.neverNull().getOrDefault(table.name(), Set.of()));
        }
    }

    private Set<Table> inOrder(Set<String> names) {
        Set<Table> order = new LinkedHashSet<>();
        names.forEach(name -> visit(name, names, order, new HashSet<>()));
        return order;
    }

    private void visit(String name, Set<String> names, Set<Table> order, Set<String> above) {
        Table table = tables.get(name);
        if (table == null || !names.contains(name) || !above.add(name)) {
            return;
        }
        table.references().forEach(reference -> visit(reference.table(), names, order, above));
        order.add(table);
    }

    /** All at once, which most tables take; or one by one, until each is plain enough. */
    private void rows(Table table, List<Reference> references, Set<String> neverNull) throws SQLException {
        if (table.written().isEmpty()) {
            return;
        }
        Map<Reference, List<List<String>>> parents = new HashMap<>();
        int first = wildness == Samples.Wildness.PLAIN ? PLAIN : 0;
        List<List<String>> all = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            Map<String, String> values = values(table, neverNull, row, first);
            if (refer(table, references, neverNull, parents, row, values)) {
                all.add(ordered(table, values));
            }
        }
        if (all.size() == ROWS && attempt(connection, room, room.insert(table, table.written(), all))) {
            return;
        }
        int misses = 0;
        for (int row = 0; row < ROWS && misses < 3; row++) {
            if (!row(table, references, neverNull, parents, row, first)) {
                misses++;
            }
        }
    }

    private boolean row(
            Table table,
            List<Reference> references,
            Set<String> neverNull,
            Map<Reference, List<List<String>>> parents,
            int row,
            int first)
            throws SQLException {
        for (int attempt = first; attempt < ATTEMPTS; attempt++) {
            Map<String, String> values = values(table, neverNull, row, attempt);
            if (refer(table, references, neverNull, parents, row, values) && insert(table, values)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> values(Table table, Set<String> neverNull, int row, int attempt) throws SQLException {
        Map<String, String> values = new HashMap<>();
        int place = 0;
        for (Column column : table.written()) {
            boolean mayBeNull = column.nullable()
                    && !neverNull.contains(column.name())
                    && !table.key().contains(column.name());
            values.put(column.name(), value(table, column, place++, row, attempt, mayBeNull));
        }
        return values;
    }

    private String value(Table table, Column column, int place, int row, int attempt, boolean mayBeNull)
            throws SQLException {
        String key = table.key().contains(column.name()) ? room.key(column, row + 1) : null;
        if (key != null) {
            boolean small = wildness == Samples.Wildness.WILD && row < 3; // what a migration may name
            return small ? String.valueOf(row + 1) : key;
        }
        boolean plain = attempt >= PLAIN;
        if (mayBeNull
                && (plain ? attempt == ATTEMPTS - 1 : attempt == 0 && (row + place) % ROWS == 3)
                && wildness != Samples.Wildness.PLAIN) {
            return "NULL";
        }
        if (plain) {
            return plainly(table, column, place, row, attempt);
        }
        List<String> values = wildness == Samples.Wildness.TYPICAL
                ? Edges.typical(column.base()).stream()
                        .map(text -> Objects.requireNonNull(room.hint(column, text), text))
                        .toList()
                : edges(attempt == 1 ? column : becoming(table, column));
        return values.isEmpty() ? room.plain(column, row + 1) : values.get((row + 3 * place + attempt) % values.size());
    }

    /** Plain values; then what the table's checks name; then such that grow from one column to the next. */
    private String plainly(Table table, Column column, int place, int row, int attempt) {
        int later = attempt - PLAIN;
        if (later > 0 && later < 7 && !table.hints().isEmpty()) {
            String hint = room.hint(
                    column, table.hints().get((row + later) % table.hints().size()));
            return hint == null || later % 2 == 0 && !isText(column) ? room.plain(column, row + 1) : hint;
        }
        return room.plain(column, 1 + (later > 6 ? row + place : row));
    }

    private static boolean isText(Column column) {
        return column.type().contains("char") || column.type().contains("text");
    }

    /** The column as it is after the migration, if that is another type: what fits both shows most. */
    private Column becoming(Table table, Column column) {
        return wildness != Samples.Wildness.FITTING
                ? column
                : becoming.getOrDefault(table.name(), List.of()).stream()
                        .filter(later -> later.name().equals(column.name()))
                        .findFirst()
                        .orElse(column);
    }

    private List<String> edges(Column column) throws SQLException {
        String type = column.type() + column.labels();
        List<String> known = edges.get(type);
        if (known == null) {
            known = room.edges(connection, column);
            edges.put(type, known);
        }
        return known;
    }

    // --- keys

    /** Lets the row refer to rows that are there; false where it must and there is none. */
    private boolean refer(
            Table table,
            List<Reference> references,
            Set<String> neverNull,
            Map<Reference, List<List<String>>> parents,
            int row,
            Map<String, String> values)
            throws SQLException {
        for (Reference reference : references) {
            Table target = tables.get(reference.table());
            if (target == null || !values.keySet().containsAll(reference.columns())) {
                continue;
            }
            boolean mayBeNull = reference.columns().stream()
                    .anyMatch(name -> table.column(name).nullable()
                            && !neverNull.contains(name)
                            && !table.key().contains(name));
            List<String> targets = reference.targets().isEmpty() ? target.key() : reference.targets();
            List<String> parent = parent(table, target, reference, targets, parents, row, mayBeNull, values);
            if (parent == null) {
                return false;
            }
            for (int i = 0; i < reference.columns().size() && i < parent.size(); i++) {
                values.put(reference.columns().get(i), parent.get(i));
            }
        }
        return true;
    }

    private @Nullable List<String> parent(
            Table table,
            Table target,
            Reference reference,
            List<String> targets,
            Map<Reference, List<List<String>>> parents,
            int row,
            boolean mayBeNull,
            Map<String, String> values)
            throws SQLException {
        boolean itself = target.name().equals(table.name());
        List<List<String>> known = parents.get(reference);
        if (known == null || itself) {
            known = keys(target, targets);
            parents.put(reference, known);
        }
        if (mayBeNull && (known.isEmpty() || row == 3)) {
            return reference.columns().stream()
                    .map(name -> table.column(name).nullable() ? "NULL" : values.get(name))
                    .toList();
        }
        if (!known.isEmpty()) {
            return known.get(row % known.size());
        }
        return itself && values.keySet().containsAll(targets)
                ? targets.stream().map(values::get).toList()
                : null;
    }

    private List<List<String>> keys(Table target, List<String> columns) throws SQLException {
        if (columns.isEmpty() || !target.columnNames().containsAll(columns)) {
            return List.of();
        }
        List<Column> list = columns.stream().map(target::column).toList();
        List<List<String>> keys = new ArrayList<>();
        for (List<String> row : Room.rows(
                connection,
                "SELECT " + String.join(", ", list.stream().map(room::text).toList()) + " FROM " + target.sql()
                        + " LIMIT 20")) {
            List<String> key = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                key.add(row.get(i) == null ? "NULL" : room.literal(list.get(i), row.get(i)));
            }
            if (!key.contains("NULL")) {
                keys.add(key);
            }
        }
        return keys;
    }

    private boolean insert(Table table, Map<String, String> values) throws SQLException {
        return attempt(connection, room, room.insert(table, table.written(), List.of(ordered(table, values))));
    }

    private static List<String> ordered(Table table, Map<String, String> values) {
        return table.written().stream()
                .map(column -> values.getOrDefault(column.name(), "NULL"))
                .toList();
    }

    /** Runs a statement that may be refused; then nothing has changed. */
    static boolean attempt(Connection connection, Room room, String sql) throws SQLException {
        Savepoint savepoint = room.needsSavepoints() ? connection.setSavepoint() : null;
        boolean done = false;
        try {
            Room.execute(connection, sql);
            done = true;
        } catch (SQLException e) {
            if (savepoint != null) {
                connection.rollback(savepoint);
            } else if (connection.isClosed()) {
                throw e;
            }
        }
        if (savepoint != null) {
            connection.releaseSavepoint(savepoint);
        }
        return done;
    }
}
