package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.migrate.LintFinding.Severity;

/** a table redefined without its triggers (SQLite) */
final class LossRedefineObjectsRule extends Rule {

    LossRedefineObjectsRule() {
        super(
                "loss-redefine-objects",
                Severity.WARNING,
                "a table redefined without its triggers (SQLite)",
                "What the old table had goes with it.");
    }

    @Override
    void check(Step step) {
        Redefinition.endingAt(step).ifPresent(redefinition -> redefinition.table().triggers().stream()
                .filter(trigger -> step.later().stream()
                        .noneMatch(c -> c instanceof RoutineChange.CreateTrigger create
                                && create.name().identifier().is(trigger)))
                .forEach(trigger -> step.report(
                        this,
                        step.change.span(),
                        redefinition.table(),
                        "The trigger " + trigger + " goes with the old "
                                + redefinition.table().name() + ": make it again.")));
    }
}
