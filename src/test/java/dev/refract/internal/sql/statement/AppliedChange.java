package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.statement.Tables.Column;
import dev.refract.internal.sql.statement.Tables.IndexOrKey;
import dev.refract.internal.sql.statement.Tables.Reference;
import dev.refract.internal.sql.statement.Tables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a database holds after a statement that was read, if it was read right: MySQL's, MariaDB's or SQLite's. */
final class AppliedChange {
    private static final String RENAMED = "\0renamed ";

    private final Dialect dialect;
    private final Tables after;

    private AppliedChange(Dialect dialect, Tables after) {
        this.dialect = dialect;
        this.after = after;
    }

    /** @return what follows from the statement alone; rows are not looked at */
    static Tables to(Tables before, Dialect dialect, Change change) {
        Tables after = before.copy();
        new AppliedChange(dialect, after).apply(change);
        return after;
    }

    private void apply(Change change) {
        if (change instanceof TableChange table) {
            table(table);
        } else if (change instanceof IndexChange index) {
            index(index);
        } else if (change instanceof ViewChange.CreateView create && !create.temporary()) {
            after.views.add(name(create.view()));
        } else if (change instanceof ViewChange.DropViews drop) {
            drop.views().forEach(view -> {
                after.views.remove(name(view));
                after.triggers.removeIf(trigger -> trigger.startsWith(name(view) + "."));
            });
        } else if (change instanceof RoutineChange routine) {
            routine(routine);
        } else if (change instanceof Execution) {
            throw new IllegalArgumentException("what it runs is not in its text");
        }
    }

    private void routine(RoutineChange change) {
        if (change instanceof RoutineChange.CreateRoutine create) {
            after.routines.add(
                    Tables.lower(create.kind().name()) + " " + create.name().name());
        } else if (change instanceof RoutineChange.DropRoutines drop) {
            drop.names()
                    .forEach(name ->
                            after.routines.remove(Tables.lower(drop.kind().name()) + " " + name.name()));
        } else if (change instanceof RoutineChange.CreateTrigger create) {
            after.triggers.add(trigger(create.table(), create.name()));
        } else if (change instanceof RoutineChange.DropTrigger drop) {
            after.triggers.removeIf(trigger -> trigger.endsWith("." + name(drop.name())));
        }
    }

    private String trigger(QualifiedName table, QualifiedName name) {
        return name(table) + "." + name(name);
    }

    // --- tables

    private void table(TableChange change) {
        if (change instanceof TableChange.CreateTable create) {
            create(create);
        } else if (change instanceof TableChange.DropTable drop) {
            drop.tables().forEach(table -> {
                after.tables.remove(name(table));
                after.triggers.removeIf(trigger -> trigger.startsWith(name(table) + "."));
            });
        } else if (change instanceof TableChange.RenameTables renames) {
            renames.renamings().forEach(renaming -> rename(name(renaming.from()), name(renaming.to())));
        } else if (change instanceof TableChange.AlterTable alter && after.tables.containsKey(name(alter.table()))) {
            String[] current = {name(alter.table())};
            for (AlterAction action : alter.actions()) {
                if (action instanceof AlterAction.RenameTo to) {
                    rename(current[0], name(to.name()));
                    current[0] = name(to.name());
                } else if (action instanceof AlterAction.Partitioning partitioning
                        && partitioning.verb() == AlterAction.Partitioning.Verb.CONVERT) {
                    convert(after.tables.get(current[0]), partitioning);
                } else {
                    alter(current[0], after.tables.get(current[0]), action);
                }
            }
            // the names that they had are what all actions of a statement see: two columns can change places
            for (String column :
                    List.copyOf(after.tables.get(current[0]).columns.keySet())) {
                if (column.startsWith(RENAMED)) {
                    renameColumn(current[0], after.tables.get(current[0]), column, column.substring(RENAMED.length()));
                }
            }
        }
    }

