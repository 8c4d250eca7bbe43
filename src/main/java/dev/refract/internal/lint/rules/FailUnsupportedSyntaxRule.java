package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;

/** syntax that this version of the server does not have */
final class FailUnsupportedSyntaxRule extends Rule {

    FailUnsupportedSyntaxRule() {
        super(
                "fail-unsupported-syntax",
                Severity.ERROR,
                "syntax that this version of the server does not have",
                "The server refuses the statement, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres() || step.server.isAtLeast(18, 0)) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            if (column.generated()
                    .filter(g -> g.kind() == ColumnDefinition.Generated.Kind.VIRTUAL)
                    .isPresent()) {
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        "VIRTUAL generated columns need PostgreSQL 18; the server is " + step.server + ".");
            }
        }
        for (Step.Added<Constraint.NotNull> one : step.added(Constraint.NotNull.class)) {
            if (one.column().isEmpty()) {
                step.report(
                        this,
                        one.constraint().span(),
                        one.table(),
                        "ADD CONSTRAINT … NOT NULL needs PostgreSQL 18; the server is " + step.server + ".");
            }
        }
    }
}
