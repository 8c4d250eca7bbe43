package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** DROP COLUMN */
final class LossDropColumnRule extends Rule {

    LossDropColumnRule() {
        super("loss-drop-column", Severity.WARNING, "DROP COLUMN", "The values are gone.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            boolean told = step.alreadyFound("fail-dependents")
                    || step.alreadyFound("loss-drop-and-add")
                    || step.alreadyFound("loss-recreate-column");
            if (!told) {
                String table = step.quoted(one.table().name());
                String key = one.table()
                        .primaryKey()
                        .map(k -> step.quoted(k.columns()) + ", ")
                        .orElse("");
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        one.table().name() + "." + one.action().column() + " is dropped, with its values.",
                        Optional.of(new Question(
                                "SELECT 1 FROM " + table + " WHERE "
                                        + step.quoted(one.action().column().name()) + " IS NOT NULL",
                                List.of(one.action().column().name()),
                                "row",
                                "of " + one.table().name() + " with a value in "
                                        + one.action().column() + ", which is dropped",
                                severity(),
                                Optional.of(one.table().name() + "."
                                        + one.action().column() + " is dropped; it holds no value."))),
                        "CREATE TABLE "
                                + step.quoted(
                                        one.table().name() + "_" + one.action().column() + "_old") + " AS SELECT " + key
                                + step.quoted(one.action().column().name()) + " FROM " + table + ";");
            }
        }
        if (step.change instanceof TypeChange.DropTypes drop && drop.cascade()) {
            drop.types().forEach(type -> step.before.columnsOf(type).stream()
                    .filter(place -> !place.table().isNew())
                    .forEach(place -> step.report(
                            this,
                            drop.span(),
                            place.table(),
                            place.table().name() + "." + place.column().name() + " goes with the type " + type + ".")));
        }
        Redefinition.endingAt(step).ifPresent(redefinition -> redefinition
                .lost()
                .forEach(column -> step.report(
                        this,
                        step.change.span(),
                        redefinition.table(),
                        redefinition.table().name() + "." + column + " is not copied, and goes with the old table.")));
    }
}
