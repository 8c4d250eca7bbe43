package dev.refract.internal.sql;

/** Knows which semicolons are inside a statement. Fed with each token of a statement but the semicolons that end it. */
interface Nesting {
    /** Before a statement's first token. */
    void reset();

    /** A token of the statement. */
    void accept(Lexer token);

    /** Whether the statement ends at this semicolon; where it does not, the semicolon comes to {@link #accept} next. */
    boolean endsAtSemicolon(Lexer semicolon);

    static Nesting of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresNesting();
            case MYSQL -> new MysqlNesting();
            case SQLITE -> new SqliteNesting();
        };
    }
}