    /** A partition becomes a table, or a table a partition. */
    private void convert(Table partitioned, AlterAction.Partitioning change) {
        String other = name(change.table().orElseThrow());
        if (change.names().isEmpty()) {
            after.tables.remove(other);
        } else {
            Table made = partitioned.copy();
            made.references.clear();
            after.tables.put(other, made);
        }
    }

    private void create(TableChange.CreateTable create) {
        String name = name(create.table());
        if (create.persistence() == TableChange.Persistence.TEMPORARY
                || create.ifNotExists() && after.tables.containsKey(name)) {
            return;
        }
        TableChange.TableDefinition definition = create.definition();
        Table table = definition.like().isEmpty()
                ? new Table()
                : after.tables.get(name(definition.like().get(0))).copy();
        table.references.clear();
        table.columnsKnown = create.query().isEmpty() && !create.foreign(); // a virtual one's are its module's
        after.tables.put(name, table);
        for (ColumnDefinition column : definition.columns()) {
            addColumn(table, name(column.name()), column, Optional.empty());
        }
        for (Constraint constraint : definition.constraints()) {
            constraint(table, constraint);
        }
        for (IndexDefinition index : definition.indexes()) {
            table.keys.add(key(index));
        }
        if (definition.options().stream().anyMatch(option -> option.is("WITHOUT ROWID"))) {
            table.keys.stream()
                    .filter(key -> key.kind().equals("primary"))
                    .flatMap(key -> key.parts().stream())
                    .forEach(column -> replace(table, column, AppliedChange::required));
        }
    }

    private void rename(String from, String to) {
        Table table = after.tables.remove(from);
        after.tables.put(to, table);
        after.tables
                .values()
                .forEach(other -> other.references.replaceAll(reference -> new Reference(
                        reference.name(),
                        reference.columns(),
                        reference.table().equals(from) ? to : reference.table(),
                        reference.referenced(),
                        reference.onDelete())));
        List<String> triggers = after.triggers.stream()
                .filter(trigger -> trigger.startsWith(from + "."))
                .toList();
        triggers.forEach(trigger -> {
            after.triggers.remove(trigger);
            after.triggers.add(to + trigger.substring(from.length()));
        });
    }

    private void alter(String tableName, Table table, AlterAction action) {
        if (action instanceof AlterAction.AddColumn add) {
            if (!table.columns.containsKey(name(add.column().name()))) {
                addColumn(table, name(add.column().name()), add.column(), add.position());
            }
        } else if (action instanceof AlterAction.DropColumn drop) {
            dropColumn(table, name(drop.column()));
        } else if (action instanceof AlterAction.ModifyColumn modify) {
            if (table.columns.containsKey(name(modify.column().name()))) {
                addColumn(table, name(modify.column().name()), modify.column(), modify.position());
            }
        } else if (action instanceof AlterAction.ChangeColumn change) {
            if (table.columns.containsKey(name(change.from()))) {
                String name = RENAMED + name(change.column().name());
                renameColumn(tableName, table, name(change.from()), name);
                addColumn(table, name, change.column(), change.position());
            }
        } else if (action instanceof AlterAction.ConvertCharset) {
            table.columnsKnown = false; // a TEXT may become larger
        } else if (action instanceof AlterAction.RenameColumn change) {
            renameColumn(tableName, table, name(change.from()), RENAMED + name(change.to()));
        } else if (action instanceof AlterAction.SetDefault set) {
            boolean hasDefault = set.value().form() != Expression.Form.NULL;
            replace(table, name(set.column()), old -> withDefault(old, hasDefault));
        } else if (action instanceof AlterAction.DropDefault drop) {
            replace(table, name(drop.column()), old -> withDefault(old, false));
        } else if (action instanceof AlterAction.AddConstraint add) {
            constraint(table, add.constraint());
        } else if (action instanceof AlterAction.DropConstraint drop) {
            dropConstraint(table, drop);
        } else if (action instanceof AlterAction.AddIndex add) {
            if (!add.ifNotExists() || !has(table, key(add.index()))) {
                table.keys.add(key(add.index()));
            }
        } else if (action instanceof AlterAction.DropIndex drop) {
            table.keys.removeIf(key -> key.name().equals(name(drop.name()))
                    || key.kind().equals("primary") && name(drop.name()).equals("primary"));
        } else if (action instanceof AlterAction.RenameIndex rename) {
            table.keys.replaceAll(key -> key.name().equals(name(rename.from()))
                    ? new IndexOrKey(key.kind(), name(rename.to()), key.parts())
                    : key);
        }
    }

