package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/**
 * What runs code, or another statement.
 *
 * @param name the routine called, the prepared statement, the cursor
 * @param body the code of {@code DO} and MariaDB's {@code BEGIN NOT ATOMIC}, quotes and all; the text that a PREPARE of
 *     MySQL takes
 * @param inner the statement that EXPLAIN, PREPARE or DECLARE CURSOR is about
 */
public record Execution(Verb verb, Optional<QualifiedName> name, Optional<Span> body, Optional<Change> inner, Span span)
        implements Change {
    /** How it is run. */
    public enum Verb {
        CALL,
        /** PostgreSQL's block, MySQL's list of expressions. */
        DO,
        /** MariaDB's {@code BEGIN NOT ATOMIC}, and IF, CASE and loops by themselves. */
        BLOCK,
        /** Runs nothing. */
        EXPLAIN,
        EXPLAIN_ANALYZE,
        PREPARE,
        EXECUTE,
        /** MariaDB's, and in PL/SQL. */
        EXECUTE_IMMEDIATE,
        DEALLOCATE,
        /** {@code DECLARE}, {@code FETCH}, {@code MOVE}, {@code CLOSE}, MySQL's {@code HANDLER}. */
        CURSOR,
        /**
         * {@code LOAD} of a library, {@code LISTEN}, {@code NOTIFY}, {@code UNLISTEN}, {@code SIGNAL}, {@code HELP}.
         */
        OTHER
    }

    @Override
    public List<QualifiedName> tables() {
        return verb == Verb.EXPLAIN ? List.of() : inner.map(Change::tables).orElse(List.of());
    }

    @Override
    public List<Unread> unread() {
        return inner.map(Change::unread).orElse(List.of());
    }
}
