package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** a view dropped, and not made again */
final class BreakViewRule extends Rule {

    BreakViewRule() {
        super(
                "break-view",
                Severity.WARNING,
                "a view dropped and not made again, or made with fewer columns",
                "Programs that read it fail.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof ViewChange.CreateView create && create.orReplace()) {
            fewer(step, create).ifPresent(gone -> report(step, create.span(), create.view(), gone));
        }
        if (step.change instanceof ViewChange.DropViews drop) {
            for (QualifiedName view : drop.views()) {
                Optional<ViewChange.CreateView> made = step.later().stream()
                        .filter(c -> c instanceof ViewChange.CreateView create
                                && create.view().identifier().is(view.name()))
                        .map(ViewChange.CreateView.class::cast)
                        .findFirst();
                made.flatMap(create -> fewer(step, create)).ifPresent(gone -> report(step, drop.span(), view, gone));
                boolean again = made.isPresent();
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

    private void report(Step step, Span span, QualifiedName view, List<String> gone) {
        step.report(
                this,
                severity(),
                span,
                List.of(view.name()),
                "Programs that read " + String.join(", ", gone) + " of " + view + " fail.");
    }

    /** The columns that a view had, and does not have any more; empty where its text does not tell. */
    private static Optional<List<String>> fewer(Step step, ViewChange.CreateView now) {
        Optional<Catalog.View> was = step.before.view(now.view().name()).filter(view -> !view.isNew());
        boolean plain = now.columns().isEmpty()
                && was.isPresent()
                && isPlain(now.query())
                && isPlain(was.get().query());
        if (!plain) {
            return Optional.empty();
        }
        List<String> gone = was.get().query().selected().stream()
                .map(Identifier::name)
                .filter(column -> now.query().selected().stream().noneMatch(selected -> selected.is(column))
                        && !goes(step, column))
                .toList();
        return Optional.of(gone).filter(columns -> !columns.isEmpty());
    }

    /** Whether the same file drops or renames a column of that name, which is told by itself. */
    private static boolean goes(Step step, String column) {
        return step.all.stream()
                .filter(TableChange.AlterTable.class::isInstance)
                .flatMap(change -> ((TableChange.AlterTable) change).actions().stream())
                .anyMatch(action -> action instanceof AlterAction.DropColumn drop
                                && drop.column().is(column)
                        || action instanceof AlterAction.RenameColumn rename
                                && rename.from().is(column));
    }

    /** Whether it selects columns, each by its name alone. */
    private static boolean isPlain(Query query) {
        return !query.selected().isEmpty()
                && query.selected().stream().noneMatch(column -> column.name().isEmpty());
    }
}
