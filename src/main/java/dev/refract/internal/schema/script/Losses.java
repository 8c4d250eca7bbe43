package dev.refract.internal.schema.script;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.LineCounter;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of a down.sql that say what it loses, above the statement that does:
 *
 * <pre>{@code
 * -- Loses: "User", column "age": the values do not come back; every row gets 0, as the column allows no
 * --   NULL.
 * }</pre>
 *
 * What only may fail begins with {@link #FAILS}. A person may write both by hand, with or without the names.
 */
public final class Losses {

    /** How such a comment begins. */
    public static final String LOSES = "-- Loses: ";

    /** How a comment begins that says on which rows the next statement fails, and leaves all as it was. */
    public static final String FAILS = "-- Fails where: ";

    private static final Pattern START = Pattern.compile("(?im)^[ \\t]*--[ \\t]*loses:[ \\t]*(.*)$");
    private static final Pattern MORE = Pattern.compile("\\R[ \\t]*--(?:[ \\t]{2,}|\\t)(?!refract:)(\\S.*)");
    private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern NAMED =
            Pattern.compile("(?s)^(" + PART + "(?:\\." + PART + ")?)(?:, column (" + PART + "))?: (.*)$");

    private Losses() {}

    /** A loss for a person, in one line. */
    public static String text(Loss loss) {
        String what = loss.table()
                .map(table -> table + loss.column().map(column -> "." + column).orElse("") + ": ")
                .orElse("");
        return what + loss.text();
    }

    /** The beginning of a comment: what of. Names as they stand in SQL. */
    static String of(String table, String column) {
        return LOSES + table + (column.isEmpty() ? "" : ", column " + column) + ": ";
    }

    /**
     * Such a comment as the lines of a script.
     *
     * @param table as it stands in SQL
     * @param column the same; empty for the whole table
     */
    public static String comment(String table, String column, String sentence) {
        return new ScriptBuilder().loses(table, column, sentence).text();
    }

    /** A comment that begins with {@link #FAILS}, as the lines of a script. */
    public static String fails(String where) {
        return new ScriptBuilder().fails(where).text();
    }

    /** All that a script announces, in order. */
    public static List<Loss> in(Script script) {
        List<Loss> losses = new ArrayList<>();
        LineCounter lines = script.lines();
        Matcher matcher = START.matcher(script.text());
        while (matcher.find()) {
            if (isOutside(script, matcher.start())) {
                losses.add(loss(script.text(), matcher, lines.line(matcher.start())));
            }
        }
        return losses;
    }

    /** The same of a text. */
    public static List<Loss> in(Dialect dialect, String text) {
        return START.matcher(text).find() ? in(Script.parse(dialect, text)) : List.of();
    }

    private static boolean isOutside(Script script, int offset) {
        return script.statementAt(offset)
                .filter(statement -> statement.code() <= offset && offset < statement.end())
                .isEmpty();
    }

    private static Loss loss(String script, Matcher start, int line) {
        StringBuilder text = new StringBuilder(start.group(1).strip());
        Matcher more = MORE.matcher(script).region(start.end(), script.length());
        while (more.lookingAt()) {
            text.append(' ').append(more.group(1).strip());
            more.region(more.end(), script.length());
        }
        Matcher named = NAMED.matcher(text);
        return named.matches()
                ? new Loss(
                        Optional.of(unquoted(named.group(1))),
                        Optional.ofNullable(named.group(2)).map(Losses::unquoted),
                        named.group(3),
                        line)
                : new Loss(Optional.empty(), Optional.empty(), text.toString(), line);
    }

    /** A name, or a qualified one, without its quotes. */
    public static String unquoted(String name) {
        Matcher part = Pattern.compile(PART).matcher(name);
        List<String> parts = new ArrayList<>();
        while (part.find()) {
            String quoted = part.group();
            char quote = quoted.charAt(0);
            parts.add(
                    quote == '"' || quote == '`'
                            ? quoted.substring(1, quoted.length() - 1)
                                    .replace(String.valueOf(quote) + quote, String.valueOf(quote))
                            : quoted);
        }
        return String.join(".", parts);
    }
}
