package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a new unique key */
final class BreakUniqueRule extends Rule {

    BreakUniqueRule() {
        super(
                "break-unique",
                Severity.INFO,
                "a new unique key",
                "Programs of the old version may write the same value twice.");
    }

    @Override
    void check(Step step) {
        step.keys().stream()
                .filter(key -> !key.table().isUniqueIn(key.columns()))
                .forEach(key -> step.report(this, key.span(), key.table(), "Writes of a value that is there fail."));
    }
}
