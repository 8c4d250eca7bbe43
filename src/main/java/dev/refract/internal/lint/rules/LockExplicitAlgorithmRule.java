package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** ALGORITHM=COPY or a LOCK that keeps writers out (MySQL, MariaDB) */
final class LockExplicitAlgorithmRule extends Rule {

    LockExplicitAlgorithmRule() {
        super(
                "lock-explicit-algorithm",
                Severity.ERROR,
                "ALGORITHM=COPY or a LOCK that keeps writers out (MySQL, MariaDB)",
                "Writes wait until the statement ends, also where the server could do without.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.Algorithm> one : step.altered(AlterAction.Algorithm.class)) {
            if (one.action().value().equals("COPY")) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "ALGORITHM=COPY copies " + one.table().name() + ": leave it out.");
            }
        }
        for (Step.Altered<AlterAction.Lock> one : step.altered(AlterAction.Lock.class)) {
            if (one.action().value().equals("SHARED") || one.action().value().equals("EXCLUSIVE")) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "LOCK=" + one.action().value() + " keeps writers out of "
                                + one.table().name() + ": leave it out.");
            }
        }
    }
}
