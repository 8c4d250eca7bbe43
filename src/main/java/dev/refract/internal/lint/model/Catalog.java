package dev.refract.internal.lint.model;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.Option;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.internal.sql.statement.ViewChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The tables, types and views that the statements so far leave. It follows the text: what a block or a function makes
 * is not in it, and such a table is one of which nothing is known. Schemas are not told apart.
 */
public final class Catalog {

    /** A view, and what it is made of. */
    public record View(String name, boolean materialized, Query query, boolean isNew) {}

    /** An enum's labels, in their order. */
    public record EnumType(String name, List<String> labels, boolean isNew) {}

    private static final Set<Execution.Verb> RUNS_NOTHING =
            Set.of(Execution.Verb.EXPLAIN, Execution.Verb.PREPARE, Execution.Verb.DEALLOCATE);

    private static final String CHARSET = "CHARACTER SET";

    private final Map<String, KnownTable> tables = new LinkedHashMap<>();
    private final Map<String, EnumType> enums = new LinkedHashMap<>();
    private final Map<String, View> views = new LinkedHashMap<>();
    /** Those that may have something of this run. */
    private final Set<KnownTable> unsettled = new LinkedHashSet<>();

    private final Set<String> touched = new HashSet<>();
    private boolean anythingTouched;

    /** The table of that name; one without columns where no statement made it. */
    public KnownTable table(QualifiedName name) {
        return find(name.name()).orElseGet(() -> unknown(name));
    }

    /** One of which nothing is known but its name. */
    public KnownTable unknown(QualifiedName name) {
        return new KnownTable(name.name(), false, false);
    }

    public Optional<KnownTable> find(String name) {
        return Optional.ofNullable(tables.get(KnownTable.key(name)));
    }

    public List<KnownTable> tables() {
        return List.copyOf(tables.values());
    }

    public Optional<EnumType> enumType(String name) {
        return Optional.ofNullable(enums.get(KnownTable.key(name)));
    }

    public Optional<View> view(String name) {
        return Optional.ofNullable(views.get(KnownTable.key(name)));
    }

    /** Those that read a table. */
    public List<View> viewsOf(String table) {
        return views.values().stream()
                .filter(view -> view.query().reads().stream()
                        .anyMatch(read -> read.identifier().is(table)))
                .toList();
    }

    /** Those that select a column of a table by its name. */
    public List<View> viewsOf(String table, String column) {
        return viewsOf(table).stream()
                .filter(view -> view.query().selected().stream().anyMatch(selected -> selected.is(column)))
                .toList();
    }

    /** A column, and its table. */
    public record Place(KnownTable table, KnownColumn column) {}

    /** The columns of a type. */
    public List<Place> columnsOf(QualifiedName type) {
        return tables.values().stream()
                .flatMap(table -> table.columns().stream()
                        .filter(column -> column.type()
                                .filter(t -> type.identifier().is(t.name()))
                                .isPresent())
                        .map(column -> new Place(table, column)))
                .toList();
    }

    /** The table that an index is on. */
    public Optional<KnownTable> tableOfIndex(String index) {
        return tables.values().stream()
                .filter(table -> table.index(index).isPresent())
                .findFirst();
    }

    /** The same, with those that read one of them, and so on. */
    public List<View> viewsAbove(List<View> first) {
        List<View> all = new ArrayList<>(first);
        for (int i = 0; i < all.size(); i++) {
            viewsOf(all.get(i).name()).stream()
                    .filter(view -> all.stream().noneMatch(other -> other.name().equals(view.name())))
                    .forEach(all::add);
        }
        return all;
    }

    /** Other tables whose foreign keys refer to this one. */
    public List<KnownTable> childrenOf(String table) {
        return tables.values().stream()
                .filter(child -> !child.name().equalsIgnoreCase(table)
                        && child.foreignKeys().stream()
                                .anyMatch(key -> key.table().equalsIgnoreCase(table)))
                .toList();
    }

