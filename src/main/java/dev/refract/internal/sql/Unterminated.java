package dev.refract.internal.sql;

/**
 * A literal, quoted identifier or comment that its script does not close.
 *
 * @param offset where it opens
 * @param what in words, such as {@code string literal}
 */
public record Unterminated(int offset, String what) {}
