package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;

/** a constraint added NOT VALID and validated in one transaction (PostgreSQL) */
final class TxValidateInSameTransactionRule extends Rule {

    TxValidateInSameTransactionRule() {
        super(
                "tx-validate-in-same-transaction",
                Severity.ERROR,
                "a constraint added NOT VALID and validated in one transaction (PostgreSQL)",
                "The lock that adding it took is kept while each row is read, which NOT VALID was to avoid.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isPostgres())) {
            return;
        }
        for (Step.Altered<AlterAction.ValidateConstraint> one : step.altered(AlterAction.ValidateConstraint.class)) {
            for (SqlStatement earlier : step.script.statements().subList(0, step.statement.number() - 1)) {
                boolean adds = step.all.get(earlier.number() - 1) instanceof TableChange.AlterTable alter
                        && alter.all(AlterAction.AddConstraint.class).stream()
                                .filter(add -> !(add.constraint() instanceof Constraint.NotNull)
                                        || step.server.isAtLeast(18, 0))
                                .anyMatch(add -> add.constraint()
                                        .name()
                                        .filter(name ->
                                                name.is(one.action().name().name()))
                                        .isPresent());
                if (adds && step.sharesTransactionWith(earlier.number())) {
                    step.report(
                            this,
                            one.action().span(),
                            one.table(),
                            one.action().name() + " is validated while the lock of statement " + earlier.number()
                                    + " is held: in a migration of its own.",
                            "ALTER TABLE " + step.quoted(one.table().name()) + " VALIDATE CONSTRAINT "
                                    + step.quoted(one.action().name().name()) + ";");
                }
            }
        }
    }
}
