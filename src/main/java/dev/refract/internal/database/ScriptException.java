package dev.refract.internal.database;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A script failed on the server, or was cancelled. What the server said, and where in the script it was. */
public final class ScriptException extends Exception {

    /** What a script may not do to the ledger. */
    public static final String OWN_ROW = "it deleted or renamed its own row in _prisma_migrations";

    private final transient Failure failure;

    /**
     * What the server said.
     *
     * @param databaseCode the database's own code: SQLSTATE on PostgreSQL, the error number on MySQL, the result code
     *     on SQLite
     * @param message the database's text
     * @param detail its detail; empty where it gave none
     * @param hint its hint; empty where it gave none
     * @param statement the number of the statement that failed, from 1; empty where none did (the commit failed, the
     *     connection broke)
     * @param offset where in the script's text; empty where that is not known
     * @param cancelled whether an interrupt caused it
     * @param connectionLost whether the connection is gone
     */
    public record Failure(
            String databaseCode,
            String message,
            Optional<String> detail,
            Optional<String> hint,
            OptionalInt statement,
            OptionalInt offset,
            boolean cancelled,
            boolean connectionLost) {

        private Failure with(OptionalInt statement, boolean cancelled) {
            return new Failure(databaseCode, message, detail, hint, statement, offset, cancelled, connectionLost);
        }
    }

    /** {@code cause} may be null. */
    public ScriptException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** A statement that Refract does not run. */
    public static ScriptException refused(String reason, String hint, int statement, int offset) {
        return new ScriptException(
                new Failure(
                        "",
                        reason,
                        Optional.empty(),
                        Optional.of(hint),
                        OptionalInt.of(statement),
                        OptionalInt.of(offset),
                        false,
                        false),
                null);
    }

    /** The script left no row to record its outcome in; all of it is rolled back. */
    static ScriptException ownRow(Throwable cause) {
        return new ScriptException(
                new Failure(
                        "",
                        OWN_ROW + ", so its outcome can't be recorded",
                        Optional.empty(),
                        Optional.of("Take that out of the script."),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        false,
                        false),
                cause);
    }

    public Failure failure() {
        return failure;
    }

    /** The same failure, of the last statement of a step where none is known: its commit failed. */
    ScriptException in(Execution.Step step) {
        return failure.statement.isPresent()
                ? this
                : new ScriptException(failure.with(OptionalInt.of(step.last()), failure.cancelled), getCause());
    }

    /** The same failure of a statement that another text ran for. */
    public ScriptException at(int statement, int offset) {
        return new ScriptException(
                new Failure(
                        failure.databaseCode,
                        failure.message,
                        failure.detail,
                        failure.hint,
                        OptionalInt.of(statement),
                        OptionalInt.of(offset),
                        failure.cancelled,
                        failure.connectionLost),
                getCause());
    }

    /** The same failure in other words. */
    public ScriptException saying(String message, Optional<String> detail) {
        return new ScriptException(
                new Failure(
                        failure.databaseCode,
                        message,
                        detail,
                        failure.hint,
                        failure.statement,
                        failure.offset,
                        failure.cancelled,
                        failure.connectionLost),
                getCause());
    }

    /** The same failure with another hint. */
    public ScriptException hinted(String hint) {
        return new ScriptException(
                new Failure(
                        failure.databaseCode,
                        failure.message,
                        failure.detail,
                        Optional.of(hint),
                        failure.statement,
                        failure.offset,
                        failure.cancelled,
                        failure.connectionLost),
                getCause());
    }

    /** The same failure, which would have been tried again but for an interrupt. */
    public ScriptException afterInterrupt() {
        return new ScriptException(failure.with(failure.statement, true), this);
    }
}
