package dev.refract.internal.sql;

/**
 * A piece of a script that is neither space nor comment.
 *
 * @param start offset of its first character in the text
 * @param end offset after its last one
 */
public record Token(Kind kind, int start, int end) {
    /** What a token is. */
    public enum Kind {
        /** A keyword or an unquoted identifier. */
        WORD,
        /** An identifier in the dialect's quotes. */
        QUOTED,
        /** A literal in quotes or dollar quotes, prefix and continuation lines included. */
        STRING,
        /** A number. */
        NUMBER,
        /** A parameter, such as PostgreSQL's {@code $1}. */
        PARAMETER,
        /** One character of anything else. */
        SYMBOL,
        /** Behind the last token. */
        END
    }
}