    /** From now on all of it was there before. */
    public void settle() {
        unsettled.forEach(KnownTable::settle);
        unsettled.clear();
        enums.replaceAll((key, type) -> new EnumType(type.name(), type.labels(), false));
        views.replaceAll((key, view) -> new View(view.name(), view.materialized(), view.query(), false));
    }

    /**
     * Whether a statement of this run before now may have changed the table's rows or names, so that what the database
     * holds says nothing about it.
     */
    public boolean isTouched(String table) {
        return anythingTouched || touched.contains(KnownTable.key(table));
    }

    /** Remembers what a statement does to rows that the database holds, for {@link #isTouched}. */
    public void touch(Change change) {
        if (change instanceof RowChange.Select || change instanceof Unread || change instanceof Execution) {
            anythingTouched |= !(change instanceof Execution execution && RUNS_NOTHING.contains(execution.verb()));
        } else if (change instanceof RowChange || change instanceof TableChange.RenameTables) {
            change.tables().forEach(table -> touch(table.name()));
        } else if (change instanceof TableChange.AlterTable alter
                && !alter.actions().stream().allMatch(Catalog::leavesRows)) {
            touched.add(KnownTable.key(alter.table().name()));
        } else if (change instanceof TableChange.DropTable drop) {
            drop.tables().forEach(table -> touched.add(KnownTable.key(table.name())));
        }
    }

    private static boolean leavesRows(AlterAction action) {
        return action instanceof AlterAction.AddColumn
                || action instanceof AlterAction.DropColumn
                || action instanceof AlterAction.AddConstraint
                || action instanceof AlterAction.DropConstraint
                || action instanceof AlterAction.ValidateConstraint
                || action instanceof AlterAction.AddIndex
                || action instanceof AlterAction.DropIndex
                || action instanceof AlterAction.SetDefault
                || action instanceof AlterAction.DropDefault
                || action instanceof AlterAction.SetNotNull
                || action instanceof AlterAction.DropNotNull
                || action instanceof AlterAction.Algorithm
                || action instanceof AlterAction.Lock;
    }

    /** Rows that refer to it may go with its own; a trigger may do anything. */
    private void touch(String table) {
        if (touched.add(KnownTable.key(table))) {
            anythingTouched |=
                    find(table).filter(known -> !known.triggers().isEmpty()).isPresent();
            childrenOf(table).forEach(child -> touch(child.name()));
        }
    }

    /** Follows a statement. */
    public void apply(Change change, boolean isNew) {
        if (change instanceof TableChange.CreateTable create) {
            create(create, isNew);
        } else if (change instanceof TableChange.AlterTable alter) {
            unsettled.add(known(alter.table()));
            alter.actions().forEach(action -> apply(known(alter.table()), action, isNew));
        } else if (change instanceof TableChange.DropTable drop) {
            drop.tables().forEach(table -> drop(table.name(), drop.cascade()));
        } else if (change instanceof TableChange.RenameTables rename) {
            rename.renamings().forEach(one -> rename(known(one.from()), one.to().name()));
        } else if (change instanceof IndexChange.CreateIndex create) {
            known(create.table()).indexes.add(index(create.index(), create.table()));
        } else if (change instanceof IndexChange.DropIndexes drop) {
            drop.indexes().forEach(index -> tables.values()
                    .forEach(table -> table.index(index.name()).ifPresent(table.indexes::remove)));
        } else if (change instanceof TypeChange type) {
            apply(type, isNew);
        } else if (change instanceof ViewChange.CreateView create) {
            views.put(
                    KnownTable.key(create.view().name()),
                    new View(create.view().name(), create.materialized(), create.query(), isNew));
        } else if (change instanceof ViewChange.DropViews drop) {
            drop.views().forEach(view -> views.remove(KnownTable.key(view.name())));
        } else if (change instanceof RoutineChange.CreateTrigger trigger) {
            known(trigger.table()).triggers.add(trigger.name().name());
        } else if (change instanceof RoutineChange.DropTrigger trigger) {
            tables.values()
                    .forEach(table -> table.triggers.removeIf(
                            name -> trigger.name().identifier().is(name)));
        }
    }

