package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.migrate.LintFinding.Severity;

/** LOCK TABLE */
final class LockTableRule extends Rule {

    LockTableRule() {
        super("lock-table", Severity.WARNING, "LOCK TABLE", "Programs wait until it is given back.");
    }

    @Override
    String whyOnPostgres() {
        return "Programs wait for it until the transaction ends.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "Programs wait for it until UNLOCK TABLES, or until the session ends.";
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TransactionChange.LockTables lock) {
            step.report(
                    this,
                    severity(),
                    lock.span(),
                    lock.tables().stream().map(QualifiedName::name).toList(),
                    "Programs that use the table wait until "
                            + (step.server.isMysql() ? "UNLOCK TABLES." : "the transaction ends."));
        }
    }
}
