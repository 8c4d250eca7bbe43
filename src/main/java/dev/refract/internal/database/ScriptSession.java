package dev.refract.internal.database;

import java.time.Duration;
import java.util.Optional;

/**
 * Runs one script step by step. What the script set in its session is gone when this closes, and the ledger's
 * statements never see it.
 */
public interface ScriptSession extends AutoCloseable {

    /**
     * Runs one step to its end.
     *
     * @throws ScriptException where it fails or is cancelled
     */
    void run(Execution.Step step) throws ScriptException;

    /**
     * Runs one step, and the ledger's note that it has run, so that both are committed or neither is. Only for a step
     * that {@link Database#commitsWithNote} allows it for.
     *
     * @param note the statement that writes the note
     * @throws ScriptException where either fails or is cancelled: nothing of both has happened then
     */
    void run(Execution.Step step, String note) throws ScriptException;

    /**
     * Runs another text in the place of a statement, one that asks the server to do the same in a way that it may not
     * know.
     *
     * @param number the statement's, for the error
     * @return false where the server can't do it in that way; nothing has happened then
     * @throws ScriptException where it fails for another reason, or is cancelled
     */
    default boolean attempt(int number, String sql) throws ScriptException {
        throw new IllegalStateException("this database is not asked for ways to run a statement");
    }

    /**
     * As {@link #attempt}, with the server's reason where it can't do it in that way.
     *
     * @return empty where it has run
     */
    default Optional<String> refusal(int number, String sql) throws ScriptException {
        throw new IllegalStateException("this database is not asked for ways to run a statement");
    }

    /**
     * Runs another text in the place of a statement, which does the same in the end.
     *
     * @param number the statement's, for the error
     * @param note the statement that writes the ledger's note, in one transaction with it; empty for none
     * @throws ScriptException where either fails or is cancelled: nothing of both has happened then, unless the text
     *     can't be in a transaction
     */
    default void instead(int number, String sql, Optional<String> note) throws ScriptException {
        throw new IllegalStateException("this database runs its statements as they are");
    }

    /** Sets how long statements of the session wait for each lock, until this is closed. */
    interface LockTimeout extends AutoCloseable {
        @Override
        void close();
    }

    /** @param timeout zero for ever */
    default LockTimeout lockTimeout(Duration timeout) {
        throw new IllegalStateException("this database has no lock time-out of its own");
    }

    /** Commits what the script has begun, as a DDL statement that runs elsewhere would have here. */
    default void commitAsDdlDoes() throws ScriptException {
        throw new IllegalStateException("this database runs its DDL here");
    }

    /** Keeps an idle connection from being closed by the server. */
    default void keepAlive() {}

    /**
     * To be called after the last step.
     *
     * @throws ScriptException where the script left a transaction open: what is in it would be lost
     */
    void end() throws ScriptException;

    @Override
    void close();
}
