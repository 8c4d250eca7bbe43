package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;

/** DELETE without WHERE */
final class LossDeleteAllRule extends Rule {

    LossDeleteAllRule() {
        super("loss-delete-all", Severity.ERROR, "DELETE without WHERE", "All rows are gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange.Delete delete && delete.where().isEmpty() && !delete.limited()) {
            step.existing(delete.targets().get(0))
                    .ifPresent(table ->
                            step.report(this, delete.span(), table, "All rows of " + table.name() + " are deleted."));
        }
    }
}
