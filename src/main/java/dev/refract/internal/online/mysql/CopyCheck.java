package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.AlterAction.DropConstraint;
import dev.refract.internal.sql.statement.Constraint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether the tool's copy is what the statement makes of the table. The tool rewrites the statement, and what the
 * server says of the table, with regular expressions that also find what they look for in defaults and comments. So the
 * statement is run on an empty table like the original, and the server describes both.
 *
 * <p>Foreign keys and CHECKs are left out: the tool has to name them otherwise, and {@link ConstraintNames} and
 * {@link Refusals} are about them.
 */
record CopyCheck(Connection connection, TableFacts table, Alteration change) {

    /** What the name of the empty table ends in: {@link Catalog#leftovers} knows it, should a run be killed. */
    static final String SUFFIX = "_refract";

    /**
     * How the copy differs, a line each; empty where it does not.
     *
     * @throws SQLException where the server refuses the statement, which it would do directly as well
     */
    List<String> differences(String copy) throws SQLException {
        String expected = name();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("CREATE TABLE " + qualified(expected) + " LIKE " + qualified(table.name()));
            try {
                String actions = actions();
                if (!actions.isEmpty()) {
                    statement.execute("ALTER TABLE " + qualified(expected) + " " + actions);
                }
                return differences(definition(statement, expected), definition(statement, copy));
            } finally {
                statement.execute("DROP TABLE IF EXISTS " + qualified(expected));
            }
        }
    }

    private String name() {
        String bare = "_" + table.name();
        return bare.substring(0, Math.min(bare.length(), 64 - SUFFIX.length())) + SUFFIX;
    }

    private String qualified(String name) {
        return Dialect.MYSQL.quote(table.database()) + "." + Dialect.MYSQL.quote(name);
    }

    /** The statement's actions, as written, without those about foreign keys and CHECKs. */
    private String actions() {
        List<AlterAction> kept =
                change.actions().stream().filter(action -> !isLeftOut(action)).toList();
        if (kept.size() == change.actions().size()) {
            return change.text().strip();
        }
        StringBuilder text = new StringBuilder();
        for (AlterAction action : kept) {
            boolean comma = !text.isEmpty() && !Actions.repartitions(action);
            text.append(comma ? ", " : " ").append(change.text(action.span()));
        }
        return text.toString().strip();
    }

    private boolean isLeftOut(AlterAction action) {
        if (action instanceof AlterAction.AddConstraint add) {
            return add.constraint() instanceof Constraint.ForeignKey || add.constraint() instanceof Constraint.Check;
        }
        return action instanceof DropConstraint drop
                && switch (drop.target()) {
                    case FOREIGN_KEY, CHECK -> true;
                    case PRIMARY_KEY -> false;
                    case ANY ->
                        table.checks().stream().anyMatch(drop.name().orElseThrow()::is)
                                || table.references().stream()
                                        .anyMatch(
                                                key -> drop.name().orElseThrow().is(key.name()));
                };
    }

    /** Where a collation says it, MySQL writes out a column's character set or not, by how it came to have it. */
    private static final Pattern CHARSET = Pattern.compile(
            "^(`(?:[^`]|``)+` [a-z ]+(?:\\((?:'(?:[^']|'')*'|[^')])*\\))?) CHARACTER SET \\w+(?= COLLATE )");

    /** Columns in their order, then the rest: keys, options, partitions. */
    private record Definition(List<String> columns, Set<String> rest) {}

    private Definition definition(Statement statement, String name) throws SQLException {
        List<String> columns = new ArrayList<>();
        Set<String> rest = new LinkedHashSet<>();
        try (ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + qualified(name))) {
            row.next();
            row.getString(2).lines().skip(1).map(String::strip).forEach(line -> {
                String part = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
                if (part.startsWith("`")) {
                    columns.add(CHARSET.matcher(part).replaceFirst("$1"));
                } else if (!part.startsWith("CONSTRAINT ")) {
                    rest.add(part.startsWith(")") ? part.replaceFirst(" AUTO_INCREMENT=\\d+", "") : part);
                }
            });
        }
        return new Definition(columns, rest);
    }

    private List<String> differences(Definition expected, Definition copy) {
        List<String> lines = new ArrayList<>();
        if (!expected.columns().equals(copy.columns())) {
            missing(expected.columns(), copy.columns()).forEach(line -> lines.add("- " + line));
            missing(copy.columns(), expected.columns()).forEach(line -> lines.add("+ " + line));
            if (lines.isEmpty()) {
                lines.add("the columns are in another order");
            }
        }
        missing(expected.rest(), copy.rest()).forEach(line -> lines.add("- " + line));
        missing(copy.rest(), expected.rest()).stream()
                .filter(line -> !isForNewKey(line))
                .forEach(line -> lines.add("+ " + line));
        return lines;
    }

    private static List<String> missing(Collection<String> from, Collection<String> in) {
        List<String> missing = new ArrayList<>(from);
        missing.removeAll(in);
        return missing;
    }

    /** The server makes an index for a foreign key that has none. */
    private boolean isForNewKey(String line) {
        return line.startsWith("KEY ")
                && change.all(AlterAction.AddConstraint.class).stream()
                        .map(AlterAction.AddConstraint::constraint)
                        .filter(Constraint.ForeignKey.class::isInstance)
                        .anyMatch(key -> line.contains("(" + columns(key)));
    }

    private static String columns(Constraint key) {
        return key.columns().stream().map(Dialect.MYSQL::quote).collect(Collectors.joining(","));
    }
}
