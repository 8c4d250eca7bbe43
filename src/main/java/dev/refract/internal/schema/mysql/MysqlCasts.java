package dev.refract.internal.schema.mysql;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values lose, without an error, where MySQL and MariaDB give a column another type; in strict mode, in which what
 * does not fit at all is an error.
 */
final class MysqlCasts {

    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final Pattern SIZE = Pattern.compile("^\\w+\\((\\d+)(?:,(\\d+))?\\)");

    private MysqlCasts() {}

    /** In a sentence; empty where all is kept, or the server refuses. */
    static Optional<String> loss(String fromType, String toType) {
        String from = word(fromType);
        String to = word(toType);
        if (isTime(from) && isTime(to)) {
            return times(fromType, toType);
        }
        if (isNumber(from) && isNumber(to)) {
            return numbers(fromType, toType);
        }
        boolean list = isList(from);
        if (list && (isNumber(to) || isTime(to))) {
            return Optional.of("the values: what is left is their number in the list.");
        }
        if (to.equals("binary") && !from.equals("binary")) {
            return Optional.of("where a value ends: it is filled up with zero bytes.");
        }
        if (from.equals("float") && (isText(to) || isBytes(to))) {
            return Optional.of("digits beyond the sixth.");
        }
        boolean written = isText(from) || isBytes(from) || from.equals("json");
        if (to.equals("json") && written) {
            return Optional.of("the order, the spaces and repeated keys of documents.");
        }
        if (isText(to)) {
            return texts(fromType, toType);
        }
        if (isList(to) && isNumber(from)) {
            return Optional.of("the values: a number is read as a place in the list.");
        }
        if (isList(to) && written) {
            return Optional.of("how a text is written, its case included.");
        }
        if (written && (isNumber(to) || isTime(to))) {
            return Optional.of("how a text is written, and what of it " + toType + " has no place for.");
        }
        if (isNumber(from) && isTime(to) || isTime(from) && isNumber(to)) {
            return Optional.of("the values: a time is read as the digits that it is written with.");
        }
        return Optional.empty();
    }

    private static Optional<String> times(String fromType, String toType) {
        String from = word(fromType);
        String to = word(toType);
        boolean moment = from.equals("datetime") || from.equals("timestamp");
        if (moment && to.equals("date")) {
            return Optional.of("the time of day.");
        }
        if (moment && to.equals("time")) {
            return Optional.of("the date.");
        }
        if (to.equals("year") && !from.equals("year")) {
            return Optional.of("all but the year.");
        }
        if (from.equals("date") && to.equals("time")) {
            return Optional.of("the values.");
        }
        if (from.equals("time") && to.equals("date")) {
            return Optional.of("the values: a row gets the day on which this runs.");
        }
        if (moment && !from.equals(to)) {
            return Optional.of("which moment a value means, unless the session's time zone is the one that the "
                    + "migration used: nothing says which that was.");
        }
        return size(toType) < size(fromType)
                ? Optional.of("fractions of a second beyond " + toType + ": they are rounded.")
                : Optional.empty();
    }

    private static Optional<String> numbers(String fromType, String toType) {
        String from = word(fromType);
        String to = word(toType);
        boolean whole = INTEGERS.contains(from);
        boolean floating = from.equals("float") || from.equals("double");
        if (whole && (to.equals("double") && from.equals("bigint"))) {
            return Optional.of("digits beyond the fifteenth or so.");
        }
        if (whole && to.equals("float") && INTEGERS.indexOf(from) > 2) {
            return Optional.of("digits beyond the sixth or so.");
        }
        if (!whole && (INTEGERS.contains(to) || to.equals("bit"))) {
            return Optional.of("fractions: they are rounded.");
        }
        if (to.equals("decimal") && (floating || from.equals("decimal") && places(toType) < places(fromType))) {
            return Optional.of("decimal places beyond those of " + toType + ".");
        }
        if (from.equals("decimal") && to.equals("double")) {
            return Optional.of("digits beyond the fifteenth or so.");
        }
        return to.equals("float") && (from.equals("decimal") || from.equals("double"))
                ? Optional.of("digits beyond the sixth or so.")
                : Optional.empty();
    }

    private static Optional<String> texts(String fromType, String toType) {
        String from = word(fromType);
        boolean text = isText(from) || isBytes(from);
        boolean shorter = !toType.equals(fromType) && text && size(toType) > 0 && size(toType) < size(fromType);
        if (text
                && (shorter || word(toType).equals("char") && !from.equals("char") || size(fromType) == 0)
                && size(toType) > 0) {
            return Optional.of("spaces at the end.");
        }
        return Optional.empty();
    }

    private static boolean isText(String word) {
        return word.endsWith("char") || word.endsWith("text");
    }

    private static boolean isBytes(String word) {
        return word.endsWith("binary") || word.endsWith("blob");
    }

    private static boolean isList(String word) {
        return word.equals("enum") || word.equals("set");
    }

    private static boolean isNumber(String word) {
        return INTEGERS.contains(word)
                || List.of("decimal", "double", "float", "bit").contains(word);
    }

    private static boolean isTime(String word) {
        return List.of("date", "datetime", "timestamp", "time", "year").contains(word);
    }

    private static String word(String type) {
        return type.replaceFirst("(?s)^(\\w+).*$", "$1");
    }

    /** A length, or decimal places of a second; 0 where there is none. */
    private static int size(String type) {
        Matcher matcher = SIZE.matcher(type);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static int places(String type) {
        Matcher matcher = SIZE.matcher(type);
        return matcher.find() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 0;
    }
}
