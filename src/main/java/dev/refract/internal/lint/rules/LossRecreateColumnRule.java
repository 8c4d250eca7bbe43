package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;

/** a column dropped and added again */
final class LossRecreateColumnRule extends Rule {

    LossRecreateColumnRule() {
        super(
                "loss-recreate-column",
                Severity.ERROR,
                "a column dropped and added again",
                "The values are gone. Prisma writes a change of type so.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            String old = one.action().column().name();
            boolean again = step.all.subList(step.statement.number() - 1, step.all.size()).stream()
                    .anyMatch(c -> c instanceof TableChange.AlterTable alter
                            && alter.table().is(one.alter().table())
                            && alter.all(AlterAction.AddColumn.class).stream()
                                    .anyMatch(add -> add.column().name().is(old)));
            if (again) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        one.table().name() + "." + old + " is dropped, and comes back empty.",
                        step.server.isMysql()
                                ? "ALTER TABLE " + step.quoted(one.table().name()) + " MODIFY " + step.quoted(old)
                                        + " …;"
                                : "ALTER TABLE " + step.quoted(one.table().name()) + " ALTER COLUMN " + step.quoted(old)
                                        + " TYPE … USING " + step.quoted(old) + "::…;");
            }
        }
    }
}
