package dev.refract.internal.sql;

/** Finds the lines of offsets that only grow: many of them cost one pass over the text. */
public final class LineCounter {
    private final String text;
    private int offset;
    private int line = 1;
    private int lineStart;

    LineCounter(String text) {
        this.text = text;
    }

    /**
     * The line of an offset, from 1.
     *
     * @param next from 0 to the text's length, and not before the last one that was asked for
     */
    public int line(int next) {
        while (offset < next) {
            char c = text.charAt(offset);
            boolean ends = c == '\n' || c == '\r' && !(offset + 1 < text.length() && text.charAt(offset + 1) == '\n');
            offset++;
            if (ends) {
                line++;
                lineStart = offset;
            }
        }
        return line;
    }

    Place place(int next) {
        return new Place(line(next), text.codePointCount(lineStart, next) + 1);
    }
}
