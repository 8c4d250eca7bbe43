package dev.refract.internal.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB: the compound statements of stored programs, and those that MariaDB runs by themselves.
 *
 * <p>BEGIN, END, IF, REPEAT and others are not reserved, or are functions as well, so that a word counts only where a
 * statement begins. An expression's CASE is followed for the same reason: what comes after its THEN is no statement.
 */
final class MysqlNesting implements Nesting {
    private enum Block {
        BEGIN,
        IF,
        CASE,
        LOOP,
        REPEAT,
        WHILE,
        FOR,
        PACKAGE,
        EXPRESSION_CASE
    }

    private enum Phase {
        /** Before the first token of the statement. */
        START,
        /** Behind CREATE or ALTER, before the word that says what. */
        CREATE,
        /** Behind BEGIN as the first word: MariaDB's BEGIN NOT ATOMIC, or a transaction. */
        BEGIN,
        /** A trigger's, up to FOR EACH ROW. */
        TRIGGER_HEADER,
        /** An event's, up to DO. */
        EVENT_HEADER,
        /** Between a routine's name and its body, which is the first word there that begins a statement. */
        HEADER,
        /** Behind DECLARE … HANDLER; what follows its FOR is read like a header. */
        HANDLER,
        /** Where a statement begins. */
        STATEMENT,
        /** Behind a statement's first word, which is a label if a colon follows. */
        FIRST_WORD,
        /** Inside a statement or an expression. */
        INSIDE,
        /** Behind the END of a block, up to the semicolon: END IF, END LOOP name. */
        AFTER_END,
        /** Nothing of the statement can nest. */
        PLAIN
    }

    /** What the token before means to the one that follows. */
    private enum Previous {
        OPERAND,
        OPERATOR,
        NAME_FOLLOWS,
        EACH,
        FOLLOWS,
        TYPE_FOLLOWS
    }

    private final Deque<Block> open = new ArrayDeque<>();
    private Phase phase;
    private @Nullable Previous previous;
    private int parentheses;
    private boolean definer;
    private boolean untilCondition;
    private boolean declaration;
    private boolean packageRoutine;

    MysqlNesting() {
        reset();
    }

    @Override
    public void reset() {
        open.clear();
        phase = Phase.START;
        definer = false;
        packageRoutine = false;
        startOver();
    }

    private void startOver() {
        previous = Previous.OPERATOR;
        parentheses = 0;
        untilCondition = false;
        declaration = false;
    }

    @Override
    public boolean endsAtSemicolon(Lexer semicolon) {
        return open.isEmpty() || open.peek() == Block.EXPRESSION_CASE && open.size() == 1;
    }

    @Override
    public void accept(Lexer token) {
        if (phase == Phase.PLAIN) {
            return;
        }
        if (token.is(';')) {
            acceptSemicolon();
            return;
        }
        if (token.is('(')) {
            parentheses++;
        } else if (token.is(')')) {
            parentheses--;
        }
        acceptInPhase(token);
        previous = previous(token);
    }

    private void acceptSemicolon() {
        while (open.peek() == Block.EXPRESSION_CASE) { // not closed: an error for the server
            open.pop();
        }
        phase = Phase.STATEMENT;
        startOver();
    }

    private void acceptInPhase(Lexer token) {
        switch (phase) {
            case START -> acceptStart(token);
            case CREATE -> acceptCreate(token);
            case BEGIN -> acceptAfterBegin(token);
            case TRIGGER_HEADER -> enter(previous == Previous.EACH && token.is("ROW"), Phase.STATEMENT);
            case EVENT_HEADER -> enter(previous != Previous.NAME_FOLLOWS && token.is("DO"), Phase.STATEMENT);
            case HANDLER -> enter(token.is("FOR"), Phase.HEADER);
            case HEADER -> acceptHeader(token);
            case STATEMENT -> acceptStatement(token);
            case FIRST_WORD -> acceptSecond(token);
            case INSIDE -> acceptInside(token);
            default -> {}
        }
    }

    private void enter(boolean condition, Phase next) {
        if (condition) {
            phase = next;
        }
    }

    private void acceptStart(Lexer token) {
        if (token.isAny("CREATE", "ALTER")) {
            phase = Phase.CREATE;
        } else if (token.is("BEGIN")) {
            phase = Phase.BEGIN;
        } else {
            acceptStatement(token); // MariaDB runs IF, CASE, LOOP, WHILE, REPEAT and FOR by themselves
        }
    }

    private void acceptCreate(Lexer token) {
        if (definer && previous == Previous.OPERATOR) {
            return; // the user's name
        }
        if (token.isAny("PROCEDURE", "FUNCTION")) {
            phase = Phase.HEADER;
        } else if (token.is("TRIGGER")) {
            phase = Phase.TRIGGER_HEADER;
        } else if (token.is("EVENT")) {
            phase = Phase.EVENT_HEADER;
        } else if (token.is("PACKAGE")) {
            open.push(Block.PACKAGE);
            phase = Phase.INSIDE;
        } else if (token.is("DEFINER")) {
            definer = true;
        } else if (token.is("VIEW") || !definer && !token.isAny("OR", "REPLACE", "AGGREGATE")) {
            phase = Phase.PLAIN;
        }
    }

    private void acceptAfterBegin(Lexer token) {
        if (token.is("ATOMIC")) {
            open(Block.BEGIN);
        } else if (!token.is("NOT")) {
            phase = Phase.PLAIN;
        }
    }

