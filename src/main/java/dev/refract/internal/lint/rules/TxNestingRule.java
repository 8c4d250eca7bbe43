package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a transaction that is begun twice, or left open */
final class TxNestingRule extends Rule {

    TxNestingRule() {
        super(
                "tx-nesting",
                Severity.ERROR,
                "a transaction that is begun twice, or left open",
                "The rest of the script, and the ledger's row, fall into a transaction that nobody ends.");
    }

    @Override
    void check(Step step) {
        if (!(step.change instanceof TransactionChange.Control control)) {
            return;
        }
        boolean open = step.script.ownTransaction(step.statement.number()).isPresent();
        boolean last = step.later().stream()
                .noneMatch(c -> c instanceof TransactionChange.Control later
                        && (later.verb() == TransactionChange.Control.Verb.COMMIT
                                || later.verb() == TransactionChange.Control.Verb.ROLLBACK));
        if (control.verb() == TransactionChange.Control.Verb.BEGIN && (open || last)) {
            step.report(
                    this,
                    severity(),
                    control.span(),
                    List.of(),
                    open ? "A transaction is open already." : "No COMMIT ends it.");
        } else if (control.verb() == TransactionChange.Control.Verb.COMMIT && !open) {
            step.report(this, severity(), control.span(), List.of(), "No transaction is open.");
        }
    }
}
