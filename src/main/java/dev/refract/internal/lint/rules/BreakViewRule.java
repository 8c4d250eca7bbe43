package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a view dropped, and not made again */
final class BreakViewRule extends Rule {

    BreakViewRule() {
        super("break-view", Severity.WARNING, "a view dropped, and not made again", "Programs that read it fail.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof ViewChange.DropViews drop) {
            for (QualifiedName view : drop.views()) {
                boolean again = step.later().stream()
                        .anyMatch(c -> c instanceof ViewChange.CreateView create
                                && create.view().identifier().is(view.name()));
                boolean isNew = step.before
                        .view(view.name())
                        .filter(Catalog.View::isNew)
                        .isPresent();
                if (!again && !isNew) {
                    step.report(
                            this,
                            severity(),
                            drop.span(),
                            List.of(view.name()),
                            "Programs that read " + view + " fail.");
                }
            }
        }
    }
}
