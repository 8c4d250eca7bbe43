package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;

/** CASCADE */
final class LossCascadeRule extends Rule {

    LossCascadeRule() {
        super("loss-cascade", Severity.ERROR, "CASCADE", "What depends on it goes too, and no statement names it.");
    }

    @Override
    void check(Step step) {
        List<String> tables =
                step.change.tables().stream().map(QualifiedName::name).toList();
        List<String> gone = new ArrayList<>();
        boolean cascade = false;
        if (step.change instanceof TableChange.DropTable drop) {
            cascade = drop.cascade() && step.server.isPostgres();
            for (String table : tables) {
                step.before.viewsOf(table).forEach(view -> gone.add("the view " + view.name()));
                step.before.childrenOf(table).forEach(child -> gone.add("foreign keys of " + child.name()));
            }
            if (step.server.isSqlite() && Redefinition.endingAt(step).isEmpty()) {
                for (String table : tables) {
                    Redefinition.cascading(step, table).stream()
                            .findFirst()
                            .ifPresent(child -> step.report(
                                    this,
                                    drop.span(),
                                    child,
                                    "Dropping " + table + " deletes the rows of " + child.name()
                                            + " that refer to it, while foreign keys are enforced."));
                }
            }
        } else if (step.change instanceof RowChange.Truncate truncate) {
            cascade = truncate.cascade();
            tables.forEach(
                    table -> step.before.childrenOf(table).forEach(child -> gone.add("the rows of " + child.name())));
        } else if (step.change instanceof TypeChange.DropTypes drop) {
            cascade = drop.cascade();
            drop.types().forEach(type -> step.before
                    .columnsOf(type)
                    .forEach(place ->
                            gone.add(place.table().name() + "." + place.column().name())));
        } else if (step.change instanceof ObjectChange.DropObjects drop) {
            cascade = drop.cascade();
        } else if (step.change instanceof ViewChange.DropViews drop) {
            cascade = drop.cascade();
        } else if (step.server.isPostgres()) {
            for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
                cascade |= one.action().cascade();
                step.before
                        .viewsOf(one.table().name(), one.action().column().name())
                        .forEach(view -> gone.add("the view " + view.name()));
            }
        }
        if (cascade) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    tables,
                    gone.isEmpty()
                            ? "CASCADE drops whatever depends on it: name it instead."
                            : "CASCADE also takes " + String.join(", ", gone) + ".");
        }
    }
}
