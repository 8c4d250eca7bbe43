package dev.refract.internal.sql;

/**
 * A place in a script, as an editor shows it.
 *
 * @param line from 1; a line ends with LF, CRLF or a lone CR
 * @param column from 1, in code points
 */
public record Place(int line, int column) {}
