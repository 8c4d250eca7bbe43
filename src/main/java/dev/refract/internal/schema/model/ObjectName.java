package dev.refract.internal.schema.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one object of a schema.
 *
 * @param kind what it is
 * @param table the table, view or materialised view that it belongs to; empty for what stands on its own
 * @param name its name as SQL of its database: on PostgreSQL quoted where it must be, and qualified only outside the
 *     described schema (a function's with its argument types); elsewhere the bare text, unquoted
 */
public record ObjectName(Kind kind, String table, String name) implements Comparable<ObjectName> {

    private static final Comparator<ObjectName> ORDER = Comparator.comparing(ObjectName::kind)
            .thenComparing(ObjectName::table)
            .thenComparing(ObjectName::name);

    public ObjectName {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(table);
        Objects.requireNonNull(name);
    }

    /** The name of something that belongs to no table. */
    public static ObjectName of(Kind kind, String name) {
        return new ObjectName(kind, "", name);
    }

    @Override
    public int compareTo(ObjectName other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code column User.email}, {@code enum role}. */
    @Override
    public String toString() {
        String full = table.isEmpty() ? name : name.isEmpty() ? table : table + "." + name;
        return (kind.label() + " " + full).strip();
    }
}
