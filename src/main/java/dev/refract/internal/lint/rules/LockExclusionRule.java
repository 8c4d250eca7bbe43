package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;

/** an exclusion constraint (PostgreSQL) */
final class LockExclusionRule extends Rule {

    LockExclusionRule() {
        super(
                "lock-exclusion",
                Severity.ERROR,
                "an exclusion constraint (PostgreSQL)",
                "Nobody reads or writes the table until its index is built; there is no way that does without.");
    }

    @Override
    void check(Step step) {
        for (Step.Added<Constraint.Exclude> one : step.added(Constraint.Exclude.class)) {
            step.report(
                    this,
                    one.constraint().span(),
                    one.table(),
                    "Nobody reads or writes " + one.table().name()
                            + " while the index is built. Make a new table, or choose a quiet hour and a lock timeout.");
        }
    }
}
