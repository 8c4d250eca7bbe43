package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a new column of the type json (PostgreSQL) */
final class BreakJsonEqualityRule extends Rule {

    BreakJsonEqualityRule() {
        super(
                "break-json-equality",
                Severity.INFO,
                "a new column of the type json (PostgreSQL)",
                "json has no equality: SELECT DISTINCT, GROUP BY and UNION of the table's rows fail from now on.");
    }

    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres()) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            if (column.type().filter(type -> type.name().equals("json")).isPresent()) {
                step.report(
                        this,
                        severity(),
                        column.span(),
                        List.of(one.table().name()),
                        one.table().name() + "." + column.name() + " can't be compared.",
                        "ALTER TABLE " + step.quoted(one.table().name()) + " ADD COLUMN "
                                + step.quoted(column.name().name()) + " jsonb;");
            }
        }
    }
}
