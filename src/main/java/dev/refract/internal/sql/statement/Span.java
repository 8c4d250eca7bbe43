package dev.refract.internal.sql.statement;

/**
 * Where a part of a statement stands in its script.
 *
 * @param start offset of its first character in the script's text
 * @param end offset after its last one
 */
public record Span(int start, int end) {
    /** The part as the script writes it. */
    public String of(String script) {
        return script.substring(start, end);
    }

    /** From the beginning of this part to the end of another after it. */
    public Span to(Span last) {
        return new Span(start, Math.max(end, last.end));
    }
}
