package dev.refract.internal.sql.statement;

/**
 * A name without its quotes, as the server reads it: PostgreSQL folds unquoted ones to lower case, the others keep what
 * is written and compare without regard to case. How it is spelled is {@code span.of(script.text())}.
 */
public record Identifier(String name, Span span) {
    /** Whether it is this name, without regard to case. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    @Override
    public String toString() {
        return name;
    }
}
