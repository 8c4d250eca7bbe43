package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.data.RunElsewhereException;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Runs data migrations at the application's start, or on a thread of its own once it is ready, as
 * {@code refract.data.run} says. When the context closes, the thread is interrupted: what it runs is paused, and goes
 * on at the next start.
 */
public final class RefractDataRun {

    private static final Logger LOG = LoggerFactory.getLogger(RefractDataRun.class);

    /** How often another instance's run is looked after. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How long the context's closing waits for a batch to be cancelled. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration QUICK = Duration.ofMillis(500);

    /** When data migrations run. */
    public enum When {
        /** At the start, after the deploy: what is not done stops the start. */
        STARTUP,
        /** Not in the application. */
        NEVER,
        /** Once the application is ready, beside it. */
        BACKGROUND
    }

    private final RefractDatabases databases;
    private final When when;
    private final DataRunOptions options;
    private final Duration wait;
    private final ApplicationContext context;
    private final Map<Refract, Standing> standings = new ConcurrentHashMap<>();
    private @Nullable Thread thread;

    /**
     * How far a run in the background is.
     *
     * @param state {@code waiting} while another instance runs them, {@code running}, {@code done}, {@code paused} or
     *     {@code failed}
     */
    private record Standing(String state, @Nullable RefractException error) {}

    /**
     * Runs nothing yet.
     *
     * @param databases what the application migrates
     * @param when when
     * @param options how
     * @param wait how long the start waits while another instance runs them
     * @param context at whose end they are paused
     */
    public RefractDataRun(
            RefractDatabases databases, When when, DataRunOptions options, Duration wait, ApplicationContext context) {
        this.databases = databases;
        this.when = when;
        this.options = options.leavePaused(true);
        this.wait = wait;
        this.context = context;
    }

    // --- at the start

    /** After the deploy. */
    void deployed(Refract refract) {
        if (when == When.STARTUP) {
            DataRunResult result = whenFree(refract);
            if (!result.isDone()) {
                throw paused(result);
            }
        }
    }

    private DataRunResult whenFree(Refract refract) {
        long end = System.nanoTime() + wait.toNanos();
        boolean told = false;
        while (true) {
            try {
                return refract.data().run(options);
            } catch (RunElsewhereException e) {
                if (System.nanoTime() >= end) {
                    throw e;
                }
                if (!told) {
                    LOG.info("{} The start waits for it, {} s at most.", e.what(), wait.toSeconds());
                    told = true;
                }
                try {
                    TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private static RefractException paused(DataRunResult result) {
        String names = result.migrations().stream()
                .filter(run -> run.state() != DataState.DONE)
                .map(run -> Controls.escapedLine(run.name()))
                .collect(Collectors.joining("`, `"));
        return new RefractException(
                null,
                "Paused, and not done at the application's start: `" + names + "`.",
                "Start again, which goes on unless it was paused by hand (refract data pause). Or start without it, and "
                        + "run it beside the application: refract.data.run=background");
    }

    // --- beside the application

    /**
     * Begins, in the background.
     *
     * @param event of the application's own context
     */
    @EventListener
    public void onReady(ApplicationReadyEvent event) {
        if (when == When.BACKGROUND && event.getApplicationContext() == context) {
            begin();
        }
    }

    private synchronized void begin() {
        if (thread == null) {
            thread = new Thread(this::runAll, "refract-data");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Ends with its thread. */
    private void runAll() {
        List<Refract> left = new ArrayList<>(databases.byName().values());
        while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
            left.removeIf(this::ended);
            try {
                if (!left.isEmpty()) {
                    TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs one database's; false where another instance does, which may end before they are done. */
    private boolean ended(Refract refract) {
        Standing before = standings.get(refract);
        if (before == null) {
            standings.put(refract, new Standing("running", null));
        }
        try {
            DataRunResult result = refract.data().run(options);
            standings.put(refract, new Standing((result.isDone() ? DataState.DONE : DataState.PAUSED).text(), null));
            return true;
        } catch (RunElsewhereException e) {
            if (before == null) {
                LOG.info("{} This one waits for it.", e.what());
            }
            standings.put(refract, new Standing("waiting", null));
            return false;
        } catch (RefractException e) {
            if (!Thread.currentThread().isInterrupted()) {
                return failed(refract, e);
            }
            LOG.info("{} The next start goes on.", e.what());
            standings.put(refract, new Standing(DataState.PAUSED.text(), null));
            return true;
        } catch (RuntimeException e) {
            return failed(refract, new RefractException(null, String.valueOf(e.getMessage()), "", e));
        }
    }

    private boolean failed(Refract refract, RefractException error) {
        LOG.error(
                "Data migrations in the background failed. {}\n\n{}",
                Controls.escaped(error.what()),
                Controls.escaped(RefractFailureAnalyzer.offered(error.next())));
        LOG.debug("Data migrations in the background", error);
        standings.put(refract, new Standing(DataState.FAILED.text(), error));
        return true;
    }

    /**
     * Interrupts it, and waits until that is recorded.
     *
     * @param event of the application's own context
     * @throws InterruptedException where the closing is itself interrupted
     */
    @EventListener
    public void onClosed(ContextClosedEvent event) throws InterruptedException {
        Thread running = thread();
        if (running == null || event.getApplicationContext() != context) {
            return;
        }
        running.interrupt();
        running.join(QUICK.toMillis());
        if (running.isAlive()) {
            Jdbc.abandonDeadLinks(QUICK);
            running.join(PATIENCE.toMillis());
        }
    }

    private synchronized @Nullable Thread thread() {
        return thread;
    }

    // --- what it tells

    /** How far it is, in short; empty where nothing runs in the background. */
    Optional<String> state(Refract refract) {
        return Optional.ofNullable(standings.get(refract)).map(Standing::state);
    }

    /** The same, with the error as the endpoint shows one. */
    Optional<Map<String, @Nullable Object>> told(Refract refract) {
        return Optional.ofNullable(standings.get(refract)).map(standing -> {
            Map<String, @Nullable Object> told = new LinkedHashMap<>();
            told.put("state", standing.state());
            if (standing.error() != null) {
                told.put(
                        "error",
                        JsonLine.of(standing.error(), standing.error().next()).values());
            }
            return told;
        });
    }
}
