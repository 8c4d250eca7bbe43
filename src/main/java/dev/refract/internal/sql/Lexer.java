package dev.refract.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * A cursor over the tokens of a text. It reads what the database's own lexer reads (PostgreSQL's scan.l, MySQL's
 * sql_lex.cc, SQLite's tokenize.c), and any text at all: what is not closed runs to the end.
 *
 * <p>MySQL's executable comments ({@code /*! … *}{@code /}, {@code /*M! … *}{@code /}) are read as the code they are,
 * unless their version is one that no server has. A session whose sql_mode has ANSI_QUOTES is not known here.
 */
public final class Lexer {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Dialect dialect;
    private final String text;
    private final int limit;
    private boolean escapes;
    private int pos;

    private Token.Kind kind = Token.Kind.END;
    private int start;
    private int end;
    private int codeEnd;
    private int executable = -1;
    private boolean afterAs;
    private @Nullable Unterminated unterminated;

    /** Over a whole text. */
    public Lexer(Dialect dialect, String text) {
        this(dialect, text, 0, text.length(), dialect == Dialect.MYSQL);
    }

    /** Over a part of a text; tokens are still placed by their offset in the whole. */
    public Lexer(Dialect dialect, String text, int from, int to) {
        this(dialect, text, from, to, dialect == Dialect.MYSQL);
    }

    /**
     * Over a part of a text.
     *
     * @param escapes whether a backslash escapes in its plain literals
     */
    public Lexer(Dialect dialect, String text, int from, int to, boolean escapes) {
        this.dialect = dialect;
        this.text = text;
        this.pos = from;
        this.start = from;
        this.end = from;
        this.codeEnd = from;
        this.limit = to;
        this.escapes = escapes;
    }

    /** The text without the space and comments after its last token. */
    public static String upToLastToken(Dialect dialect, String text) {
        Lexer lexer = new Lexer(dialect, text);
        int end = 0;
        while (lexer.next()) {
            end = lexer.end();
        }
        return text.substring(0, end);
    }

    /** Moves to the next token; false after the last one. */
    public boolean next() {
        afterAs = is("AS");
        skipBlank();
        start = pos;
        if (pos >= limit) {
            kind = Token.Kind.END;
            end = pos;
            return false;
        }
        kind = read(text.charAt(pos));
        end = pos;
        codeEnd = pos;
        return true;
    }

    public Token.Kind kind() {
        return kind;
    }

    /** Offset of the token's first character in the text. */
    public int start() {
        return start;
    }

    /** Offset after the token's last character. */
    public int end() {
        return end;
    }

    /** The current token. */
    public Token token() {
        return new Token(kind, start, end);
    }

    /** Whether the token is this keyword, in any case and unquoted. */
    public boolean is(String keyword) {
        return kind == Token.Kind.WORD
                && end - start == keyword.length()
                && text.regionMatches(true, start, keyword, 0, keyword.length());
    }

