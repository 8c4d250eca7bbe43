package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** a foreign key on rows that are there */
final class FailOrphansRule extends Rule {

    FailOrphansRule() {
        super(
                "fail-orphans",
                Severity.INFO,
                "a foreign key on rows that are there",
                "It fails where a row refers to nothing.");
    }

    @Override
    void check(Step step) {
        for (Step.Added<Constraint.ForeignKey> one : step.added(Constraint.ForeignKey.class)) {
            boolean isNew = one.column().isPresent()
                    || one.constraint().columns().stream().allMatch(c -> one.table()
                            .column(c)
                            .filter(KnownColumn::isNew)
                            .isPresent());
            if (!isNew
                    && !step.foreignKeysAreUnchecked()
                    && !isAgain(one)
                    && !one.constraint().traits().notValid()
                    && one.constraint().own().size() == 1) {
                String own = step.quoted(one.constraint().own().get(0).name());
                String parent = step.quoted(one.constraint().table().name());
                String referenced = referenced(step, one);
                step.report(
                        this,
                        one.constraint().span(),
                        one.table(),
                        "Rows of " + one.table().name() + " may refer to no row of "
                                + one.constraint().table().name() + ".",
                        orphans(step, one)
                                .map(rows -> Question.ofFailing(
                                        rows, one.constraint().columns(), found(one))),
                        "-- Find them first:\nSELECT c.* FROM "
                                + step.quoted(one.table().name()) + " c LEFT JOIN " + parent + " p ON p." + referenced
                                + " = c." + own + " WHERE c." + own + " IS NOT NULL AND p." + referenced + " IS NULL;");
            }
        }
    }

    /** Whether the rows have obeyed it until now: Prisma drops and adds one whose action changes. */
    static boolean isAgain(Step.Added<Constraint.ForeignKey> one) {
        return one.table()
                .hadForeignKey(
                        one.constraint().columns(), one.constraint().table().name());
    }

    /** The rows that refer to nothing; empty where those that are referred to change in this run as well. */
    static Optional<String> orphans(Step step, Step.Added<Constraint.ForeignKey> one) {
        QualifiedName to = one.constraint().table();
        boolean there = one.constraint().own().size() == 1
                && step.existing(to).isPresent()
                && !step.before.isTouched(to.name());
        String own = step.quoted(
                one.constraint().columns().isEmpty()
                        ? ""
                        : one.constraint().columns().get(0));
        return there
                ? Optional.of("SELECT 1 FROM " + step.quoted(one.table().name()) + " c WHERE c." + own
                        + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + step.quoted(to.name()) + " p WHERE p."
                        + referenced(step, one) + " = c." + own + ")")
                : Optional.empty();
    }

    /** What they are. */
    static String found(Step.Added<Constraint.ForeignKey> one) {
        return "of " + one.table().name() + " that refer to no row of "
                + one.constraint().table().name();
    }

    private static String referenced(Step step, Step.Added<Constraint.ForeignKey> one) {
        return step.quoted(
                one.constraint().referenced().isEmpty()
                        ? "id"
                        : one.constraint().referenced().get(0).name());
    }
}
