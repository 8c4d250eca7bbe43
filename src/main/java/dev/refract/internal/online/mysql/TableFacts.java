package dev.refract.internal.online.mysql;

import dev.refract.internal.online.TableSize;
import dev.refract.internal.sql.statement.AlterAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the server says about one table, as far as changing it online depends on it.
 *
 * @param engine for example {@code InnoDB}
 * @param systemVersioned MariaDB: whether it keeps its rows' history
 * @param collation the table's default
 * @param triggers those that the tool did not leave behind
 * @param references its own foreign keys
 * @param referencedBy foreign keys that refer to it
 * @param checks the names of CHECK constraints that are written as constraints of the table
 * @param leftovers what an earlier run of the tool left
 */
record TableFacts(
        String database,
        String name,
        String engine,
        boolean systemVersioned,
        String collation,
        TableSize size,
        List<Column> columns,
        List<Index> indexes,
        List<String> triggers,
        List<ForeignKey> references,
        List<ForeignKey> referencedBy,
        List<String> checks,
        Leftovers leftovers) {

    /**
     * @param type the data type without its length, in lower case
     * @param collation null where the type has none
     */
    record Column(String name, String type, boolean nullable, String collation, boolean generated) {

        boolean isInteger() {
            return List.of("tinyint", "smallint", "mediumint", "int", "bigint").contains(type);
        }

        boolean isText() {
            return collation != null;
        }
    }

    record Index(String name, boolean unique, List<String> columns) {
        Index {
            columns = List.copyOf(columns);
        }
    }

    TableFacts {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
        triggers = List.copyOf(triggers);
        references = List.copyOf(references);
        referencedBy = List.copyOf(referencedBy);
        checks = List.copyOf(checks);
    }

    Optional<Column> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    Optional<Index> index(String name) {
        return indexes.stream()
                .filter(index -> index.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The tool finds each row again by a primary or unique key whose columns are never null. */
    boolean hasRowKey() {
        return indexes.stream()
                .anyMatch(index -> index.unique() && index.columns().stream().allMatch(this::neverNull));
    }

    private boolean neverNull(String column) {
        return column(column).map(found -> !found.nullable()).orElse(false);
    }

    /** The key that the tool walks along: the primary key, or else a unique key that is never null. */
    List<Column> rowKey() {
        return index("PRIMARY")
                .or(() -> indexes.stream()
                        .filter(index ->
                                index.unique() && index.columns().stream().allMatch(this::neverNull))
                        .findFirst())
                .stream()
                .flatMap(index -> index.columns().stream())
                .flatMap(name -> column(name).stream())
                .toList();
    }

    boolean isInUniqueKey(String column) {
        return indexes.stream()
                .anyMatch(index -> index.unique() && index.columns().stream().anyMatch(column::equalsIgnoreCase));
    }

    boolean hasUniqueText() {
        return columns.stream().anyMatch(column -> column.isText() && isInUniqueKey(column.name()));
    }

    boolean refersToItself() {
        return referencedBy.stream().anyMatch(ForeignKey::refersToItself);
    }

    boolean isInnoDb() {
        return engine.toLowerCase(Locale.ROOT).equals("innodb");
    }

    // --- the same table after a statement that runs before the one in question

    TableFacts named(String newDatabase, String newName) {
        return new TableFacts(
                newDatabase,
                newName,
                engine,
                systemVersioned,
                collation,
                size,
                columns,
                indexes,
                triggers,
                references,
                referencedBy,
                checks,
                leftovers);
    }

    TableFacts withTrigger(String trigger) {
        List<String> more = new ArrayList<>(triggers);
        more.add(trigger);
        return new TableFacts(
                database,
                name,
                engine,
                systemVersioned,
                collation,
                size,
                columns,
                indexes,
                more,
                references,
                referencedBy,
                checks,
                leftovers);
    }

    TableFacts withoutTrigger(String trigger) {
        List<String> rest = triggers.stream()
                .filter(other -> !other.equalsIgnoreCase(trigger))
                .toList();
        return new TableFacts(
                database,
                name,
                engine,
                systemVersioned,
                collation,
                size,
                columns,
                indexes,
                rest,
                references,
                referencedBy,
                checks,
                leftovers);
    }

    /**
     * Without the constraints of these names (in lower case) that a table has: its own, and foreign keys to this one.
     */
    TableFacts withoutConstraints(String table, Set<String> names) {
        List<ForeignKey> own = references.stream()
                .filter(key ->
                        !(key.table().equals(table) && names.contains(key.name().toLowerCase(Locale.ROOT))))
                .toList();
        List<ForeignKey> others = referencedBy.stream()
                .filter(key ->
                        !(key.table().equals(table) && names.contains(key.name().toLowerCase(Locale.ROOT))))
                .toList();
        List<String> keptChecks = checks.stream()
                .filter(check -> !(name.equals(table) && names.contains(check.toLowerCase(Locale.ROOT))))
                .toList();
        return new TableFacts(
                database,
                name,
                engine,
                systemVersioned,
                collation,
                size,
                columns,
                indexes,
                triggers,
                own,
                others,
                keptChecks,
                leftovers);
    }

    /**
     * With the primary key that the change gives it; what else it does to keys and columns is seen when its turn comes.
     */
    TableFacts withKeysOf(Alteration change) {
        boolean adds = change.any(Actions::addsPrimaryKey)
                || change.all(AlterAction.AddColumn.class).stream().anyMatch(Actions::definesUniqueKey);
        if (!adds) {
            return this;
        }
        List<Index> more = new ArrayList<>(indexes);
        more.add(new Index("PRIMARY", true, List.of()));
        return new TableFacts(
                database,
                name,
                engine,
                systemVersioned,
                collation,
                size,
                columns,
                more,
                triggers,
                references,
                referencedBy,
                checks,
                leftovers);
    }
}
