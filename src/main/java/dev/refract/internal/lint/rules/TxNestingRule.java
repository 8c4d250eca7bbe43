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
            boolean begun = step.server.isMysql()
                    && step.earlier().stream()
                            .anyMatch(c -> c instanceof TransactionChange.Control earlier
                                    && earlier.verb() == TransactionChange.Control.Verb.BEGIN);
            step.report(
                    this,
                    step.server.isMysql() ? Severity.WARNING : severity(),
                    control.span(),
                    List.of(),
                    begun
                            ? "The transaction is over: a statement in it that changes the schema has committed what was "
                                    + "done before, and what is done after it commits by itself."
                            : "No transaction is open.");
        }
    }
}
