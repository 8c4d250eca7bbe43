package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the parts that statements have in common: names, lists, options, the columns of keys, references. */
final class PartReader {
    private static final Set<String> AFTER_INDEX_EXPRESSION =
            Set.of("COLLATE", "ASC", "DESC", "NULLS", "AUTOINCREMENT");
    private static final Set<String> NO_OPERATOR_CLASS = Set.of("ASC", "DESC", "NULLS", "COLLATE", "WITH", "WITHOUT");

    final Cursor tokens;
    final ExpressionReader expressions;

    PartReader(Cursor tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionReader(tokens);
    }

    // --- names

    /** A name that may be qualified, by more than one part; the last two count. */
    QualifiedName name() {
        Optional<Identifier> schema = Optional.empty();
        Identifier identifier = tokens.identifier();
        while (tokens.is('.') && tokens.isNameAt(tokens.mark() + 1)) {
            tokens.next();
            schema = Optional.of(identifier);
            identifier = tokens.identifier();
        }
        return new QualifiedName(schema, identifier);
    }

    /** The name of a table in a list: PostgreSQL's may have {@code ONLY} before it and {@code *} after. */
    QualifiedName table() {
        if (tokens.dialect() != Dialect.POSTGRESQL) {
            return name();
        }
        boolean only = tokens.is("ONLY") && (tokens.isNameAt(tokens.mark() + 1) || tokens.is('(', 1));
        if (only) {
            tokens.next();
        }
        boolean enclosed = only && tokens.skip('(');
        QualifiedName name = name();
        if (enclosed) {
            tokens.expect(')');
        }
        tokens.skip('*');
        return name;
    }

