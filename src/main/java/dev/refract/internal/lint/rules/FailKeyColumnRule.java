package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** dropping a column of a key of several (MariaDB) */
final class FailKeyColumnRule extends Rule {

    FailKeyColumnRule() {
        super(
                "fail-key-column",
                Severity.ERROR,
                "dropping a column of a key of several (MariaDB)",
                "The server refuses it (1072), and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMariadb()) {
            return;
        }
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            one.table()
                    .uniqueOfSeveral(one.action().column().name())
                    .filter(index -> !DroppedKeys.of(step).contains(index))
                    .ifPresent(index -> step.report(
                            this,
                            one.action().span(),
                            one.table(),
                            one.action().column() + " is part of the key " + index.name() + ".",
                            "ALTER TABLE " + step.quoted(one.table().name()) + " DROP INDEX "
                                    + step.quoted(index.name()) + ", DROP COLUMN "
                                    + step.quoted(one.action().column().name()) + ";"));
        }
    }
}
