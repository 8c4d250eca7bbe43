package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;

/** three tables or more under the strongest lock in one transaction (PostgreSQL) */
final class LockManyTablesRule extends Rule {

    LockManyTablesRule() {
        super(
                "lock-many-tables",
                Severity.INFO,
                "three tables or more under the strongest lock in one transaction (PostgreSQL)",
                "A program that takes them in another order meets a deadlock.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres() || step.statement.number() != step.all.size()) {
            return;
        }
        List<String> locked = new ArrayList<>();
        for (SqlStatement other : step.script.statements()) {
            if (step.all.get(other.number() - 1) instanceof TableChange.AlterTable alter
                    && (other.equals(step.statement) || step.sharesTransactionWith(other.number()))) {
                step.existing(alter.table())
                        .map(KnownTable::name)
                        .filter(name -> !locked.contains(name))
                        .ifPresent(locked::add);
            }
        }
        if (locked.size() >= 3) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    locked,
                    String.join(", ", locked) + " are locked until the transaction ends: one table a migration.");
        }
    }
}
