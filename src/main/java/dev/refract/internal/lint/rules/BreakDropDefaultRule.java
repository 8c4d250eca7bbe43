package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;

/** the default of a required column dropped */
final class BreakDropDefaultRule extends Rule {

    BreakDropDefaultRule() {
        super(
                "break-drop-default",
                Severity.WARNING,
                "the default of a required column dropped",
                "INSERTs of programs that leave the column out fail.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropDefault> one : step.altered(AlterAction.DropDefault.class)) {
            String name = one.action().column().name();
            boolean again = step.later().stream()
                            .anyMatch(c -> c instanceof TableChange.AlterTable alter
                                    && alter.all(AlterAction.SetDefault.class).stream()
                                            .anyMatch(s -> s.column().is(name)))
                    || one.alter().all(AlterAction.SetDefault.class).stream()
                            .anyMatch(s -> s.column().is(name));
            if (!again && one.table().column(name).filter(KnownColumn::required).isPresent()) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "INSERTs that leave " + one.table().name() + "." + name + " out fail.");
            }
        }
    }
}
