package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** a column that becomes NOT NULL (MySQL, MariaDB) */
final class RewriteNotNullRule extends Rule {

    RewriteNotNullRule() {
        super(
                "rewrite-not-null",
                Severity.INFO,
                "a column that becomes NOT NULL (MySQL, MariaDB)",
                "The table is rebuilt in place while programs use it; replicas lag behind.");
    }

    @Override
    void check(Step step) {
        if (step.server.isMysql()) {
            step.redefinedAsRequired()
                    .forEach(one -> step.report(
                            this, one.span(), one.table(), one.table().name() + " is rebuilt."));
        }
    }
}
