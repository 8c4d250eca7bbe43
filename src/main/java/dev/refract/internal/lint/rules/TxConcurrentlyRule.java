package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** what can't run in a transaction beside other statements (PostgreSQL) */
final class TxConcurrentlyRule extends Rule {

    TxConcurrentlyRule() {
        super(
                "tx-concurrently",
                Severity.ERROR,
                "what can't run in a transaction beside other statements (PostgreSQL)",
                "Prisma sends the file in one piece, which fails (25001). Refract runs it statement by statement: a failure leaves the first ones done.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres()
                || !step.statement.outsideTransaction()
                || step.change instanceof TypeChange.AddValue) {
            return;
        }
        boolean inside = step.script.ownTransaction(step.statement.number()).isPresent();
        if (inside) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    List.of(),
                    "It can't run in a transaction, and the script has begun one.",
                    step.script.sql(step.statement));
        } else if (step.all.size() > 1) {
            step.report(
                    this,
                    Severity.WARNING,
                    step.change.span(),
                    List.of(),
                    "It can't run in a transaction with the other statements: a failure leaves half of the migration done. Give it a migration of its own.",
                    step.script.sql(step.statement));
        }
    }
}
