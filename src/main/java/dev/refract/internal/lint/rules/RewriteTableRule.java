package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.migrate.LintFinding.Severity;

/** a table that the server is seen to write again, for a reason that no other rule knows */
final class RewriteTableRule extends Rule {

    RewriteTableRule() {
        super(
                "rewrite-table",
                Severity.ERROR,
                "a table that the server is seen to write again, for a reason that no other rule knows",
                "Each row is written again, and nobody writes the table meanwhile.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row is written again, and nobody reads or writes the table meanwhile.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied", server);
    }

    @Override
    void check(Step step) {
        // found where the server is watched, and by no text
    }
}
