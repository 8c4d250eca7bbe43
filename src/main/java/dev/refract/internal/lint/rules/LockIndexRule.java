package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.migrate.LintFinding.Severity;

/** an index made while nobody can write (PostgreSQL) */
final class LockIndexRule extends Rule {

    LockIndexRule() {
        super(
                "lock-index",
                Severity.ERROR,
                "an index made while nobody can write (PostgreSQL)",
                "Writes wait until the index is built.");
    }

    @Override
    void check(Step step) {
        if (step.server.isPostgres()
                && step.change instanceof IndexChange.CreateIndex create
                && !create.concurrently()) {
            step.existing(create.table()).ifPresent(table -> {
                String text = step.script.sql(step.statement);
                step.report(
                        this,
                        create.span(),
                        table,
                        "Writes to " + table.name() + " wait while the index is built.",
                        text.replaceFirst("(?i)\\bINDEX\\b", "INDEX CONCURRENTLY"));
            });
        }
    }
}
