package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column or an expression of an index or key.
 *
 * @param column empty where it is an expression
 * @param expression empty where it is a column
 * @param prefix how many characters or bytes of the column MySQL indexes
 * @param options the rest as written, such as {@code COLLATE}, {@code OPCLASS}, {@code NULLS FIRST}, {@code WITH} (an
 *     exclusion's operator)
 */
public record IndexPart(
        Optional<Identifier> column,
        Optional<Expression> expression,
        OptionalInt prefix,
        boolean descending,
        List<Option> options,
        Span span) {
    public IndexPart {
        options = List.copyOf(options);
    }

    /** The column's name, or the expression's text. */
    public String text() {
        return column.map(Identifier::name)
                .orElseGet(() -> expression.map(Expression::text).orElse(""));
    }
}