    private void drop(String table, boolean cascade) {
        tables.remove(KnownTable.key(table));
        if (cascade) {
            viewsAbove(viewsOf(table)).forEach(view -> views.remove(KnownTable.key(view.name())));
            tables.values()
                    .forEach(child ->
                            child.foreignKeys.removeIf(key -> key.table().equalsIgnoreCase(table)));
        }
    }

    private KnownTable known(QualifiedName name) {
        return tables.computeIfAbsent(KnownTable.key(name.name()), key -> new KnownTable(name.name(), false, false));
    }

    private void create(TableChange.CreateTable create, boolean isNew) {
        String key = KnownTable.key(create.table().name());
        if (create.ifNotExists() && tables.containsKey(key)) {
            return;
        }
        boolean whole = create.query().isEmpty()
                && create.definition().like().isEmpty()
                && create.definition().inherits().isEmpty()
                && create.definition().partitionOf().isEmpty()
                && create.unread().isEmpty();
        KnownTable table = create.definition().like().stream()
                .findFirst()
                .flatMap(like -> find(like.name()))
                .map(like -> like.copy(create.table().name(), isNew))
                .orElseGet(() -> new KnownTable(create.table().name(), whole, isNew));
        table.charset(create.definition().options().stream()
                .filter(option -> option.is(CHARSET))
                .findFirst()
                .flatMap(Option::value));
        create.definition()
                .columns()
                .forEach(column ->
                        table.columns.put(KnownTable.key(column.name().name()), KnownColumn.of(column, isNew)));
        create.definition().columns().forEach(column -> column.constraints()
                .forEach(constraint ->
                        table.add(constraint, List.of(column.name().name()))));
        create.definition().constraints().forEach(constraint -> table.add(constraint, List.of()));
        create.definition().indexes().forEach(index -> table.indexes.add(index(index, create.table())));
        tables.put(key, table);
        unsettled.add(table);
    }

    private static KnownTable.Index index(IndexDefinition index, QualifiedName table) {
        String name = index.name()
                .map(QualifiedName::name)
                .orElse(table.name() + "_" + String.join("_", index.columns()) + "_idx");
        return new KnownTable.Index(name, index.unique(), false, false, index.columns(), isWhole(index));
    }

    /** Whether it is of whole columns and all rows. */
    public static boolean isWhole(IndexDefinition index) {
        return index.where().isEmpty()
                && index.parts().stream()
                        .allMatch(part ->
                                part.column().isPresent() && part.prefix().isEmpty());
    }

