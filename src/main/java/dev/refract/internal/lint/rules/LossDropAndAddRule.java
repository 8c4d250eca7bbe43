package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** a column dropped and another added: perhaps a renaming */
final class LossDropAndAddRule extends Rule {

    LossDropAndAddRule() {
        super(
                "loss-drop-and-add",
                Severity.ERROR,
                "a column dropped and another added: perhaps a renaming",
                "The values are gone. Prisma writes a renamed field so.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            String old = one.action().column().name();
            Optional<DataType> type = one.table().column(old).flatMap(KnownColumn::type);
            for (Change other : step.all) {
                if (!(other instanceof TableChange.AlterTable alter)
                        || !alter.table().is(one.alter().table())) {
                    continue;
                }
                for (AlterAction.AddColumn add : alter.all(AlterAction.AddColumn.class)) {
                    String now = add.column().name().name();
                    boolean alike = type.isPresent()
                            && add.column()
                                    .type()
                                    .filter(t ->
                                            Types.family(step.server, t).equals(Types.family(step.server, type.get())))
                                    .isPresent();
                    boolean copied = step.all.stream()
                            .anyMatch(c -> c instanceof RowChange.Update update
                                    && update.set().stream()
                                            .anyMatch(set -> set.column().is(now)));
                    if (!now.equalsIgnoreCase(old)
                            && alike
                            && !copied
                            && !step.alreadyFound(id())
                            && !step.alreadyFound("fail-dependents")) {
                        step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                one.table().name() + "." + old + " is dropped and " + now
                                        + " is new: if it is the same column, its values are lost.",
                                "ALTER TABLE " + step.quoted(one.table().name()) + " RENAME COLUMN " + step.quoted(old)
                                        + " TO " + step.quoted(now) + ";");
                    }
                }
            }
        }
    }
}
