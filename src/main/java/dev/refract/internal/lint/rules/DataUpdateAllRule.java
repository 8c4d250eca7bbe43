package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;

/** UPDATE without WHERE */
final class DataUpdateAllRule extends Rule {

    DataUpdateAllRule() {
        super(
                "data-update-all",
                Severity.WARNING,
                "UPDATE without WHERE",
                "Each row is locked meanwhile, and the old values are gone.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row is locked until the migration ends, and the old values are gone.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "Each row is locked until the statement or the script's own transaction ends, and the old values are gone.";
    }

    @Override
    String whyOnSqlite() {
        return Rows.LOCKED_ON_SQLITE + ", and the old values are gone.";
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange.Update update
                && update.where().isEmpty()
                && !step.alreadyFound("tx-backfill-under-lock")) {
            step.existing(update.targets().get(0))
                    .ifPresent(table -> step.report(
                            this,
                            update.span(),
                            table,
                            "Every row of " + table.name() + " is changed.",
                            Rows.inBatches(step, update, table)));
        }
    }
}
