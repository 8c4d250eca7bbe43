package dev.refract.sql;

/**
 * A place in a script, as an editor shows it.
 *
 * @param line   from 1; a line ends with LF, CRLF or a lone CR
 * @param column from 1, in code points
 */
public record Place(int line, int column) {
    static Place of(String text, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n');
            if (ends) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, text.codePointCount(lineStart, offset) + 1);
    }
}
