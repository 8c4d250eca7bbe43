package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import java.util.Arrays;
import java.util.Locale;

/**
 * A place among the tokens of one statement, with those after it to look ahead at and those before it to return to.
 * Tokens are read when they are looked at. A semicolon ends it.
 */
final class Cursor {
    /** Something stands where the reader can't use it. */
    static final class Misread extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String reason;
        private final transient Span span;

        Misread(String reason, Span span) {
            super(reason, null, false, false);
            this.reason = reason;
            this.span = span;
        }

        Unread unread() {
            return new Unread(reason, span);
        }

        Unread unread(Span whole) {
            return new Unread(reason, whole);
        }
    }

    private static final int SHOWN = 30;

    private final Dialect dialect;
    private final String text;
    private final boolean escapes;
    private final Lexer lexer;
    private final int limit;

    private Token.Kind[] kinds = new Token.Kind[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private int at;
    private int lastEnd;
    private int worded = -1;
    private String word = "";

    Cursor(Dialect dialect, String text, int from, int to, boolean escapes) {
        this.dialect = dialect;
        this.text = text;
        this.escapes = escapes;
        this.lexer = new Lexer(dialect, text, from, to, escapes);
        this.limit = to;
        this.lastEnd = from;
    }

    Dialect dialect() {
        return dialect;
    }

    // --- where it is

    /** The number of the current token, to return to. */
    int mark() {
        return at;
    }

    void reset(int mark) {
        at = mark;
        lastEnd = mark == 0 ? starts[0] : ends[mark - 1];
    }

    boolean atEnd() {
        return kind(at) == Token.Kind.END;
    }

    int start() {
        return startOf(at);
    }

    /** From an offset to the end of the token before this one. */
    Span from(int start) {
        return new Span(start, Math.max(start, lastEnd));
    }

    /** The current token's own place. */
    Span here() {
        load(at);
        return new Span(starts[at], ends[at]);
    }

    Token.Kind kind() {
        return kind(at);
    }

    Token.Kind kind(int mark) {
        load(mark);
        return kinds[mark];
    }

    int startOf(int mark) {
        load(mark);
        return starts[mark];
    }

    int endOf(int mark) {
        load(mark);
        return ends[mark];
    }

    void next() {
        load(at);
        if (kinds[at] != Token.Kind.END) {
            lastEnd = ends[at];
            at++;
        }
    }

    /** Moves on and keeps nothing to return to: for what may be very long. */
    void nextForGood() {
        next();
        if (at == count && at > 1) {
            kinds[0] = kinds[at - 1];
            starts[0] = starts[at - 1];
            ends[0] = ends[at - 1];
            at = 1;
            count = 1;
            worded = -1;
        }
    }

    private void load(int mark) {
        while (count <= mark) {
            if (count > 0 && kinds[count - 1] == Token.Kind.END) {
                put(Token.Kind.END, starts[count - 1], starts[count - 1]);
            } else if (!lexer.next()) {
                put(Token.Kind.END, limit, limit);
            } else if (lexer.is(';')) {
                put(Token.Kind.END, lexer.start(), lexer.start());
            } else {
                put(lexer.kind(), lexer.start(), lexer.end());
            }
        }
    }

    private void put(Token.Kind kind, int start, int end) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        kinds[count] = kind;
        starts[count] = start;
        ends[count++] = end;
    }

    // --- words and symbols

    /** The current token in upper case where it is a keyword or an unquoted name; otherwise empty. */
    String word() {
        if (worded != at) {
            word = wordAt(at);
            worded = at;
        }
        return word;
    }

    /** The word so many tokens further on. */
    String word(int ahead) {
        return wordAt(at + ahead);
    }

    String wordAt(int mark) {
        return kind(mark) == Token.Kind.WORD ? raw(mark).toUpperCase(Locale.ROOT) : "";
    }

    boolean is(String keyword) {
        return is(keyword, 0);
    }

    private boolean is(String keyword, int ahead) {
        int mark = at + ahead;
        return kind(mark) == Token.Kind.WORD
                && ends[mark] - starts[mark] == keyword.length()
                && text.regionMatches(true, starts[mark], keyword, 0, keyword.length());
    }

    boolean isAny(String... keywords) {
        for (String keyword : keywords) {
            if (is(keyword)) {
                return true;
            }
        }
        return false;
    }

    /** Whether these words come, in this order. */
    boolean are(String... keywords) {
        for (int i = 0; i < keywords.length; i++) {
            if (!is(keywords[i], i)) {
                return false;
            }
        }
        return true;
    }

    boolean is(char symbol) {
        return isAt(at, symbol);
    }

    boolean is(char symbol, int ahead) {
        return isAt(at + ahead, symbol);
    }

    boolean isAt(int mark, char symbol) {
        return kind(mark) == Token.Kind.SYMBOL && text.charAt(starts[mark]) == symbol;
    }

    boolean isString() {
        return kind() == Token.Kind.STRING;
    }

    /** Moves past these words if they all come. */
    boolean skip(String... keywords) {
        boolean found = are(keywords);
        for (int i = 0; found && i < keywords.length; i++) {
            next();
        }
        return found;
    }

    /** Moves past one of these words. */
    boolean skipAny(String... keywords) {
        boolean found = isAny(keywords);
        if (found) {
            next();
        }
        return found;
    }

    boolean skip(char symbol) {
        boolean found = is(symbol);
        if (found) {
            next();
        }
        return found;
    }

    void expect(String... keywords) {
        for (String keyword : keywords) {
            if (!skip(keyword)) {
                throw unexpected();
            }
        }
    }

    void expect(char symbol) {
        if (!skip(symbol)) {
            throw unexpected();
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw unexpected();
        }
    }

    Misread unexpected() {
        if (atEnd()) {
            return new Misread("it ends too early", here());
        }
        String shown = raw(at);
        return new Misread(
                "not understood: " + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown), here());
    }

    /** Past the closing one, from an opening parenthesis on. */
    void skipParentheses() {
        expect('(');
        for (int depth = 1; depth > 0; next()) {
            if (atEnd()) {
                throw unexpected();
            }
            depth += is('(') ? 1 : is(')') ? -1 : 0;
        }
    }

    /** Moves to the next comma or closing parenthesis that belongs to what is around, or to the end. */
    void skipItem() {
        for (int depth = 0; !atEnd() && !(depth == 0 && (is(',') || is(')'))); next()) {
            depth += is('(') ? 1 : is(')') ? -1 : 0;
        }
    }

    void skipToEnd() {
        while (!atEnd()) {
            nextForGood();
        }
    }

    // --- what a token says

    boolean isName() {
        return isNameAt(at);
    }

    boolean isNameAt(int mark) {
        return switch (kind(mark)) {
            case WORD, QUOTED -> true;
            case STRING -> dialect == Dialect.SQLITE || dialect == Dialect.MYSQL && text.charAt(starts[mark]) == '"';
            default -> false;
        };
    }

    /** The token as it is written. */
    String raw() {
        return raw(at);
    }

    String raw(int mark) {
        load(mark);
        return text.substring(starts[mark], ends[mark]);
    }

    String text(Span span) {
        return span.of(text);
    }

    /** What a literal or quoted name holds; anything else as written. */
    String value() {
        return valueAt(at);
    }

    private String valueAt(int mark) {
        Token.Kind kind = kind(mark);
        if (kind != Token.Kind.STRING && kind != Token.Kind.QUOTED) {
            return raw(mark);
        }
        if (text.charAt(starts[mark]) == '$') {
            return dollarQuoted(raw(mark));
        }
        Lexer one = new Lexer(dialect, text, starts[mark], ends[mark], escapes);
        one.next();
        return one.value();
    }

    private static String dollarQuoted(String raw) {
        int tag = raw.indexOf('$', 1) + 1;
        return tag > 0 && raw.length() >= 2 * tag ? raw.substring(tag, raw.length() - tag) : raw;
    }

    String nameAt(int mark) {
        if (kind(mark) != Token.Kind.WORD) {
            return valueAt(mark);
        }
        return dialect == Dialect.POSTGRESQL ? Lexer.folded(raw(mark)) : raw(mark);
    }

    Identifier identifier() {
        if (!isName()) {
            throw unexpected();
        }
        Identifier identifier = new Identifier(nameAt(at), here());
        next();
        return identifier;
    }

    /** The literal here, without its quotes. */
    String literal() {
        if (!isString()) {
            throw unexpected();
        }
        String value = value();
        next();
        return value;
    }
}
