package dev.refract.internal.schema.script;

import dev.refract.internal.output.Controls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A down.sql in the making: statements, each with the comments that stand above it. */
public final class ScriptBuilder {

    /** Where a comment line ends, at most. */
    private static final int WIDTH = 110;

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final Set<Integer> takenBack = new HashSet<>();

    /** A statement without its semicolon, or null after comments that no statement follows. */
    private record Entry(List<String> comments, @Nullable String sql) {

        boolean stands() {
            return !comments.isEmpty() || sql == null || sql.indexOf('\n') >= 0;
        }
    }

    private static final String CONTINUED = "--   ";

    private static final String ALL_ROWS = "the table with all its rows.";

    /** What a file says of a counter that begins anew: it does not know where it stood. */
    public static final String CONTINUES = "continues after the highest number in use.";

    /** A sentence for the reader, above the next statement. */
    public ScriptBuilder note(String sentence) {
        for (String line : sentence.split("\n")) {
            wrap("-- ", line);
        }
        return this;
    }

    /** What the next statement loses of a table, as a sentence; its name as it stands in SQL. */
    public ScriptBuilder loses(String table, String sentence) {
        return loses(table, "", sentence);
    }

    /** What the next statement loses of a column. */
    public ScriptBuilder loses(String table, String column, String sentence) {
        wrap(Losses.of(table, column), sentence);
        return this;
    }

    /** The next statement drops a table. */
    public ScriptBuilder losesTable(String table) {
        return loses(table, ALL_ROWS);
    }

    /** Takes back that a statement loses something, since the rows are elsewhere by then. */
    void loseNot(ScriptBuilder loss) {
        flush();
        List<String> said = loss.comments;
        entries.replaceAll(entry -> {
            int place = Collections.indexOfSubList(entry.comments, said);
            List<String> left = new ArrayList<>(entry.comments);
            if (place >= 0) {
                left.subList(place, place + said.size()).clear();
            }
            return new Entry(left, entry.sql);
        });
    }

    /** Takes all out that is said of losses and failures: there are no rows yet. */
    ScriptBuilder aboutNoRows() {
        flush();
        entries.replaceAll(entry -> {
            List<String> left = new ArrayList<>();
            boolean said = false;
            for (String comment : entry.comments) {
                said = comment.startsWith(Losses.LOSES)
                        || comment.startsWith(Losses.FAILS)
                        || said && comment.startsWith(CONTINUED);
                if (!said) {
                    left.add(comment);
                }
            }
            return new Entry(left, entry.sql);
        });
        entries.removeIf(entry -> entry.sql == null && entry.comments.isEmpty());
        return this;
    }

    /** The next statement drops a column. */
    public ScriptBuilder losesColumn(String table, String column) {
        return loses(table, column, "the column with all its values.");
    }

    /** The next statement drops a partition of a table; both as they stand in SQL. */
    public ScriptBuilder losesPartition(String table, String partition) {
        return loses(table, "the partition " + partition + " with all its rows.");
    }

    /** The next statement makes a partition of a table again that the migration dropped. */
    public ScriptBuilder partitionComesBackEmpty(String table, String partition) {
        return loses(table, "the rows of " + partition + " do not come back: the partition comes back empty.");
    }

    /** The next statement makes a table again that the migration dropped. */
    public ScriptBuilder comesBackEmpty(String table) {
        return loses(table, "its rows do not come back: the table comes back empty.");
    }

    /**
     * The next statement makes a column again that the migration dropped.
     *
     * @param instead what its rows have then, as a sentence's end; empty where there can be none
     */
    public ScriptBuilder comesBackWithout(String table, String column, String instead) {
        return loses(table, column, "the values do not come back" + (instead.isEmpty() ? "." : ": " + instead + "."));
    }

    /** What the next statement loses of what no name is known of. */
    public ScriptBuilder loses(String sentence) {
        wrap(Losses.LOSES, sentence);
        return this;
    }

    /**
     * On which rows the next statement fails, and all stays as it was: the rest of a sentence that begins with "where".
     */
    public ScriptBuilder fails(String where) {
        wrap(Losses.FAILS, where);
        return this;
    }

    /** What a person must do; the script does not run while it is there. */
    public ScriptBuilder todo(String sentence) {
        wrap(DownScript.TODO, sentence.replace('\n', ' '));
        return this;
    }

