package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.SchemaObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which types PostgreSQL casts to which, of those that columns commonly have; by way of text between types that a
 * migration defines.
 */
final class PostgresCasts {

    private static final Set<String> FRACTIONS = Set.of("real", "double precision", "numeric");
    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");
    private static final Pattern SCALE = Pattern.compile(",(-?\\d+)\\)");
    private static final Pattern PRECISION = Pattern.compile("\\((\\d+)\\)");
    /** Of these a value may end in spaces, which {@code character} has no place for. */
    private static final Set<String> SPACED = Set.of("text", "citext", "name", "json");

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

    /** Of these it is known that no other cast leads from one to another. */
    private static final Set<String> COMMON = Set.of(
            "number",
            "boolean",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "time with time zone",
            "interval",
            "json",
            "jsonb",
            "uuid",
            "bytea");

    private PostgresCasts() {}

    /**
     * The type to cast to on the way to another, whose length the assignment then checks: a cast to a type with a
     * length cuts off what is longer, without an error (manual, 8.3 and 8.10).
     */
    static String unlimited(String type) {
        return type.replaceFirst("^character varying\\(\\d+\\)", "character varying")
                .replaceFirst("^character(?! varying)(\\(\\d+\\))?", "text")
                .replaceFirst("^bit(?! varying)(\\(\\d+\\))?", "bit varying")
                .replaceFirst("^bit varying\\(\\d+\\)", "bit varying");
    }

    /** What values lose on the way from one type to another, in a sentence; empty where they are kept, or it fails. */
    static Optional<String> loss(String from, String to) {
        String source = from.replaceFirst("\\(\\d+\\)", "");
        String target = to.replaceFirst("\\(\\d+\\)", "");
        boolean moment = source.startsWith("timestamp");
        if (source.startsWith("numeric") && target.startsWith("numeric") && scale(to) < scale(from)) {
            return Optional.of("decimal places beyond those of " + to + ".");
        }
        if (moment && target.startsWith("timestamp") && !source.equals(target)) {
            return Optional.of(
                    "which moment a value means, unless the session's time zone is the one that the migration used: nothing says "
                            + "which that was.");
        }
        if (moment && target.equals("date")) {
            return Optional.of("the time of day.");
        }
        if (moment && target.startsWith("time ")) {
            return Optional.of("the date.");
        }
        if (source.equals("time with time zone") && target.equals("time without time zone")) {
            return Optional.of("the time zone.");
        }
        if (source.equals("interval") && target.startsWith("time ")) {
            return Optional.of("all but the time of day.");
        }
        Optional<String> rounding = rounding(from, to);
        if (rounding.isPresent()) {
            return rounding;
        }
        if (FRACTIONS.contains(source.replaceFirst("\\(.*", "")) && INTEGERS.contains(target)) {
            return Optional.of("fractions: they are rounded.");
        }
        if (!source.equals("real") && FRACTIONS.contains(source.replaceFirst("\\(.*", "")) && target.equals("real")) {
            return Optional.of("digits beyond the sixth or so.");
        }
        if (source.equals("real") && target.startsWith("numeric")) {
            return Optional.of("digits beyond the sixth.");
        }
        if (source.equals("double precision") && target.startsWith("numeric")) {
            return Optional.of("digits beyond the fifteenth.");
        }
        if (source.equals("jsonb") && (target.equals("real") || target.equals("double precision"))) {
            return Optional.of("digits that " + to + " has no place for.");
        }
        if (INTEGERS.contains(target) && (source.equals("\"char\"") || source.startsWith("bit"))) {
            return Optional.of("the values: what is there is read as a binary number, or as a character's.");
        }
        if (source.startsWith("numeric") && target.equals("double precision")) {
            return Optional.of("digits beyond the fifteenth or so.");
        }
        if (source.equals("integer") && target.equals("boolean")) {
            return Optional.of("every number: what is left is whether it was 0.");
        }
        if (PostgresImpact.family(to).equals("character") && SPACED.contains(PostgresImpact.family(from))) {
            return Optional.of("spaces at the end.");
        }
        if (target.equals("name")) {
            return Optional.of("what a value has beyond 63 bytes.");
        }
        if (target.equals("\"char\"")) {
            return Optional.of("all but the first byte of a value.");
        }
        if (source.equals("jsonb") && INTEGERS.contains(target)) {
            return Optional.of("fractions: they are rounded.");
        }
        if (source.equals("json") && target.equals("jsonb")) {
            return Optional.of("the order, the spaces and repeated keys of documents.");
        }
        boolean read = TEXTS.contains(PostgresImpact.family(from)) && !TEXTS.contains(PostgresImpact.family(to));
        return read
                ? Optional.of("how a text is written, and what of it " + to + " has no place for.")
                : Optional.empty();
    }

    /** What times lose to a type that keeps fewer decimal places of a second. */
    static Optional<String> rounding(String from, String to) {
        boolean times = from.startsWith("time") || from.startsWith("interval");
        return times && precision(to) < precision(from)
                ? Optional.of("fractions of a second beyond " + to + ": they are rounded.")
                : Optional.empty();
    }

    /** The decimal places; more than any where none are said. */
    private static int scale(String type) {
        Matcher matcher = SCALE.matcher(type);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
    }

    /** Of seconds; 6 where none is said. */
    private static int precision(String type) {
        Matcher matcher = PRECISION.matcher(type);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 6;
    }

    /**
     * Whether there is no cast but by way of text. From 18 on there is one between integers and bytea, and functions
     * make documents of arrays.
     */
    static boolean onlyByText(String from, String to) {
        boolean otherwise = isBytes(from) && isNumber(to)
                || isNumber(from) && isBytes(to)
                || from.endsWith("]") && to.startsWith("json")
                || from.startsWith("json") && to.endsWith("]");
        return !otherwise && isCommon(from) && isCommon(to) && !lead(from, to, false);
    }

    /** What values lose on that way, in a sentence; a document keeps numbers as they are written. */
    static Optional<String> lossByText(String from, String to) {
        boolean kept = (isNumber(from) || from.equals("boolean")) && to.startsWith("json");
        return kept || !onlyByText(from, to)
                ? Optional.empty()
                : Optional.of("how a value is written, and what of it " + to + " has no place for.");
    }

    private static boolean isCommon(String type) {
        return COMMON.contains(PostgresImpact.family(type.replace("[]", "")))
                || type.endsWith("[]") && TEXTS.contains(PostgresImpact.family(type.replace("[]", "")));
    }

    private static boolean isBytes(String type) {
        return type.startsWith("bytea");
    }

    private static boolean isNumber(String type) {
        return PostgresImpact.family(type.replace("[]", "")).equals("number");
    }

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
