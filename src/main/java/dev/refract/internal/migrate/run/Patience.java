package dev.refract.internal.migrate.run;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a statement waits for a lock that others must not wait behind for long: it asks for a short time, gives way, and
 * asks again.
 *
 * @param lockTimeout how long one try waits for each lock
 * @param total how long it goes on trying
 * @param inTheWay who holds what it needs
 */
public record Patience(Duration lockTimeout, Duration total, InTheWay inTheWay) {

    /** Finds who is in the way. */
    public interface InTheWay {
        /**
         * One line for each session, without values of its query; may be empty, since it may be gone by now.
         *
         * @param statement the number of the statement that did not get its lock, where that is known
         */
        List<String> of(OptionalInt statement);
    }
}
