package dev.refract.spring;

import dev.refract.report.Event;
import dev.refract.report.Listener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Timers of migrations and statements: {@code refract.migration}, with the tags {@code migration} and {@code outcome}
 * (applied or failed), and {@code refract.statement}, with the tag {@code migration}.
 */
public final class MicrometerListener implements Listener {

    private final Supplier<@Nullable MeterRegistry> registry;
    private long started;

    /** @param registry is asked when there is something to measure; null for no registry */
    public MicrometerListener(Supplier<@Nullable MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.MigrationStarted) {
            started = System.nanoTime();
        } else if (event instanceof Event.MigrationApplied applied) {
            record("refract.migration", applied.duration(), "migration", applied.migration(), "outcome", "applied");
        } else if (event instanceof Event.MigrationFailed failed) {
            record(
                    "refract.migration",
                    Duration.ofNanos(System.nanoTime() - started),
                    "migration",
                    failed.migration(),
                    "outcome",
                    "failed");
        } else if (event instanceof Event.StatementRun run) {
            record("refract.statement", run.duration(), "migration", run.migration());
        }
    }

    private void record(String name, Duration duration, String... tags) {
        MeterRegistry meters = registry.get();
        if (meters != null) {
            meters.timer(name, tags).record(duration);
        }
    }
}