    private void apply(KnownTable table, AlterAction action, boolean isNew) {
        if (action instanceof AlterAction.AddColumn add) {
            put(table, add.column(), isNew);
        } else if (action instanceof AlterAction.DropColumn drop) {
            String column = drop.column().name();
            table.columns.remove(KnownTable.key(column));
            table.indexes.removeIf(index -> index.has(column));
            table.foreignKeys.removeIf(key -> key.columns().stream().anyMatch(column::equalsIgnoreCase));
            table.checks.removeIf(
                    check -> check.notNull().filter(column::equalsIgnoreCase).isPresent());
        } else if (action instanceof AlterAction.ModifyColumn modify) {
            replace(table, modify.column().name().name(), modify.column());
        } else if (action instanceof AlterAction.ChangeColumn change) {
            renameColumn(table, change.from().name(), change.column().name().name());
            replace(table, change.column().name().name(), change.column());
        } else if (action instanceof AlterAction.RenameColumn rename) {
            renameColumn(table, rename.from().name(), rename.to().name());
        } else if (action instanceof AlterAction.SetDefault set) {
            change(table, set.column(), column -> column.withDefault(Optional.of(set.value())));
        } else if (action instanceof AlterAction.DropDefault drop) {
            change(table, drop.column(), column -> column.withDefault(Optional.empty()));
        } else if (action instanceof AlterAction.SetNotNull set) {
            change(table, set.column(), column -> column.required(true));
        } else if (action instanceof AlterAction.DropNotNull drop) {
            change(table, drop.column(), column -> column.required(false));
        } else if (action instanceof AlterAction.SetType set) {
            change(table, set.column(), column -> column.typed(set.type()));
        } else if (action instanceof AlterAction.AddConstraint add) {
            table.add(add.constraint(), List.of());
        } else if (action instanceof AlterAction.DropConstraint drop) {
            dropConstraint(table, drop);
        } else if (action instanceof AlterAction.ValidateConstraint validate) {
            table.checks.replaceAll(check -> validate.name().is(check.name())
                    ? new KnownTable.Check(check.name(), check.notNull(), true)
                    : check);
        } else if (action instanceof AlterAction.AddIndex add) {
            table.indexes.add(
                    index(add.index(), new QualifiedName(Optional.empty(), new Identifier(table.name(), add.span()))));
        } else if (action instanceof AlterAction.DropIndex drop) {
            table.indexes.removeIf(index -> drop.name().is(index.name()));
        } else if (action instanceof AlterAction.RenameTo rename) {
            rename(table, rename.name().name());
        } else if (action instanceof AlterAction.ConvertCharset convert) {
            table.charset(Optional.of(convert.charset()));
        } else if (action instanceof AlterAction.TableOption option
                && option.option().is(CHARSET)) {
            table.charset(Optional.empty()); // columns that are there keep theirs
        }
    }

    private static void put(KnownTable table, ColumnDefinition column, boolean isNew) {
        table.columns.put(KnownTable.key(column.name().name()), KnownColumn.of(column, isNew));
        column.constraints()
                .forEach(constraint ->
                        table.add(constraint, List.of(column.name().name())));
    }

    private static void replace(KnownTable table, String name, ColumnDefinition column) {
        boolean wasNew = table.column(name).map(KnownColumn::isNew).orElse(false);
        put(table, column, wasNew);
    }

    private static void change(KnownTable table, Identifier column, UnaryOperator<KnownColumn> changed) {
        table.columns.computeIfPresent(KnownTable.key(column.name()), (key, old) -> changed.apply(old));
    }

    private static void dropConstraint(KnownTable table, AlterAction.DropConstraint drop) {
        if (drop.target() == AlterAction.DropConstraint.Target.PRIMARY_KEY) {
            table.indexes.removeIf(KnownTable.Index::primary);
        }
        drop.name().ifPresent(name -> {
            boolean unknown = drop.target() == AlterAction.DropConstraint.Target.FOREIGN_KEY
                    && table.foreignKeys.stream().noneMatch(key -> name.is(key.name()));
            if (unknown) { // one that the server has named, of which nobody knows which it is
                table.foreignKeys.clear();
            }
            table.indexes.removeIf(index -> name.is(index.name()));
            table.checks.removeIf(check -> name.is(check.name()));
            table.foreignKeys.stream().filter(key -> name.is(key.name())).forEach(table.formerKeys::add);
            table.foreignKeys.removeIf(key -> name.is(key.name()));
        });
    }

    private void renameColumn(KnownTable table, String from, String to) {
        Map<String, KnownColumn> renamed = new LinkedHashMap<>();
        table.columns.forEach((key, column) -> {
            KnownColumn now = column.name().equalsIgnoreCase(from) ? column.named(to) : column;
            renamed.put(KnownTable.key(now.name()), now);
        });
        table.columns.clear();
        table.columns.putAll(renamed);
        table.indexes.replaceAll(index -> new KnownTable.Index(
                index.name(),
                index.unique(),
                index.primary(),
                index.constraint(),
                renamed(index.columns(), from, to),
                index.whole()));
        table.foreignKeys.replaceAll(key -> new KnownTable.ForeignKey(
                key.name(),
                renamed(key.columns(), from, to),
                key.table(),
                key.referenced(),
                key.onDelete(),
                key.acts(),
                key.valid()));
        for (KnownTable other : tables.values()) {
            other.foreignKeys.replaceAll(key -> key.table().equalsIgnoreCase(table.name())
                    ? new KnownTable.ForeignKey(
                            key.name(),
                            key.columns(),
                            key.table(),
                            renamed(key.referenced(), from, to),
                            key.onDelete(),
                            key.acts(),
                            key.valid())
                    : key);
        }
        table.checks.replaceAll(check -> new KnownTable.Check(
                check.name(),
                check.notNull().map(column -> column.equalsIgnoreCase(from) ? to : column),
                check.valid()));
    }

