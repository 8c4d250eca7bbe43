package dev.refract.internal.output;

/**
 * Makes text that comes from files, servers and other programs harmless for a terminal and a log: what would move the
 * cursor, set a title, write to the clipboard, colour, overwrite or reorder what is read is shown as the escape that
 * Java and JSON have for it.
 */
public final class Controls {

    private Controls() {}

    /** Text that may have several lines: line ends and tabs stay; CRLF counts as one line end, a lone CR is shown. */
    public static String escaped(String text) {
        return escaped(text, true);
    }

    /** Text within a line, such as a name: a line end in it is shown as well. */
    public static String escapedLine(String text) {
        return escaped(text, false);
    }

    private static String escaped(String text, boolean lines) {
        for (int at = 0; at < text.length(); at++) {
            if (isUnsafe(text, at, lines)) {
                return escaped(text, at, lines);
            }
        }
        return text;
    }

    private static String escaped(String text, int first, boolean lines) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int at = first; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean windows = lines && c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (windows) {
                continue; // the line feed ends the line
            }
            if (!isUnsafe(text, at, lines)) {
                escaped.append(c);
            } else if (c == '\r' || c == '\n') {
                escaped.append(c == '\r' ? "\\r" : "\\n");
            } else {
                escaped.append(unicode(c));
            }
        }
        return escaped.toString();
    }

    /** As Java and JSON write the character; one line's value stays the same in JSON. */
    public static String unicode(char c) {
        return "\\u" + Integer.toHexString(0x10000 | c).substring(1).toUpperCase(java.util.Locale.ROOT);
    }

    private static boolean isUnsafe(String text, int at, boolean lines) {
        char c = text.charAt(at);
        if (c >= ' ' && c < 0x7F) {
            return false;
        }
        return c < ' ' ? c != '\t' && !(lines && c == '\n') : isUnsafe(c) || isUnpaired(text, at) || isTag(text, at);
    }

    /**
     * Whether a character past ASCII commands a terminal or reorders what is read: C1 controls, directional marks,
     * invisible separators. The joiners that Persian, Indic scripts and emoji need are not among them.
     */
    public static boolean isUnsafe(char c) {
        return c >= 0x7F && c <= 0x9F
                || c == 0x061C
                || c == 0x180E
                || c == 0x200B
                || c == 0x200E
                || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2060 && c <= 0x206F
                || c == 0xFEFF
                || c >= 0xFFF9 && c <= 0xFFFB;
    }

    /** Half of a pair, which no encoding can write. */
    private static boolean isUnpaired(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** An invisible copy of ASCII, from U+E0000 on. */
    private static boolean isTag(String text, int at) {
        char c = text.charAt(at);
        return c == '\uDB40'
                        && at + 1 < text.length()
                        && text.charAt(at + 1) >= '\uDC00'
                        && text.charAt(at + 1) <= '\uDC7F'
                || c >= '\uDC00' && c <= '\uDC7F' && at > 0 && text.charAt(at - 1) == '\uDB40';
    }
}
