package dev.refract.internal.data;

import dev.refract.internal.history.Migration;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.sql.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What data.toml says.
 *
 * @param table what is gone through; with its schema where that has a dot
 * @param key the key's columns; empty for one that is found
 * @param alias what the scripts call the table; empty for its own name
 * @param downTable what down.sql goes through, by a key that is found, where that is another table
 * @param after the schema migration that must be applied before
 * @param before the schema migration that must not be applied before it is done
 * @param tuning sizes and times
 * @param once whether it runs as a whole, and not in batches
 */
record DataToml(
        String table,
        List<String> key,
        Optional<String> alias,
        Optional<String> downTable,
        Optional<String> after,
        Optional<String> before,
        Tuning tuning,
        boolean once) {

    static final String FILE = "data.toml";

    private static final List<String> KEYS = List.of(
            "table",
            "key",
            "alias",
            "down_table",
            "after",
            "before",
            "mode",
            "target_time",
            "sleep",
            "min_size",
            "max_size",
            "max_rows",
            "timeout");

    /** Rows of the first batch, from which its size follows the time it takes. */
    private static final int FIRST_SIZE = 1_000;

    private static final int MAX_SIZE = 100_000;
    /** SQLite waits for the disk in each transaction, and locks as much for one row as for many. */
    private static final int SQLITE_TIMES = 10;

    /**
     * Sizes and times: changing them is not editing.
     *
     * @param targetTime how long a batch should take
     * @param sleep a pause after each
     * @param minSize rows
     * @param maxSize rows
     * @param firstSize rows, of the first batch
     * @param maxRows how many rows a script that runs once may change
     * @param timeout how long a script that runs once may take
     */
    record Tuning(
            Duration targetTime,
            Duration sleep,
            int minSize,
            int maxSize,
            int firstSize,
            long maxRows,
            Duration timeout) {}

    DataToml {
        key = List.copyOf(key);
    }

    /** Reads it for a database of this dialect. */
    static DataToml read(Migration files, Dialect dialect) {
        RefractToml toml = RefractToml.parse(
                files.path(FILE),
                DataMigration.text(files, FILE)
                        .orElseThrow(() -> DataMigration.missing(
                                files, FILE, "Say in it which table is gone through, for example: table = \"users\"")));
        toml.allowOnly(KEYS);
        String table = toml.text("table")
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> toml.wrong("table", "is missing: it says which table is gone through"));
        boolean once = toml.text("mode")
                .map(mode -> switch (mode) {
                    case "batch" -> false;
                    case "once" -> true;
                    default -> throw toml.wrong("mode", "must be \"batch\" or \"once\"");
                })
                .orElse(false);
        return new DataToml(
                table,
                toml.texts("key").orElse(List.of()),
                toml.text("alias"),
                toml.text("down_table").filter(name -> !name.isBlank()),
                toml.text("after"),
                toml.text("before"),
                tuning(toml, dialect == Dialect.SQLITE ? SQLITE_TIMES : 1),
                once);
    }

    private static Tuning tuning(RefractToml toml, int times) {
        int minSize = toml.wholeNumber("min_size", Integer.MAX_VALUE).orElse(1);
        int maxSize = toml.wholeNumber("max_size", Integer.MAX_VALUE).orElse(Math.max(minSize, MAX_SIZE * times));
        if (minSize < 1 || maxSize < minSize) {
            throw toml.wrong(minSize < 1 ? "min_size" : "max_size", "must be at least " + Math.max(1, minSize));
        }
        return new Tuning(
                toml.duration("target_time").filter(DataToml::isPositive).orElse(Duration.ofMillis(500)),
                toml.duration("sleep").orElse(Duration.ZERO),
                minSize,
                maxSize,
                Math.max(minSize, Math.min(FIRST_SIZE * times, maxSize)),
                toml.wholeNumber("max_rows").orElse(10_000L),
                toml.duration("timeout").filter(DataToml::isPositive).orElse(Duration.ofMinutes(1)));
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    /** The table's own name. */
    String tableName() {
        return lastPart(table);
    }

    /** What the scripts call the table. */
    String qualifier() {
        return alias.orElseGet(this::tableName);
    }

    /** What down.sql calls the table that it goes through. */
    String downQualifier() {
        return downTable.map(DataToml::lastPart).orElseGet(this::qualifier);
    }

    /** What down.sql goes through in its turn. */
    DataToml goingBack() {
        return downTable.isEmpty()
                ? this
                : new DataToml(
                        downTable.get(), List.of(), Optional.empty(), Optional.empty(), after, before, tuning, once);
    }

    /** A table's name without its schema. */
    private static String lastPart(String table) {
        return table.substring(table.indexOf('.') + 1);
    }
}
