package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.statement.RowChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What foreign keys did to rows that refer to those which a statement deleted or changed. */
final class KeyActions {

    private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern KEY = Pattern.compile("(?is)(?:FOREIGN KEY ?\\(([^)]*)\\) ?)?\\bREFERENCES (" + PART
            + "(?:\\." + PART + ")?) ?(?:\\(([^)]*)\\))?(.*)");
    private static final Pattern COLUMN = Pattern.compile(PART);

    /**
     * A foreign key.
     *
     * @param table that has it, as the schema names it
     * @param columns its columns, as they stand in SQL
     * @param to the table that it refers to, and the columns; none where it names none
     * @param actions what follows, in upper case
     */
    private record Key(String table, List<String> columns, String to, List<String> toColumns, String actions) {}

    /** What became of rows of a table, and of which column; empty for whole rows. */
    record Effect(String table, String column, String what) {}

    private final List<Key> keys = new ArrayList<>();

    KeyActions(Schema before) {
        for (SchemaObject object : before.objects().values()) {
            if (object.kind() == Kind.FOREIGN_KEY || object.kind() == Kind.COLUMN) {
                String text = object.has("definition")
                        ? object.get("definition")
                        : object.name().name();
                Matcher key = KEY.matcher(text);
                if (key.find() && (object.kind() == Kind.FOREIGN_KEY || key.group(1) == null)) {
                    keys.add(new Key(
                            object.name().table(),
                            key.group(1) == null ? List.of(object.name().name()) : columns(key.group(1)),
                            last(key.group(2)),
                            key.group(3) == null ? List.of() : columns(key.group(3)),
                            key.group(4).toUpperCase(Locale.ROOT)));
                }
            }
        }
    }

    private static List<String> columns(String list) {
        return COLUMN.matcher(list).results().map(one -> one.group()).toList();
    }

    /** A name without its schema and its quotes. */
    private static String last(String name) {
        List<String> parts = columns(name);
        return Losses.unquoted(parts.get(parts.size() - 1));
    }

    /** By a statement, with those of its WITH. */
    List<Effect> of(RowChange change, NamedTables.At at) {
        List<Effect> effects = new ArrayList<>();
        if (keys.isEmpty()) {
            return effects;
        }
        Set<Key> seen = new HashSet<>();
        Stream.concat(change.writes().stream(), Stream.of(change)).forEach(one -> {
            if (one instanceof RowChange.Update update) {
                List<String> set = update.set().stream()
                        .map(assignment -> assignment.column().name())
                        .toList();
                update.targets().forEach(table -> updated(at.first(table.name()), set, seen, effects));
            } else if (one instanceof RowChange.Delete delete) {
                delete.targets().forEach(table -> deleted(at.first(table.name()), seen, effects));
            } else if (one instanceof RowChange.Insert insert && insert.replace()) {
                deleted(at.first(insert.table().name()), seen, effects);
            } else if (one instanceof RowChange.Truncate truncate && truncate.cascade()) {
                truncate.tables().forEach(table -> emptied(at.first(table.name()), seen, effects));
            }
        });
        return effects;
    }

    private List<Key> to(String table, Set<Key> seen) {
        return keys.stream()
                .filter(key -> key.to().equalsIgnoreCase(table))
                .filter(seen::add)
                .toList();
    }

    private void deleted(String table, Set<Key> seen, List<Effect> effects) {
        for (Key key : to(table, seen)) {
            if (key.actions().contains("ON DELETE CASCADE")) {
                effects.add(new Effect(
                        key.table(),
                        "",
                        "deleted rows of " + table
                                + ", and with them those that refer to them, which do not come back."));
                deleted(last(key.table()), seen, effects);
            } else if (key.actions().contains("ON DELETE SET")) {
                key.columns()
                        .forEach(column -> effects.add(new Effect(
                                key.table(),
                                column,
                                "deleted rows of " + table
                                        + ": what referred to them was set, and the old values do not come back.")));
                updated(last(key.table()), plain(key.columns()), seen, effects);
            }
        }
    }

    private void updated(String table, List<String> set, Set<Key> seen, List<Effect> effects) {
        List<Key> concerned = keys.stream()
                .filter(key -> key.to().equalsIgnoreCase(table) && key.actions().contains("ON UPDATE "))
                .filter(key -> key.toColumns().isEmpty()
                        || plain(key.toColumns()).stream()
                                .anyMatch(column -> set.stream().anyMatch(column::equalsIgnoreCase)))
                .filter(key -> key.actions().matches("(?s).*ON UPDATE (?:CASCADE|SET ).*"))
                .filter(seen::add)
                .toList();
        for (Key key : concerned) {
            key.columns()
                    .forEach(column -> effects.add(new Effect(
                            key.table(),
                            column,
                            "changed keys of " + table
                                    + ": what refers to them followed, and the old values do not come back.")));
            updated(last(key.table()), plain(key.columns()), seen, effects);
        }
    }

    private void emptied(String table, Set<Key> seen, List<Effect> effects) {
        for (Key key : to(table, seen)) {
            effects.add(new Effect(
                    key.table(), "", "emptied " + table + " and what refers to it: the rows do not come back."));
            emptied(last(key.table()), seen, effects);
        }
    }

    private static List<String> plain(List<String> columns) {
        return columns.stream().map(Losses::unquoted).toList();
    }
}
