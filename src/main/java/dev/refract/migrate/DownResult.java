package dev.refract.migrate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a roll-back did, or with {@link DownOptions#dryRun(boolean)} would do.
 *
 * @param database what it was connected to, without a secret
 * @param plan what was to be rolled back, in order: newest first
 * @param rolledBack the names of those that were, in order; empty for a dry run
 */
public record DownResult(String database, List<Entry> plan, List<String> rolledBack) {

    /**
     * One migration.
     *
     * @param planned how its down.sql runs
     * @param finishedAt when it was applied; empty for one that failed
     */
    public record Entry(PlannedMigration planned, Optional<Instant> finishedAt) {

        /**
         * Which migration.
         *
         * @return its name
         */
        public String migration() {
            return planned.migration();
        }
    }

    /**
     * Copies the lists.
     *
     * @param database what it was connected to, without a secret
     * @param plan what was to be rolled back, in order: newest first
     * @param rolledBack the names of those that were, in order; empty for a dry run
     */
    public DownResult {
        plan = List.copyOf(plan);
        rolledBack = List.copyOf(rolledBack);
    }
}
