package dev.refract.internal.sql.statement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database is made of, as far as a statement's text can tell: the same whether a server says it or it follows
 * from what was read. Names are in lower case where the server compares them so.
 */
final class Tables {

    /** Tables by name; the value is null where nobody can know the columns, as of CREATE TABLE … AS SELECT. */
    final Map<String, Table> tables = new TreeMap<>();

    final TreeSet<String> views = new TreeSet<>();
    final TreeSet<String> triggers = new TreeSet<>();
    final TreeSet<String> routines = new TreeSet<>();

    /** A table; its columns are in their order. */
    static final class Table {
        final LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
        final List<IndexOrKey> keys = new ArrayList<>();
        final List<Reference> references = new ArrayList<>();
        boolean columnsKnown = true;

        Table copy() {
            Table copy = new Table();
            copy.columns.putAll(columns);
            copy.keys.addAll(keys);
            copy.references.addAll(references);
            copy.columnsKnown = columnsKnown;
            return copy;
        }

        void rename(String from, String to) {
            LinkedHashMap<String, Column> old = new LinkedHashMap<>(columns);
            columns.clear();
            old.forEach((name, column) -> columns.put(name.equals(from) ? to : name, column));
            keys.replaceAll(key -> new IndexOrKey(key.kind(), key.name(), replaced(key.parts(), from, to)));
            references.replaceAll(reference -> new Reference(
                    reference.name(),
                    replaced(reference.columns(), from, to),
                    reference.table(),
                    reference.referenced(),
                    reference.onDelete()));
        }

        void place(String name, Column column, int position) {
            List<Map.Entry<String, Column>> entries = new ArrayList<>(columns.entrySet());
            entries.removeIf(entry -> entry.getKey().equals(name));
            entries.add(Math.min(position, entries.size()), Map.entry(name, column));
            columns.clear();
            entries.forEach(entry -> columns.put(entry.getKey(), entry.getValue()));
        }

        int positionAfter(String name) {
            return new ArrayList<>(columns.keySet()).indexOf(name) + 1;
        }
    }

    /**
     * A column.
     *
     * @param type in lower case, without blanks; of its arguments only those that count
     * @param generated {@code stored}, {@code virtual} or empty
     */
    record Column(
            String type,
            boolean required,
            boolean hasDefault,
            String generated,
            boolean autoIncrement,
            boolean onUpdate,
            String comment) {}

    /**
     * A key or an index.
     *
     * @param name empty where the statement leaves it to the server
     * @param parts each column, with the length of its prefix and {@code desc}; {@code (…)} for an expression
     */
    record IndexOrKey(String kind, String name, List<String> parts) {
        boolean matches(IndexOrKey actual) {
            return kind.equals(actual.kind)
                    && parts.equals(actual.parts)
                    && (name.isEmpty() || name.equals(actual.name));
        }
    }

    /** A foreign key. */
    record Reference(String name, List<String> columns, String table, List<String> referenced, String onDelete) {
        boolean matches(Reference actual) {
            return columns.equals(actual.columns)
                    && table.equals(actual.table)
                    && (referenced.isEmpty() || referenced.equals(actual.referenced))
                    && onDelete.equals(actual.onDelete)
                    && (name.isEmpty() || name.equals(actual.name));
        }
    }

    /** A part of a key as text. */
    static String part(String column, int prefix, boolean descending) {
        return column + (prefix > 0 ? "(" + prefix + ")" : "") + (descending ? " desc" : "");
    }

    static List<String> replaced(List<String> parts, String from, String to) {
        return parts.stream()
                .map(part -> part.equals(from) || part.startsWith(from + "(") || part.startsWith(from + " ")
                        ? to + part.substring(from.length())
                        : part)
                .toList();
    }

    static boolean isOn(String part, String column) {
        return part.equals(column) || part.startsWith(column + "(") || part.startsWith(column + " ");
    }

    Tables copy() {
        Tables copy = new Tables();
        tables.forEach((name, table) -> copy.tables.put(name, table.copy()));
        copy.views.addAll(views);
        copy.triggers.addAll(triggers);
        copy.routines.addAll(routines);
        return copy;
    }

    /** How what is expected differs from what is there, a line each; empty where it does not. */
    List<String> differences(Tables actual) {
        List<String> lines = new ArrayList<>();
        compare(lines, "tables", tables.keySet(), actual.tables.keySet());
        compare(lines, "views", views, actual.views);
        compare(lines, "triggers", triggers, actual.triggers);
        compare(lines, "routines", routines, actual.routines);
        tables.forEach((name, table) -> {
            Table other = actual.tables.get(name);
            if (other != null && table.columnsKnown) {
                compare(lines, name + " columns", entries(table), entries(other));
                compareKeys(lines, name, table, other);
                compareReferences(lines, name, table, other);
            }
        });
        return lines;
    }

    private static List<String> entries(Table table) {
        return table.columns.entrySet().stream().map(Object::toString).toList();
    }

    private static void compare(
            List<String> lines, String what, Collection<String> expected, Collection<String> actual) {
        List<String> read = new ArrayList<>(expected);
        List<String> there = new ArrayList<>(actual);
        if (!read.equals(there)) {
            read.removeAll(actual);
            there.removeAll(expected);
            lines.add(what + ": only read " + read + ", only the server has " + there
                    + (read.isEmpty() && there.isEmpty() ? ", in another order" : ""));
        }
    }

    /** MySQL makes, keeps and gives up plain indexes for foreign keys by itself. */
    private static void compareKeys(List<String> lines, String name, Table table, Table other) {
        List<IndexOrKey> rest = new ArrayList<>(other.keys);
        for (IndexOrKey key : table.keys) {
            IndexOrKey found = rest.stream().filter(key::matches).findFirst().orElse(null);
            if (found != null) {
                rest.remove(found);
            } else if (!isForReference(table, key)) {
                lines.add(name + ": read " + key + ", the server has " + other.keys);
            }
        }
        rest.removeIf(key -> isForReference(table, key));
        if (!rest.isEmpty()) {
            lines.add(name + ": the server has " + rest + ", read " + table.keys);
        }
    }

    private static boolean isForReference(Table table, IndexOrKey key) {
        return key.kind().equals("index")
                && table.references.stream()
                        .anyMatch(reference ->
                                key.parts().size() >= reference.columns().size()
                                        && key.parts()
                                                .subList(0, reference.columns().size())
                                                .equals(reference.columns()));
    }

    private static void compareReferences(List<String> lines, String name, Table table, Table other) {
        List<Reference> rest = new ArrayList<>(other.references);
        for (Reference reference : table.references) {
            Reference found =
                    rest.stream().filter(reference::matches).findFirst().orElse(null);
            if (!rest.remove(found)) {
                lines.add(name + ": read " + reference + ", the server has " + other.references);
            }
        }
        if (!rest.isEmpty()) {
            lines.add(name + ": the server has " + rest + ", read " + table.references);
        }
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
