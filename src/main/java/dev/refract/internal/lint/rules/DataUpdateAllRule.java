package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;

/** UPDATE without WHERE */
final class DataUpdateAllRule extends Rule {

    DataUpdateAllRule() {
        super(
                "data-update-all",
                Severity.WARNING,
                "UPDATE without WHERE",
                "Each row is locked until the migration ends, and the old values are gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange.Update update
                && update.where().isEmpty()
                && !step.alreadyFound("tx-backfill-under-lock")) {
            step.existing(update.targets().get(0))
                    .ifPresent(table ->
                            step.report(this, update.span(), table, "Every row of " + table.name() + " is changed."));
        }
    }
}
