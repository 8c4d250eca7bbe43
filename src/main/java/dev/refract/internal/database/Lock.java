package dev.refract.internal.database;

import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What there is to say about the migration lock, on every database. */
final class Lock {

    private static final Duration RETRY = Duration.ofMillis(50);

    private Lock() {}

    /**
     * Tries to take the lock until it is taken; P1002 when the patience ends. Does not wait inside the server, and can
     * be interrupted.
     *
     * @param tryLock takes the lock if it is free, and says whether it did
     * @param holder who holds it, where that can be known
     * @param listener is told when there is somebody to wait for
     */
    static void take(BooleanSupplier tryLock, Supplier<Optional<String>> holder, Duration wait, Listener listener) {
        if (tryLock.getAsBoolean()) {
            return;
        }
        listener.on(new Event.LockWaiting(holder.get(), wait));
        long deadline = System.nanoTime() + wait.toNanos();
        while (!tryLock.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                throw held(holder.get(), wait);
            }
            pause(RETRY);
        }
    }

    /** Waits before the next try. */
    static void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Who holds the lock, for a person.
     *
     * @param process the server's or operating system's process
     * @param user null or empty where unknown, as are the others
     */
    static String holder(
            String process,
            @Nullable String user,
            @Nullable String application,
            @Nullable String client,
            @Nullable Instant since) {
        StringBuilder text = new StringBuilder(process);
        append(text, ", user ", user);
        append(text, ", application ", application);
        append(text, ", from ", client);
        append(
                text,
                ", connected since ",
                since == null ? null : since.truncatedTo(ChronoUnit.SECONDS).toString());
        return text.toString();
    }

    private static void append(StringBuilder text, String label, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append(label).append(value);
        }
    }

    static RefractException held(Optional<String> holder, Duration wait) {
        return new RefractException(
                Code.P1002,
                "Another process holds the migration lock, and did not give it back within " + wait.toSeconds()
                        + " s.\n" + "Held by: " + holder.orElse("unknown (the database does not tell)"),
                "Wait until it is done, or wait longer with --lock-wait SECONDS. If it hangs, end that process; the "
                        + "server frees the lock with it.");
    }

    static RefractException interrupted() {
        return new InterruptedRefractException("Interrupted while waiting for the migration lock.", "Nothing was run.");
    }
}
