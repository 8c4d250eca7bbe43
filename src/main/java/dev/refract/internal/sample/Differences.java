package dev.refract.internal.sample;

import dev.refract.internal.sample.Content.Rows;
import dev.refract.internal.sql.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the rows that came back differ from those that should have. */
public final class Differences {

    private static final int SHOWN = 30;
    /** The value of a column that was not there when the row was added. */
    private static final String UNKNOWN = "\0";

    private Differences() {}

    /**
     * One kind of difference.
     *
     * @param column empty where whole rows are missing, or are there that should not be
     * @param count how many rows differ; negative: so many more than there should be
     * @param of how many there were
     * @param example a value, and what it came back as; empty for whole rows
     */
    public record Difference(String table, Optional<String> column, int count, int of, String example) {}

    /**
     * What the rows should be after a migration and its way back.
     *
     * @param before the migration
     * @param applied right after it
     * @param changed after it, and after an application changed values of columns that were there before
     * @param same whether a column was there before, just so
     */
    public static Content expected(Content before, Content applied, Content changed, Predicate<Samples.Place> same) {
        Map<String, Rows> tables = new TreeMap<>();
        before.tables().forEach((table, rows) -> {
            Rows first = applied.tables().get(table);
            Rows second = changed.tables().get(table);
            boolean comparable = first != null
                    && second != null
                    && !first.key().isEmpty()
                    && first.key().equals(second.key())
                    && rows.columns().containsAll(first.key())
                    && first.key().stream().allMatch(column -> same.test(new Samples.Place(table, column)));
            tables.put(
                    table,
                    comparable
                            ? changed(table, rows, Objects.requireNonNull(first), Objects.requireNonNull(second), same)
                            : rows);
        });
        return new Content(tables);
    }

