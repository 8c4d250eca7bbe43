package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;

/** an enum label used in the migration that adds it (PostgreSQL) */
final class TxEnumValueUsedRule extends Rule {

    TxEnumValueUsedRule() {
        super(
                "tx-enum-value-used",
                Severity.WARNING,
                "an enum label used in the migration that adds it (PostgreSQL)",
                "In one transaction the server refuses the label (55P04), so Prisma fails. Refract runs the file statement by statement: a failure leaves half of it done.");
    }

    @Override
    void check(Step step) {
        for (SqlStatement earlier : step.script.statements().subList(0, step.statement.number() - 1)) {
            if (step.all.get(earlier.number() - 1) instanceof TypeChange.AddValue add) {
                boolean uses = step.script
                        .sql(step.statement)
                        .contains("'" + add.label().replace("'", "''") + "'");
                boolean newType = step.server.isAtLeast(17, 0)
                        && step.all.stream()
                                .anyMatch(c -> c instanceof TypeChange.CreateEnum create
                                        && create.type().is(add.type()));
                if (uses && !newType && !(step.change instanceof TypeChange.AddValue)) {
                    boolean inside =
                            step.script.ownTransaction(step.statement.number()).isPresent();
                    step.report(
                            this,
                            inside ? Severity.ERROR : severity(),
                            step.change.span(),
                            step.change.tables().stream()
                                    .map(QualifiedName::name)
                                    .toList(),
                            "Statement " + earlier.number() + " adds '" + add.label()
                                    + "': use it in a later migration.",
                            step.script.sql(step.statement));
                    return;
                }
            }
        }
    }
}
