package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;

/** rows changed by a condition that is no key */
final class DataBackfillRule extends Rule {

    DataBackfillRule() {
        super(
                "data-backfill",
                Severity.WARNING,
                "rows changed by a condition that is no key",
                "Each row that is changed stays locked meanwhile.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row that is changed stays locked until the migration ends.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Rows.LOCKED_ON_MYSQL + ".";
    }

    @Override
    String whyOnSqlite() {
        return Rows.LOCKED_ON_SQLITE + ".";
    }

    @Override
    void check(Step step) {
        if (!step.alreadyFound("tx-backfill-under-lock")
                && step.change instanceof RowChange.Update update
                && update.where().isPresent()
                && !Rows.byKey(step)) {
            step.existing(update.targets().get(0))
                    .ifPresent(table -> step.report(
                            this,
                            update.span(),
                            table,
                            "Rows of " + table.name() + " stay locked until "
                                    + (step.server.isMysql() ? "the statement" : "the migration")
                                    + " ends: change them in batches by key.",
                            Rows.inBatches(step, update, table)));
        }
    }
}