    private static boolean has(Table table, IndexOrKey key) {
        return table.keys.stream().anyMatch(other -> other.name().equals(key.name()));
    }

    private void dropConstraint(Table table, AlterAction.DropConstraint drop) {
        String name = drop.name().map(AppliedChange::name).orElse("");
        switch (drop.target()) {
            case PRIMARY_KEY -> table.keys.removeIf(key -> key.kind().equals("primary"));
            case FOREIGN_KEY ->
                table.references.removeIf(reference -> reference.name().equals(name));
            case CHECK -> {
                // conditions are not compared
            }
            case ANY -> {
                table.references.removeIf(reference -> reference.name().equals(name));
                table.keys.removeIf(
                        key -> key.kind().equals("unique") && key.name().equals(name)
                                || key.kind().equals("primary") && name.equals("primary"));
            }
        }
    }

    // --- columns

    /** Adds a column, or gives one another definition; then it stays where it is unless a place is said. */
    private void addColumn(Table table, String name, ColumnDefinition definition, Optional<ColumnPosition> position) {
        Column column = column(definition, table, name);
        if (position.isPresent()) {
            Optional<Identifier> before = position.get().after();
            table.columns.remove(name);
            table.place(
                    name,
                    column,
                    before.map(other -> table.positionAfter(name(other))).orElse(0));
        } else {
            table.columns.put(name, column);
        }
        for (Constraint constraint : definition.constraints()) {
            constraint(table, constraint);
        }
        if (!isSqlite()
                && definition
                        .type()
                        .filter(type -> type.name().equals("serial"))
                        .isPresent()) {
            table.keys.add(new IndexOrKey("unique", "", List.of(name)));
        }
    }

    private Column column(ColumnDefinition definition, Table table, String name) {
        boolean sqlite = isSqlite();
        boolean serial =
                definition.type().filter(type -> type.name().equals("serial")).isPresent() && !sqlite;
        boolean inKey = !sqlite
                && table.keys.stream()
                        .anyMatch(key ->
                                key.kind().equals("primary") && key.parts().contains(name));
        Optional<ColumnDefinition.Generated> generated = definition.generated();
        return new Column(
                definition
                        .type()
                        .map(type -> sqlite ? Types.ofSqlite(type) : Types.ofMysql(type))
                        .orElse(""),
                definition.nullability() == ColumnDefinition.Nullability.NOT_NULL
                        || !sqlite && definition.isRequired()
                        || serial
                        || inKey,
                definition
                        .defaultValue()
                        .filter(value -> value.form() != Expression.Form.NULL)
                        .isPresent(),
                generated.map(g -> Tables.lower(g.kind().name())).orElse(""),
                !sqlite && (definition.autoIncrement() || serial),
                definition.onUpdate().isPresent(),
                definition.comment().orElse(""));
    }

    private static Column withDefault(Column old, boolean hasDefault) {
        return new Column(
                old.type(),
                old.required(),
                hasDefault,
                old.generated(),
                old.autoIncrement(),
                old.onUpdate(),
                old.comment());
    }

    private static Column required(Column old) {
        return new Column(
                old.type(),
                true,
                old.hasDefault(),
                old.generated(),
                old.autoIncrement(),
                old.onUpdate(),
                old.comment());
    }

    private static void replace(Table table, String name, UnaryOperator<Column> with) {
        table.columns.computeIfPresent(name, (key, column) -> with.apply(column));
    }

