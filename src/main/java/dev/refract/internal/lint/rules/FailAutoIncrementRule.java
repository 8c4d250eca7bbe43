package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** a second AUTO_INCREMENT column */
final class FailAutoIncrementRule extends Rule {

    FailAutoIncrementRule() {
        super(
                "fail-auto-increment",
                Severity.ERROR,
                "a second AUTO_INCREMENT column",
                "The server refuses it (1075), and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isMysql())) {
            return;
        }
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            boolean hasOne = one.table().columns().stream().anyMatch(KnownColumn::autoIncrement);
            if (one.action().column().autoIncrement() && hasOne) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        one.table().name() + " has an AUTO_INCREMENT column; there can be only one.");
            }
        }
    }
}
