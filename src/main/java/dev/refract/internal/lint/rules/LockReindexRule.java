package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;

/** an index built again while nobody can write (PostgreSQL) */
final class LockReindexRule extends Rule {

    LockReindexRule() {
        super(
                "lock-reindex",
                Severity.ERROR,
                "an index built again while nobody can write (PostgreSQL)",
                "Writes wait until the index is built.");
    }

    @Override
    void check(Step step) {
        if (step.server.isPostgres() && step.change instanceof IndexChange.Reindex reindex && !reindex.concurrently()) {
            step.report(
                    this,
                    severity(),
                    reindex.span(),
                    reindex.name().stream().map(QualifiedName::name).toList(),
                    "Writes wait while it is built again.",
                    "REINDEX " + reindex.target().orElse("INDEX") + " CONCURRENTLY "
                            + reindex.name().map(n -> step.text(n.span())).orElse("") + ";");
        }
    }
}
