package dev.refract.internal.output;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which batches of a data migration a log tells of: one every ten seconds. */
public final class BatchLines {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Map<String, Duration> told = new ConcurrentHashMap<>();

    /**
     * Whether this one is due; then the next one is due in ten seconds.
     *
     * @param elapsed since the run of that data migration began
     */
    public boolean isDue(String migration, Duration elapsed) {
        Duration last = told.getOrDefault(migration, Duration.ZERO);
        boolean sameRun = elapsed.compareTo(last) >= 0;
        boolean due = elapsed.minus(sameRun ? last : Duration.ZERO).compareTo(EVERY) >= 0;
        if (due || !sameRun) {
            told.put(migration, due ? elapsed : Duration.ZERO);
        }
        return due;
    }
}
