package dev.refract.internal.migrate;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import java.time.Duration;
import java.util.Optional;

/**
 * What a verb works on.
 *
 * @param source where connections come from
 * @param history the migrations
 * @param provider the datasource block's; empty without a schema file, and then the database's own counts
 * @param lockWait how long to wait for the migration lock; empty to take none
 * @param safeguards what limits, accompanies and asks before a deploy
 * @param listener hears what happens
 */
public record Target(
        ConnectionSource source,
        History history,
        Optional<Dialect> provider,
        Optional<Duration> lockWait,
        Safeguards safeguards,
        Listener listener) {

    /** The same, heard by another. */
    Target with(Listener other) {
        return new Target(source, history, provider, lockWait, safeguards, other);
    }

    /** What is done with an open database. */
    interface Work<T> {
        T on(Database database);
    }

    /** Connects, takes the lock, works, and gives both back whatever happens. */
    <T> T locked(Database.Missing missing, Work<T> work) {
        return connected(missing, database -> underLock(database, work));
    }

    /** Takes the lock, works, and gives it back whatever happens. */
    <T> T underLock(Database database, Work<T> work) {
        lockWait.ifPresent(wait -> database.lock(wait, listener));
        try {
            return work.on(database);
        } finally {
            unlockQuietly(database);
        }
    }

    /** Connects, works, and disconnects. */
    <T> T connected(Database.Missing missing, Work<T> work) {
        requireProvider();
        try (Database database = Database.open(source, missing, listener)) {
            listener.on(new Event.Connected(database.description()));
            history.requireProvider(database.dialect());
            database.limit(safeguards.limits(), listener);
            return work.on(database);
        }
    }

    /** P3019, before anything is connected to where that is possible. */
    public void requireProvider() {
        provider.or(() -> source.url().map(url -> url.dialect())).ifPresent(history::requireProvider);
    }

    private static void unlockQuietly(Database database) {
        try {
            database.unlock();
        } catch (RuntimeException e) {
            // the connection is gone, and its lock with it; what matters has been said already
        }
    }
}
