package dev.refract.migrate;

import dev.refract.internal.migrate.run.Plan;
import java.util.List;

/**
 * What a deploy did, or with {@link DeployOptions#dryRun} would do.
 *
 * @param database what it was connected to, without a secret
 * @param found how many migrations there are on disk
 * @param plan what was pending, in order
 * @param applied the names of those that were applied, in order; empty for a dry run
 */
public record DeployResult(String database, int found, Plan plan, List<String> applied) {
    public DeployResult {
        applied = List.copyOf(applied);
    }
}
