package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** a new column that each INSERT must name */
final class BreakRequiredColumnRule extends Rule {

    BreakRequiredColumnRule() {
        super(
                "break-required-column",
                Severity.INFO,
                "a new column that each INSERT must name",
                "Programs of the old version don't know it, and their INSERTs fail.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            if (KnownColumn.of(one.action().column(), true).needsValue()) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "INSERTs of programs that don't know "
                                + one.action().column().name() + " fail: give it a default first.");
            }
        }
    }
}
