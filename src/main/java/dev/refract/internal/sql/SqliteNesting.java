package dev.refract.internal.sql;

/** SQLite: a trigger ends at a semicolon after an END that is itself after a semicolon, as in sqlite3_complete(). */
final class SqliteNesting implements Nesting {
    private int tokens;
    private boolean create;
    private boolean trigger;
    private boolean afterSemicolon;
    private boolean afterEnd;

    @Override
    public void reset() {
        tokens = 0;
        create = false;
        trigger = false;
        afterSemicolon = false;
        afterEnd = false;
    }

    @Override
    public void accept(Lexer token) {
        if (trigger) {
            afterEnd = afterSemicolon && token.is("END");
            afterSemicolon = token.is(';');
            return;
        }
        tokens++;
        if (create) {
            trigger = token.is("TRIGGER");
            create = token.isAny("TEMP", "TEMPORARY");
        } else {
            create = token.is("CREATE") && tokens <= 4;
            if (!create && !token.isAny("EXPLAIN", "QUERY", "PLAN")) {
                tokens = 4;
            }
        }
    }

    @Override
    public boolean endsAtSemicolon(Lexer semicolon) {
        return !trigger || afterEnd;
    }
}
