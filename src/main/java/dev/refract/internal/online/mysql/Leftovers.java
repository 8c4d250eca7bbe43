package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run of the tool that did not end left in the database, for one table.
 *
 * @param triggers the tool's triggers, by the table that they are on
 * @param newTables copies that were being filled, such as {@code _orders_new}
 * @param oldTables the original after the swap, such as {@code _orders_old}
 */
record Leftovers(
        String database, String table, List<Trigger> triggers, List<String> newTables, List<String> oldTables) {

    record Trigger(String name, String on) {}

    Leftovers {
        triggers = List.copyOf(triggers);
        newTables = List.copyOf(newTables);
        oldTables = List.copyOf(oldTables);
    }

    boolean none() {
        return triggers.isEmpty() && newTables.isEmpty() && oldTables.isEmpty();
    }

    /** What is in these and was not in those. */
    Leftovers since(Leftovers before) {
        return new Leftovers(
                database,
                table,
                without(triggers, before.triggers),
                without(newTables, before.newTables),
                without(oldTables, before.oldTables));
    }

    private static <T> List<T> without(List<T> all, List<T> some) {
        List<T> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** The names, for a person. */
    String names() {
        List<String> names = new ArrayList<>();
        triggers.forEach(trigger -> names.add("trigger " + trigger.name()));
        newTables.forEach(name -> names.add("table " + name));
        oldTables.forEach(name -> names.add("table " + name));
        return String.join(", ", names);
    }

    /** Triggers first: without the table that they write to, every write to theirs would fail. */
    List<String> removal() {
        List<String> statements = new ArrayList<>();
        triggers.forEach(trigger -> statements.add("DROP TRIGGER IF EXISTS " + qualified(trigger.name())));
        newTables.forEach(name -> statements.add("DROP TABLE IF EXISTS " + qualified(name)));
        oldTables.forEach(name -> statements.add("DROP TABLE IF EXISTS " + qualified(name)));
        return statements;
    }

    /** The removal as lines of a script. */
    String script() {
        return removal().stream().map(statement -> "    " + statement + ";").collect(Collectors.joining("\n"));
    }

    private String qualified(String name) {
        return Dialect.MYSQL.quote(database) + "." + Dialect.MYSQL.quote(name);
    }
}
