package dev.refract.internal.lint.observe;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.Scratch;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.sql.OutsideEffects;
import dev.refract.internal.sql.Script;
import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * A scratch database that follows a history, and on which scripts are watched: without rows, so it sees what a server
 * does, not what rows make of it. Dropped when it closes.
 */
public final class Bench implements AutoCloseable {

    private final Scratch scratch;
    /** The real database's name, where the scratch database lies on its server. */
    private final Optional<String> neighbour;

    private final Database database;
    private final Watch watch;
    private boolean settled;

    private Bench(Scratch scratch, Optional<String> neighbour) {
        this.scratch = scratch;
        this.neighbour = neighbour;
        this.database =
                Database.open(new ConnectionSource.OfUrl(scratch.url()), Database.Missing.CREATE, Listener.SILENT);
        try {
            scratch.hurry(database.connection());
            this.watch = switch (database.dialect()) {
                case POSTGRESQL -> new PostgresWatch(database);
                case MYSQL -> new MysqlWatch(database);
                case SQLITE -> new SqliteWatch(database);
            };
        } catch (SQLException e) {
            database.close();
            throw database.explain(e);
        }
    }

    /**
     * A new one, empty.
     *
     * @param real the real database, to which nothing happens
     * @param shadow the project's shadowDatabaseUrl, whose server is used instead
     * @throws NotObservedException where none can be made
     */
    public static Bench open(DatabaseUrl real, Optional<DatabaseUrl> shadow) throws NotObservedException {
        Scratch scratch;
        try {
            scratch = Scratch.create(real, shadow);
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            throw new NotObservedException(e.what().lines().findFirst().orElse(""));
        }
        boolean elsewhere = shadow.filter(url -> !url.host().equalsIgnoreCase(real.host()) || url.port() != real.port())
                .isPresent();
        try {
            return new Bench(
                    scratch,
                    elsewhere
                            ? Optional.empty()
                            : Optional.ofNullable(real.database()).filter(name -> !name.isEmpty()));
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    public Server server() {
        try {
            return Server.of(database.connection().getMetaData(), database.dialect());
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /** Runs a script that is not looked at. */
    public void replay(String name, Script script) throws NotObservedException {
        requireInside(name, script);
        watch.forget();
        try {
            database.run(script, Listener.SILENT, name);
        } catch (ScriptException e) {
            requireNotCancelled(e);
            throw new NotObservedException(name + " fails on the scratch database: "
                    + e.failure().message().lines().findFirst().orElse(""));
        } catch (RefractException e) {
            throw broken(e);
        }
    }

    /** What is there now was there before this run. */
    public void settle() {
        settled = false;
    }

    /**
     * Runs a script, and watches what its statements do.
     *
     * @return by the statements' numbers; one that could not be watched is not among them
     */
    public Map<Integer, Seen> observe(String name, Script script) throws NotObservedException {
        requireInside(name, script);
        try {
            if (!settled) {
                watch.settle();
                settled = true;
            }
            return watch.run(name, script);
        } catch (ScriptException e) {
            requireNotCancelled(e);
            throw new NotObservedException(
                    name + " fails on the scratch database: " + e.failure().message());
        } catch (SQLException e) {
            throw broken(database.explain(e));
        } catch (RefractException e) {
            throw broken(e);
        }
    }

    private static NotObservedException broken(RefractException e) {
        if (e instanceof InterruptedRefractException
                || e.code().filter(Code.P1001::equals).isPresent()) {
            throw e;
        }
        return new NotObservedException(e.what().lines().findFirst().orElse(""));
    }

    static void requireNotCancelled(ScriptException e) {
        if (e.failure().cancelled()) {
            throw new InterruptedRefractException(
                    "Interrupted while a script was watched on a scratch database.", "Run the command again.");
        }
    }

    /**
     * A statement about the server's accounts or another database would do to the real ones what is only to be seen.
     */
    private void requireInside(String name, Script script) throws NotObservedException {
        try {
            Plan.requireRunnable(name, script);
        } catch (RefractException e) {
            throw broken(e);
        }
        var outside = neighbour.flatMap(real -> OutsideEffects.outside(script, Optional.of(real)));
        if (outside.isPresent()) {
            throw new NotObservedException(name + ":"
                    + script.place(outside.get().code()).line()
                    + " reaches outside the scratch database, to where the real one is; a shadowDatabaseUrl on another "
                    + "server helps");
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } finally {
            scratch.close();
        }
    }
}
