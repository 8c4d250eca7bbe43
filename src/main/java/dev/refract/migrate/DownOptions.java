package dev.refract.migrate;

import dev.refract.internal.database.TransactionMode;

/**
 * How to roll back.
 *
 * @param range which migrations; default the newest applied one
 * @param dryRun check everything and say what would run, and change nothing; default false
 * @param force roll back even where a migration was edited since it was applied, or its down.sql says that there is no
 *     way back; default false
 * @param transaction how scripts are cut into transactions; default {@link TransactionMode#AUTO}
 */
public record DownOptions(Range range, boolean dryRun, boolean force, TransactionMode transaction) {

    /** Roll back the newest applied migration. */
    public static final DownOptions DEFAULT = new DownOptions(new Steps(1), false, false, TransactionMode.AUTO);

    /** Which migrations to roll back. Newest is what finished last, by the ledger. */
    public sealed interface Range {}

    /** The newest {@code count} applied ones; at least 1. */
    public record Steps(int count) implements Range {
        public Steps {
            if (count < 1) {
                throw new IllegalArgumentException("at least one step: " + count);
            }
        }
    }

    /** All that finished after {@code migration}, which stays. */
    public record To(String migration) implements Range {}

    /** All applied ones. */
    public record All() implements Range {}

    /** Those that failed, to clean up after them. */
    public record Failed() implements Range {}

    /** Roll back what a range says. */
    public DownOptions(Range range) {
        this(range, false, false, TransactionMode.AUTO);
    }
}
