package dev.refract.internal.output;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception was caused by, which a stack trace in an application's log prints: a driver's exception repeats
 * what the server said, with the values of a script in it.
 */
public final class Causes {

    /** Of causes within causes; whoever has more of them goes in circles. */
    private static final int DEEPEST = 50;

    private Causes() {}

    /** The same cause, or, where a message of it holds a secret or could command a terminal, a copy without that. */
    public static @Nullable Throwable harmless(@Nullable Throwable cause) {
        return isHarmless(cause, 0) ? cause : copy(cause, 0);
    }

    private static boolean isHarmless(@Nullable Throwable cause, int depth) {
        if (cause == null) {
            return true;
        }
        String message = String.valueOf(cause.getMessage());
        if (depth > DEEPEST || !shown(message).equals(message) || !isHarmless(cause.getCause(), depth + 1)) {
            return false;
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (!isHarmless(suppressed, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Throwable copy(@Nullable Throwable cause, int depth) {
        if (cause == null || depth > DEEPEST) {
            return null;
        }
        String message = shown(String.valueOf(cause.getMessage()));
        Throwable inner = copy(cause.getCause(), depth + 1);
        Throwable copy = cause instanceof SQLException sql
                ? new SQLException(message, sql.getSQLState(), sql.getErrorCode(), inner)
                : new Exception(cause.getClass().getName() + ": " + message, inner);
        copy.setStackTrace(cause.getStackTrace());
        for (Throwable suppressed : cause.getSuppressed()) {
            Throwable other = copy(suppressed, depth + 1);
            if (other != null) {
                copy.addSuppressed(other);
            }
        }
        return copy;
    }

    private static String shown(String message) {
        return Controls.escaped(Secrets.masked(message));
    }
}
