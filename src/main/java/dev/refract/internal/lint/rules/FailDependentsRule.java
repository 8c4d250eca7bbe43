package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.HashSet;
import java.util.Set;

/** dropping what something else needs */
final class FailDependentsRule extends Rule {

    FailDependentsRule() {
        super(
                "fail-dependents",
                Severity.ERROR,
                "dropping what something else needs",
                "The server refuses it, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            String column = one.action().column().name();
            if (step.server.isPostgres() && !one.action().cascade()) {
                step.before.viewsOf(one.table().name(), column).stream()
                        .findFirst()
                        .ifPresent(view -> step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                "The view " + view.name() + " reads "
                                        + one.table().name() + "." + column + ".",
                                "DROP VIEW " + step.quoted(view.name()) + ";\n" + step.script.sql(step.statement)
                                        + "\nCREATE VIEW " + step.quoted(view.name()) + " AS … without the column;"));
            } else if (step.server.isSqlite()) {
                one.table().indexes().stream()
                        .filter(index -> index.has(column))
                        .findFirst()
                        .ifPresent(index -> step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                (index.primary()
                                                        || index.unique()
                                                                && index.name().startsWith("sqlite_")
                                                ? "A key"
                                                : "The index " + index.name())
                                        + " is on " + column + "; SQLite drops no such column.",
                                "DROP INDEX " + step.quoted(index.name()) + ";\n" + step.script.sql(step.statement)));
            }
        }
        if (step.change instanceof TypeChange.DropTypes drop && !drop.cascade() && !drop.domain()) {
            drop.types().forEach(type -> used(step, drop, type));
        }
    }

    /** One column a table is enough. */
    private void used(Step step, TypeChange.DropTypes drop, QualifiedName type) {
        Set<String> told = new HashSet<>();
        for (Catalog.Place place : step.before.columnsOf(type)) {
            KnownTable table = place.table();
            if (told.add(table.name())) {
                step.report(
                        this,
                        drop.span(),
                        table,
                        table.name() + "." + place.column().name() + " is of the type " + type.name() + ".");
            }
        }
    }
}
