package dev.refract.spring;

import dev.refract.data.DataState;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Timers of migrations and statements: {@code refract.migration}, with the tags {@code migration} and {@code outcome}
 * (applied or failed), and {@code refract.statement}, with the tag {@code migration}.
 *
 * <p>Of data migrations, each with the tag {@code migration}: the timer {@code refract.data.batch}; the counters
 * {@code refract.data.rows}, the rows that were changed, and {@code refract.data.throttled}, with the tag {@code kind},
 * how often a run said that it waits: at once, and every ten seconds; and the gauges {@code refract.data.state}, with
 * the tag {@code state}, 1 for the state that it is in and 0 for the others.
 */
public final class MicrometerListener implements Listener {

    private final Supplier<@Nullable MeterRegistry> registry;
    private final Map<String, DataState> states = new ConcurrentHashMap<>();
    private final Set<String> gauged = ConcurrentHashMap.newKeySet();
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
        } else if (event instanceof Event.DataBatch batch) {
            record("refract.data.batch", batch.duration(), "migration", batch.migration());
            count("refract.data.rows", batch.changed(), "migration", batch.migration());
            state(batch.migration(), DataState.RUNNING);
        } else if (event instanceof Event.DataThrottled throttled) {
            count("refract.data.throttled", 1, "migration", throttled.migration(), "kind", throttled.kind());
            state(throttled.migration(), DataState.RUNNING);
        } else if (event instanceof Event.DataEnded ended) {
            state(ended.migration(), DataState.valueOf(ended.state().toUpperCase(Locale.ROOT)));
        }
    }

    private void count(String name, long amount, String... tags) {
        MeterRegistry meters = registry.get();
        if (meters != null) {
            meters.counter(name, tags).increment((double) amount);
        }
    }

    private void state(String migration, DataState state) {
        states.put(migration, state);
        MeterRegistry meters = registry.get();
        if (meters == null || !gauged.add(migration)) {
            return;
        }
        for (DataState each : DataState.values()) {
            Gauge.builder("refract.data.state", states, known -> known.get(migration) == each ? 1 : 0)
                    .description("1 for the state that the data migration is in")
                    .tags("migration", migration, "state", each.text())
                    .register(meters);
        }
    }

    private void record(String name, Duration duration, String... tags) {
        MeterRegistry meters = registry.get();
        if (meters != null) {
            meters.timer(name, tags).record(duration);
        }
    }
}
