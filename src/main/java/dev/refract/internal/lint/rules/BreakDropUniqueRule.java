package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;

/** a unique key dropped */
final class BreakDropUniqueRule extends Rule {

    BreakDropUniqueRule() {
        super(
                "break-drop-unique",
                Severity.WARNING,
                "a unique key dropped",
                "ON CONFLICT on its columns, as in Prisma's upsert, fails.");
    }

    @Override
    void check(Step step) {
        if (!step.added(Constraint.PrimaryKey.class).isEmpty()) {
            return;
        }
        for (KnownTable.Index index : DroppedKeys.of(step)) {
            boolean again = step.keys().stream().anyMatch(key -> index.isOn(key.columns()))
                    || step.later().stream()
                            .anyMatch(c -> c instanceof IndexChange.CreateIndex create
                                    && create.index().unique()
                                    && index.isOn(create.index().columns()));
            if (!again) {
                step.report(
                        this,
                        severity(),
                        step.change.span(),
                        step.change.tables().stream().map(QualifiedName::name).toList(),
                        "Upserts by " + String.join(", ", index.columns()) + " fail without " + index.name() + ".");
            }
        }
    }
}
