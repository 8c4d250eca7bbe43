package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** an index dropped under the strongest lock (PostgreSQL) */
final class LockDropIndexRule extends Rule {

    LockDropIndexRule() {
        super(
                "lock-drop-index",
                Severity.INFO,
                "an index dropped under the strongest lock (PostgreSQL)",
                "It is short, but waits for every open transaction on the table, and whoever comes later waits behind it.");
    }

    @Override
    void check(Step step) {
        if (step.server.isPostgres() && step.change instanceof IndexChange.DropIndexes drop && !drop.concurrently()) {
            for (QualifiedName index : drop.indexes()) {
                Optional<KnownTable> table =
                        step.before.tableOfIndex(index.name()).filter(t -> !t.isNew() && !isHeld(step, t));
                table.ifPresent(t -> step.report(
                        this,
                        drop.span(),
                        t,
                        "Nobody reads or writes " + t.name() + " while " + index.name() + " is dropped.",
                        "DROP INDEX CONCURRENTLY " + step.text(index.span()) + ";"));
            }
        }
    }

    /** Whether the transaction has altered the table before, and so has the lock. */
    private static boolean isHeld(Step step, KnownTable table) {
        for (int number = 1; number < step.statement.number(); number++) {
            if (step.all.get(number - 1) instanceof TableChange.AlterTable alter
                    && alter.table().identifier().is(table.name())
                    && step.sharesTransactionWith(number)) {
                return true;
            }
        }
        return false;
    }
}
