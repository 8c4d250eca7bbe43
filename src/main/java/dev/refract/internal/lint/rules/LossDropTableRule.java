package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

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
                        Optional.of(new Question(
                                "SELECT 1 FROM " + step.quoted(one.table().name()),
                                List.of(),
                                "row",
                                "of " + one.table().name() + ", gone with the table",
                                severity(),
                                Optional.of(one.table().name() + " is dropped; it holds no row."))),
                        "ALTER TABLE " + step.text(one.name().span()) + " RENAME TO "
                                + step.quoted(one.table().name() + "_old")
                                + "; -- and drop it when nobody has missed it"));
    }
}
