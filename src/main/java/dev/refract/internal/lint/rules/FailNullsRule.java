package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** NOT NULL for a column that may hold NULL */
final class FailNullsRule extends Rule {

    FailNullsRule() {
        super(
                "fail-nulls",
                Severity.INFO,
                "NOT NULL for a column that may hold NULL",
                "It fails where a row has NULL.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.SetNotNull> one : step.altered(AlterAction.SetNotNull.class)) {
            found(step, one.table(), one.action().column().name(), one.action().span());
        }
        for (Step.Redefined one : step.redefinedAsRequired()) {
            found(step, one.table(), one.old(), one.span());
        }
        Redefinition.copying(step).ifPresent(copy -> copy.nullable(step)
                .forEach(column -> found(step, copy.from(), column.name(), step.change.span())));
    }

    private void found(Step step, KnownTable table, String column, Span span) {
        boolean filled = step.earlier().stream()
                .anyMatch(c -> c instanceof RowChange.Update update
                        && update.set().stream().anyMatch(set -> set.column().is(column)));
        boolean isNullable = table.column(column)
                .filter(c -> !c.required() && !c.isConstantForOldRows())
                .isPresent();
        if (isNullable && !filled && !table.isCheckedNotNull(column)) {
            step.report(
                    this,
                    span,
                    table,
                    table.name() + "." + column + " may hold NULL.",
                    table.column(column)
                            .filter(c -> !c.isNew())
                            .map(c -> Question.ofFailing(
                                    "SELECT 1 FROM " + step.quoted(table.name()) + " WHERE " + step.quoted(column)
                                            + " IS NULL",
                                    List.of(column),
                                    "of " + table.name() + " with NULL in " + column)),
                    "UPDATE " + step.quoted(table.name()) + " SET " + step.quoted(column) + " = … WHERE "
                            + step.quoted(column) + " IS NULL;");
        }
    }
}
