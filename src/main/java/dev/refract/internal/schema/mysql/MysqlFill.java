package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.Literals;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rows get in a column that comes back, allows no NULL, and has no default. */
final class MysqlFill {

    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");

    private static final String START = "SET @refract_number = 0";
    private static final String NEXT = "(@refract_number := @refract_number + 1)";

    private MysqlFill() {}

    /**
     * A default for the time of adding the column; empty where the server has a value of its own for the type (zero,
     * the empty text).
     */
    static Optional<String> value(String definition) {
        return switch (type(definition)) {
            case "datetime", "timestamp" ->
                Optional.of("CURRENT_TIMESTAMP" + (length(definition) > 0 ? "(" + length(definition) + ")" : ""));
            case "date" -> Optional.of("(CURRENT_DATE)");
            case "longtext" -> definition.contains("json_valid(") ? Optional.of("'{}'") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Assigns each row another value; empty for a type that has no simple way to it. */
    static Optional<List<String>> distinct(String table, String column, String definition) {
        String update = "UPDATE " + table + " SET " + column + " = ";
        return switch (type(definition)) {
            case "char", "varchar" ->
                Optional.of(List.of(update
                        + (length(definition) >= 36
                                ? "UUID()"
                                : "LEFT(SHA2(UUID(), 256), " + length(definition) + ")")));
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "float" ->
                Optional.of(List.of(START, update + NEXT));
            case "date" -> Optional.of(List.of(START, update + "'2000-01-01' + INTERVAL " + NEXT + " DAY"));
            case "datetime", "timestamp" ->
                Optional.of(List.of(START, update + "'2000-01-01' + INTERVAL " + NEXT + " SECOND"));
            case "time" -> Optional.of(List.of(START, update + "SEC_TO_TIME(" + NEXT + ")"));
            case "binary", "varbinary" ->
                Optional.of(List.of(
                        START,
                        update + "UNHEX(LPAD(HEX(" + NEXT + "), " + 2 * Math.min(8, Math.max(1, length(definition)))
                                + ", '0'))"));
            default -> Optional.empty();
        };
    }

    private static String type(String definition) {
        return definition.replaceFirst("(?s)^(\\w+).*$", "$1");
    }

    /** The number after the type; 0 where there is none. */
    private static int length(String definition) {
        Matcher size = Pattern.compile("^\\w+\\((\\d+)\\)").matcher(definition);
        return size.find() ? Integer.parseInt(size.group(1)) : 0;
    }

    /** Whether every value of one type has its place in another, as far as that can be told. */
    static boolean fits(String from, String to) {
        if (from.equals(to) || type(to).equals("longtext") && type(from).endsWith("text")) {
            return true;
        }
        if (INTEGERS.contains(type(from))
                && INTEGERS.contains(type(to))
                && from.contains("unsigned") == to.contains("unsigned")) {
            return INTEGERS.indexOf(type(from)) <= INTEGERS.indexOf(type(to));
        }
        if (type(to).equals("double") && (type(from).equals("float") || INTEGERS.contains(type(from)))) {
            return true;
        }
        if (type(from).equals("enum") && type(to).equals("enum")) {
            return Literals.of(to).containsAll(Literals.of(from));
        }
        return type(from).equals(type(to)) && type(from).matches("(var)?(char|binary)") && length(from) <= length(to);
    }
}
