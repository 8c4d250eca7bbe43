package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** DROP TABLE */
final class LossDropTableRule extends Rule {

    LossDropTableRule() {
        super("loss-drop-table", Severity.WARNING, "DROP TABLE", "The rows are gone.");
    }

    @Override
    void check(Step step) {
        step.dropped()
                .forEach(one -> step.report(
                        this,
                        step.change.span(),
                        one.table(),
                        "The rows of " + one.table().name() + " are gone.",
                        "ALTER TABLE " + step.text(one.name().span()) + " RENAME TO "
                                + step.quoted(one.table().name() + "_old")
                                + "; -- and drop it when nobody has missed it"));
    }
}