    /** A name with a line break would end the comment, and its rest be a statement. */
    private void wrap(String first, String sentence) {
        StringBuilder line = new StringBuilder(Controls.escapedLine(first));
        for (String word : Controls.escapedLine(sentence).split(" ")) {
            if (line.length() + word.length() > WIDTH && line.length() > first.length()) {
                comments.add(line.toString().stripTrailing());
                line = new StringBuilder(CONTINUED);
            }
            line.append(word).append(' ');
        }
        comments.add(line.toString().stripTrailing());
    }

    /** What a statement of the migration did to rows is not lost: these bring them back. */
    public ScriptBuilder takesBack(int statement) {
        takenBack.add(statement);
        return this;
    }

    Set<Integer> takenBack() {
        return takenBack;
    }

    /** A statement, without its semicolon. */
    public ScriptBuilder sql(String statement) {
        entries.add(new Entry(List.copyOf(comments), statement));
        comments.clear();
        return this;
    }

    /** Everything of another draft, after what this one has. */
    public ScriptBuilder add(ScriptBuilder other) {
        flush();
        entries.addAll(other.entries);
        comments.addAll(other.comments);
        return this;
    }

    /**
     * A statement that changes one thing of something larger, and may change several at once.
     *
     * @param head what such statements have in common: {@code ALTER TABLE t}
     * @param key what this one changes
     * @param action what follows the head
     */
    public record Part(String head, String key, String action) {}

    /**
     * This draft, with neighbours as one statement where they are parts of the same thing: a table is then rewritten
     * once. What is changed twice is changed for the second time in another statement after it.
     *
     * @param read what part of what a statement is; empty where it stands alone
     */
    public ScriptBuilder joined(Function<String, Optional<Part>> read) {
        flush();
        ScriptBuilder joined = new ScriptBuilder();
        Group first = new Group();
        Group second = new Group();
        for (Entry entry : entries) {
            Optional<Part> part = Optional.ofNullable(entry.sql).flatMap(read);
            boolean goesOn = part.filter(first::takes).isPresent()
                    && part.filter(p -> !second.keys().contains(p.key())).isPresent();
            if (!goesOn) {
                first.end(joined);
                second.end(joined);
            }
            if (part.isEmpty()) {
                joined.entries.add(entry);
            } else if (first.keys().contains(part.get().key())) {
                second.add(part.get(), entry);
            } else {
                first.add(part.get(), entry);
            }
        }
        first.end(joined);
        second.end(joined);
        return joined;
    }

    /** Parts that are to be one statement. */
    private static final class Group {
        private final List<Part> parts = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();

        boolean takes(Part part) {
            return parts.isEmpty() || parts.get(0).head().equals(part.head());
        }

        Set<String> keys() {
            return parts.stream().map(Part::key).collect(Collectors.toSet());
        }

        void add(Part part, Entry entry) {
            parts.add(part);
            entries.add(entry);
        }

        void end(ScriptBuilder into) {
            if (parts.size() == 1) {
                into.entries.addAll(entries);
            } else if (!parts.isEmpty()) {
                List<String> comments = entries.stream()
                        .flatMap(entry -> entry.comments.stream())
                        .toList();
                into.entries.add(new Entry(
                        comments,
                        parts.get(0).head() + "\n    "
                                + parts.stream().map(Part::action).collect(Collectors.joining(",\n    "))));
            }
            parts.clear();
            entries.clear();
        }
    }

    /** Says above each statement on which rows it fails, where it does not say so already. */
    void warn(Function<String, List<String>> refusals) {
        flush();
        entries.replaceAll(entry -> {
            String sql = entry.sql;
            boolean known = entry.comments.stream().anyMatch(comment -> comment.startsWith(Losses.FAILS));
            if (sql == null || known && !sql.contains(",\n")) {
                return entry;
            }
            ScriptBuilder said = new ScriptBuilder();
            said.comments.addAll(entry.comments);
            refusals.apply(sql).forEach(said::fails);
            return new Entry(said.comments, sql);
        });
    }

    private void flush() {
        if (!comments.isEmpty()) {
            entries.add(new Entry(List.copyOf(comments), null));
            comments.clear();
        }
    }

    /** Whether it holds nothing, not even a comment. */
    public boolean isEmpty() {
        return entries.isEmpty() && comments.isEmpty();
    }

    /** The script, ending with a line break. */
    String text() {
        flush();
        StringBuilder text = new StringBuilder();
        Entry previous = null;
        for (Entry entry : entries) {
            if (previous != null && (entry.stands() || previous.stands())) {
                text.append('\n');
            }
            entry.comments.forEach(comment -> text.append(comment).append('\n'));
            if (entry.sql != null) {
                text.append(entry.sql).append(";\n");
            }
            previous = entry;
        }
        return text.toString();
    }
}
