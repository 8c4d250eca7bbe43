package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Functions;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Expression;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a new column whose default differs by row */
final class RewriteVolatileDefaultRule extends Rule {

    RewriteVolatileDefaultRule() {
        super(
                "rewrite-volatile-default",
                Severity.ERROR,
                "a new column whose default differs by row",
                "Each row is written again, and nobody writes the table meanwhile.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row is written again, and nobody reads or writes the table meanwhile.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied", server);
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            if (step.server.isSqlite() || column.defaultValue().isEmpty()) {
                continue;
            }
            Expression value = column.defaultValue().get();
            boolean rewrites = step.server.isPostgres()
                    ? !step.server.isAtLeast(11, 0) && value.form() != Expression.Form.NULL
                            || Functions.anyVolatile(value)
                    : step.server.isMariadb() ? Functions.anyVolatile(value) : Types.isExpressionDefault(value);
            if (rewrites) {
                String table = step.quoted(one.table().name());
                String name = step.quoted(column.name().name());
                String type = column.type().map(t -> step.text(t.span())).orElse("");
                boolean refused = !step.server.isMariadb() && step.alreadyFound(FailUnsafeStatementRule.ID);
                step.report(
                        this,
                        refused ? Severity.INFO : severity(), // it runs only without a binary log
                        column.span(),
                        List.of(one.table().name()),
                        one.table().name() + " is rewritten: " + step.text(value.span()) + " is asked for each row.",
                        "ALTER TABLE " + table + " ADD COLUMN " + name + " " + type + ";\nALTER TABLE " + table
                                + " ALTER COLUMN " + name + " SET DEFAULT " + step.text(value.span()) + ";",
                        "UPDATE " + table + " SET " + name + " = " + step.text(value.span()) + " WHERE " + name
                                + " IS NULL; -- in batches by key");
            }
        }
    }
}
