package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.migrate.LintFinding.Severity;

/** a FULLTEXT or SPATIAL index (MySQL, MariaDB) */
final class LockFulltextRule extends Rule {

    LockFulltextRule() {
        super(
                "lock-fulltext",
                Severity.ERROR,
                "a FULLTEXT or SPATIAL index (MySQL, MariaDB)",
                "Writes wait until it is built.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql()) {
            return;
        }
        for (Step.Altered<AlterAction.AddIndex> one : step.altered(AlterAction.AddIndex.class)) {
            if (one.action().index().type().isPresent()) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "Writes to " + one.table().name() + " wait while the "
                                + one.action().index().type().get() + " index is built.");
            }
        }
        if (step.change instanceof IndexChange.CreateIndex create
                && create.index().type().isPresent()) {
            step.existing(create.table())
                    .ifPresent(table -> step.report(
                            this,
                            create.span(),
                            table,
                            "Writes to " + table.name() + " wait while the "
                                    + create.index().type().get() + " index is built."));
        }
    }
}
