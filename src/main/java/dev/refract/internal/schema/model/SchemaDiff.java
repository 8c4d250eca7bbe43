package dev.refract.internal.schema.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How two descriptions of a schema differ, object by object. Its text is deterministic: the same two descriptions give
 * the same lines.
 *
 * <p>The order of columns counts on MySQL, MariaDB and SQLite, where a way back can restore it. PostgreSQL adds a
 * column at the end and nowhere else, so there a column is compared by its name.
 *
 * @param changes in the order of the objects' names
 */
public record SchemaDiff(List<Change> changes) {

    /** One object that differs. */
    public sealed interface Change {
        /** The object. */
        ObjectName name();
    }

    /** In the second description only. */
    public record Added(SchemaObject object) implements Change {
        @Override
        public ObjectName name() {
            return object.name();
        }
    }

    /** In the first description only. */
    public record Removed(SchemaObject object) implements Change {
        @Override
        public ObjectName name() {
            return object.name();
        }
    }

    /** In both, with other properties. */
    public record Changed(SchemaObject before, SchemaObject after) implements Change {
        @Override
        public ObjectName name() {
            return after.name();
        }
    }

    public SchemaDiff {
        changes = List.copyOf(changes);
    }

    /** What leads from one description to another; both of the same dialect. */
    public static SchemaDiff between(Schema before, Schema after) {
        Set<ObjectName> names = new TreeSet<>(before.objects().keySet());
        names.addAll(after.objects().keySet());
        List<Change> changes = new ArrayList<>();
        for (ObjectName name : names) {
            SchemaObject old = before.objects().get(name);
            SchemaObject now = after.objects().get(name);
            if (old == null) {
                changes.add(new Added(after.get(name)));
            } else if (now == null) {
                changes.add(new Removed(old));
            } else if (!old.equals(now)) {
                changes.add(new Changed(old, now));
            }
        }
        return new SchemaDiff(changes);
    }

    /** Whether the two are the same. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * The changes as text: {@code -} for what only the first description has, {@code +} for the second, {@code ~} for
     * an object in both, with the properties that differ below it. Empty when nothing differs.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Change change : changes) {
            if (change instanceof Added added) {
                whole(text, '+', added.object());
            } else if (change instanceof Removed removed) {
                whole(text, '-', removed.object());
            } else if (change instanceof Changed changed) {
                differing(text, changed);
            }
        }
        return text.toString();
    }

    private static void whole(StringBuilder text, char sign, SchemaObject object) {
        text.append(sign).append(' ').append(object.name()).append('\n');
        object.properties()
                .forEach((property, value) ->
                        line(text, sign, property, value.lines().toList()));
    }

    private static void differing(StringBuilder text, Changed changed) {
        text.append("~ ").append(changed.name()).append('\n');
        Map<String, String> before = changed.before().properties();
        Map<String, String> after = changed.after().properties();
        Set<String> properties = new TreeSet<>(before.keySet());
        properties.addAll(after.keySet());
        for (String property : properties) {
            String old = before.get(property);
            String now = after.get(property);
            if (old == null && now != null) {
                line(text, '+', property, now.lines().toList());
            } else if (old != null && now == null) {
                line(text, '-', property, old.lines().toList());
            } else if (old != null && now != null && !old.equals(now)) {
                lines(text, property, old.lines().toList(), now.lines().toList());
            }
        }
    }

    /** Two values; of long ones only the lines between their common beginning and end. */
    private static void lines(StringBuilder text, String property, List<String> old, List<String> now) {
        int most = Math.min(old.size(), now.size());
        int head = 0;
        while (head < most && old.get(head).equals(now.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        line(text, '-', property, old.subList(head, old.size() - tail));
        line(text, '+', property, now.subList(head, now.size() - tail));
    }

    private static void line(StringBuilder text, char sign, String property, List<String> lines) {
        for (String line : lines) {
            text.append("    ")
                    .append(sign)
                    .append(' ')
                    .append(property)
                    .append(": ")
                    .append(line)
                    .append('\n');
        }
        if (lines.isEmpty()) {
            text.append("    ").append(sign).append(' ').append(property).append(": (none)\n");
        }
    }
}
