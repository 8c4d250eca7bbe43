package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.sql.Script;
import dev.refract.report.Listener;
import org.jspecify.annotations.Nullable;

/** The statement that a script has come to, with what its {@link Route} may use to run it. */
public final class CurrentStatement {

    private final Database database;
    private final ScriptSession session;
    private final LockRetries retries;
    private final Listener listener;
    private final String migration;
    private final Script script;
    private final Execution.Step part;
    /** The statement that records it in its own transaction; null where it is not recorded so. */
    private final @Nullable String note;

    CurrentStatement(
            Database database,
            ScriptSession session,
            LockRetries retries,
            Listener listener,
            String migration,
            Script script,
            Execution.Step part,
            @Nullable String note) {
        this.database = database;
        this.session = session;
        this.retries = retries;
        this.listener = listener;
        this.migration = migration;
        this.script = script;
        this.part = part;
        this.note = note;
    }

    /**
     * Sends it to the server as it is written; again, where it only failed to get a lock and that was asked for.
     *
     * @throws ScriptException where it fails or is cancelled
     */
    public void run() throws ScriptException {
        retries.run(migration, script, part, () -> {
            if (note == null) {
                session.run(part);
            } else {
                session.run(part, note);
            }
        });
    }

    /**
     * Sends another text in its place, one that asks the server to do the same in a way that it may not know.
     *
     * @return false where the server can't do it in that way; nothing has happened then
     * @throws ScriptException where it fails for another reason, or is cancelled
     */
    public boolean attempt(String sql) throws ScriptException {
        return retries.ask(migration, script, part, () -> session.attempt(number(), sql));
    }

    /** Whose connection holds the migration lock, where one is held. */
    public Database database() {
        return database;
    }

    /** The script's session. */
    public ScriptSession session() {
        return session;
    }

    /** Hears what happens. */
    public Listener listener() {
        return listener;
    }

    /** The name of its migration. */
    public String migration() {
        return migration;
    }

    /** Its number in the script, from 1. */
    public int number() {
        return part.first();
    }

    /** Where it is in the script's text. */
    public int offset() {
        return script.statements().get(number() - 1).code();
    }
}
