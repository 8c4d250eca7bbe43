package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.Expression.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds where an expression ends, and says of what form it is. Walks its tokens and never nests. */
final class ExpressionReader {
    /** Words before a parenthesis that call nothing. */
    private static final Set<String> NO_FUNCTIONS = Set.of(
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "LIKE",
            "ILIKE",
            "SIMILAR",
            "BETWEEN",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "END",
            "ARRAY",
            "ROW",
            "EXISTS",
            "ANY",
            "ALL",
            "SOME",
            "VALUES",
            "OVER",
            "FILTER",
            "WITHIN",
            "CAST",
            "CONVERT",
            "AS",
            "SELECT",
            "FROM",
            "WHERE",
            "ON",
            "USING",
            "BY",
            "DISTINCT",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "LIMIT",
            "OFFSET",
            "VARYING",
            "PRECISION",
            "DIV",
            "MOD",
            "XOR",
            "RLIKE",
            "REGEXP",
            "GLOB",
            "MATCH",
            "HAVING",
            "COLLATE",
            "ESCAPE");

    /** Functions that stand without parentheses. */
    private static final Set<String> BARE_FUNCTIONS = Set.of(
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "CURRENT_USER",
            "SESSION_USER",
            "CURRENT_ROLE",
            "CURRENT_CATALOG",
            "CURRENT_SCHEMA",
            "SYSTEM_USER",
            "UTC_DATE",
            "UTC_TIME",
            "UTC_TIMESTAMP");

    private final Cursor tokens;

    ExpressionReader(Cursor tokens) {
        this.tokens = tokens;
    }

    /** The expression here, to a comma or closing parenthesis outside of it, one of the words, or the end. */
    Expression upTo(Set<String> stops) {
        int first = tokens.mark();
        int depth = 0;
        while (!tokens.atEnd()) {
            if (depth == 0 && (tokens.is(',') || tokens.is(')') || tokens.is(']') || stops(stops, first))) {
                break;
            }
            depth += opens() ? 1 : depth > 0 && closes() ? -1 : 0;
            tokens.next();
        }
        if (tokens.mark() == first || depth > 0) {
            throw tokens.unexpected();
        }
        return expression(first, tokens.mark());
    }

    private boolean stops(Set<String> stops, int first) {
        int before = tokens.mark() - 1;
        return before >= first
                && stops.contains(tokens.word())
                && !tokens.isAt(before, '.')
                && !(tokens.is("FROM") && tokens.wordAt(before).equals("DISTINCT"));
    }

    private boolean opens() {
        return tokens.is('(') || tokens.is('[') || tokens.is("CASE");
    }

    private boolean closes() {
        return tokens.is(')') || tokens.is(']') || tokens.is("END");
    }

    /** The expression in the parentheses that open here, without them. */
    Expression inParentheses() {
        tokens.expect('(');
        int first = tokens.mark();
        for (int depth = 0; !(depth == 0 && tokens.is(')')); tokens.next()) {
            if (tokens.atEnd()) {
                throw tokens.unexpected();
            }
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
        }
        if (tokens.mark() == first) {
            throw tokens.unexpected();
        }
        Expression expression = expression(first, tokens.mark());
        tokens.next();
        return expression;
    }

    /** The tokens from one to before another as an expression. */
    Expression expression(int first, int end) {
        Span span = new Span(tokens.startOf(first), tokens.endOf(end - 1));
        int[] inner = withoutParentheses(first, end);
        return new Expression(tokens.text(span), form(inner[0], inner[1]), functions(first, end), span);
    }

    /** The column of {@code column IS NOT NULL}, if the tokens in this place are no more than that. */
    Optional<Identifier> notNull(int first, int end) {
        int[] inner = withoutParentheses(first, end);
        int is = inner[1] - 3;
        boolean notNull = is > inner[0]
                && tokens.wordAt(is).equals("IS")
                && tokens.wordAt(is + 1).equals("NOT")
                && tokens.wordAt(is + 2).equals("NULL");
        int[] name = notNull ? withoutParentheses(inner[0], is) : inner;
        int from = name[0];
        return notNull && name[1] - from == 1 && tokens.isNameAt(from)
                ? Optional.of(new Identifier(tokens.nameAt(from), new Span(tokens.startOf(from), tokens.endOf(from))))
                : Optional.empty();
    }

    /** The range within all the parentheses that are around it as a whole. */
    private int[] withoutParentheses(int first, int end) {
        int leading = 0;
        while (first + leading < end && tokens.isAt(first + leading, '(')) {
            leading++;
        }
        int trailing = 0;
        while (end - trailing > first + leading && tokens.isAt(end - trailing - 1, ')')) {
            trailing++;
        }
        int depth = leading;
        int around = Math.min(leading, trailing);
        for (int i = first + leading; i < end - trailing; i++) {
            depth += tokens.isAt(i, '(') ? 1 : tokens.isAt(i, ')') ? -1 : 0;
            around = Math.min(around, depth);
        }
        around = Math.max(0, Math.min(around, trailing - (depth - leading)));
        return new int[] {first + around, end - around};
    }

    private List<String> functions(int first, int end) {
        List<String> functions = new ArrayList<>();
        for (int i = first; i < end; i++) {
            String word = tokens.wordAt(i);
            boolean called =
                    i + 1 < end && tokens.isAt(i + 1, '(') && isCallable(i, first) && !NO_FUNCTIONS.contains(word);
            if (called || BARE_FUNCTIONS.contains(word)) {
                functions.add(tokens.nameAt(i).toLowerCase(Locale.ROOT));
            }
        }
        return functions;
    }

