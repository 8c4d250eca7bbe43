package dev.refract.internal.connect;

import dev.refract.report.InterruptedRefractException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets an interrupt of the calling thread reach a statement: a JDBC call does not notice an interrupt, so it runs on a
 * thread of its own while the caller waits for it or for an interrupt.
 */
public final class Interruptible {

    /** How long a cancelled statement may take to come back before the connection is given up. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration CANCEL_AGAIN = Duration.ofMillis(500);

    /** A piece of work with a connection. */
    public interface Work<T> {
        public T run() throws SQLException;
    }

    /** The same without a result. */
    public interface Action {
        void run() throws SQLException;
    }

    /** The work was cancelled because the calling thread was interrupted. */
    public static final class Cancelled extends SQLException {
        Cancelled(@Nullable SQLException cause) {
            super("interrupted", "57014", cause);
        }
    }

    /**
     * Threads are used again, since a new one costs more than a small migration's round trip. It holds nothing between
     * two pieces of work: its threads end after a second without any, and each piece gets a thread even while another
     * one, given up, never comes back.
     */
    private static final Executor THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Interruptible::thread);

    private Interruptible() {}

    /**
     * Runs the work to its end. Work that ends well although it was to be cancelled counts: the interrupt flag is then
     * set again.
     *
     * @param cancel cancels the work on the server; called again until the work ends, since it may come before the
     *     server has begun
     * @throws Cancelled where the calling thread was interrupted; its interrupt flag is then clear
     */
    public static <T> T run(Work<T> work, Action cancel) throws SQLException {
        if (Thread.interrupted()) {
            throw new Cancelled(null);
        }
        FutureTask<T> task = new FutureTask<>(work::run);
        THREADS.execute(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            return afterInterrupt(task, cancel);
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    /** As the other, for work without a result. */
    public static void run(Action work, Action cancel) throws SQLException {
        Boolean unused = run(
                () -> {
                    work.run();
                    return true;
                },
                cancel);
    }

    /**
     * Opens a connection. An interrupt does not wait for a server that does not answer: the connection is closed when
     * it comes after all.
     *
     * @throws InterruptedRefractException where the calling thread was interrupted; its interrupt flag is then clear
     */
    static Connection connect(Work<Connection> open) throws SQLException {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        THREADS.execute(() -> {
            try {
                Connection connection = open.run();
                if (!opened.complete(connection)) {
                    connection.close();
                }
            } catch (SQLException | RuntimeException | Error e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.get();
        } catch (InterruptedException e) {
            if (!opened.cancel(true)) {
                CompletableFuture<Void> unusedClosing = opened.thenAccept(Jdbc::closeQuietly);
            }
            throw new InterruptedRefractException("Interrupted while connecting to the database.", "Nothing was run.");
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "refract-sql");
        thread.setDaemon(true);
        return thread;
    }

    /** The cancelling has a thread of its own: over a link that is dead it would take as long as the statement. */
    private static <T> T afterInterrupt(FutureTask<T> task, Action cancel) throws SQLException {
        long deadline = System.nanoTime() + GRACE.toNanos();
        @Nullable SQLException failure = null;
        @Nullable FutureTask<Boolean> cancelling = null;
        while (System.nanoTime() < deadline) {
            if (cancelling == null || cancelling.isDone()) {
                failure = cancelling == null ? null : failureOf(cancelling);
                cancelling = new FutureTask<>(() -> {
                    cancel.run();
                    return true;
                });
                THREADS.execute(cancelling);
            }
            try {
                T result = task.get(CANCEL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                Thread.currentThread().interrupt();
                return result;
            } catch (InterruptedException again) {
                // Already cancelling: a second interrupt changes nothing.
            } catch (ExecutionException e) {
                throw new Cancelled(unwrap(e));
            } catch (TimeoutException e) {
                // Not cancelled yet: once more.
            }
        }
        throw new Cancelled(failure);
    }

    private static @Nullable SQLException failureOf(FutureTask<Boolean> done) {
        try {
            Boolean unused = done.get();
            return null;
        } catch (InterruptedException e) {
            return null; // it is done
        } catch (ExecutionException e) {
            return unwrap(e);
        }
    }

    private static SQLException unwrap(ExecutionException e) {
        if (e.getCause() instanceof SQLException sql) {
            return sql;
        }
        if (e.getCause() instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return new SQLException(e.getCause());
    }
}
