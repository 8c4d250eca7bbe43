package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** DROP TABLE while programs use it */
final class BreakDropTableRule extends Rule {

    BreakDropTableRule() {
        super(
                "break-drop-table",
                Severity.INFO,
                "DROP TABLE while programs use it",
                "Programs of the old version fail.");
    }

    @Override
    void check(Step step) {
        step.dropped()
                .forEach(one -> step.report(
                        this,
                        step.change.span(),
                        one.table(),
                        "Programs that use " + one.table().name() + " fail: release those that don't first."));
    }
}
