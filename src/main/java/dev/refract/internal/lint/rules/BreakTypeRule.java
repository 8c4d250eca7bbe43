package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a column that becomes of another kind */
final class BreakTypeRule extends Rule {

    BreakTypeRule() {
        super(
                "break-type",
                Severity.WARNING,
                "a column that becomes of another kind",
                "Programs that run at that time read and write the old one.");
    }

    @Override
    void check(Step step) {
        for (Types.Changed one : Types.changed(step)) {
            if (!Types.family(step.server, one.from()).equals(Types.family(step.server, one.to()))
                    && !Types.isEnum(step, one)) {
                step.report(
                        this,
                        one.span(),
                        one.table(),
                        one.table().name() + "." + one.column() + " was " + Types.text(one.from()) + ", and becomes "
                                + Types.text(one.to()) + ".");
            }
        }
    }
}
