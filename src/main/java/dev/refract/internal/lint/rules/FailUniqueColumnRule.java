package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;

/** a new column that is unique or a key (SQLite) */
final class FailUniqueColumnRule extends Rule {

    FailUniqueColumnRule() {
        super(
                "fail-unique-column",
                Severity.ERROR,
                "a new column that is unique or a key (SQLite)",
                "SQLite refuses it.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isSqlite())) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            boolean key = one.action().column().constraints().stream()
                    .anyMatch(c -> c instanceof Constraint.Unique || c instanceof Constraint.PrimaryKey);
            if (key) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "SQLite adds no column that is unique; add it plain, then make the index.");
            }
        }
    }
}
