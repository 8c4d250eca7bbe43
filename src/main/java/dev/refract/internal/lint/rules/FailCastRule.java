package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a column whose values may not fit the new type (PostgreSQL) */
final class FailCastRule extends Rule {

    FailCastRule() {
        super(
                "fail-cast",
                Severity.WARNING,
                "a column whose values may not fit the new type (PostgreSQL)",
                "It fails where a value can't be read as the new type.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres()) {
            return;
        }
        for (Types.Changed one : Types.changed(step)) {
            String from = Types.family(one.from());
            String to = Types.family(one.to());
            if (from.equals("text") && !to.equals("text") && !Types.isEnum(step, one)) {
                step.report(
                        this,
                        one.span(),
                        one.table(),
                        "A value of " + one.table().name() + "." + one.column() + " may be no " + Types.text(one.to())
                                + ".");
            }
        }
    }
}
