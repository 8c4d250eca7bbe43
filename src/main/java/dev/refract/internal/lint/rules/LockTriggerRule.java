package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.migrate.LintFinding.Severity;

/** a trigger made, dropped or switched (PostgreSQL) */
final class LockTriggerRule extends Rule {

    LockTriggerRule() {
        super(
                "lock-trigger",
                Severity.INFO,
                "a trigger made, dropped or switched (PostgreSQL)",
                "Writes to the table wait for it; it is short, but waits for every open transaction.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres()) {
            return;
        }
        if (step.change instanceof RoutineChange.CreateTrigger || step.change instanceof RoutineChange.DropTrigger) {
            step.change.tables().forEach(name -> step.existing(name)
                    .ifPresent(table -> step.report(
                            this, step.change.span(), table, "Writes to " + table.name() + " wait for a moment.")));
        }
        step.altered(AlterAction.SwitchTrigger.class)
                .forEach(one -> step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "Writes to " + one.table().name() + " wait for a moment."));
    }
}
