package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;

/** a new column that must have a value, and gives none (MySQL, MariaDB) */
final class DataImplicitDefaultRule extends Rule {

    DataImplicitDefaultRule() {
        super(
                "data-implicit-default",
                Severity.WARNING,
                "a new column that must have a value, and gives none (MySQL, MariaDB)",
                "Rows that are there get an empty text, 0 or 0000-00-00, without a word.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isMysql())) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            if (KnownColumn.of(column, true).needsValue() && !step.alreadyFound("fail-zero-date")) {
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        "Rows of " + one.table().name() + " get an empty " + column.name() + ": say the default.");
            }
        }
    }
}
