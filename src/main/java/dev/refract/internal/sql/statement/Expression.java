package dev.refract.internal.sql.statement;

import java.util.List;

/**
 * An expression as the statement writes it, with what is to be known of it without a parser of expressions.
 *
 * @param functions the functions that it calls, as written but in lower case and without their schema; those that stand
 *     without parentheses, such as {@code current_timestamp}, too
 */
public record Expression(String text, Form form, List<String> functions, Span span) {
    public Expression {
        functions = List.copyOf(functions);
    }

    /** What an expression is, from outside. */
    public enum Form {
        /** The literal {@code NULL}, cast or not. */
        NULL,
        /** Literals with nothing but signs, casts, and brackets of an array around them. */
        CONSTANT,
        /** One call of a function, cast or not; {@code CURRENT_TIMESTAMP} and its kind too. */
        CALL,
        /** Anything else. */
        OTHER
    }

    /** Whether it is the same whenever and for whichever row it is asked. */
    public boolean isConstant() {
        return form == Form.NULL || form == Form.CONSTANT;
    }
}
