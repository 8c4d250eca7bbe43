package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** rows changed after an ALTER TABLE in the same transaction (PostgreSQL) */
final class TxBackfillUnderLockRule extends Rule {

    TxBackfillUnderLockRule() {
        super(
                "tx-backfill-under-lock",
                Severity.ERROR,
                "rows changed after an ALTER TABLE in the same transaction (PostgreSQL)",
                "Nobody reads or writes the altered table until all rows are changed.");
    }

    @Override
    void check(Step step) {
        boolean changes = step.change instanceof RowChange.Update
                || step.change instanceof RowChange.Delete
                || step.change instanceof RowChange.Insert insert
                        && insert.query().filter(q -> !q.reads().isEmpty()).isPresent();
        if (!step.server.isPostgres() || !changes || Rows.byKey(step)) {
            return;
        }
        for (SqlStatement earlier : step.script.statements().subList(0, step.statement.number() - 1)) {
            if (step.all.get(earlier.number() - 1) instanceof TableChange.AlterTable alter
                    && step.existing(alter.table()).isPresent()
                    && step.sharesTransactionWith(earlier.number())) {
                step.report(
                        this,
                        severity(),
                        step.change.span(),
                        List.of(alter.table().name()),
                        "Nobody reads or writes " + alter.table().name() + ", which statement " + earlier.number()
                                + " alters, until all rows are changed: in a migration of its own, in batches by key.");
                return;
            }
        }
    }
}
