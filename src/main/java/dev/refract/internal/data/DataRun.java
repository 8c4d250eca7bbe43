package dev.refract.internal.data;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of one data migration: batches of keys, each one short transaction with the note of how far it is. A process
 * that ends at any moment leaves both or neither.
 */
final class DataRun {

    private static final double GROWTH = 1.2;
    private static final int TRIES = 10;
    /** After verify.sql still counts rows, the table is gone through once more. */
    private static final int PASSES = 2;

    private final Database database;
    private final StateTable states;
    private final DataMigration migration;
    private final DataScript script;
    private final DataRunOptions options;
    private final Throttle throttle;
    private final Listener listener;
    private final String owner;
    private final long start = System.nanoTime();

    private long rows;
    private long through;
    private long batches;
    private int size;
    private long estimate = -1;

    DataRun(
            Database database,
            StateTable states,
            DataMigration migration,
            DataScript script,
            DataRunOptions options,
            Throttle throttle,
            Listener listener,
            String owner) {
        this.database = database;
        this.states = states;
        this.migration = migration;
        this.script = script;
        this.options = options;
        this.throttle = throttle;
        this.listener = listener;
        this.owner = owner;
        this.size = options.batchSize().orElse(migration.tuning().firstSize());
    }

    /** Why it stopped before its end; it goes on at the next run. */
    private static final class StoppedException extends Exception {
        private final DataState state;
        private final String text;

        StoppedException(DataState state, String message) {
            super(message);
            this.text = message;
            this.state = state;
        }
    }

    /** Goes through the table from where the state says, and checks the end. */
    DataRunResult.Run run() {
        @Nullable Batches keys = migration.once() ? null : new Batches(database, migration, script);
        StateTable.Row state = begin(keys);
        try {
            if (keys == null) {
                once();
            } else {
                size = options.batchSize().orElse(state.size() > 0 ? (int) state.size() : size);
                through(keys, state);
            }
            return ended(DataState.DONE);
        } catch (StoppedException e) {
            record(e.state, e.state == DataState.PAUSED ? Optional.empty() : Optional.of(e.text), e);
            if (e.state == DataState.PAUSED && !Thread.currentThread().isInterrupted()) {
                listener.on(new Event.Warning(e.text));
                return ended(DataState.PAUSED);
            }
            tell(e.state);
            return failed(e);
        } catch (RuntimeException e) {
            record(DataState.FAILED, Optional.of(String.valueOf(e.getMessage())), e);
            tell(DataState.FAILED);
            throw e;
        }
    }

    /** Where that can't be told to the database any more, the next run goes on all the same. */
    private void record(DataState state, Optional<String> error, Exception reason) {
        try {
            states.end(migration.name(), owner, state, error);
        } catch (RefractException lost) {
            reason.addSuppressed(lost);
        }
    }

