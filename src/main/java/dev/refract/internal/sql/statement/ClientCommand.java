package dev.refract.internal.sql.statement;

/** A line for psql or for MySQL's client; not SQL. */
public record ClientCommand(String command, Span span) implements Change {}
