package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a domain that gets a check (PostgreSQL) */
final class LockDomainRule extends Rule {

    LockDomainRule() {
        super(
                "lock-domain",
                Severity.WARNING,
                "a domain that gets a check (PostgreSQL)",
                "Each table that uses it is read under a lock.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TypeChange.AlterDomain alter
                && alter.action() instanceof AlterAction.AddConstraint add
                && !add.constraint().traits().notValid()) {
            step.report(
                    this,
                    severity(),
                    alter.span(),
                    List.of(),
                    "Each table that uses " + alter.domain() + " is read.",
                    "ALTER DOMAIN " + step.text(alter.domain().span()) + " ADD "
                            + step.text(add.constraint().span()) + " NOT VALID;",
                    "ALTER DOMAIN " + step.text(alter.domain().span()) + " VALIDATE CONSTRAINT "
                            + add.constraint()
                                    .name()
                                    .map(n -> step.quoted(n.name()))
                                    .orElse("…") + ";");
        }
    }
}
