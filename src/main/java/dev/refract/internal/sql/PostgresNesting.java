package dev.refract.internal.sql;

/** PostgreSQL: parentheses (as in CREATE RULE) and the BEGIN ATOMIC … END body of a function. */
final class PostgresNesting implements Nesting {
    private int parentheses;
    private int blocks;
    private int tokens;
    private boolean create;
    private boolean routine;
    private boolean afterBegin;
    private boolean afterLabelWord;

    @Override
    public void reset() {
        parentheses = 0;
        blocks = 0;
        tokens = 0;
        create = false;
        routine = false;
        afterBegin = false;
        afterLabelWord = false;
    }

    @Override
    public void accept(Lexer token) {
        tokens++;
        if (token.is('(')) {
            parentheses++;
        } else if (token.is(')') && parentheses > 0) {
            parentheses--;
        } else if (routine) {
            acceptInRoutine(token);
        } else if (tokens == 1) {
            create = token.is("CREATE");
        } else if (create && tokens <= 4) { // CREATE OR REPLACE FUNCTION
            routine = token.isAny("FUNCTION", "PROCEDURE");
        }
    }

    private void acceptInRoutine(Lexer token) {
        boolean keyword = token.kind() == Token.Kind.WORD && parentheses == 0 && !afterLabelWord;
        if (keyword) {
            if (afterBegin && token.is("ATOMIC") || blocks > 0 && token.is("CASE")) {
                blocks++;
            } else if (blocks > 0 && token.is("END")) {
                blocks--;
            }
        }
        afterBegin = keyword && token.is("BEGIN");
        afterLabelWord = token.is("AS") || token.is('.'); // SELECT 1 AS end
    }

    @Override
    public boolean endsAtSemicolon(Lexer semicolon) {
        return parentheses == 0 && blocks == 0;
    }
}
