package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;

/** a primary key replaced */
final class BreakDropPrimaryKeyRule extends Rule {

    BreakDropPrimaryKeyRule() {
        super(
                "break-drop-primary-key",
                Severity.INFO,
                "a primary key replaced",
                "Programs that look rows up by the old one, or upsert by it, fail.");
    }

    @Override
    void check(Step step) {
        if (DroppedKeys.of(step).stream().anyMatch(KnownTable.Index::primary)
                && !step.added(Constraint.PrimaryKey.class).isEmpty()) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    step.change.tables().stream().map(QualifiedName::name).toList(),
                    "Upserts by the old key fail.");
        }
    }
}