    /** A routine's characteristics, and a handler's conditions, hold no word that begins a statement. */
    private void acceptHeader(Lexer token) {
        if (parentheses > 0 || previous == Previous.NAME_FOLLOWS) {
            return;
        }
        if (token.isAny("BEGIN", "IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR")) {
            acceptStatement(token);
        } else if (token.is("SET") && previous != Previous.TYPE_FOLLOWS
                || token.isAny(
                        "RETURN",
                        "SELECT",
                        "INSERT",
                        "UPDATE",
                        "DELETE",
                        "REPLACE",
                        "CALL",
                        "WITH",
                        "DO",
                        "VALUES",
                        "CREATE",
                        "DROP",
                        "ALTER",
                        "TRUNCATE",
                        "SIGNAL",
                        "RESIGNAL",
                        "COMMIT",
                        "ROLLBACK",
                        "EXECUTE",
                        "PREPARE",
                        "OPEN",
                        "CLOSE",
                        "FETCH",
                        "LEAVE",
                        "ITERATE",
                        "SHOW",
                        "GRANT",
                        "REVOKE")) {
            phase = Phase.INSIDE;
        }
    }

    private void acceptStatement(Lexer token) {
        if (token.isAny("FOLLOWS", "PRECEDES") || previous == Previous.FOLLOWS) {
            phase = Phase.STATEMENT; // a trigger's order, between FOR EACH ROW and the body
        } else if (token.is("BEGIN")) {
            openBegin();
        } else if (token.is("LOOP")) {
            open(Block.LOOP);
        } else if (token.is("REPEAT")) {
            open(Block.REPEAT);
        } else if (token.is("ELSE")) {
            phase = Phase.STATEMENT;
        } else if (token.is("IF")) {
            openCondition(Block.IF);
        } else if (token.is("CASE")) {
            openCondition(Block.CASE);
        } else if (token.is("WHILE")) {
            openCondition(Block.WHILE);
        } else if (token.is("FOR")) {
            openCondition(Block.FOR);
        } else if (token.is("END")) {
            open.poll();
            phase = Phase.AFTER_END;
        } else {
            declaration = token.is("DECLARE");
            untilCondition = token.is("UNTIL") && open.peek() == Block.REPEAT;
            acceptPackageRoutine(token);
        }
    }

    private void acceptPackageRoutine(Lexer token) {
        boolean routine = open.peek() == Block.PACKAGE && token.isAny("PROCEDURE", "FUNCTION");
        packageRoutine |= routine;
        phase = routine ? Phase.HEADER : Phase.FIRST_WORD;
    }

    private void acceptSecond(Lexer token) {
        if (token.is(':')) {
            phase = Phase.STATEMENT;
        } else if (open.isEmpty()) {
            phase = Phase.PLAIN;
        } else {
            phase = Phase.INSIDE;
            acceptInside(token);
        }
    }

    private void openBegin() {
        if (open.peek() == Block.PACKAGE && !packageRoutine) {
            open.pop(); // its initial part, whose END is the package's
        }
        packageRoutine = false;
        open(Block.BEGIN);
    }

    private void open(Block block) {
        open.push(block);
        phase = Phase.STATEMENT;
    }

    private void openCondition(Block block) {
        open.push(block);
        phase = Phase.INSIDE;
    }

    private void acceptInside(Lexer token) {
        if (token.kind() != Token.Kind.WORD || previous == Previous.NAME_FOLLOWS) {
            return;
        }
        Block innermost = open.peek();
        if (token.is("CASE")) {
            open.push(Block.EXPRESSION_CASE);
        } else if (token.is("END") && previous == Previous.OPERAND) {
            acceptEndOfExpression(innermost);
        } else if (token.is("THEN") && (innermost == Block.IF || innermost == Block.CASE)
                || token.is("DO") && (innermost == Block.WHILE || innermost == Block.FOR)
                || token.is("LOOP") && innermost == Block.FOR
                || token.isAny("AS", "IS") && innermost == Block.PACKAGE) {
            phase = Phase.STATEMENT;
        } else if (token.is("HANDLER") && declaration) {
            phase = Phase.HANDLER;
        } else if (token.isAny("PROCEDURE", "FUNCTION") && innermost == Block.PACKAGE) {
            acceptPackageRoutine(token);
        }
    }

    private void acceptEndOfExpression(Block innermost) {
        if (innermost == Block.EXPRESSION_CASE) {
            open.pop();
        } else if (untilCondition && innermost == Block.REPEAT) {
            open.pop();
            phase = Phase.AFTER_END;
        }
    }

    private static Previous previous(Lexer token) {
        return switch (token.kind()) {
            case SYMBOL ->
                token.is(')')
                        ? Previous.OPERAND
                        : token.is('.') || token.is('@') ? Previous.NAME_FOLLOWS : Previous.OPERATOR;
            case WORD -> previousWord(token);
            default -> Previous.OPERAND;
        };
    }

    private static Previous previousWord(Lexer token) {
        if (token.isAny("PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "EXISTS")) {
            return Previous.NAME_FOLLOWS;
        }
        if (token.isAny(
                "CASE",
                "WHEN",
                "THEN",
                "ELSE",
                "AND",
                "OR",
                "XOR",
                "LIKE",
                "REGEXP",
                "RLIKE",
                "BETWEEN",
                "IN",
                "DIV",
                "MOD",
                "SELECT",
                "DISTINCT",
                "FROM",
                "JOIN",
                "INTO",
                "WHERE",
                "BY",
                "ON",
                "SET",
                "UNTIL",
                "AS")) {
            return Previous.OPERATOR;
        }
        return token.is("EACH")
                ? Previous.EACH
                : token.isAny("FOLLOWS", "PRECEDES")
                        ? Previous.FOLLOWS
                        : token.isAny("CHARACTER", "CHARSET", "RETURNS") ? Previous.TYPE_FOLLOWS : Previous.OPERAND;
    }
}
