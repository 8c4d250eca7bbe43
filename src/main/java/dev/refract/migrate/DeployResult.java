package dev.refract.migrate;

import java.util.List;

/**
 * What a deploy did, or with {@link DeployOptions#dryRun(boolean)} would do.
 *
 * @param database what it was connected to, without a secret
 * @param found how many migrations there are on disk
 * @param plan what was pending, in order
 * @param applied the names of those that were applied, in order; empty for a dry run
 * @param recorded the names of those that were, or would be, recorded as applied and not run: the database has the
 *     migrations that each stands for
 */
public record DeployResult(
        String database, int found, List<PlannedMigration> plan, List<String> applied, List<String> recorded) {

    /**
     * Copies the lists.
     *
     * @param database what it was connected to, without a secret
     * @param found how many migrations there are on disk
     * @param plan what was pending, in order
     * @param applied the names of those that were applied, in order; empty for a dry run
     * @param recorded the names of those that were recorded as applied and not run
     */
    public DeployResult {
        plan = List.copyOf(plan);
        applied = List.copyOf(applied);
        recorded = List.copyOf(recorded);
    }
}
