package dev.refract.internal.project;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cuts a {@code .env} file into assignments exactly as the npm package dotenv does (16 and 17), by its one regular
 * expression:
 *
 * <pre>
 * ^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)
 *     (\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$
 * </pre>
 *
 * <p>Java's engine runs out of stack on it with long values, so the same steps are taken by hand. What follows from it:
 * a quoted value may begin on a later line and span lines; a quote ends the value only where nothing but a comment
 * follows on its line, and a backslash before it is part of the value; else the value is the rest of the line up to
 * {@code #}.
 */
final class DotenvReader {

    /**
     * A variable's value, before references in it are expanded.
     *
     * @param line where its name stands
     */
    record Assignment(String value, int line) {}

    private final String text;
    private int at;
    private final Map<String, Assignment> found = new LinkedHashMap<>();

    private DotenvReader(String text) {
        this.text = text;
    }

    /** The assignments in their order; of a name that stands twice the last one, at the first one's place. */
    static Map<String, Assignment> read(String text) {
        DotenvReader reader = new DotenvReader(text);
        int line = 1;
        int counted = 0;
        while (reader.at < text.length()) {
            int key = reader.blankEnd(reader.at);
            for (; counted < key; counted++) {
                line += text.charAt(counted) == '\n' ? 1 : 0;
            }
            if (!reader.assignment(key, line)) {
                reader.at = reader.nextLine(key);
            } else if (!reader.atLineStart()) {
                reader.at = reader.nextLine(reader.at);
            }
        }
        return reader.found;
    }

    /** Reads what begins here; {@code at} is its end then. */
    private boolean assignment(int start, int line) {
        int exported = blankEnd(start + "export".length());
        boolean export = text.startsWith("export", start) && exported > start + "export".length();
        return export && keyed(exported, line) || keyed(start, line);
    }

    private boolean keyed(int start, int line) {
        int end = start;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        int value = end == start ? -1 : afterSeparator(end);
        if (value < 0) {
            return false;
        }
        found.put(text.substring(start, end), new Assignment(value(value), line));
        return true;
    }

    /** The index after {@code =}, or after a colon and the white space that it needs; -1 where neither is there. */
    private int afterSeparator(int end) {
        int equals = blankEnd(end);
        if (equals < text.length() && text.charAt(equals) == '=') {
            return equals + 1;
        }
        boolean colon = end + 1 < text.length() && text.charAt(end) == ':' && isBlank(text.charAt(end + 1));
        return colon ? end + 2 : -1;
    }

    private String value(int start) {
        int quote = blankEnd(start);
        int close = quote < text.length() && isQuote(text.charAt(quote)) ? closing(quote) : -1;
        int end = close >= 0 ? close + 1 : start;
        while (close < 0 && end < text.length() && text.charAt(end) != '#' && text.charAt(end) != '\n') {
            end++;
        }
        at = tail(end);
        return unquoted(stripped(text.substring(start, end)));
    }

    /**
     * The quote that closes the one here: the first that no backslash precedes, or, where more than a comment follows
     * that on its line, the last before it that one does precede; -1 where none will do.
     */
    private int closing(int open) {
        char quote = text.charAt(open);
        int end = open + 1;
        while (end < text.length() && !(text.charAt(end) == quote && text.charAt(end - 1) != '\\')) {
            end++;
        }
        for (int close = Math.min(end, text.length() - 1); close > open; close--) {
            if (text.charAt(close) == quote && tail(close + 1) >= 0) {
                return close;
            }
        }
        return -1;
    }

    /**
     * Where the assignment ends whose value ends here: at the end of a comment, or of a line that has no more in it; -1
     * where something else follows.
     */
    private int tail(int from) {
        int next = blankEnd(from);
        if (next == text.length()) {
            return next;
        }
        if (text.charAt(next) == '#') {
            while (next < text.length() && !endsLine(text.charAt(next))) {
                next++;
            }
            return next;
        }
        while (next > from && !endsLine(text.charAt(next - 1))) {
            next--;
        }
        return next > from ? next - 1 : -1;
    }

    /** Without the quotes around it; a line end in double quotes may be written {@code \n}. */
    private static String unquoted(String value) {
        StringBuilder plain = new StringBuilder();
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            boolean opens = isQuote(value.charAt(i)) && (i == 0 || endsLine(value.charAt(i - 1)));
            int close = opens ? lastAtLineEnd(value, i) : -1;
            if (close > i) {
                plain.append(value, copied, i).append(value, i + 1, close);
                copied = close + 1;
                i = close;
            }
        }
        plain.append(value, copied, value.length());
        return value.startsWith("\"") ? plain.toString().replace("\\n", "\n").replace("\\r", "\r") : plain.toString();
    }

    /** The last quote as the one here that ends a line. */
    private static int lastAtLineEnd(String value, int open) {
        for (int i = value.length() - 1; i > open; i--) {
            if (value.charAt(i) == value.charAt(open) && (i + 1 == value.length() || endsLine(value.charAt(i + 1)))) {
                return i;
            }
        }
        return -1;
    }

    private static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private int blankEnd(int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && isBlank(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private boolean atLineStart() {
        return at > 0 && endsLine(text.charAt(at - 1));
    }

    /** The start of the line after the one that the index is in. */
    private int nextLine(int from) {
        int end = from;
        while (end < text.length() && !endsLine(text.charAt(end))) {
            end++;
        }
        return end + 1;
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-';
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    /** What JavaScript's {@code $} stands before. */
    private static boolean endsLine(char c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    /** JavaScript's {@code \s}. */
    private static boolean isBlank(char c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c == '\u00A0'
                || c == '\u1680'
                || c >= '\u2000' && c <= '\u200A'
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u202F'
                || c == '\u205F'
                || c == '\u3000'
                || c == '\uFEFF';
    }
}
