package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;

/** DROP TABLE */
final class LossDropTableRule extends Rule {

    LossDropTableRule() {
        super("loss-drop-table", Severity.WARNING, "DROP TABLE", "The rows are gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TableChange.DropTable drop
                && Redefinition.endingAt(step).isEmpty()) {
            drop.tables().forEach(name -> step.existing(name)
                    .ifPresent(table -> step.report(
                            this,
                            drop.span(),
                            table,
                            "The rows of " + table.name() + " are gone.",
                            "ALTER TABLE " + step.text(name.span()) + " RENAME TO " + step.quoted(table.name() + "_old")
                                    + "; -- and drop it when nobody has missed it")));
        }
    }
}
