package dev.refract.internal.migrate;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a verb works on.
 *
 * @param source where connections come from
 * @param history the migrations
 * @param provider the datasource block's; empty without a schema file, and then the database's own counts
 * @param schemas PostgreSQL's that the datasource block lists; empty for the connection's alone
 * @param databaseWait how long to wait for a database that can't be reached yet
 * @param lockWait how long to wait for the migration lock; empty to take none
 * @param safeguards what limits, accompanies and asks before a deploy
 * @param listener hears what happens
 */
public record Target(
        ConnectionSource source,
        History history,
        Optional<Dialect> provider,
        List<String> schemas,
        Duration databaseWait,
        Optional<Duration> lockWait,
        Safeguards safeguards,
        Listener listener) {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** What a server that is about to be there is met with; P1017 where a proxy in front of it is there already. */
    private static final Set<Code> NOT_YET = Set.of(Code.P1001, Code.P1017);

    /** The same, heard by another. */
    public Target with(Listener other) {
        return new Target(source, history, provider, schemas, databaseWait, lockWait, safeguards, other);
    }

    /** Connects, and checks that this is a database for these migrations. It is the caller's to close. */
    public Database open(Database.Missing missing) {
        requireProvider();
        Database database = reached(missing);
        try {
            listener.on(new Event.Connected(database.description()));
            history.requireProvider(database.dialect());
            database.limit(safeguards.limits(), listener);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private Database reached(Database.Missing missing) {
        long end = System.nanoTime() + databaseWait.toNanos();
        boolean told = false;
        while (true) {
            try {
                return Database.open(source, missing, listener);
            } catch (RefractException e) {
                long left = end - System.nanoTime();
                if (left <= 0 || e.code().filter(NOT_YET::contains).isEmpty()) {
                    throw e;
                }
                if (!told) {
                    listener.on(new Event.Warning(
                            e.what() + " Waiting for it, " + Event.words(databaseWait) + " at most."));
                    told = true;
                }
                pause(Math.min(left, PAUSE.toNanos()));
            }
        }
    }

    private static void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw new InterruptedRefractException("Interrupted while waiting for the database.", "Nothing was run.");
        }
    }

    /** Takes the migration lock; closing gives it back. */
    Locked lock(Database database) {
        return lock(database, Database.Claim.SCHEMA);
    }

    Locked lock(Database database, Database.Claim claim) {
        lockWait.ifPresent(wait -> database.lock(claim, wait, listener));
        return new Locked(database);
    }

    /** A database whose migration lock is held until this closes. */
    record Locked(Database database) implements AutoCloseable {
        @Override
        public void close() {
            try {
                database.unlock();
            } catch (RuntimeException e) {
                // the connection is gone, and its lock with it; what matters has been said already
            }
        }
    }

    /** P3019, before anything is connected to where that is possible. */
    public void requireProvider() {
        provider.or(() -> source.url().map(url -> url.dialect())).ifPresent(history::requireProvider);
    }
}
