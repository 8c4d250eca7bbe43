package dev.refract.data;

import java.time.Duration;
import java.util.List;

/**
 * What a run of data migrations did, or would do.
 *
 * @param database where; never a secret
 * @param dryRun whether nothing was to be changed
 * @param migrations those that were run, in order
 */
public record DataRunResult(String database, boolean dryRun, List<Run> migrations) {

    /**
     * Copies the list.
     *
     * @param database where
     * @param dryRun whether nothing was to be changed
     * @param migrations those that were run
     */
    public DataRunResult {
        migrations = List.copyOf(migrations);
    }

    /** {@return whether all of them are done now} */
    public boolean isDone() {
        return migrations.stream().allMatch(run -> run.state() == DataState.DONE);
    }

    /**
     * One of them.
     *
     * @param name its folder's name
     * @param state how far it is now
     * @param rows how many rows this run's batches changed
     * @param batches how many batches this run committed
     * @param duration how long it took
     * @param plan for a dry run: the key, the first batch's plan and the estimate, as lines for a person; else empty
     */
    public record Run(String name, DataState state, long rows, long batches, Duration duration, List<String> plan) {

        /**
         * Copies the list.
         *
         * @param name its folder's name
         * @param state how far it is now
         * @param rows how many rows were changed
         * @param batches how many batches were committed
         * @param duration how long it took
         * @param plan lines for a person
         */
        public Run {
            plan = List.copyOf(plan);
        }
    }
}
