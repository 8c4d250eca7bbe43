package dev.refract.maven;

import dev.refract.internal.connect.Jdbc;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C ends Maven's JVM: until a goal has ended, the JVM's shutdown interrupts it first, and waits while it cleans up
 * on the server.
 */
final class Cancellation {

    private static final long PATIENCE_SECONDS = 40;
    private static final Duration QUICK = Duration.ofMillis(500);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private Cancellation(Thread goal) {
        hook = new Thread(
                () -> {
                    goal.interrupt();
                    try {
                        if (!finished.await(QUICK.toMillis(), TimeUnit.MILLISECONDS)) {
                            Jdbc.abandonDeadLinks(QUICK);
                            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        }
                    } catch (InterruptedException e) {
                        // nobody interrupts this thread
                    }
                },
                "refract-interrupt");
    }

    /** Watches over the calling thread. */
    static Cancellation onShutdown() {
        Cancellation cancellation = new Cancellation(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(cancellation.hook);
        return cancellation;
    }

    /** The goal has ended. */
    void end() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the shutdown has begun
        }
    }
}
