package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** DROP COLUMN while programs read it */
final class BreakDropColumnRule extends Rule {

    BreakDropColumnRule() {
        super(
                "break-drop-column",
                Severity.INFO,
                "DROP COLUMN while programs read it",
                "Prisma Client names each column in its SELECT: programs of the old version fail.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            if (!step.alreadyFound("fail-dependents")) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "Programs that know " + one.table().name() + "."
                                + one.action().column() + " fail: release those that don't first.");
            }
        }
    }
}
