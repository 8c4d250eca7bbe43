package dev.refract.internal.online.postgres;

import dev.refract.internal.online.TableSize;
import dev.refract.report.Event;
import java.time.Duration;

/**
 * How long a statement would block a large table. The rates are assumed, low enough for a busy disk; a statement that
 * says less may still take longer.
 */
final class Estimate {

    private static final long MEBIBYTE = 1 << 20;
    /** Reading each row. */
    private static final long SCAN = 200 * MEBIBYTE;
    /** Writing the rows, the write-ahead log and the indexes; sorting for an index. */
    private static final long WRITE = 50 * MEBIBYTE;

    private Estimate() {}

    static Duration of(RewriteProbe.Effect effect, TableSize size) {
        return Duration.ofMillis(size.bytes() * 1000 / rate(effect) + 1);
    }

    private static long rate(RewriteProbe.Effect effect) {
        return effect == RewriteProbe.Effect.SCANS ? SCAN : WRITE;
    }

    /** For example {@code about 12.0 s at an assumed 50 MiB a second}. */
    static String words(RewriteProbe.Effect effect, TableSize size) {
        return "about " + Event.words(of(effect, size)) + " at an assumed " + rate(effect) / MEBIBYTE + " MiB a second";
    }
}
