package dev.refract.internal.sql;

/** Finds the lines of offsets that only grow: many of them cost one pass over the text. */
public final class LineCounter {
    private final String text;
    private int offset;
    private int line = 1;
    private int lineStart;

    public LineCounter(String text) {
        this.text = text;
    }

    /**
     * The line of an offset, from 1.
     *
     * @param next from 0 to the text's length, and not before the last one that was asked for
     */
    public int line(int next) {
        while (offset < next) {
            boolean ends = endsLine(text, offset);
            offset++;
            if (ends) {
                line++;
                lineStart = offset;
            }
        }
        return line;
    }

    /** Whether the character ends a line: LF, alone or after CR, and a CR that no LF follows. */
    private static boolean endsLine(String text, int at) {
        char c = text.charAt(at);
        return c == '\n' || c == '\r' && !(at + 1 < text.length() && text.charAt(at + 1) == '\n');
    }

    /** Where the line begins that an offset is in. */
    public static int lineStart(String text, int offset) {
        int start = Math.max(0, Math.min(offset, text.length()));
        while (start > 0 && !endsLine(text, start - 1)) {
            start--;
        }
        return start;
    }

    /** The character that ends the line that an offset is in; the text's length for the last line. */
    public static int lineEnd(String text, int offset) {
        int end = offset;
        while (end < text.length() && !endsLine(text, end)) {
            end++;
        }
        return end;
    }

    Place place(int next) {
        return new Place(line(next), text.codePointCount(lineStart, next) + 1);
    }
}
