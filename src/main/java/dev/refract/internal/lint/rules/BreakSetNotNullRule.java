package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;

/** a column that becomes NOT NULL */
final class BreakSetNotNullRule extends Rule {

    BreakSetNotNullRule() {
        super(
                "break-set-not-null",
                Severity.INFO,
                "a column that becomes NOT NULL",
                "Programs of the old version that write NULL fail.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.SetNotNull> one : step.altered(AlterAction.SetNotNull.class)) {
            found(step, one.table(), one.action().column().name(), one.action().span());
        }
        for (Step.Added<Constraint.NotNull> one : step.added(Constraint.NotNull.class)) {
            found(
                    step,
                    one.table(),
                    one.constraint().column().name(),
                    one.constraint().span());
        }
        for (Step.Redefined one : step.redefinedAsRequired()) {
            found(step, one.table(), one.old(), one.span());
        }
    }

    private void found(Step step, KnownTable table, String column, Span span) {
        step.report(this, span, table, "Programs that write NULL to " + table.name() + "." + column + " fail.");
    }
}
