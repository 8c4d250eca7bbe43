package dev.refract.internal.sql.statement;

import java.util.List;

/**
 * A SELECT (or VALUES, TABLE, WITH …) that stands by itself or feeds a statement.
 *
 * @param selected the columns of the outermost list that are no more than a column, with their places; an expression,
 *     or a star, is one without a name
 * @param reads the tables after FROM and JOIN, at any depth, as far as they are named; those that a WITH names are not
 *     among them
 * @param filtered whether the outermost SELECT has a WHERE
 * @param writes the INSERT, UPDATE, DELETE and MERGE that its WITH contains
 */
public record Query(
        List<Identifier> selected, List<QualifiedName> reads, boolean filtered, List<RowChange> writes, Span span) {
    public Query {
        selected = List.copyOf(selected);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }
}
