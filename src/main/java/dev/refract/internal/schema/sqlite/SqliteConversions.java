package dev.refract.internal.schema.sqlite;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What becomes of values that a column of one affinity hands on to one of another, and gets back: the rules of
 * sqlite.org/datatype3.html.
 */
enum SqliteConversions {
    TEXT,
    NUMERIC,
    REAL,
    /** Keeps each value as it is: BLOB, ANY of a STRICT table, and no type at all. */
    NONE;

    private static final Pattern CONSTRAINTS = Pattern.compile(
            "\\b(?:CONSTRAINT|PRIMARY|NOT|NULL|UNIQUE|CHECK|DEFAULT|COLLATE|REFERENCES|GENERATED|AS)\\b.*",
            Pattern.DOTALL);

    /** The affinity of a column that is defined so; INTEGER's is that of NUMERIC. */
    static SqliteConversions of(String definition, boolean strict) {
        String type = type(definition);
        if (type.contains("INT")) {
            return NUMERIC;
        }
        if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
            return TEXT;
        }
        if (type.contains("BLOB") || type.isEmpty() || strict && type.equals("ANY")) {
            return NONE;
        }
        return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") ? REAL : NUMERIC;
    }

    /** The type of a column's definition, in upper case. */
    static String type(String definition) {
        return CONSTRAINTS
                .matcher(definition.toUpperCase(Locale.ROOT))
                .replaceFirst("")
                .strip();
    }

    /** What is lost by the way to such a column and back, as a sentence; empty where nothing is. */
    Optional<String> lossBy(SqliteConversions other) {
        return Optional.ofNullable(
                switch (this) {
                    case TEXT ->
                        other == NUMERIC || other == REAL
                                ? "text that looks like a number became one, and comes back as the number is written: "
                                        + "'007' as '7'."
                                : null;
                    case NUMERIC -> other == REAL ? "integers beyond 2^53 were rounded." : null;
                    case REAL -> null; // as text they have as many digits as tell them apart
                    case NONE ->
                        switch (other) {
                            case TEXT -> "numbers became text, and stay that.";
                            case NUMERIC ->
                                "text that looks like a number became one, and numbers without a fraction integers.";
                            case REAL -> "integers and text that looks like a number became REAL, and stay that.";
                            default -> null;
                        };
                });
    }
}
