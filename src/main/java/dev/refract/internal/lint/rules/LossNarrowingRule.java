package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
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
    String whyOnPostgres() {
        return "The migration fails where a value does not fit; fractions are rounded, and an explicit cast cuts texts off, "
                + "without an error.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "In the strict mode, which is the default, the migration fails where a value does not fit; fractions are "
                + "rounded or cut off, and without the strict mode values are cut off, without an error.";
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
