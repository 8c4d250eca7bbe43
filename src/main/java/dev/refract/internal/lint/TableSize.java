package dev.refract.internal.lint;

import java.util.Locale;
import java.util.Optional;

/**
 * How large a table is.
 *
 * @param schema empty where the database has none
 * @param rows counted where they are few, otherwise about so many; empty where that is not known
 * @param bytes with its indexes
 */
record TableSize(Optional<String> schema, String table, Optional<Long> rows, Optional<Long> bytes) {

    /** In words: {@code 3 rows}, {@code about 1,200,000 rows (96 MB)}. */
    String words() {
        long count = rows.orElse(0L);
        return (count > Facts.COUNTED ? "about " : "")
                + number(count)
                + (count == 1 ? " row" : " rows")
                + bytes.map(size -> " (" + size(size) + ")").orElse("");
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String size(long bytes) {
        if (bytes < 1 << 20) {
            return (bytes + 1023) / 1024 + " kB";
        }
        return bytes < 1 << 30 ? (bytes >> 20) + " MB" : (bytes >> 30) + " GB";
    }
}
