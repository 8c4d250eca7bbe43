package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.TableChange;
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
        if (step.change instanceof TableChange.DropTable drop
                && Redefinition.endingAt(step).isEmpty()) {
            drop.tables().forEach(name -> step.existing(name)
                    .ifPresent(table -> step.report(
                            this,
                            drop.span(),
                            table,
                            "Programs that use " + table.name() + " fail: release those that don't first.")));
        }
    }
}
