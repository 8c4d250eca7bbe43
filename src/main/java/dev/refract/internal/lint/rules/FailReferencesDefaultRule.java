package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Expression;
import dev.refract.migrate.LintFinding.Severity;

/** a new column that refers to another table and has a default (SQLite) */
final class FailReferencesDefaultRule extends Rule {

    FailReferencesDefaultRule() {
        super(
                "fail-references-default",
                Severity.ERROR,
                "a new column that refers to another table and has a default (SQLite)",
                "SQLite refuses it while foreign keys are enforced.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isSqlite())) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            boolean refers = column.constraints().stream().anyMatch(Constraint.ForeignKey.class::isInstance);
            if (refers
                    && column.defaultValue()
                            .filter(v -> v.form() != Expression.Form.NULL)
                            .isPresent()) {
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        "SQLite adds no REFERENCES column whose default is not NULL.");
            }
        }
    }
}
