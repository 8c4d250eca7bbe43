package dev.refract.migrate;

import java.util.List;
import java.util.Objects;

/**
 * How to roll back. Immutable: start from {@link #DEFAULT}, and name what is to be otherwise.
 *
 * <pre>{@code
 * refract.down(DownOptions.DEFAULT.range(new DownOptions.Steps(2)).dryRun(true));
 * }</pre>
 */
public final class DownOptions {

    /** Roll back the newest applied migration. */
    public static final DownOptions DEFAULT =
            new DownOptions(new Steps(1), false, false, false, TransactionMode.AUTO, List.of());

    private final Range range;
    private final boolean dryRun;
    private final boolean force;
    private final boolean noLoss;
    private final TransactionMode transaction;
    private final List<String> online;

    private DownOptions(
            Range range,
            boolean dryRun,
            boolean force,
            boolean noLoss,
            TransactionMode transaction,
            List<String> online) {
        this.range = range;
        this.dryRun = dryRun;
        this.force = force;
        this.noLoss = noLoss;
        this.transaction = transaction;
        this.online = online;
    }

    /** Which migrations to roll back. Newest is what finished last, by the ledger. */
    public sealed interface Range {}

    /**
     * The newest applied ones.
     *
     * @param count how many; at least 1. Where fewer are applied, all are rolled back.
     */
    public record Steps(int count) implements Range {

        /**
         * The newest applied ones.
         *
         * @param count how many
         * @throws IllegalArgumentException where it is none
         */
        public Steps {
            if (count < 1) {
                throw new IllegalArgumentException("at least one step: " + count);
            }
        }
    }

    /**
     * All that finished after a migration.
     *
     * @param migration its folder's whole name; it stays. A name that is not there ends the roll-back with P3017.
     */
    public record To(String migration) implements Range {

        /**
         * Null is no name.
         *
         * @param migration its folder's whole name
         */
        public To {
            Objects.requireNonNull(migration);
        }
    }

    /** All applied ones. */
    public record All() implements Range {}

    /** Those that failed, to clean up after them. */
    public record Failed() implements Range {}

    /**
     * Which migrations to roll back.
     *
     * @param range default the newest applied one; not null
     * @return these options with that one
     */
    public DownOptions range(Range range) {
        return new DownOptions(Objects.requireNonNull(range), dryRun, force, noLoss, transaction, online);
    }

    /**
     * Whether to check everything and say what would run, and change nothing.
     *
     * @param dryRun default false
     * @return these options with that one
     */
    public DownOptions dryRun(boolean dryRun) {
        return new DownOptions(range, dryRun, force, noLoss, transaction, online);
    }

    /**
     * Whether to roll back even where a migration was edited since it was applied, or its down.sql says that there is
     * no way back or that it is not finished.
     *
     * @param force default false: nothing is rolled back then
     * @return these options with that one
     */
    public DownOptions force(boolean force) {
        return new DownOptions(range, dryRun, force, noLoss, transaction, online);
    }

    /**
     * Whether to roll nothing back where a down.sql says that it loses something.
     *
     * @param noLoss default false: what is lost is said
     * @return these options with that one
     */
    public DownOptions noLoss(boolean noLoss) {
        return new DownOptions(range, dryRun, force, noLoss, transaction, online);
    }

    /**
     * How scripts are cut into transactions.
     *
     * @param transaction default {@link TransactionMode#AUTO}; not null. A mode that a script can't run in ends the
     *     roll-back before anything runs.
     * @return these options with that one
     */
    public DownOptions transaction(TransactionMode transaction) {
        return new DownOptions(range, dryRun, force, noLoss, Objects.requireNonNull(transaction), online);
    }

    /**
     * Settings for large tables that win over every other.
     *
     * @param settings each {@code key=value} with a key of {@code [online]} in refract.toml; default none; not null.
     *     One that is not valid ends the roll-back before anything runs.
     * @return these options with those alone
     */
    public DownOptions online(List<String> settings) {
        return new DownOptions(range, dryRun, force, noLoss, transaction, List.copyOf(settings));
    }

    /**
     * Which migrations are rolled back.
     *
     * @return as {@link #range(Range)} was told
     */
    public Range range() {
        return range;
    }

    /**
     * Whether nothing is changed.
     *
     * @return as {@link #dryRun(boolean)} was told
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * Whether obstacles are only warned of.
     *
     * @return as {@link #force(boolean)} was told
     */
    public boolean force() {
        return force;
    }

    /**
     * Whether a loss stops the roll-back.
     *
     * @return as {@link #noLoss(boolean)} was told
     */
    public boolean noLoss() {
        return noLoss;
    }

    /**
     * How scripts are cut into transactions.
     *
     * @return as {@link #transaction(TransactionMode)} was told
     */
    public TransactionMode transaction() {
        return transaction;
    }

    /**
     * Settings for large tables.
     *
     * @return as {@link #online(List)} was told
     */
    public List<String> online() {
        return online;
    }
}
