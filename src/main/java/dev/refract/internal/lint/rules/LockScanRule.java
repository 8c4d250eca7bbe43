package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a table that the server is seen to read whole while nobody can write */
final class LockScanRule extends Rule {

    LockScanRule() {
        super(
                "lock-scan",
                Severity.ERROR,
                "a table that the server is seen to read whole while nobody can write",
                "Writes wait until each row is read.");
    }

    @Override
    void check(Step step) {
        // found where the server is watched, and by no text
    }
}
