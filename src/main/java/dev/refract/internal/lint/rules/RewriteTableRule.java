package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a table that the server is seen to write again, for a reason that no other rule knows */
final class RewriteTableRule extends Rule {

    RewriteTableRule() {
        super(
                "rewrite-table",
                Severity.ERROR,
                "a table that the server is seen to write again, for a reason that no other rule knows",
                "Nobody writes the table until all of it is written again; on PostgreSQL nobody reads it either.");
    }

    @Override
    void check(Step step) {
        // found where the server is watched, and by no text
    }
}
