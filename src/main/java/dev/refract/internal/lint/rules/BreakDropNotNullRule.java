package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;

/** a column that may be NULL from then on */
final class BreakDropNotNullRule extends Rule {

    BreakDropNotNullRule() {
        super(
                "break-drop-not-null",
                Severity.INFO,
                "a column that may be NULL from then on",
                "Programs of the old version meet NULL where they expect a value.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropNotNull> one : step.altered(AlterAction.DropNotNull.class)) {
            step.report(
                    this,
                    one.action().span(),
                    one.table(),
                    "Programs that read " + one.table().name() + "."
                            + one.action().column() + " meet NULL.");
        }
        for (Step.Redefined one : step.redefined()) {
            boolean said = one.now().nullability() == ColumnDefinition.Nullability.NULL;
            if (said
                    && one.table()
                            .column(one.old())
                            .filter(KnownColumn::required)
                            .isPresent()) {
                step.report(
                        this,
                        one.span(),
                        one.table(),
                        "Programs that read " + one.table().name() + "." + one.old() + " meet NULL.");
            }
        }
    }
}