    <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        do {
            items.add(item.get());
        } while (tokens.skip(','));
        return items;
    }

    <T> List<T> inParentheses(Supplier<T> item) {
        tokens.expect('(');
        List<T> items = list(item);
        tokens.expect(')');
        return items;
    }

    /** Columns in parentheses, if there are any here. */
    List<Identifier> columns() {
        return tokens.is('(') ? inParentheses(tokens::identifier) : List.of();
    }

    boolean ifExists() {
        return tokens.skip("IF", "EXISTS");
    }

    boolean ifNotExists() {
        return tokens.skip("IF", "NOT", "EXISTS");
    }

    boolean cascade() {
        boolean cascade = tokens.skip("CASCADE");
        if (!cascade) {
            tokens.skip("RESTRICT");
        }
        return cascade;
    }

    Identifier to() {
        tokens.expect("TO");
        return tokens.identifier();
    }

    // --- options

    /** {@code (a = 1, toast.b, c 'x')}. */
    List<Option> options() {
        return inParentheses(this::option);
    }

    private Option option() {
        int start = tokens.start();
        if (tokens.isAny("ADD", "SET", "DROP") && tokens.isNameAt(tokens.mark() + 1)) {
            tokens.next(); // of a foreign table
        }
        String name = name().toString().toUpperCase(Locale.ROOT);
        tokens.skip('=');
        Optional<String> value = tokens.is(',') || tokens.is(')') ? Optional.empty() : Optional.of(itemValue());
        return new Option(name, value, tokens.from(start));
    }

    /** What stands here to the next comma or closing parenthesis; one literal without its quotes. */
    String itemValue() {
        int first = tokens.mark();
        String only = tokens.value();
        tokens.skipItem();
        boolean one = tokens.mark() == first + 1;
        return one
                ? only
                : tokens.text(new Span(tokens.startOf(first), tokens.endOf(Math.max(first, tokens.mark() - 1))));
    }

    /** The word or literal here as a value, with a sign before it. */
    String value() {
        if (tokens.atEnd() || tokens.is(',') || tokens.is(')')) {
            throw tokens.unexpected();
        }
        String sign = tokens.is('-') || tokens.is('+') ? tokens.raw() : "";
        if (!sign.isEmpty()) {
            tokens.next();
        }
        String value = sign + tokens.value();
        tokens.next();
        return value;
    }

    /** An option whose value is one token, with or without an equals sign. */
    Option option(String name, int start) {
        tokens.skip('=');
        return new Option(name, Optional.of(value()), tokens.from(start));
    }

    Option flag(String name, int start) {
        return new Option(name, Optional.empty(), tokens.from(start));
    }

    // --- columns of keys and indexes

    List<IndexPart> indexParts() {
        return inParentheses(this::indexPart);
    }

    private IndexPart indexPart() {
        int start = tokens.start();
        int first = tokens.mark();
        Optional<Expression> expression = Optional.empty();
        Optional<Identifier> column = Optional.empty();
        OptionalInt prefix = OptionalInt.empty();
        if (tokens.dialect() == Dialect.SQLITE) {
            Expression whole = expressions.upTo(AFTER_INDEX_EXPRESSION);
            boolean plain = tokens.mark() == first + 1 && tokens.isNameAt(first);
            column = plain ? Optional.of(new Identifier(tokens.nameAt(first), whole.span())) : column;
            expression = plain ? expression : Optional.of(whole);
        } else if (tokens.is('(')) {
            expression = Optional.of(expressions.inParentheses());
        } else if (tokens.isNameAt(first) && !isCall()) {
            column = Optional.of(tokens.identifier());
            prefix = tokens.is('(') ? prefix() : prefix;
        } else {
            expression = Optional.of(call());
        }
        return partOptions(column, expression, prefix, start);
    }

    /** PostgreSQL: a function, perhaps in a schema, with its arguments. */
    private boolean isCall() {
        return tokens.dialect() == Dialect.POSTGRESQL && (tokens.is('(', 1) || tokens.is('.', 1));
    }

    private Expression call() {
        int first = tokens.mark();
        name();
        tokens.skipParentheses();
        return expressions.expression(first, tokens.mark());
    }

    private OptionalInt prefix() {
        tokens.expect('(');
        String digits = value();
        tokens.expect(')');
        try {
            return OptionalInt.of(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            throw tokens.unexpected();
        }
    }

    private IndexPart partOptions(
            Optional<Identifier> column, Optional<Expression> expression, OptionalInt prefix, int start) {
        List<Option> options = new ArrayList<>();
        boolean descending = false;
        while (!tokens.atEnd() && !tokens.is(',') && !tokens.is(')')) {
            int at = tokens.start();
            if (tokens.skip("COLLATE")) {
                options.add(new Option("COLLATE", Optional.of(name().toString()), tokens.from(at)));
            } else if (tokens.skipAny("ASC", "DESC")) {
                descending = tokens.text(tokens.from(at)).equalsIgnoreCase("DESC");
            } else if (tokens.skip("NULLS")) {
                options.add(option("NULLS", at));
            } else if (tokens.dialect() == Dialect.SQLITE && tokens.skip("AUTOINCREMENT")) {
                options.add(flag("AUTOINCREMENT", at));
            } else if (tokens.skip("WITHOUT", "OVERLAPS")) {
                options.add(flag("WITHOUT OVERLAPS", at));
            } else if (tokens.skip("WITH")) {
                options.add(operator(at));
            } else if (tokens.isName() && !NO_OPERATOR_CLASS.contains(tokens.word())) {
                options.add(operatorClass(at));
            } else {
                throw tokens.unexpected();
            }
        }
        return new IndexPart(column, expression, prefix, descending, options, tokens.from(start));
    }

    private Option operator(int start) {
        int first = tokens.start();
        tokens.skipItem();
        return new Option("WITH", Optional.of(tokens.text(tokens.from(first))), tokens.from(start));
    }

    private Option operatorClass(int start) {
        String name = name().toString();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        return new Option("OPCLASS", Optional.of(name), tokens.from(start));
    }

    // --- foreign keys

    /** From REFERENCES on. */
    Constraint.ForeignKey references(Optional<Identifier> name, List<Identifier> own, int start) {
        tokens.expect("REFERENCES");
        QualifiedName table = name();
        List<Identifier> referenced = tokens.is('(') ? inParentheses(this::referencedColumn) : List.of();
        Optional<String> match = Optional.empty();
        Optional<String> onDelete = Optional.empty();
        Optional<String> onUpdate = Optional.empty();
        while (tokens.is("MATCH")
                || tokens.is("ON")
                        && (tokens.word(1).equals("DELETE") || tokens.word(1).equals("UPDATE"))) {
            if (tokens.skip("MATCH")) {
                match = Optional.of(value().toUpperCase(Locale.ROOT));
            } else if (tokens.skip("ON", "DELETE")) {
                onDelete = Optional.of(referentialAction());
            } else {
                tokens.expect("ON", "UPDATE");
                onUpdate = Optional.of(referentialAction());
            }
        }
        Constraint.Traits traits = traits();
        return new Constraint.ForeignKey(
                name, own, table, referenced, onDelete, onUpdate, match, traits, tokens.from(start));
    }

    /** PostgreSQL 18: {@code PERIOD column}; MySQL takes a length. */
    Identifier referencedColumn() {
        if (tokens.is("PERIOD") && tokens.isNameAt(tokens.mark() + 1)) {
            tokens.next();
        }
        Identifier column = tokens.identifier();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        tokens.skipAny("ASC", "DESC");
        return column;
    }

    private String referentialAction() {
        if (tokens.skip("NO")) {
            tokens.expect("ACTION");
            return "NO ACTION";
        }
        if (tokens.skip("SET")) {
            String what = value().toUpperCase(Locale.ROOT);
            if (tokens.is('(')) {
                tokens.skipParentheses();
            }
            return "SET " + what;
        }
        if (!tokens.isAny("CASCADE", "RESTRICT")) {
            throw tokens.unexpected();
        }
        return value().toUpperCase(Locale.ROOT);
    }

    // --- when a constraint is checked

    Constraint.Traits traits() {
        boolean notValid = false;
        boolean deferrable = false;
        boolean deferred = false;
        boolean enforced = true;
        boolean noInherit = false;
        while (true) {
            if (tokens.skip("NOT", "VALID")) {
                notValid = true;
            } else if (tokens.skip("NOT", "DEFERRABLE")) {
                deferrable = false;
            } else if (tokens.skip("NOT", "ENFORCED")) {
                enforced = false;
            } else if (tokens.skip("DEFERRABLE")) {
                deferrable = true;
            } else if (tokens.skip("INITIALLY", "DEFERRED")) {
                deferred = true;
                deferrable = true;
            } else if (tokens.skip("NO", "INHERIT")) {
                noInherit = true;
            } else if (!tokens.skip("INITIALLY", "IMMEDIATE") && !tokens.skip("ENFORCED") && !tokens.skip("INHERIT")) {
                return new Constraint.Traits(notValid, deferrable, deferred, enforced, noInherit);
            }
        }
    }

    Constraint.Check check(Optional<Identifier> name, Optional<Identifier> column, int start) {
        tokens.expect("CHECK");
        int open = tokens.mark();
        Expression condition = expressions.inParentheses();
        Optional<Identifier> notNull = expressions.notNull(open, tokens.mark());
        Constraint.Traits traits = traits();
        return new Constraint.Check(name, condition, notNull, column, traits, tokens.from(start));
    }

    /** A column by itself as what a key is on. */
    static IndexPart part(Identifier column) {
        return new IndexPart(
                Optional.of(column), Optional.empty(), OptionalInt.empty(), false, List.of(), column.span());
    }

    /** A number, word or literal, or what stands in parentheses, past it. */
    void skipValue() {
        if (tokens.is('(')) {
            tokens.skipParentheses();
        } else if (tokens.kind() == Token.Kind.END) {
            throw tokens.unexpected();
        } else {
            tokens.next();
        }
    }
}
