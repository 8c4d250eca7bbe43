package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.migrate.LintFinding.Severity;

/** LOCK TABLE */
final class LockTableRule extends Rule {

    LockTableRule() {
        super("lock-table", Severity.WARNING, "LOCK TABLE", "Programs wait for it until the transaction ends.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TransactionChange.LockTables lock) {
            step.report(
                    this,
                    severity(),
                    lock.span(),
                    lock.tables().stream().map(QualifiedName::name).toList(),
                    "Programs that use the table wait until the transaction ends.");
        }
    }
}
