package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a table redefined without its triggers or indexes (SQLite) */
final class LossRedefineObjectsRule extends Rule {

    LossRedefineObjectsRule() {
        super(
                "loss-redefine-objects",
                Severity.WARNING,
                "a table redefined without its triggers or indexes (SQLite)",
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
        Redefinition.endingAt(step).ifPresent(redefinition -> redefinition.table().indexes().stream()
                .filter(index -> !index.constraint()
                        && redefinition.lost().stream().noneMatch(index::has)
                        && !isMadeAgain(step, index))
                .forEach(index -> step.report(
                        this,
                        Severity.INFO, // Prisma leaves out one that the schema does not have any more
                        step.change.span(),
                        List.of(redefinition.table().name()),
                        (index.unique() ? "The unique index " : "The index ") + index.name() + " goes with the old "
                                + redefinition.table().name() + ": make it again, where it is still wanted.")));
    }

    private static boolean isMadeAgain(Step step, KnownTable.Index index) {
        return step.later().stream()
                .anyMatch(c -> c instanceof IndexChange.CreateIndex create
                        && (create.index()
                                        .name()
                                        .filter(name -> name.identifier().is(index.name()))
                                        .isPresent()
                                || index.isOn(create.index().columns())));
    }
}
