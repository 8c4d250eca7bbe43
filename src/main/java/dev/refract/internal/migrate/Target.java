package dev.refract.internal.migrate;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a verb works on.
 *
 * @param source where connections come from
 * @param history the migrations
 * @param provider the datasource block's; empty without a schema file, and then the database's own counts
 * @param schemas PostgreSQL's that the datasource block lists; empty for the connection's alone
 * @param lockWait how long to wait for the migration lock; empty to take none
 * @param safeguards what limits, accompanies and asks before a deploy
 * @param listener hears what happens
 */
public record Target(
        ConnectionSource source,
        History history,
        Optional<Dialect> provider,
        List<String> schemas,
        Optional<Duration> lockWait,
        Safeguards safeguards,
        Listener listener) {

    /** The same, heard by another. */
    Target with(Listener other) {
        return new Target(source, history, provider, schemas, lockWait, safeguards, other);
    }

    /** Connects, and checks that this is a database for these migrations. It is the caller's to close. */
    public Database open(Database.Missing missing) {
        requireProvider();
        Database database = Database.open(source, missing, listener);
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
