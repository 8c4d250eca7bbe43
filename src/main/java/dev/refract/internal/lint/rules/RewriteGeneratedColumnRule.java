package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a new column that the server numbers or computes */
final class RewriteGeneratedColumnRule extends Rule {

    RewriteGeneratedColumnRule() {
        super(
                "rewrite-generated-column",
                Severity.ERROR,
                "a new column that the server numbers or computes",
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
            boolean numbered = column.type().filter(DataType::isSerial).isPresent() || column.autoIncrement();
            boolean stored = column.generated()
                    .filter(g -> g.kind() != ColumnDefinition.Generated.Kind.VIRTUAL)
                    .isPresent();
            if ((numbered || stored) && !step.server.isSqlite() && !step.alreadyFound("fail-auto-increment")) {
                step.report(
                        this,
                        step.server.isMysql() && !numbered ? Types.ofCopy(step.server, one.table()) : severity(),
                        column.span(),
                        List.of(one.table().name()),
                        one.table().name() + " is rewritten to fill " + column.name() + ".");
            }
        }
    }
}