    private static Rows changed(String table, Rows before, Rows applied, Rows changed, Predicate<Samples.Place> same) {
        Rows byItsKey = new Rows(before.columns(), before.types(), applied.key(), before.rows());
        Map<List<@Nullable String>, List<@Nullable String>> first = byKey(applied);
        Map<List<@Nullable String>, List<@Nullable String>> second = byKey(changed);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<@Nullable String> row : before.rows()) {
            List<@Nullable String> expected = new ArrayList<>(row);
            List<@Nullable String> one = first.get(key(byItsKey, row));
            List<@Nullable String> two = second.get(key(byItsKey, row));
            for (int i = 0; one != null && two != null && i < before.columns().size(); i++) {
                String column = before.columns().get(i);
                int place = applied.columns().indexOf(column);
                if (place >= 0
                        && same.test(new Samples.Place(table, column))
                        && !Objects.equals(one.get(place), two.get(place))) {
                    expected.set(i, two.get(place));
                }
            }
            rows.add(expected);
            second.remove(key(byItsKey, row));
        }
        first.keySet().forEach(second::remove);
        for (List<@Nullable String> added : second.values()) {
            rows.add(before.columns().stream()
                    .map(column -> same.test(new Samples.Place(table, column))
                            ? added.get(changed.columns().indexOf(column))
                            : UNKNOWN)
                    .collect(Collectors.toList()));
        }
        return new Rows(before.columns(), before.types(), before.key(), rows);
    }

    /** What differs, table by table and column by column. */
    public static List<Difference> between(Dialect dialect, Content expected, Content found) {
        List<Difference> differences = new ArrayList<>();
        TreeSet<String> tables = new TreeSet<>(expected.tables().keySet());
        tables.addAll(found.tables().keySet());
        for (String table : tables) {
            Rows should = expected.tables().get(table);
            Rows is = found.tables().get(table);
            if (should == null || is == null) {
                int rows = should != null
                        ? should.rows().size()
                        : -Objects.requireNonNull(is).rows().size();
                differences.add(new Difference(table, Optional.empty(), rows, Math.max(rows, 0), ""));
            } else {
                differences.addAll(ofTable(dialect, table, should, is));
            }
        }
        return differences;
    }

    private static List<Difference> ofTable(Dialect dialect, String table, Rows should, Rows is) {
        List<List<@Nullable String>> missing = new ArrayList<>(should.rows());
        List<List<@Nullable String>> extra = new ArrayList<>();
        for (List<@Nullable String> row : is.rows()) {
            List<@Nullable String> same = reordered(is, should, row);
            if (!missing.remove(same)) {
                extra.add(same);
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> examples = new HashMap<>();
        Rows others = new Rows(should.columns(), should.types(), should.key(), extra);
        Map<List<@Nullable String>, List<@Nullable String>> byKey = should.key().isEmpty() ? Map.of() : byKey(others);
        for (List<@Nullable String> row : List.copyOf(missing)) {
            List<@Nullable String> twin = byKey.get(key(should, row));
            if (twin == null && missing.size() == extra.size() && !extra.isEmpty()) {
                twin = nearest(row, extra); // its key differs, or it has none
            }
            if (twin != null && extra.remove(twin)) {
                missing.remove(row);
                compare(dialect, should, row, twin, counts, examples);
            }
        }
        List<Difference> differences = new ArrayList<>();
        int of = should.rows().size();
        counts.forEach((column, count) -> differences.add(new Difference(
                table, Optional.of(column), count, of, Objects.requireNonNull(examples.get(column), column))));
        if (!missing.isEmpty()) {
            differences.add(new Difference(table, Optional.empty(), missing.size(), of, ""));
        }
        if (!extra.isEmpty()) {
            differences.add(new Difference(table, Optional.empty(), -extra.size(), of, ""));
        }
        return differences;
    }

    private static List<@Nullable String> nearest(List<@Nullable String> row, List<List<@Nullable String>> candidates) {
        List<@Nullable String> best = candidates.get(0);
        int most = -1;
        for (List<@Nullable String> candidate : candidates) {
            int same = 0;
            for (int i = 0; i < row.size(); i++) {
                same += Objects.equals(row.get(i), candidate.get(i)) ? 1 : 0;
            }
            if (same > most) {
                most = same;
                best = candidate;
            }
        }
        return best;
    }

    private static void compare(
            Dialect dialect,
            Rows table,
            List<@Nullable String> should,
            List<@Nullable String> is,
            Map<String, Integer> counts,
            Map<String, String> examples) {
        for (int i = 0; i < should.size(); i++) {
            if (!UNKNOWN.equals(should.get(i)) && !Objects.equals(should.get(i), is.get(i))) {
                String column = table.columns().get(i);
                String type = table.types().get(i);
                counts.merge(column, 1, Integer::sum);
                examples.putIfAbsent(
                        column, shown(dialect, type, should.get(i)) + " as " + shown(dialect, type, is.get(i)));
            }
        }
    }

    private static List<@Nullable String> reordered(Rows from, Rows to, List<@Nullable String> row) {
        if (from.columns().equals(to.columns())) {
            return row;
        }
        List<@Nullable String> reordered = new ArrayList<>();
        for (String column : to.columns()) {
            int place = from.columns().indexOf(column);
            reordered.add(place < 0 ? null : row.get(place));
        }
        return reordered;
    }

    private static Map<List<@Nullable String>, List<@Nullable String>> byKey(Rows rows) {
        Map<List<@Nullable String>, List<@Nullable String>> byKey = new HashMap<>();
        rows.rows().forEach(row -> byKey.put(key(rows, row), row));
        return byKey;
    }

    private static List<@Nullable String> key(Rows rows, List<@Nullable String> row) {
        List<@Nullable String> key = new ArrayList<>();
        for (String column : rows.key()) {
            int place = rows.columns().indexOf(column);
            key.add(place < 0 ? null : row.get(place));
        }
        return key;
    }

    /** A value for people, in one short line. */
    private static String shown(Dialect dialect, String type, @Nullable String value) {
        if (value == null || dialect == Dialect.SQLITE && value.equals("NULL")) {
            return "NULL";
        }
        boolean hex = dialect == Dialect.MYSQL && (type.contains("char") || type.contains("text"));
        String text = hex ? new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8) : value;
        String line = text.replaceAll("\\s", " ");
        String cut = Edges.cut(line, SHOWN);
        String quoted = dialect == Dialect.SQLITE && cut.startsWith("'") ? cut : "'" + cut + "'";
        return cut.length() == line.length()
                ? quoted
                : quoted.replaceFirst("'?$", "…'") + " (" + line.length() + " characters)";
    }
}