    private DataRunResult.Run failed(StoppedException e) {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(e.text, "Go on when you are ready:\n    " + again());
        }
        String next = lost(e)
                ? "When the server can be reached, go on; what was in a batch that was not committed is not lost:\n    "
                        + again()
                : e.state == DataState.UNVERIFIED
                        ? "Look at the rows: something may still write the old way. Then go through the table once more:\n    "
                                + again()
                        : "Mend the rows, or the script, which is then run from where it was:\n    " + again();
        throw new RefractException(
                null, e.text, next, e.getCause(), migration.files().place(script.file()));
    }

    private boolean lost(StoppedException e) {
        return e.getCause() instanceof SQLException sql && Batches.isLost(database.dialect(), sql);
    }

    private String again() {
        return "refract data run " + Advice.argument(migration.name());
    }

    private DataRunResult.Run ended(DataState state) {
        if (state == DataState.DONE) {
            states.end(migration.name(), owner, DataState.DONE, Optional.empty());
        }
        return new DataRunResult.Run(migration.name(), state, rows, batches, tell(state), List.of());
    }

    /** @return how long it took */
    private Duration tell(DataState state) {
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        listener.on(new Event.DataEnded(migration.name(), state.text(), rows, batches, duration));
        return duration;
    }

    /** Makes it this process's; returns what was known of it before. */
    private StateTable.Row begin(@Nullable Batches keys) {
        String key = keys == null ? "" : String.join(", ", keys.key().names());
        states.create();
        states.insert(migration.name(), migration.checksum(), key, owner);
        StateTable.Row row = states.find(migration.name()).orElseThrow();
        if (row.lastKey().isPresent() && !row.key().equals(key)) {
            throw new RefractException(
                    null,
                    name() + " was begun by the key (" + row.key() + "), and now it would be gone through by (" + key
                            + ").",
                    "Name the old key in data.toml, or begin anew:\n    refract data resolve --restart "
                            + Advice.argument(migration.name()));
        }
        states.take(migration.name(), migration.checksum(), key, owner);
        return row;
    }

    private String name() {
        return "The data migration `" + Controls.escapedLine(migration.name()) + "`";
    }

    // --- batches

    private void through(Batches keys, StateTable.Row state) throws StoppedException {
        Optional<List<String>> last = state.lastKey().map(keys.key()::parse);
        int pass = state.pass();
        if (state.state() == DataState.UNVERIFIED || state.state() == DataState.DONE) {
            states.nextPass(migration.name());
            last = Optional.empty();
            pass = PASSES;
        }
        estimate = keys.estimate();
        while (true) {
            Optional<List<String>> bound = keys.last(); // or a table that others add rows to would have no end
            while (bound.isPresent()) {
                requireGoingOn();
                Optional<List<String>> end = batch(keys, last, bound.get());
                if (end.isEmpty()) {
                    break;
                }
                last = end;
            }
            Optional<Long> left = verify();
            if (left.isEmpty() || left.get() == 0) {
                return;
            }
            if (pass >= PASSES) {
                throw new StoppedException(
                        DataState.UNVERIFIED,
                        name() + " went through all rows, and verify.sql still counts " + left.get() + "."
                                + keys.sample(migration.verify().orElse("")));
            }
            pass++;
            states.nextPass(migration.name());
            last = Optional.empty();
        }
    }

    private void requireGoingOn() throws StoppedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException(DataState.PAUSED, name() + " was interrupted after a batch" + sofar());
        }
        if (options.maxTime()
                .filter(time -> System.nanoTime() - start >= time.toNanos())
                .isPresent()) {
            throw new StoppedException(DataState.PAUSED, name() + " was paused when its time was over" + sofar());
        }
        try {
            throttle.waitWhileBusy(migration.name(), () -> requireMine());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(DataState.PAUSED, name() + " was interrupted while it waited" + sofar());
        }
    }

    private String sofar() {
        return ": " + Counted.of(rows, "row") + " in " + Counted.of(batches, "batch") + ".";
    }

    private void requireMine() throws StoppedException {
        StateTable.Row row = states.find(migration.name()).orElse(null);
        if (row == null || !row.owner().equals(owner) || row.state() != DataState.RUNNING) {
            throw taken(row);
        }
    }

    private StoppedException taken(StateTable.@Nullable Row row) {
        return row != null && row.state() == DataState.PAUSED
                ? new StoppedException(DataState.PAUSED, name() + " was paused" + sofar())
                : new StoppedException(
                        DataState.FAILED, name() + " is run by another process now, which goes on where this one was.");
    }

    /** One batch, tried again where it only failed to get a lock; empty at the end of the table. */
    private Optional<List<String>> batch(Batches keys, Optional<List<String>> last, List<String> bound)
            throws StoppedException {
        for (int attempt = 1; ; attempt++) {
            try {
                long begun = System.nanoTime();
                Optional<List<String>> end = keys.end(last, bound, size);
                if (end.isEmpty()) {
                    return end;
                }
                long changed = transaction(keys.statements(last, end.get()), Optional.of(end.get()));
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                rows += changed;
                through += size;
                batches++;
                tell(took, changed);
                adapt(took);
                pause(options.sleep().orElse(migration.tuning().sleep()));
                return end;
            } catch (SQLException e) {
                if (e instanceof Interruptible.Cancelled) {
                    Thread.currentThread().interrupt();
                    throw new StoppedException(
                            DataState.PAUSED, name() + " was interrupted, and its batch rolled back" + sofar());
                }
                if (!Batches.isLock(database.dialect(), e)) {
                    throw stopped(e);
                }
                if (attempt == TRIES) {
                    throw new StoppedException(
                            DataState.PAUSED,
                            name() + " did not get its locks in " + TRIES + " tries, and was paused" + sofar() + " "
                                    + e.getMessage());
                }
                if (options.batchSize().isEmpty()) {
                    size = Math.max(migration.tuning().minSize(), size / 2);
                }
                listener.on(new Event.DataThrottled(
                        migration.name(), "lock", "a lock was not to be had, try " + attempt + " of " + TRIES));
                pause(Duration.ofMillis(50L << Math.min(attempt, 6)));
            }
        }
    }

    private StoppedException stopped(SQLException e) {
        StoppedException stopped = new StoppedException(
                DataState.FAILED,
                "A batch of " + name().substring(0, 1).toLowerCase(Locale.ROOT) + name().substring(1)
                        + " failed and was rolled back; those before it stay.\n\nDatabase error:\n" + e.getMessage());
        stopped.initCause(e);
        return stopped;
    }

    /** @return how many rows its statements changed */
    private long transaction(List<String> statements, Optional<List<String>> end)
            throws SQLException, StoppedException {
        Connection connection = database.connection();
        connection.setAutoCommit(false);
        boolean committed = false;
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            if (sql.executeUpdate(states.claim(migration.name(), owner)) != 1) {
                throw taken(states.find(migration.name()).orElse(null));
            }
            if (migration.once()) {
                sql.setQueryTimeout(
                        (int) Math.max(1, migration.tuning().timeout().toSeconds()));
            }
            long changed = Interruptible.run(() -> Batches.execute(sql, statements), sql::cancel);
            if (migration.once() && changed > migration.tuning().maxRows()) {
                throw new StoppedException(
                        DataState.FAILED,
                        name() + " would change " + Counted.of(changed, "row") + " at once, more than max_rows = "
                                + migration.tuning().maxRows() + " allows. It was rolled back.");
            }
            sql.executeUpdate(states.progress(
                    migration.name(), end.map(key -> String.join(", ", key)).orElse(""), changed, size));
            connection.commit();
            committed = true;
            return changed;
        } finally {
            if (!committed) {
                Batches.rollBack(connection);
            } else {
                connection.setAutoCommit(true);
            }
        }
    }

    private void adapt(Duration took) {
        if (options.batchSize().isPresent()) {
            return;
        }
        Duration target = options.targetTime().orElse(migration.tuning().targetTime());
        double factor = Math.min(GROWTH, (double) target.toNanos() / Math.max(1, took.toNanos()));
        long next = (long) Math.ceil(size * Math.max(0.1, factor));
        size = (int) Math.max(
                migration.tuning().minSize(), Math.min(migration.tuning().maxSize(), next));
    }

    private void tell(Duration took, long changed) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        listener.on(new Event.DataBatch(
                migration.name(),
                batches,
                size,
                changed,
                took,
                rows,
                through,
                estimate < 0 ? Optional.empty() : Optional.of(estimate),
                elapsed));
    }

    private void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- as a whole

    private void once() throws StoppedException {
        requireGoingOn();
        try {
            long changed = transaction(
                    script.pieces().stream().map(DataScript.Piece::before).toList(), Optional.empty());
            rows += changed;
            batches++;
        } catch (Interruptible.Cancelled e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(DataState.PAUSED, name() + " was interrupted and rolled back.");
        } catch (SQLException e) {
            throw stopped(e);
        }
        Optional<Long> left = verify();
        if (left.isPresent() && left.get() > 0) {
            throw new StoppedException(
                    DataState.UNVERIFIED, name() + " has run, and verify.sql still counts " + left.get() + ".");
        }
    }

    private Optional<Long> verify() {
        return migration.verify().map(sql -> Batches.count(database, sql));
    }
}
