package dev.refract.migrate;

import dev.refract.internal.migrate.run.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a roll-back did, or with {@link DownOptions#dryRun} would do.
 *
 * @param database what it was connected to, without a secret
 * @param plan what was to be rolled back, in order: newest first
 * @param rolledBack the names of those that were, in order; empty for a dry run
 */
public record DownResult(String database, List<Entry> plan, List<String> rolledBack) {

    /**
     * One migration.
     *
     * @param finishedAt when it was applied; empty for one that failed
     * @param step how its down.sql runs
     */
    public record Entry(String migration, Optional<Instant> finishedAt, Plan.Step step) {}

    public DownResult {
        plan = List.copyOf(plan);
        rolledBack = List.copyOf(rolledBack);
    }
}
