package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.Unread;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which statements of a script may do something to rows, and where such belong in one that makes a schema. */
final class DataStatements {

    /** Functions that do nothing to rows, as far as they are called by themselves. */
    private static final Set<String> HARMLESS = Set.of("set_config", "version", "now", "current_setting");

    private DataStatements() {}

    static boolean mayChangeRows(Script script, SqlStatement statement) {
        Change change = script.change(statement);
        if (change instanceof Unread) {
            return true;
        }
        if (change instanceof Execution run) {
            return switch (run.verb()) {
                case EXPLAIN, PREPARE, DEALLOCATE, CURSOR, OTHER -> false;
                default -> true;
            };
        }
        if (change instanceof RowChange.Select select) {
            return !select.writes().isEmpty() || calls(script.sql(statement));
        }
        if (change instanceof RowChange.Copy copy) {
            return copy.from();
        }
        if (change instanceof RowChange.Insert insert) {
            return !rebuilds(insert, script);
        }
        return change instanceof RowChange || change instanceof TableChange.CreateTable table && isFilled(table);
    }

    private static boolean isFilled(TableChange.CreateTable table) {
        return table.query().isPresent();
    }

    private static boolean calls(String sql) {
        String rest = sql.toLowerCase(Locale.ROOT);
        for (String name : HARMLESS) {
            rest = rest.replaceAll("(?:pg_catalog\\s*\\.\\s*)?\\b" + name + "\\s*\\(", "");
        }
        return rest.contains("(");
    }

    /** The copy of a table that the same script drops then, as SQLite's ALTER TABLE: its rows stay what they were. */
    private static boolean rebuilds(RowChange.Insert insert, Script script) {
        return insert.query().filter(query -> query.reads().size() == 1).isPresent()
                && insert.writes().isEmpty()
                && script.statements().stream()
                        .filter(statement -> statement.kind() == SqlStatement.Kind.DROP_TABLE)
                        .flatMap(statement -> script.change(statement).tables().stream())
                        .map(QualifiedName::name)
                        .anyMatch(name -> name.equalsIgnoreCase(
                                insert.query().orElseThrow().reads().get(0).name()));
    }

    /** Statements as a script's text. */
    static String text(List<String> statements) {
        return statements.stream().map(sql -> sql + ";\n").collect(Collectors.joining());
    }

    /**
     * Puts statements that write rows into a script that makes a schema: after its tables, and before what would refuse
     * the rows for their order, or do something for each of them.
     */
    static String into(String script, List<String> statements, Dialect dialect) {
        Script parsed = Script.parse(dialect, script);
        String rows = (dialect == Dialect.SQLITE ? "PRAGMA defer_foreign_keys = ON;\n" : "") + text(statements);
        return parsed.statements().stream()
                .filter(statement -> minds(parsed.change(statement)))
                .findFirst()
                .map(statement -> {
                    int place = statement.start();
                    return script.substring(0, place).stripTrailing() + "\n\n" + rows + "\n"
                            + script.substring(place).stripLeading();
                })
                .orElse(script + "\n" + rows);
    }

    private static boolean minds(Change change) {
        return change instanceof TableChange.AlterTable alter
                        && alter.actions().stream()
                                .anyMatch(action -> action instanceof AlterAction.AddConstraint added
                                        && added.constraint() instanceof Constraint.ForeignKey)
                || change instanceof RoutineChange.CreateTrigger
                || change instanceof ObjectChange.CreateObject made
                        && (made.kind() == ObjectChange.Kind.RULE || made.kind() == ObjectChange.Kind.POLICY);
    }
}
