package dev.refract.internal.sql;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Finds the lines of offsets, after one pass over the text. Safe for use by several threads. */
public final class LineCounter {
    private final String text;
    private final int[] starts;

    public LineCounter(String text) {
        this.text = text;
        this.starts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(at -> endsLine(text, at))
                                .map(at -> at + 1))
                .toArray();
    }

    /**
     * The line of an offset, from 1.
     *
     * @param offset from 0 to the text's length
     */
    public int line(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Where a line begins, counted from 1. */
    public int start(int line) {
        return starts[line - 1];
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

    Place place(int offset) {
        int line = line(offset);
        return new Place(line, text.codePointCount(starts[line - 1], offset) + 1);
    }
}
