package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a statement that the server refuses on a scratch database */
final class FailStatementRule extends Rule {

    FailStatementRule() {
        super(
                "fail-statement",
                Severity.ERROR,
                "a statement that the server refuses on a scratch database",
                "It fails, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        // found where the server is watched, and by no text
    }
}
