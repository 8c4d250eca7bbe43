package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a statement in another database's SQL */
final class FailSyntaxRule extends Rule {

    FailSyntaxRule() {
        super(
                "fail-syntax",
                Severity.ERROR,
                "a statement in another database's SQL",
                "The server refuses it, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isSqlite()) {
            return;
        }
        if (step.change instanceof TableChange.AlterTable alter
                && alter.actions().stream().anyMatch(action -> !isSqlites(step, action))) {
            step.report(
                    this,
                    severity(),
                    alter.span(),
                    List.of(alter.table().name()),
                    "SQLite's ALTER TABLE adds, drops and renames columns, and renames tables; redefine the table, as Prisma does.");
        }
        if (!(step.change instanceof Unread)) {
            return;
        }
        for (Dialect other : List.of(Dialect.POSTGRESQL, Dialect.MYSQL)) {
            Script same = Script.parse(other, step.script.sql(step.statement));
            if (same.statements().size() == 1
                    && same.change(same.statements().get(0)) instanceof TableChange read
                    && read.unread().isEmpty()) {
                step.report(
                        this,
                        severity(),
                        step.change.span(),
                        List.of(),
                        "SQLite has no such statement: it is written for "
                                + (other == Dialect.MYSQL ? "MySQL" : "PostgreSQL") + ".");
                return;
            }
        }
    }

    private static boolean isSqlites(Step step, AlterAction action) {
        return action instanceof AlterAction.AddColumn
                || action instanceof AlterAction.DropColumn
                || action instanceof AlterAction.RenameColumn
                || action instanceof AlterAction.RenameTo
                || action instanceof AlterAction.UnreadAction
                        && !step.text(action.span()).matches("(?is)(ALTER|MODIFY|CHANGE)\\b.*");
    }
}