    /** A name, and not that of a type with arguments. */
    private boolean isCallable(int mark, int first) {
        Token.Kind kind = tokens.kind(mark);
        boolean name = kind == Token.Kind.WORD || kind == Token.Kind.QUOTED;
        boolean type = mark > first
                && (tokens.isAt(mark - 1, ':') || tokens.wordAt(mark - 1).equals("AS"));
        return name && !type;
    }

    private Form form(int first, int end) {
        Form constant = constant(first, end);
        if (constant != Form.OTHER) {
            return constant;
        }
        if (tokens.wordAt(first).equals("CAST") && tokens.isAt(first + 1, '(')) {
            return isCastToEnd(afterParentheses(first + 1, end), end)
                    ? call(first + 2, as(first + 2, end))
                    : Form.OTHER;
        }
        return call(first, end);
    }

    /** The AS of a CAST whose parentheses open before this place. */
    private int as(int first, int end) {
        int i = first;
        for (int depth = 0; i < end && !(depth == 0 && tokens.wordAt(i).equals("AS")); i++) {
            depth += tokens.isAt(i, '(') ? 1 : tokens.isAt(i, ')') ? -1 : 0;
        }
        return i;
    }

    /** CALL or OTHER. */
    private Form call(int first, int end) {
        int i = first;
        while (i + 2 < end && tokens.isNameAt(i) && tokens.isAt(i + 1, '.')) {
            i += 2;
        }
        if (BARE_FUNCTIONS.contains(tokens.wordAt(i)) && !tokens.isAt(i + 1, '(')) {
            return isCastToEnd(i + 1, end) ? Form.CALL : Form.OTHER;
        }
        boolean call = i + 1 < end
                && tokens.isAt(i + 1, '(')
                && isCallable(i, first)
                && !NO_FUNCTIONS.contains(tokens.wordAt(i));
        return call && isCastToEnd(afterParentheses(i + 1, end), end) ? Form.CALL : Form.OTHER;
    }

    private boolean isCastToEnd(int mark, int end) {
        return mark >= end || mark + 2 < end && isCast(mark) && behindType(mark + 2, end) >= end;
    }

    private boolean isCast(int mark) {
        return tokens.isAt(mark, ':') && tokens.isAt(mark + 1, ':');
    }

    private int afterParentheses(int open, int end) {
        int depth = 0;
        int i = open;
        while (i < end) {
            depth += tokens.isAt(i, '(') ? 1 : tokens.isAt(i, ')') ? -1 : 0;
            i++;
            if (depth == 0) {
                break;
            }
        }
        return i;
    }

    /** Behind a type's name, its arguments and brackets, and any casts that follow. */
    private int behindType(int mark, int end) {
        int i = mark;
        while (i < end) {
            if (tokens.isAt(i, '(')) {
                i = afterParentheses(i, end);
            } else if (tokens.isNameAt(i)
                    || tokens.isAt(i, '.')
                    || tokens.isAt(i, ':')
                    || tokens.isAt(i, '[')
                    || tokens.isAt(i, ']')
                    || tokens.kind(i) == Token.Kind.NUMBER && tokens.isAt(i - 1, '[')) {
                i++;
            } else {
                break;
            }
        }
        return i;
    }

    /** NULL, CONSTANT, or OTHER for neither. */
    private Form constant(int first, int end) {
        boolean nulls = false;
        boolean others = false;
        int i = first;
        while (i < end) {
            String word = tokens.wordAt(i);
            if (word.equals("NULL")) {
                nulls = true;
            } else if (isLiteral(i, word) || end - first == 1 && isSqliteName(i)) {
                others = true;
            } else if (word.equals("AS") || isCast(i)) {
                i = behindType(word.isEmpty() ? i + 2 : i + 1, end);
                continue;
            } else if (!isAroundLiterals(i, first, word)) {
                return Form.OTHER;
            }
            i++;
        }
        others |= !nulls && tokens.wordAt(first).equals("ARRAY");
        return others ? Form.CONSTANT : nulls ? Form.NULL : Form.OTHER;
    }

    private boolean isLiteral(int mark, String word) {
        Token.Kind kind = tokens.kind(mark);
        return kind == Token.Kind.STRING || kind == Token.Kind.NUMBER || word.equals("TRUE") || word.equals("FALSE");
    }

    /** SQLite takes a name in a DEFAULT for a text. */
    private boolean isSqliteName(int mark) {
        return tokens.dialect() == Dialect.SQLITE && tokens.kind(mark) == Token.Kind.QUOTED;
    }

    private boolean isAroundLiterals(int mark, int first, String word) {
        if (word.equals("ARRAY")) {
            return tokens.isAt(mark + 1, '[');
        }
        if (word.equals("CAST")) {
            return tokens.isAt(mark + 1, '(');
        }
        if (!word.isEmpty()) { // DATE '…', _utf8mb4 '…', b'…'
            return tokens.kind(mark + 1) == Token.Kind.STRING;
        }
        if (tokens.isAt(mark, '-') || tokens.isAt(mark, '+')) { // a sign, not a sum
            return mark == first || isOpening(mark - 1);
        }
        return tokens.isAt(mark, ',')
                || tokens.isAt(mark, '[')
                || tokens.isAt(mark, ']')
                || tokens.isAt(mark, '(')
                || tokens.isAt(mark, ')');
    }

    private boolean isOpening(int mark) {
        return tokens.isAt(mark, '(') || tokens.isAt(mark, '[') || tokens.isAt(mark, ',');
    }
}
