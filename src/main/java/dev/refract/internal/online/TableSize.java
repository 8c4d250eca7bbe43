package dev.refract.internal.online;

import java.util.Locale;

/**
 * How large a table is.
 *
 * @param rows the server's estimate, or counted; less than 0 where the server has none: the table was never analysed
 * @param bytes data and indexes, the server's estimate
 * @param counted whether {@code rows} was counted because the statistics could not be believed; counting stops at the
 *     threshold, so the table may hold more
 */
public record TableSize(long rows, long bytes, boolean counted) {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

    /** Whether either threshold is reached. */
    public boolean reaches(OnlineSettings settings) {
        return rows >= settings.minRows() || bytes >= settings.minBytes();
    }

    /** For example {@code about 1,200,000 rows, 310.5 MiB}. */
    @Override
    public String toString() {
        return rows < 0
                ? "never analysed, " + inUnits(bytes)
                : String.format(
                        Locale.ROOT,
                        "%s %,d rows%s, %s",
                        counted ? "at least" : "about",
                        rows,
                        counted ? " (counted: the statistics are stale)" : "",
                        inUnits(bytes));
    }

    private static String inUnits(long bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
