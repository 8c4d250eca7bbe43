package dev.refract.database;

import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What there is to say about the migration lock, on every database. */
final class Lock {

    private Lock() {
    }

    /**
     * Who holds the lock, for a person.
     *
     * @param process the server's or operating system's process
     * @param user null or empty where unknown, as are the others
     */
    static String holder(String process, String user, String application, String client, Instant since) {
        StringBuilder text = new StringBuilder(process);
        append(text, ", user ", user);
        append(text, ", application ", application);
        append(text, ", from ", client);
        append(text, ", connected since ", since == null ? null : since.truncatedTo(ChronoUnit.SECONDS).toString());
        return text.toString();
    }

    private static void append(StringBuilder text, String label, String value) {
        if (value != null && !value.isEmpty()) {
            text.append(label).append(value);
        }
    }

    static RefractException held(Optional<String> holder, Duration wait) {
        return new RefractException(Code.P1002, "Another process holds the migration lock, and did not give it back within " + wait.toSeconds() + " s.\n"
                + "Held by: " + holder.orElse("unknown (the database does not tell)"),
                "Wait until it is done, or wait longer with --lock-wait SECONDS. If it hangs, end that process; the server frees the lock with it.");
    }

    static RefractException interrupted() {
        return new InterruptedRefractException("Interrupted while waiting for the migration lock.", "Nothing was run.");
    }
}
