package dev.refract.internal.sql.statement;

/**
 * A statement, or a part of one, that is not understood: nothing may be concluded from it.
 *
 * @param reason what the reader met and did not know
 */
public record Unread(String reason, Span span) implements Change {}
