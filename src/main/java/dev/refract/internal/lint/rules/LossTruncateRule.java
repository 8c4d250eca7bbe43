package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;

/** TRUNCATE */
final class LossTruncateRule extends Rule {

    LossTruncateRule() {
        super("loss-truncate", Severity.ERROR, "TRUNCATE", "All rows are gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange.Truncate truncate) {
            truncate.tables().forEach(name -> step.existing(name)
                    .ifPresent(table ->
                            step.report(this, truncate.span(), table, "All rows of " + table.name() + " are gone.")));
        }
    }
}
