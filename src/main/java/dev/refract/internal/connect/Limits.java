package dev.refract.internal.connect;

import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long scripts may wait and run. The ledger's own statements and the wait for the migration lock are not limited by
 * these.
 *
 * @param lockTimeout how long a statement waits for each lock at most; empty for what the server is set to
 * @param statementTimeout how long a statement runs at most; empty for what the server is set to
 * @param lockRetries how often what only failed to get its lock, and left nothing behind, is tried again; 0 for never
 */
public record Limits(Optional<Duration> lockTimeout, Optional<Duration> statementTimeout, int lockRetries) {

    /** As Prisma: the server's settings hold, and nothing is tried again. */
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), 0);

    /** What to do about a statement that did not get its lock. */
    public static final String LOCK_HINT =
            "Another session holds a lock that the statement needs. Wait longer with --lock-timeout, or try again "
                    + "with --lock-retries.";

    /** Refuses timeouts that are not positive, and less than no retries. */
    public Limits {
        requirePositive("lock", lockTimeout);
        requirePositive("statement", statementTimeout);
        if (lockRetries < 0) {
            throw new RefractException(
                    null, lockRetries + " retries are less than none.", "Give 0 or more lock retries.");
        }
    }

    private static void requirePositive(String which, Optional<Duration> timeout) {
        if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
            throw new RefractException(
                    null,
                    "A " + which + " timeout of " + timeout.get().toMillis() + " ms lets nothing run.",
                    "Give one longer than 0, or none for what the server is set to.");
        }
    }

    /** The same with a lock time-out that is not longer than this one. */
    public Limits waitingAtMost(Duration timeout) {
        boolean shorter = lockTimeout.isPresent() && lockTimeout.get().compareTo(timeout) <= 0;
        return shorter ? this : new Limits(Optional.of(timeout), statementTimeout, lockRetries);
    }

    /** Whether the server needs to be told anything. */
    public boolean hasTimeout() {
        return lockTimeout.isPresent() || statementTimeout.isPresent();
    }

    /** Milliseconds, at least 1: on some servers 0 means for ever. */
    public static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    /** Whole seconds, rounded up, at least 1. */
    public static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
