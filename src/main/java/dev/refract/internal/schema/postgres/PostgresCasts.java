package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.SchemaObject;
import java.util.Map;
import java.util.Set;

/**
 * Which types PostgreSQL casts to which, of those that columns commonly have; by way of text between types that a
 * migration defines.
 */
final class PostgresCasts {

    private static final Set<String> TEXTS = Set.of("text", "character", "citext", "name");

    private static final Map<String, Set<String>> CASTS = Map.of(
            "date", Set.of("timestamp without time zone", "timestamp with time zone"),
            "timestamp without time zone", Set.of("date", "time without time zone", "timestamp with time zone"),
            "timestamp with time zone",
                    Set.of("date", "time without time zone", "time with time zone", "timestamp without time zone"),
            "time without time zone", Set.of("interval", "time with time zone"),
            "time with time zone", Set.of("time without time zone"),
            "interval", Set.of("time without time zone"),
            "json", Set.of("jsonb"),
            "jsonb", Set.of("json", "number", "boolean"));

    private PostgresCasts() {}

    /** Whether a column's values can be cast to the type of another. */
    static boolean lead(SchemaObject from, SchemaObject to) {
        boolean byWayOfText = PostgresColumn.isOurs(from) && PostgresColumn.isOurs(to);
        return lead(from.get("type"), to.get("type"), byWayOfText);
    }

    private static boolean lead(String from, String to, boolean byWayOfText) {
        if (from.endsWith("[]") && to.endsWith("[]")) {
            return lead(from.substring(0, from.length() - 2), to.substring(0, to.length() - 2), byWayOfText);
        }
        String source = PostgresImpact.family(from);
        String target = PostgresImpact.family(to);
        boolean array = from.endsWith("[]") || to.endsWith("[]");
        if (source.equals(target) || TEXTS.contains(source) || TEXTS.contains(target)) {
            return true;
        }
        boolean flag =
                from.equals("integer") && target.equals("boolean") || source.equals("boolean") && to.equals("integer");
        return !array
                && (byWayOfText || flag || CASTS.getOrDefault(source, Set.of()).contains(target));
    }
}