    private void renameColumn(String tableName, Table table, String from, String to) {
        table.rename(from, to);
        after.tables
                .values()
                .forEach(other -> other.references.replaceAll(
                        reference -> reference.table().equals(tableName)
                                ? new Reference(
                                        reference.name(),
                                        reference.columns(),
                                        reference.table(),
                                        Tables.replaced(reference.referenced(), from, to),
                                        reference.onDelete())
                                : reference));
    }

    private void dropColumn(Table table, String name) {
        table.columns.remove(name);
        List<IndexOrKey> keys = new ArrayList<>();
        for (IndexOrKey key : table.keys) {
            List<String> parts = key.parts().stream()
                    .filter(part -> !Tables.isOn(part, name))
                    .toList();
            if (!parts.isEmpty()) {
                keys.add(new IndexOrKey(key.kind(), key.name(), parts));
            }
        }
        table.keys.clear();
        table.keys.addAll(keys);
    }

    // --- keys

    private void constraint(Table table, Constraint constraint) {
        if (constraint instanceof Constraint.PrimaryKey key) {
            table.keys.add(new IndexOrKey("primary", "", parts(key.parts())));
            if (!isSqlite()) {
                key.columns().forEach(column -> replace(table, Tables.lower(column), AppliedChange::required));
            }
        } else if (constraint instanceof Constraint.Unique unique) {
            Optional<Identifier> name = unique.name().isPresent() ? unique.name() : unique.indexName();
            table.keys.add(new IndexOrKey(
                    "unique", isSqlite() ? "" : name.map(AppliedChange::name).orElse(""), parts(unique.parts())));
        } else if (constraint instanceof Constraint.ForeignKey key) {
            table.references.add(new Reference(
                    isSqlite() ? "" : key.name().map(AppliedChange::name).orElse(""),
                    key.own().stream().map(AppliedChange::name).toList(),
                    name(key.table()),
                    key.referenced().stream().map(AppliedChange::name).toList(),
                    ServerTables.rule(key.onDelete().orElse("NO ACTION").toUpperCase(Locale.ROOT))));
        }
    }

    private void index(IndexChange change) {
        if (change instanceof IndexChange.CreateIndex create) {
            Table table = after.tables.get(name(create.table()));
            IndexOrKey key = key(create.index());
            if (table != null && !(create.ifNotExists() && has(table, key))) {
                if (create.orReplace()) {
                    table.keys.removeIf(other -> other.name().equals(key.name()));
                }
                table.keys.add(key);
            }
        } else if (change instanceof IndexChange.DropIndexes drop) {
            for (QualifiedName index : drop.indexes()) {
                after.tables.forEach((name, table) -> {
                    if (drop.table().isEmpty() || name(drop.table().get()).equals(name)) {
                        table.keys.removeIf(key -> key.name().equals(name(index.identifier()))
                                || key.kind().equals("primary")
                                        && name(index.identifier()).equals("primary"));
                    }
                });
            }
        }
    }

    private IndexOrKey key(IndexDefinition index) {
        String kind = index.type().map(Tables::lower).orElse(index.unique() ? "unique" : "index");
        return new IndexOrKey(
                kind, index.name().map(name -> name(name.identifier())).orElse(""), parts(index.parts()));
    }

    private List<String> parts(List<IndexPart> parts) {
        return parts.stream()
                .map(part -> part.column()
                        .map(column -> Tables.part(name(column), part.prefix().orElse(0), part.descending()))
                        .orElse("(…)"))
                .toList();
    }

    // ---

    private boolean isSqlite() {
        return dialect == Dialect.SQLITE;
    }

    /** Tables on MySQL on Linux are told apart by case. */
    private String name(QualifiedName name) {
        return isSqlite() ? Tables.lower(name.name()) : name.name();
    }

    private static String name(Identifier name) {
        return Tables.lower(name.name());
    }
}
