package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;

/** a new constraint */
final class BreakNewConstraintRule extends Rule {

    BreakNewConstraintRule() {
        super(
                "break-new-constraint",
                Severity.INFO,
                "a new constraint",
                "Programs of the old version may write what it refuses.");
    }

    @Override
    void check(Step step) {
        step.added(Constraint.ForeignKey.class).stream()
                .filter(one -> !FailOrphansRule.isAgain(one))
                .forEach(one ->
                        step.report(this, one.constraint().span(), one.table(), "Writes that the key refuses fail."));
        step.added(Constraint.Check.class)
                .forEach(one ->
                        step.report(this, one.constraint().span(), one.table(), "Writes that the check refuses fail."));
    }
}
