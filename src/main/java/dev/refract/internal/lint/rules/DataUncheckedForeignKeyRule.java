package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** a foreign key added while keys are not checked (MySQL, MariaDB) */
final class DataUncheckedForeignKeyRule extends Rule {

    DataUncheckedForeignKeyRule() {
        super(
                "data-unchecked-foreign-key",
                Severity.INFO,
                "a foreign key added while keys are not checked (MySQL, MariaDB)",
                "Rows that refer to nothing stay.");
    }

    @Override
    void check(Step step) {
        if (step.foreignKeysAreUnchecked()) {
            step.added(Constraint.ForeignKey.class)
                    .forEach(one -> step.report(
                            this,
                            one.constraint().span(),
                            one.table(),
                            "No row of " + one.table().name() + " is checked.",
                            FailOrphansRule.orphans(step, one)
                                    .map(rows -> new Question(
                                            rows,
                                            one.constraint().columns(),
                                            "row",
                                            FailOrphansRule.found(one) + ", and stay",
                                            Severity.WARNING,
                                            Optional.empty()))));
        }
    }
}
