package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.Dialect;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A foreign key as the server describes it.
 *
 * @param database of the table that has it
 * @param referencedDatabase of the table that it refers to
 * @param onUpdate the rule's words, such as {@code CASCADE}
 * @param onDelete the rule's words
 */
record ForeignKey(
        String name,
        String database,
        String table,
        List<String> columns,
        String referencedDatabase,
        String referencedTable,
        List<String> referencedColumns,
        String onUpdate,
        String onDelete) {

    ForeignKey {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }

    /** The same but for its name. */
    boolean sameAs(ForeignKey other) {
        return named(other.name).equals(other);
    }

    ForeignKey named(String other) {
        return new ForeignKey(
                other,
                database,
                table,
                columns,
                referencedDatabase,
                referencedTable,
                referencedColumns,
                onUpdate,
                onDelete);
    }

    boolean refersToItself() {
        return database.equals(referencedDatabase) && table.equals(referencedTable);
    }

    /**
     * {@code ADD CONSTRAINT … FOREIGN KEY …}, as what it was. MariaDB makes NO ACTION of a RESTRICT that it adds in
     * place, but takes RESTRICT where nothing is said.
     */
    String addition(boolean mariadb) {
        return "ADD CONSTRAINT " + Dialect.MYSQL.quote(name) + " FOREIGN KEY (" + list(columns) + ") REFERENCES "
                + Dialect.MYSQL.quote(referencedDatabase) + "." + Dialect.MYSQL.quote(referencedTable) + " ("
                + list(referencedColumns) + ")"
                + rule(" ON DELETE ", onDelete, mariadb) + rule(" ON UPDATE ", onUpdate, mariadb);
    }

    private static String rule(String event, String rule, boolean mariadb) {
        return mariadb && rule.equals("RESTRICT") ? "" : event + rule;
    }

    private static String list(List<String> names) {
        return names.stream().map(Dialect.MYSQL::quote).collect(Collectors.joining(", "));
    }
}
