package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** a type that holds less than the old one */
final class LossNarrowingRule extends Rule {

    LossNarrowingRule() {
        super(
                "loss-narrowing",
                Severity.WARNING,
                "a type that holds less than the old one",
                "Values are rounded or cut off, or the migration fails.");
    }

    @Override
    void check(Step step) {
        for (Types.Changed one : Types.changed(step)) {
            if (Types.narrows(step.server, one.from(), one.to())) {
                step.report(
                        this,
                        one.span(),
                        one.table(),
                        one.table().name() + "." + one.column() + " becomes " + Types.text(one.to())
                                + ", which holds less than " + Types.text(one.from()) + ".",
                        Narrowing.condition(step, one)
                                .map(condition -> new Question(
                                        "SELECT 1 FROM "
                                                + step.quoted(one.table().name()) + " WHERE " + condition,
                                        List.of(one.column()),
                                        "row",
                                        "of " + one.table().name() + " with a value in " + one.column()
                                                + " that does not fit " + Types.text(one.to()),
                                        Severity.ERROR,
                                        Optional.empty())));
            }
        }
    }
}
