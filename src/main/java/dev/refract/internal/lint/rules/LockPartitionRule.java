package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** a partition attached or detached under a strong lock (PostgreSQL) */
final class LockPartitionRule extends Rule {

    LockPartitionRule() {
        super(
                "lock-partition",
                Severity.WARNING,
                "a partition attached or detached under a strong lock (PostgreSQL)",
                "Attaching reads the rows of the partition, detaching waits for every open transaction; the partitioned table is locked meanwhile.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DetachPartition> one : step.altered(AlterAction.DetachPartition.class)) {
            if (!one.action().concurrently() && !one.action().finalizes() && step.server.isAtLeast(14, 0)) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        "Nobody reads or writes " + one.table().name() + " while "
                                + one.action().partition() + " is detached.",
                        "ALTER TABLE " + step.quoted(one.table().name()) + " DETACH PARTITION "
                                + step.text(one.action().partition().span()) + " CONCURRENTLY;");
            }
        }
        for (Step.Altered<AlterAction.AttachPartition> one : step.altered(AlterAction.AttachPartition.class)) {
            step.existing(one.action().partition())
                    .filter(partition -> partition.checks().isEmpty())
                    .ifPresent(partition -> step.report(
                            this,
                            one.action().span(),
                            one.table(),
                            "Each row of " + partition.name()
                                    + " is read under the lock, since no check says that it belongs there.",
                            "ALTER TABLE " + step.quoted(partition.name()) + " ADD CONSTRAINT "
                                    + step.quoted(partition.name() + "_bound") + " CHECK (…) NOT VALID;",
                            "ALTER TABLE " + step.quoted(partition.name()) + " VALIDATE CONSTRAINT "
                                    + step.quoted(partition.name() + "_bound") + ";"));
        }
    }
}