    private static List<String> renamed(List<String> columns, String from, String to) {
        return columns.stream()
                .map(column -> column.equalsIgnoreCase(from) ? to : column)
                .toList();
    }

    private void rename(KnownTable table, String to) {
        String from = table.name();
        tables.remove(KnownTable.key(from));
        table.name(to);
        tables.put(KnownTable.key(to), table);
        for (KnownTable other : new ArrayList<>(tables.values())) {
            other.foreignKeys.replaceAll(key -> key.table().equalsIgnoreCase(from)
                    ? new KnownTable.ForeignKey(
                            key.name(), key.columns(), to, key.referenced(), key.onDelete(), key.acts(), key.valid())
                    : key);
        }
    }

    private void apply(TypeChange change, boolean isNew) {
        if (change instanceof TypeChange.CreateEnum create) {
            put(new EnumType(create.type().name(), create.labels(), isNew));
        } else if (change instanceof TypeChange.AddValue add) {
            enumType(add.type().name())
                    .ifPresent(type -> put(new EnumType(type.name(), added(type, add), type.isNew())));
        } else if (change instanceof TypeChange.RenameValue rename) {
            enumType(rename.type().name())
                    .ifPresent(type -> put(new EnumType(
                            type.name(), renamed(type.labels(), rename.from(), rename.to()), type.isNew())));
        } else if (change instanceof TypeChange.DropTypes drop) {
            drop.types().forEach(type -> enums.remove(KnownTable.key(type.name())));
            if (drop.cascade()) {
                drop.types().forEach(type -> tables.values()
                        .forEach(table -> table.columns.values().removeIf(column -> column.type()
                                .filter(t -> type.identifier().is(t.name()))
                                .isPresent())));
            }
        } else if (change instanceof TypeChange.AlterType alter) {
            alter.actions().stream()
                    .filter(AlterAction.RenameTo.class::isInstance)
                    .map(AlterAction.RenameTo.class::cast)
                    .forEach(rename -> renameType(alter.type().name(), rename.name()));
        }
    }

    private void put(EnumType type) {
        enums.put(KnownTable.key(type.name()), type);
    }

    private static List<String> added(EnumType type, TypeChange.AddValue add) {
        List<String> labels = new ArrayList<>(type.labels());
        int neighbour = add.neighbour().map(labels::indexOf).orElse(-1);
        labels.add(neighbour < 0 ? labels.size() : add.before() ? neighbour : neighbour + 1, add.label());
        return labels;
    }

    private void renameType(String from, QualifiedName to) {
        EnumType type = enums.remove(KnownTable.key(from));
        if (type == null) {
            return;
        }
        put(new EnumType(to.name(), type.labels(), type.isNew()));
        for (KnownTable table : tables.values()) {
            table.columns.replaceAll((key, column) ->
                    column.type().filter(t -> t.name().equalsIgnoreCase(from)).isPresent()
                            ? column.typed(named(column.type().orElseThrow(), to.name()))
                            : column);
        }
    }

    private static DataType named(DataType type, String name) {
        return new DataType(
                type.schema(),
                name,
                type.arguments(),
                type.dimensions(),
                type.unsigned(),
                type.zerofill(),
                type.charset(),
                type.collation(),
                type.span());
    }
}
