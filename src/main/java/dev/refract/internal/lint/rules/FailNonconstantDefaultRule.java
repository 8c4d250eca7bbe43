package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;

/** a new column whose default is no constant (SQLite) */
final class FailNonconstantDefaultRule extends Rule {

    FailNonconstantDefaultRule() {
        super(
                "fail-nonconstant-default",
                Severity.ERROR,
                "a new column whose default is no constant (SQLite)",
                "SQLite refuses it as soon as the table has a row.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isSqlite())) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            if (column.defaultValue().filter(value -> !value.isConstant()).isPresent()) {
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        "SQLite adds no column with the default "
                                + step.text(column.defaultValue().orElseThrow().span())
                                + " to a table that has rows; redefine the table, as Prisma does.");
            }
        }
    }
}
