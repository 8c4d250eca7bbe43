package dev.refract.internal.schema.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes apart a name that may be qualified, and quoted where it must be. */
public final class QualifiedName {

    /** One part of such a name, as a regular expression. */
    public static final String IDENTIFIER = "\"(?:[^\"]|\"\")+\"|[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*";

    private static final Pattern QUALIFIED = Pattern.compile("((?:(?:" + IDENTIFIER + ")\\.)*)(" + IDENTIFIER + ")");

    private QualifiedName() {}

    /** Whether all of it is such a name. */
    public static boolean is(String name) {
        return QUALIFIED.matcher(name).matches();
    }

    /** The name without its schema, still quoted; of a function without its arguments. */
    public static String last(String name) {
        Matcher matcher = QUALIFIED.matcher(name);
        return matcher.lookingAt() ? matcher.group(2) : name;
    }

    /** The schema before the name, with its dot; empty for a name that is not qualified. */
    public static String qualifier(String name) {
        Matcher matcher = QUALIFIED.matcher(name);
        return matcher.lookingAt() ? matcher.group(1) : "";
    }

    /** What stands between an identifier's quotes, if it has any. */
    public static String text(String identifier) {
        return identifier.startsWith("\"")
                ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
                : identifier;
    }
}
