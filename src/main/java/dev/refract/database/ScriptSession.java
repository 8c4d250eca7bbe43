package dev.refract.database;

/**
 * Runs one script step by step. What the script set in its session is gone when this closes, and the ledger's statements never see it.
 */
public interface ScriptSession extends AutoCloseable {

    /**
     * Runs one step to its end.
     *
     * @throws ScriptException where it fails or is cancelled
     */
    void run(Execution.Step step) throws ScriptException;

    /**
     * To be called after the last step.
     *
     * @throws ScriptException where the script left a transaction open: what is in it would be lost
     */
    void end() throws ScriptException;

    @Override
    void close();
}
