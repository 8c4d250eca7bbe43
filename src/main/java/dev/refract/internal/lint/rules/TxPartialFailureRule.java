package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** several DDL statements in one file (MySQL, MariaDB) */
final class TxPartialFailureRule extends Rule {

    TxPartialFailureRule() {
        super(
                "tx-partial-failure",
                Severity.INFO,
                "several DDL statements in one file (MySQL, MariaDB)",
                "Each commits by itself: where a later one fails, the earlier ones stay.");
    }

    @Override
    void check(Step step) {
        boolean last = step.statement.number() == step.all.size();
        long changes = step.all.stream()
                .filter(c -> c instanceof TableChange.AlterTable alter
                        && step.existing(alter.table()).isPresent())
                .count();
        if (step.server.isMysql() && last && changes > 1) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    List.of(),
                    changes + " ALTER TABLE each commit by themselves: one a migration, or one with commas.");
        }
    }
}
