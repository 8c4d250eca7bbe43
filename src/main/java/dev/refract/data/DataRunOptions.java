package dev.refract.data;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How to run data migrations. Immutable: start from {@link #ALL} or {@link #of}, and name what is to be otherwise.
 *
 * <pre>{@code
 * refract.data().run(DataRunOptions.ALL.targetTime(Duration.ofMillis(200)));
 * }</pre>
 */
public final class DataRunOptions {

    /** Every data migration that is not done and whose schema migration is applied. */
    public static final DataRunOptions ALL = new DataRunOptions(List.of(), new Values());

    private final List<String> names;
    private final Values values;

    private static final class Values implements Cloneable {
        private boolean dryRun;
        private @Nullable Duration targetTime;
        private @Nullable Integer batchSize;
        private @Nullable Duration sleep;
        private @Nullable String maxLoad;
        private @Nullable Duration maxLag;
        private List<String> replicas = List.of();
        private @Nullable String throttleQuery;
        private @Nullable Path pauseFile;
        private @Nullable String window;
        private @Nullable Duration maxTime;
        private boolean leavePaused;

        @Override
        protected Values clone() {
            try {
                return (Values) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private DataRunOptions(List<String> names, Values values) {
        this.names = List.copyOf(names);
        this.values = values;
    }

    private interface Change {
        void on(Values values);
    }

    private DataRunOptions with(Change change) {
        Values changed = values.clone();
        change.on(changed);
        return new DataRunOptions(names, changed);
    }

    /**
     * Some data migrations only.
     *
     * @param names their folders' names
     * @return options for those
     */
    public static DataRunOptions of(List<String> names) {
        return new DataRunOptions(names, new Values());
    }

    /**
     * Whether to say what would run, try one batch that is rolled back, and change nothing.
     *
     * @param dryRun default false
     * @return these options with that one
     */
    public DataRunOptions dryRun(boolean dryRun) {
        return with(changed -> changed.dryRun = dryRun);
    }

    /**
     * How long a batch should take; its size follows.
     *
     * @param time default 500 ms, or what data.toml says; null for that
     * @return these options with that one
     */
    public DataRunOptions targetTime(@Nullable Duration time) {
        return with(changed -> changed.targetTime = time);
    }

    /**
     * How many rows a batch goes through, always.
     *
     * @param rows null for a size that follows from the target time
     * @return these options with that one
     */
    public DataRunOptions batchSize(@Nullable Integer rows) {
        return with(changed -> changed.batchSize = rows);
    }

    /**
     * A pause after each batch.
     *
     * @param pause default none, or what data.toml says; null for that
     * @return these options with that one
     */
    public DataRunOptions sleep(@Nullable Duration pause) {
        return with(changed -> changed.sleep = pause);
    }

    /**
     * MySQL and MariaDB: status variables above whose values it waits.
     *
     * @param limits for example {@code Threads_running=25}, comma-separated; null for none
     * @return these options with that one
     */
    public DataRunOptions maxLoad(@Nullable String limits) {
        return with(changed -> changed.maxLoad = limits);
    }

    /**
     * How far a replica may lag before it waits.
     *
     * @param lag null for any
     * @param replicas their URLs
     * @return these options with that one
     */
    public DataRunOptions maxLag(@Nullable Duration lag, List<String> replicas) {
        return with(changed -> {
            changed.maxLag = lag;
            changed.replicas = List.copyOf(replicas);
        });
    }

    /**
     * A query that says whether to wait: it does while the first column of the first row is neither 0, false nor NULL.
     *
     * @param sql null for none
     * @return these options with that one
     */
    public DataRunOptions throttleQuery(@Nullable String sql) {
        return with(changed -> changed.throttleQuery = sql);
    }

    /**
     * A file during whose existence it waits.
     *
     * @param file null for none
     * @return these options with that one
     */
    public DataRunOptions pauseFile(@Nullable Path file) {
        return with(changed -> changed.pauseFile = file);
    }

    /**
     * The time of day in which it runs; it waits at other times.
     *
     * @param window for example {@code 22:00-06:00}, in the time zone of the process; null for always
     * @return these options with that one
     */
    public DataRunOptions window(@Nullable String window) {
        return with(changed -> changed.window = window);
    }

    /**
     * After which time it pauses: the next run goes on.
     *
     * @param time null for no end
     * @return these options with that one
     */
    public DataRunOptions maxTime(@Nullable Duration time) {
        return with(changed -> changed.maxTime = time);
    }

    /**
     * Whether what somebody has paused by hand ({@code refract data pause}) stays so, for a run that nobody watches.
     *
     * @param leave default false: a run goes on with it
     * @return these options with that one
     */
    public DataRunOptions leavePaused(boolean leave) {
        return with(changed -> changed.leavePaused = leave);
    }

    /** {@return the names of those to run; empty for all} */
    public List<String> names() {
        return names;
    }

    /** {@return whether nothing is to be changed} */
    public boolean dryRun() {
        return values.dryRun;
    }

    /** {@return how long a batch should take; empty for what data.toml says} */
    public Optional<Duration> targetTime() {
        return Optional.ofNullable(values.targetTime);
    }

    /** {@return how many rows a batch goes through; empty for what the target time allows} */
    public OptionalInt batchSize() {
        return values.batchSize == null ? OptionalInt.empty() : OptionalInt.of(values.batchSize);
    }

    /** {@return the pause after each batch; empty for what data.toml says} */
    public Optional<Duration> sleep() {
        return Optional.ofNullable(values.sleep);
    }

    /** {@return status variables and their limits} */
    public Optional<String> maxLoad() {
        return Optional.ofNullable(values.maxLoad);
    }

    /** {@return how far a replica may lag} */
    public Optional<Duration> maxLag() {
        return Optional.ofNullable(values.maxLag);
    }

    /** {@return the replicas' URLs} */
    public List<String> replicas() {
        return values.replicas;
    }

    /** {@return the query that says whether to wait} */
    public Optional<String> throttleQuery() {
        return Optional.ofNullable(values.throttleQuery);
    }

    /** {@return the file during whose existence it waits} */
    public Optional<Path> pauseFile() {
        return Optional.ofNullable(values.pauseFile);
    }

    /** {@return the time of day in which it runs} */
    public Optional<String> window() {
        return Optional.ofNullable(values.window);
    }

    /** {@return after which time it pauses} */
    public Optional<Duration> maxTime() {
        return Optional.ofNullable(values.maxTime);
    }

    /** {@return whether what somebody has paused by hand stays so} */
    public boolean leavePaused() {
        return values.leavePaused;
    }
}
