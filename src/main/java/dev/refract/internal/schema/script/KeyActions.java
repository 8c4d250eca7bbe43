package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What foreign keys did to rows that refer to those which a statement deleted or changed. */
final class KeyActions {

    private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern KEY = Pattern.compile("(?is)(?:FOREIGN KEY ?\\(([^)]*)\\) ?)?\\bREFERENCES (" + PART
            + "(?:\\." + PART + ")?) ?(?:\\(([^)]*)\\))?(.*)");
    private static final Pattern ON_DELETE = Pattern.compile("\\bON DELETE (CASCADE|SET)\\b");
    private static final Pattern ON_UPDATE = Pattern.compile("\\bON UPDATE (CASCADE|SET)\\b");
    private static final Pattern COLUMN = Pattern.compile(PART);

    /**
     * A foreign key. Tables are called as before the migration, where they were there.
     *
     * @param toColumns the columns that it refers to; none where it names none
     * @param onDelete in upper case; empty where nothing is done
     * @param since the number of the statement that adds it; 0 for those of before
     */
    private record Key(
            String table,
            List<String> columns,
            String to,
            List<String> toColumns,
            String onDelete,
            String onUpdate,
            int since) {}

    /** What became of rows of a table, and of which column; empty for whole rows. */
    record Effect(String table, String column, String what) {}

    private final List<Key> keys = new ArrayList<>();

    KeyActions(Schema before, NamedTables named, Script migration) {
        before.objects().values().forEach(object -> read(before.dialect(), object));
        for (SqlStatement statement : migration.statements()) {
            switch (statement.kind()) {
                case CREATE_TABLE, ALTER_TABLE -> add(migration.change(statement), named.at(statement));
                default -> {}
            }
        }
    }

    private void read(Dialect dialect, SchemaObject object) {
        if (object.kind() != Kind.FOREIGN_KEY && object.kind() != Kind.COLUMN) {
            return;
        }
        Matcher key = KEY.matcher(
                object.has("definition")
                        ? object.get("definition")
                        : object.name().name());
        if (key.find() && (object.kind() == Kind.FOREIGN_KEY || key.group(1) == null)) {
            String actions = key.group(4).toUpperCase(Locale.ROOT);
            keys.add(new Key(
                    NamedTables.plain(dialect, object.name().table()),
                    columns(key.group(1) == null ? object.name().name() : key.group(1)),
                    last(key.group(2)),
                    key.group(3) == null ? List.of() : columns(key.group(3)),
                    action(ON_DELETE, actions),
                    action(ON_UPDATE, actions),
                    0));
        }
    }

    private static String action(Pattern event, String actions) {
        Matcher action = event.matcher(actions);
        return action.find() ? action.group(1) : "";
    }

    private static List<String> columns(String list) {
        return COLUMN.matcher(list)
                .results()
                .map(one -> Losses.unquoted(one.group()))
                .toList();
    }

    /** A name without its schema and its quotes. */
    private static String last(String name) {
        List<String> parts = columns(name);
        return parts.get(parts.size() - 1);
    }

    private void add(Change change, NamedTables.At at) {
        String table = at.was(change.tables().get(0).name());
        constraints(change)
                .filter(Constraint.ForeignKey.class::isInstance)
                .map(Constraint.ForeignKey.class::cast)
                .forEach(key -> keys.add(new Key(
                        table,
                        key.columns(),
                        at.was(key.table().name()),
                        key.referenced().stream().map(Identifier::name).toList(),
                        key.onDelete().orElse(""),
                        key.onUpdate().orElse(""),
                        at.statement())));
    }

    private static Stream<Constraint> constraints(Change change) {
        if (change instanceof TableChange.CreateTable create) {
            return create.definition().allConstraints().stream();
        }
        return change instanceof TableChange.AlterTable alter
                ? alter.actions().stream()
                        .flatMap(action -> action instanceof AlterAction.AddConstraint add
                                ? Stream.of(add.constraint())
                                : action instanceof AlterAction.AddColumn add
                                        ? add.column().constraints().stream()
                                        : Stream.empty())
                : Stream.empty();
    }

    /** By a statement, with those of its WITH. */
    List<Effect> of(RowChange change, NamedTables.At at) {
        List<Effect> effects = new ArrayList<>();
        if (keys.isEmpty()) {
            return effects;
        }
        Set<Key> seen = keys.stream()
                .filter(key -> key.since() > at.statement())
                .collect(Collectors.toCollection(HashSet::new));
        Stream.concat(change.writes().stream(), Stream.of(change)).forEach(one -> {
            if (one instanceof RowChange.Update update) {
                List<String> set = update.set().stream()
                        .map(assignment -> assignment.column().name())
                        .toList();
                update.targets().forEach(table -> updated(at.was(table.name()), set, seen, effects));
            } else if (one instanceof RowChange.Delete delete) {
                delete.targets().forEach(table -> deleted(at.was(table.name()), seen, effects));
            } else if (one instanceof RowChange.Insert insert && insert.replace()) {
                deleted(at.was(insert.table().name()), seen, effects);
            } else if (one instanceof RowChange.Truncate truncate && truncate.cascade()) {
                truncate.tables().forEach(table -> emptied(at.was(table.name()), seen, effects));
            }
        });
        return effects.stream().distinct().toList();
    }

    private List<Key> to(String table, Set<Key> seen) {
        return keys.stream()
                .filter(key -> key.to().equalsIgnoreCase(table))
                .filter(seen::add)
                .toList();
    }

    private void deleted(String table, Set<Key> seen, List<Effect> effects) {
        for (Key key : to(table, seen)) {
            if (key.onDelete().equals("CASCADE")) {
                effects.add(new Effect(
                        key.table(),
                        "",
                        "deleted rows of " + table
                                + ", and with them those that refer to them, which do not come back."));
                deleted(key.table(), seen, effects);
            } else if (key.onDelete().startsWith("SET")) {
                key.columns()
                        .forEach(column -> effects.add(new Effect(
                                key.table(),
                                column,
                                "deleted rows of " + table
                                        + ": what referred to them was set, and the old values do not come back.")));
                updated(key.table(), key.columns(), seen, effects);
            }
        }
    }

    private void updated(String table, List<String> set, Set<Key> seen, List<Effect> effects) {
        List<Key> concerned = keys.stream()
                .filter(key -> key.to().equalsIgnoreCase(table))
                .filter(key ->
                        key.onUpdate().equals("CASCADE") || key.onUpdate().startsWith("SET"))
                .filter(key -> key.toColumns().isEmpty()
                        || key.toColumns().stream()
                                .anyMatch(column -> set.stream().anyMatch(column::equalsIgnoreCase)))
                .filter(seen::add)
                .toList();
        for (Key key : concerned) {
            key.columns()
                    .forEach(column -> effects.add(new Effect(
                            key.table(),
                            column,
                            "changed keys of " + table
                                    + ": what refers to them followed, and the old values do not come back.")));
            updated(key.table(), key.columns(), seen, effects);
        }
    }

    private void emptied(String table, Set<Key> seen, List<Effect> effects) {
        for (Key key : to(table, seen)) {
            effects.add(new Effect(
                    key.table(), "", "emptied " + table + " and what refers to it: the rows do not come back."));
            emptied(key.table(), seen, effects);
        }
    }
}
