package dev.refract.internal.online.mysql;

import dev.refract.internal.online.mysql.TableFacts.Index;
import dev.refract.internal.sql.Dialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that foreign keys, and the indexes made for them, had before the tool ran. A name is unique in its database
 * and the original table has it while the copy is made, so the tool gives each another name; the next migration would
 * look for the old one.
 *
 * @param keys the table's own foreign keys, and those that refer to it
 * @param indexes by table, as {@code database.table}
 */
record ConstraintNames(TableFacts table, List<ForeignKey> keys, Map<String, List<Index>> indexes, boolean mariadb) {

    ConstraintNames {
        keys = List.copyOf(keys);
        indexes = Map.copyOf(indexes);
    }

    static ConstraintNames of(Catalog catalog, TableFacts table, ServerVersion server) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>(table.references());
        keys.addAll(table.referencedBy());
        Map<String, List<Index>> indexes = new LinkedHashMap<>();
        for (ForeignKey key : keys) {
            indexes.put(place(key), catalog.indexes(key.database(), key.table()));
        }
        return new ConstraintNames(table, keys, indexes, server.mariadb());
    }

    private static String place(ForeignKey key) {
        return Dialect.MYSQL.quote(key.database()) + "." + Dialect.MYSQL.quote(key.table());
    }

    /** The statements that give the names back; with foreign key checks off, none of them copies or blocks. */
    List<String> restoration(Catalog catalog, Alteration change) throws SQLException {
        List<String> statements = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        for (ForeignKey key : keys) {
            if (done.add(place(key))) {
                List<String> actions = new ArrayList<>();
                actions.addAll(keyActions(catalog.foreignKeysOf(key.database(), key.table()), key, change));
                actions.addAll(indexActions(
                        catalog.indexes(key.database(), key.table()), indexes.getOrDefault(place(key), List.of())));
                if (!actions.isEmpty()) {
                    statements.add("ALTER TABLE " + place(key) + " " + String.join(", ", actions)
                            + ", ALGORITHM=INPLACE, LOCK=NONE");
                }
            }
        }
        return statements;
    }

    private List<String> keyActions(List<ForeignKey> now, ForeignKey ofTable, Alteration change) {
        List<String> actions = new ArrayList<>();
        for (ForeignKey before : keys) {
            boolean gone = place(before).equals(place(ofTable))
                    && now.stream().noneMatch(key -> key.name().equalsIgnoreCase(before.name()));
            if (gone) {
                ForeignKey wanted = renamed(before, change);
                now.stream()
                        .filter(key -> key.sameAs(wanted) && wasNotThere(key))
                        .findFirst()
                        .ifPresent(key -> {
                            actions.add("DROP FOREIGN KEY " + Dialect.MYSQL.quote(key.name()));
                            actions.add(wanted.addition(mariadb));
                        });
            }
        }
        return actions;
    }

    private boolean wasNotThere(ForeignKey key) {
        return keys.stream()
                .noneMatch(before ->
                        place(before).equals(place(key)) && before.name().equalsIgnoreCase(key.name()));
    }

    /** The key with the names that its columns have now. */
    private ForeignKey renamed(ForeignKey key, Alteration change) {
        boolean own = key.database().equals(table.database()) && key.table().equals(table.name());
        boolean refers = key.referencedDatabase().equals(table.database())
                && key.referencedTable().equals(table.name());
        return new ForeignKey(
                key.name(),
                key.database(),
                key.table(),
                own ? renamed(key.columns(), change) : key.columns(),
                key.referencedDatabase(),
                key.referencedTable(),
                refers ? renamed(key.referencedColumns(), change) : key.referencedColumns(),
                key.onUpdate(),
                key.onDelete());
    }

    private static List<String> renamed(List<String> columns, Alteration change) {
        return columns.stream()
                .map(column -> change.newName(column).orElse(column))
                .toList();
    }

    private static List<String> indexActions(List<Index> now, List<Index> before) {
        List<String> actions = new ArrayList<>();
        for (Index index : before) {
            boolean gone = now.stream().noneMatch(other -> other.name().equalsIgnoreCase(index.name()));
            Optional<Index> successor = now.stream()
                    .filter(other -> other.name().equalsIgnoreCase(Alteration.toolName(index.name()))
                            && other.unique() == index.unique()
                            && other.columns().equals(index.columns()))
                    .findFirst();
            if (gone && successor.isPresent()) {
                actions.add("RENAME INDEX "
                        + Dialect.MYSQL.quote(successor.get().name()) + " TO " + Dialect.MYSQL.quote(index.name()));
            }
        }
        return actions;
    }

    /** The statements that make foreign keys refer to the original again, as lines of a script. */
    static String pointingBack(List<ForeignKey> moved, List<ForeignKey> before, ServerVersion server) {
        StringBuilder script = new StringBuilder("    SET foreign_key_checks = 0;");
        for (ForeignKey key : moved) {
            before.stream()
                    .filter(old ->
                            place(old).equals(place(key)) && old.columns().equals(key.columns()))
                    .findFirst()
                    .ifPresent(old -> script.append("\n    ALTER TABLE ")
                            .append(place(key))
                            .append(" DROP FOREIGN KEY ")
                            .append(Dialect.MYSQL.quote(key.name()))
                            .append(", ")
                            .append(old.addition(server.mariadb()))
                            .append(';'));
        }
        return script.toString();
    }
}
