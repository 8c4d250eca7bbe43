package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.schema.script.ScriptBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table's partitions on the way back, where not all of the table need be copied: those that were added are dropped,
 * those that were divided or joined are put together again.
 *
 * @param head what divides the table: {@code PARTITION BY RANGE (`id`)}
 * @param count the number of partitions that have no definitions; 0 where they have
 * @param parts the definition of each
 */
record MysqlPartitions(String head, int count, List<String> parts) {

    private static final Pattern COUNT = Pattern.compile("\\s+PARTITIONS (\\d+)$");
    private static final Pattern PART = Pattern.compile("^PARTITION (`(?:[^`]|``)*`|\\S+) ");
    private static final Pattern BOUND = Pattern.compile(" VALUES LESS THAN (\\(.*?\\)|MAXVALUE)(?: |$)");

    static MysqlPartitions of(String text) {
        Matcher count = COUNT.matcher(text);
        if (count.find()) {
            return new MysqlPartitions(text.substring(0, count.start()), Integer.parseInt(count.group(1)), List.of());
        }
        int parts = text.indexOf("\n(PARTITION ");
        return parts < 0 || !text.endsWith(")")
                ? new MysqlPartitions(text, 0, List.of())
                : new MysqlPartitions(
                        text.substring(0, parts),
                        0,
                        List.of(text.substring(parts + 2, text.length() - 1).split(",\n ")));
    }

    /** Writes the statement; false where there is none but to divide the table anew. */
    static boolean lead(String table, String nowText, String oldText, ScriptBuilder draft) {
        MysqlPartitions now = of(nowText);
        MysqlPartitions old = of(oldText);
        if (!now.head.equals(old.head) || now.head.contains("SUBPARTITION")) {
            return false;
        }
        String alter = "ALTER TABLE " + table + " ";
        if (now.count > 0 && old.count > 0) {
            draft.sql(alter
                    + (now.count > old.count
                            ? "COALESCE PARTITION " + (now.count - old.count)
                            : "ADD PARTITION PARTITIONS " + (old.count - now.count)));
            return true;
        }
        return !now.parts.isEmpty() && !old.parts.isEmpty() && lists(table, alter, now, old, draft);
    }

    private static boolean lists(
            String table, String alter, MysqlPartitions now, MysqlPartitions old, ScriptBuilder draft) {
        int start = 0;
        while (start < Math.min(now.parts.size(), old.parts.size())
                && now.parts.get(start).equals(old.parts.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(now.parts.size(), old.parts.size()) - start
                && now.parts.get(now.parts.size() - 1 - end).equals(old.parts.get(old.parts.size() - 1 - end))) {
            end++;
        }
        boolean range = now.isRange();
        boolean added = now.parts.size() - end == start;
        if (end > 0 && (added || range && old.parts.size() - end == start)) {
            end--; // only at the end can one be added; what is between two bounds belongs to the one that follows
        }
        List<String> is = new ArrayList<>(now.parts.subList(start, now.parts.size() - end));
        List<String> was = new ArrayList<>(old.parts.subList(start, old.parts.size() - end));
        String names = is.stream().map(MysqlPartitions::name).collect(Collectors.joining(", "));
        if (was.isEmpty()) {
            draft.loses(table, "the rows of the partition" + (is.size() > 1 ? "s " : " ") + names + ".")
                    .sql(alter + "DROP PARTITION " + names);
            return true;
        }
        String definitions = "(\n    " + String.join(",\n    ", was) + "\n)";
        if (is.isEmpty()) {
            draft.loses(table, "the rows that the migration dropped with a partition: it comes back empty.")
                    .sql(alter + "ADD PARTITION " + definitions);
            return true;
        }
        if (range && !bound(is.get(is.size() - 1)).equals(bound(was.get(was.size() - 1)))) {
            return false; // the whole range changes
        }
        if (!range) {
            draft.fails("a row belongs to none of these partitions.");
        }
        draft.sql(alter + "REORGANIZE PARTITION " + names + " INTO " + definitions);
        return true;
    }

    boolean isRange() {
        return head.contains(" RANGE ") || head.contains(" RANGE(");
    }

    /** Where a partition stands, from 0; -1 where there is none of that name. */
    int place(String name) {
        return parts.stream()
                .map(part -> Losses.unquoted(name(part)).toLowerCase(Locale.ROOT))
                .toList()
                .indexOf(name.toLowerCase(Locale.ROOT));
    }

    /** The text of these with another one at the end. */
    String with(String part) {
        return head + "\n(" + String.join(",\n ", parts) + (parts.isEmpty() ? "" : ",\n ") + part + ")";
    }

    private static String name(String part) {
        Matcher name = PART.matcher(part);
        if (!name.find()) {
            throw new IllegalStateException(part);
        }
        return name.group(1);
    }

    private static String bound(String part) {
        Matcher bound = BOUND.matcher(part);
        return bound.find() ? bound.group(1) : "";
    }
}
