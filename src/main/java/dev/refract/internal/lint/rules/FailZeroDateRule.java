package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Set;

/** a new date that must have a value, and gives none (MySQL) */
final class FailZeroDateRule extends Rule {

    FailZeroDateRule() {
        super(
                "fail-zero-date",
                Severity.ERROR,
                "a new date that must have a value, and gives none (MySQL)",
                "With NO_ZERO_DATE, as is MySQL's default, the server refuses 0000-00-00 (1292) as soon as the table has a row.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql() || !step.refusesZeroDates()) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            boolean date = column.type()
                    .filter(t -> Set.of("date", "datetime", "timestamp").contains(t.name()))
                    .isPresent();
            if (date && KnownColumn.of(column, true).needsValue()) {
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        one.table().name() + "." + column.name()
                                + " is NOT NULL without a default: rows that are there would get 0000-00-00.",
                        "ALTER TABLE " + step.quoted(one.table().name()) + " ADD COLUMN "
                                + step.quoted(column.name().name()) + " "
                                + step.text(column.type().orElseThrow().span()) + " NOT NULL DEFAULT CURRENT_TIMESTAMP"
                                + (column.type().orElseThrow().arguments().isEmpty()
                                        ? ""
                                        : "("
                                                + column.type()
                                                        .orElseThrow()
                                                        .arguments()
                                                        .get(0) + ")")
                                + ";");
            }
        }
    }
}