    /** Whether the token is any of these keywords. */
    public boolean isAny(String... keywords) {
        for (String keyword : keywords) {
            if (is(keyword)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the token is this one character. */
    public boolean is(char symbol) {
        return kind == Token.Kind.SYMBOL && text.charAt(start) == symbol;
    }

    /** Moves past the keyword if it is the current token. */
    public boolean skip(String keyword) {
        boolean found = is(keyword);
        if (found) {
            next();
        }
        return found;
    }

    /** Moves past these keywords if they all come, in order; moves past those that do. */
    public boolean skip(String first, String... rest) {
        if (!skip(first)) {
            return false;
        }
        for (String keyword : rest) {
            if (!skip(keyword)) {
                return false;
            }
        }
        return true;
    }

    /** The token as it is written. */
    public String text() {
        return text.substring(start, end);
    }

    /** Whether the token can name something: an identifier, or the quotes that the dialect tolerates for one. */
    public boolean isName() {
        return kind == Token.Kind.WORD
                || kind == Token.Kind.QUOTED
                || kind == Token.Kind.STRING && dialect == Dialect.SQLITE
                || kind == Token.Kind.STRING && dialect == Dialect.MYSQL && text.charAt(start) == '"';
    }

    /** The identifier that the token stands for: without quotes; PostgreSQL's unquoted ones as it folds them. */
    public String name() {
        if (kind == Token.Kind.WORD) {
            return dialect == Dialect.POSTGRESQL ? folded(text()) : text();
        }
        return value();
    }

    /** A name as PostgreSQL folds it in UTF-8: only the letters of ASCII. */
    public static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                folded.setCharAt(i, (char) (letter + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    /** Whether the token is a dollar-quoted literal. */
    public boolean isDollarQuoted() {
        return kind == Token.Kind.STRING && text.charAt(start) == '$';
    }

    /** What the literal or quoted identifier holds, its escapes decoded. */
    public String value() {
        if (isDollarQuoted()) {
            int tag = text.indexOf('$', start + 1) + 1 - start;
            return text.substring(start + tag, Math.max(start + tag, end - tag));
        }
        int open = start;
        while (open < end && "'\"`[".indexOf(text.charAt(open)) < 0) {
            open++;
        }
        if (open == end) {
            return text();
        }
        boolean unicode = dialect == Dialect.POSTGRESQL && text.startsWith("&", start + 1);
        return unicode ? UnicodeEscapes.decode(unquote(open)) : unquote(open);
    }

    private String unquote(int open) {
        char quote = text.charAt(open);
        char close = quote == '[' ? ']' : quote;
        boolean backslash = readsEscapes(open);
        StringBuilder value = new StringBuilder(end - open);
        int at = open + 1;
        while (at < end) {
            char c = text.charAt(at);
            if (c == '\\' && backslash && at + 1 < end) {
                at = BackslashEscapes.decode(dialect, text, at + 1, end, value);
            } else if (c != close) {
                value.append(c);
                at++;
            } else if (at + 1 < end && text.charAt(at + 1) == close) {
                value.append(c);
                at += 2;
            } else {
                break;
            }
        }
        return value.toString();
    }

    private boolean readsEscapes(int open) {
        return switch (dialect) {
            case MYSQL -> escapes && text.charAt(open) != '`';
            case POSTGRESQL ->
                text.charAt(open) == '\'' && (open == start ? escapes : (text.charAt(start) | 0x20) == 'e');
            case SQLITE -> false;
        };
    }

    /** Whether a backslash escapes in a plain literal from here on. */
    void escapes(boolean on) {
        escapes = on;
    }

    boolean escapes() {
        return escapes;
    }

    /** Where the executable comment begins that the token is in, or -1. */
    int executable() {
        return executable;
    }

    /** Behind the last token, and after the executable comment that ended with it. */
    int codeEnd() {
        return codeEnd;
    }

    /** What the text ended inside of, or null. */
    @Nullable
    Unterminated unterminated() {
        return unterminated;
    }

    /** Makes the rest of the line part of the token. */
    void extendToLineEnd() {
        while (pos < limit && !isLineEnd(text.charAt(pos))) {
            pos++;
        }
        extendTo(pos);
    }

    /** Makes what follows part of the token, up to this offset. */
    void extendTo(int offset) {
        pos = offset;
        end = offset;
        codeEnd = offset;
    }

    // --- what is between tokens

    private void skipBlank() {
        while (pos < limit) {
            char c = text.charAt(pos);
            if (isSpace(c)) {
                pos++;
            } else if (c == '-' && startsLineComment()) {
                skipLine();
            } else if (c == '#' && dialect == Dialect.MYSQL) {
                skipLine();
            } else if (c == '/' && at(pos + 1) == '*' && !(dialect == Dialect.SQLITE && pos + 2 >= limit)) {
                openComment();
            } else if (c == '*' && executable >= 0 && at(pos + 1) == '/') {
                pos += 2;
                executable = -1;
                codeEnd = pos;
                unterminated = null;
            } else {
                return;
            }
        }
    }

    private boolean isSpace(char c) {
        return switch (c) {
            case ' ', '\t', '\n', '\r', '\f' -> true;
            case '\u000B' -> dialect != Dialect.SQLITE;
            case BYTE_ORDER_MARK -> pos == 0 || dialect == Dialect.SQLITE;
            default -> false;
        };
    }

    private boolean startsLineComment() {
        if (at(pos + 1) != '-') {
            return false;
        }
        // MySQL reads 1--1 as a sum: the comment needs a space or control character after it
        return dialect != Dialect.MYSQL || pos + 2 >= limit || at(pos + 2) <= ' ' || at(pos + 2) == 0x7F;
    }

    private void skipLine() {
        while (pos < limit && !isLineEnd(text.charAt(pos))) {
            pos++;
        }
    }

    /** Only PostgreSQL ends a line comment at a lone CR. */
    private boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' && dialect == Dialect.POSTGRESQL;
    }

    private void openComment() {
        int mark = dialect == Dialect.MYSQL ? executableMark() : 0;
        if (mark > 0) {
            executable = pos;
            unterminated = new Unterminated(pos, "executable comment");
            pos += mark;
        } else if (dialect == Dialect.POSTGRESQL) {
            skipNestedComment();
        } else {
            skipComment();
        }
    }

    /** The length of an executable comment's opening with its version, or 0. */
    private int executableMark() {
        int bang = at(pos + 2) == 'M' ? pos + 3 : pos + 2;
        if (at(bang) != '!') {
            return 0;
        }
        int digit = bang + 1;
        while (digit < bang + 7 && isDigit(at(digit))) {
            digit++;
        }
        int digits = digit - bang - 1;
        boolean versioned = digits >= 5;
        boolean never = versioned && text.startsWith("99", bang + 1); // MariaDB's dumps begin with /*M!999999\- …
        return never || executable >= 0 ? 0 : (versioned ? digit : bang + 1) - pos;
    }

    private void skipComment() {
        int close = text.indexOf("*/", pos + 2);
        if (close < 0 || close + 2 > limit) {
            if (dialect != Dialect.SQLITE) { // where it is legal
                unterminated(pos, "comment");
            }
            pos = limit;
        } else {
            pos = close + 2;
        }
    }

    private void skipNestedComment() {
        int open = pos;
        int depth = 1;
        pos += 2;
        while (pos < limit && depth > 0) {
            char c = text.charAt(pos);
            if (c == '*' && at(pos + 1) == '/') {
                depth--;
                pos += 2;
            } else if (c == '/' && at(pos + 1) == '*') {
                depth++;
                pos += 2;
            } else {
                pos++;
            }
        }
        if (depth > 0) {
            unterminated(open, "comment");
        }
    }

    // --- tokens

    private Token.Kind read(char c) {
        if (isWordStart(c)) {
            return readWord(c);
        }
        if (isDigit(c)) {
            return readNumber();
        }
        return switch (c) {
            case '\'' -> readString(escapes);
            case '"' -> dialect == Dialect.MYSQL ? readString(escapes) : readName('"');
            case '`' -> dialect == Dialect.POSTGRESQL ? readSymbol() : readName('`');
            case '[' -> dialect == Dialect.SQLITE ? readName(']') : readSymbol();
            case '$' -> readDollar();
            default -> readSymbol();
        };
    }

    private Token.Kind readSymbol() {
        pos++;
        return Token.Kind.SYMBOL;
    }

    private Token.Kind readWord(char c) {
        if (dialect == Dialect.POSTGRESQL) {
            char quote = at(pos + 1);
            if (quote == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
                pos++;
                return readString((c | 0x20) == 'e' || escapes && (c | 0x20) == 'n');
            }
            if (quote == '&' && (c | 0x20) == 'u' && (at(pos + 2) == '\'' || at(pos + 2) == '"')) {
                pos += 2;
                return at(pos) == '"' ? readName('"') : readString(false);
            }
        }
        skipWord();
        return Token.Kind.WORD;
    }

    private void skipWord() {
        do {
            pos++;
        } while (pos < limit && isWordPart(text.charAt(pos)));
    }

    private Token.Kind readNumber() {
        if (dialect == Dialect.MYSQL && isNameThatBeginsWithDigit()) {
            skipWord();
            return Token.Kind.WORD;
        }
        do {
            pos++;
        } while (pos < limit
                && (isDigit(text.charAt(pos))
                        || isLetter(text.charAt(pos))
                        || text.charAt(pos) == '.'
                        || text.charAt(pos) == '_'));
        return Token.Kind.NUMBER;
    }

    /** MySQL: {@code 2fa} is a name; {@code 0x2f}, {@code 0b1} and {@code 2e5} are numbers. */
    private boolean isNameThatBeginsWithDigit() {
        int i = pos;
        while (isDigit(at(i))) {
            i++;
        }
        char c = at(i);
        boolean based = i == pos + 1 && text.charAt(pos) == '0' && (c == 'x' || c == 'b');
        boolean exponent = (c | 0x20) == 'e' && (isDigit(at(i + 1)) || at(i + 1) == '+' || at(i + 1) == '-');
        return isWordPart(c) && !based && !exponent;
    }

    private Token.Kind readString(boolean backslash) {
        int open = pos;
        do {
            skipQuoted(text.charAt(pos), backslash, open, "string literal");
        } while (dialect == Dialect.POSTGRESQL && continuesString());
        return Token.Kind.STRING;
    }

    /** PostgreSQL: two literals with a line break between them are one, and the first one's kind holds for both. */
    private boolean continuesString() {
        boolean lineEnd = false;
        int i = pos;
        while (i < limit) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lineEnd = true;
            } else if (c == '-' && at(i + 1) == '-') {
                while (i + 1 < limit && !isLineEnd(text.charAt(i + 1))) {
                    i++;
                }
            } else if (!isSpace(c)) {
                break;
            }
            i++;
        }
        if (lineEnd && at(i) == '\'') {
            pos = i;
            return true;
        }
        return false;
    }

    private Token.Kind readName(char close) {
        if (close == ']') {
            int open = pos;
            while (pos < limit && text.charAt(pos) != ']') {
                pos++;
            }
            if (pos >= limit) {
                unterminated(open, "quoted identifier");
            }
            pos = Math.min(pos + 1, limit);
        } else {
            skipQuoted(close, false, pos, "quoted identifier");
        }
        return Token.Kind.QUOTED;
    }

    private void skipQuoted(char quote, boolean backslash, int open, String what) {
        pos++;
        while (pos < limit) {
            char c = text.charAt(pos++);
            if (c == quote) {
                if (at(pos) != quote) {
                    return;
                }
                pos++;
            } else if (c == '\\' && backslash) {
                pos++;
            }
        }
        pos = limit;
        unterminated(open, what);
    }

    private Token.Kind readDollar() {
        if (isDigit(at(pos + 1)) && dialect == Dialect.POSTGRESQL) {
            pos++;
            while (isDigit(at(pos))) {
                pos++;
            }
            return Token.Kind.PARAMETER;
        }
        if (dialect != Dialect.SQLITE && readDollarQuoted()) {
            return Token.Kind.STRING;
        }
        if (dialect == Dialect.POSTGRESQL) {
            return readSymbol();
        }
        skipWord();
        return dialect == Dialect.MYSQL ? Token.Kind.WORD : Token.Kind.PARAMETER;
    }

    /** The length of {@code $tag$} here, or 0. */
    private int dollarTag() {
        int i = pos + 1;
        while (i < limit && text.charAt(i) != '$') {
            if (!isWordPart(text.charAt(i))) {
                return 0;
            }
            i++;
        }
        return i < limit ? i + 1 - pos : 0;
    }

    /** MySQL 9 has them for a routine's body, after AS; to MariaDB and older ones {@code $$} is a name. */
    private boolean readDollarQuoted() {
        boolean mysql = dialect == Dialect.MYSQL;
        int tag = mysql && !afterAs ? 0 : dollarTag();
        if (tag == 0) {
            return false;
        }
        int close = text.indexOf(text.substring(pos, pos + tag), pos + tag);
        boolean closed = close >= 0 && close + tag <= limit;
        if (!closed && mysql) {
            return false;
        }
        if (!closed) {
            unterminated(pos, "dollar-quoted string");
        }
        pos = closed ? close + tag : limit;
        return true;
    }

    private void unterminated(int open, String what) {
        unterminated = new Unterminated(open, what);
    }

    private boolean isWordStart(char c) {
        return isLetter(c) || c == '_' || c >= 0x80;
    }

    private boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char at(int offset) {
        return offset < limit ? text.charAt(offset) : '\0';
    }
}
