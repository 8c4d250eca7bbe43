package dev.refract.internal.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A table's rows at one moment, as hashes: enough to tell which of them are there no more, without keeping them. */
public final class RowDigest {

    /** Of more rows the hashes are only added up: then it is known that some differ, and not how many. */
    static final long LISTED = 500_000;

    /** More rows are only counted. */
    public static final long COMPARED = 10_000_000;

    private final long count;
    /**
     * The sum of each column's hashes, and of the whole rows', whose name is empty; empty where rows are only counted.
     */
    private final Map<String, String> sums;
    /** Each row's, sorted; empty where they are not kept. */
    private final Optional<long[]> rows;

    RowDigest(long count, Map<String, String> sums, Optional<long[]> rows) {
        this.count = count;
        this.sums = new TreeMap<>(sums);
        this.rows = rows;
        rows.ifPresent(Arrays::sort);
    }

    /** Of a table whose rows are not compared. */
    public static RowDigest counted(long count) {
        return new RowDigest(count, Map.of(), Optional.empty());
    }

    /** How many rows there are. */
    public long count() {
        return count;
    }

    /** Whether these are the same rows, as far as they are compared. */
    public boolean isSame(RowDigest other) {
        return count == other.count && (sums.isEmpty() || other.sums.isEmpty() || sums.equals(other.sums));
    }

    /** How many of these rows are not there afterwards, just so; empty where that is not known. */
    public Optional<Long> gone(RowDigest after) {
        if (isSame(after) || count == 0) {
            return Optional.of(0L);
        }
        if (after.count == 0) {
            return Optional.of(count);
        }
        if (rows.isEmpty() || after.rows.isEmpty() || !sums.keySet().equals(after.sums.keySet())) {
            return Optional.empty();
        }
        long[] before = rows.get();
        long[] now = after.rows.get();
        long same = 0;
        for (int i = 0, k = 0; i < before.length && k < now.length; ) {
            if (before[i] == now[k]) {
                same++;
                i++;
                k++;
            } else if (before[i] < now[k]) {
                i++;
            } else {
                k++;
            }
        }
        return Optional.of(count - same);
    }

    /** The columns whose values are others; empty where that is not known, or values only changed places. */
    public List<String> changed(RowDigest after) {
        return count != after.count || after.sums.isEmpty()
                ? List.of()
                : sums.entrySet().stream()
                        .filter(sum ->
                                !sum.getKey().isEmpty() && !sum.getValue().equals(after.sums.get(sum.getKey())))
                        .map(Map.Entry::getKey)
                        .toList();
    }
}
