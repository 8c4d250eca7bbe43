package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a table redefined while foreign keys are enforced (SQLite) */
final class LossRedefineCascadeRule extends Rule {

    LossRedefineCascadeRule() {
        super(
                "loss-redefine-cascade",
                Severity.ERROR,
                "a table redefined while foreign keys are enforced (SQLite)",
                "Dropping the old table deletes the rows that refer to it.");
    }

    @Override
    void check(Step step) {
        Redefinition.endingAt(step)
                .filter(r -> !Redefinition.keysAreOff(step))
                .ifPresent(redefinition -> Redefinition.cascading(
                                step, redefinition.table().name())
                        .forEach(child -> step.report(
                                this,
                                step.change.span(),
                                child,
                                "Dropping the old " + redefinition.table().name() + " deletes the rows of "
                                        + child.name()
                                        + ": PRAGMA foreign_keys=OFF must stand before it, outside any transaction.")));
    }
}
