package dev.refract.internal.project;

import dev.refract.internal.project.ConfigTokens.Kind;
import dev.refract.internal.project.ConfigTokens.Token;
import dev.refract.internal.project.Expression.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements of a configuration file: imports, bindings and the exported value. It runs nothing; what it does
 * not know it records, so that who looks a value up can tell whether the value is certain.
 */
final class ConfigParser {

    /**
     * Where an imported name comes from. {@code name} is {@code default} for a default import and {@code *} for the
     * whole module.
     */
    record Import(String module, String name) {}

    /**
     * A file, read.
     *
     * @param sideEffects the modules that are loaded, with the first line that does it
     * @param exported the default export, or null
     * @param bindings constants and functions
     * @param statements what runs, in its order
     * @param opaqueLine the first line of a statement that may do anything; 0 where there is none
     */
    record Parsed(
            Map<String, Import> imports,
            Map<String, Integer> sideEffects,
            Map<String, Expression> bindings,
            @Nullable Expression exported,
            List<Statement> statements,
            int opaqueLine) {

        /** Of a file that can't be read. */
        static final Parsed NOTHING = new Parsed(Map.of(), Map.of(), Map.of(), null, List.of(), 0);
    }

    /** The expression is of no shape that is read; it is skipped as a whole. */
    private static final class UnknownShape extends Exception {
        UnknownShape() {
            super(null, null, false, false);
        }
    }

    /** No configuration is nested as deep, and none chains as many members or alternatives. */
    private static final int DEEPEST = 100;

    /** What may stand after a type that {@code as} names. */
    private static final Set<String> AFTER_TYPE =
            Set.of(",", ")", "]", "}", ";", "??", "||", "&&", "?", ":", "+", "===", "!==", "==", "!=");

    private static final Set<String> ENDS = Set.of(",", ")", "]", "}", ";");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private final Map<String, Import> imports = new HashMap<>();
    private final Map<String, Integer> sideEffects = new LinkedHashMap<>();
    private final Map<String, Expression> bindings = new HashMap<>();
    private final List<Statement> statements = new ArrayList<>();
    private @Nullable Expression exported;
    private int opaqueLine;

    private ConfigParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Parsed parse(String text) throws ConfigTokens.Unreadable {
        ConfigParser parser = new ConfigParser(ConfigTokens.of(text));
        while (parser.token().kind() != Kind.END) {
            parser.statement();
        }
        return new Parsed(
                parser.imports,
                parser.sideEffects,
                parser.bindings,
                parser.exported,
                parser.statements,
                parser.opaqueLine);
    }

    private Token token() {
        return peek(0);
    }

    private Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    private boolean accept(String mark) {
        boolean there = token().is(mark);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String mark) throws UnknownShape {
        if (!accept(mark)) {
            throw new UnknownShape();
        }
    }

    private void statement() {
        int start = at;
        try {
            if (accept(";")) {
                return;
            }
            if (token().kind() == Kind.STRING && (peek(1).is(";") || peek(1).newLine() || peek(1).kind() == Kind.END)) {
                at++;
            } else if (token().isWord("import")) {
                importStatement();
            } else if (token().isWord("export")) {
                at++;
                exportStatement();
            } else if (declares()) {
                declarations();
            } else if (typeOnly()) {
                skipType(Set.of(";"));
            } else if (token().isWord("enum") && peek(1).kind() == Kind.WORD && peek(2).is("{")) {
                at += 2;
                skipBalanced();
            } else if (isFunction()) {
                function();
            } else if (token().isWord("try") && peek(1).is("{")) {
                tryStatement();
            } else if (token().isWord("module") && peek(1).is(".") && peek(2).isWord("exports") && peek(3).is("=")) {
                at += 4;
                export(statementExpression());
            } else {
                statements.add(inner(false));
            }
        } catch (UnknownShape e) {
            at = start;
            opaque();
            skipStatement();
        }
    }

    private void opaque() {
        opaqueLine = opaqueLine == 0 ? token().line() : opaqueLine;
    }

    /**
     * A statement that may stand within another one, too.
     *
     * @param inFunction whether it may declare names and return
     */
    private Statement inner(boolean inFunction) throws UnknownShape {
        Token first = token();
        if (first.isWord("if")) {
            return when(inFunction);
        }
        if (first.isWord("throw")) {
            at++;
            statementExpression();
            return new Statement.Throw(first.line());
        }
        if (inFunction && first.isWord("return")) {
            at++;
            boolean empty = accept(";") || token().is("}") || token().newLine();
            return new Statement.Return(empty ? null : statementExpression(), first.line());
        }
        if (inFunction && first.isWord("const") && peek(1).kind() == Kind.WORD) {
            return constant();
        }
        if (Set.of("for", "while", "do", "switch", "try", "class", "with", "const", "let", "var", "return", "function")
                .contains(first.text())) {
            throw new UnknownShape();
        }
        Expression expression = statementExpression();
        if (expression instanceof Expression.Unreadable) {
            throw new UnknownShape();
        }
        return new Statement.Act(expression);
    }

    private Statement when(boolean inFunction) throws UnknownShape {
        int line = token().line();
        at++;
        expect("(");
        Expression condition = expressionTo(Set.of(")"), false);
        expect(")");
        List<Statement> yes = block(inFunction);
        List<Statement> no = List.of();
        if (token().isWord("else")) {
            at++;
            no = block(inFunction);
        }
        return new Statement.When(condition, yes, no, line);
    }

    private Statement constant() throws UnknownShape {
        String name = peek(1).text();
        at += 2;
        if (accept(":")) {
            skipType(Set.of("=", ";"));
        }
        expect("=");
        Expression value = expressionTo(Set.of(";", "}"), true);
        accept(";");
        return new Statement.Declare(name, value);
    }

    /** A block, or one statement in its place. */
    private List<Statement> block(boolean inFunction) throws UnknownShape {
        depth++;
        requireAtMost(depth);
        List<Statement> block = new ArrayList<>();
        if (accept("{")) {
            while (!accept("}")) {
                if (!accept(";")) {
                    block.add(inner(inFunction));
                }
            }
        } else {
            block.add(inner(inFunction));
        }
        depth--;
        return block;
    }

    /**
     * One action that may fail, such as loading a file that is not there, and then nothing but words about it. With
     * more, it would not be certain what has run.
     */
    private void tryStatement() throws UnknownShape {
        at++;
        List<Statement> tried = block(false);
        List<Statement> after = new ArrayList<>();
        if (token().isWord("catch")) {
            at++;
            if (accept("(")) {
                at++;
                if (accept(":")) {
                    skipType(Set.of(")"));
                }
                expect(")");
            }
            after.addAll(block(false));
        }
        if (token().isWord("finally")) {
            at++;
            after.addAll(block(false));
        }
        if (tried.size() > 1
                || !tried.stream().allMatch(Statement.Act.class::isInstance)
                || !after.stream().allMatch(ConfigParser::onlyWrites)) {
            throw new UnknownShape();
        }
        statements.addAll(tried);
        statements.addAll(after);
    }

    /** Whether it is a call of {@code console}. */
    static boolean onlyWrites(Statement statement) {
        return statement instanceof Statement.Act act
                && act.expression() instanceof Expression.Call call
                && call.function() instanceof Expression.Member member
                && member.of() instanceof Expression.Name name
                && name.name().equals("console");
    }

    private void export(Expression value) {
        exported = exported == null ? value : new Expression.Unreadable(false, value.line());
    }

    private void exportStatement() throws UnknownShape {
        if (token().isWord("default")) {
            at++;
            export(statementExpression());
        } else if (declares()) {
            declarations();
        } else if (typeOnly() || token().isWord("type")) {
            skipType(Set.of(";"));
        } else if (isFunction()) {
            function();
        } else if (token().is("{")
                && peek(1).kind() == Kind.WORD
                && peek(2).isWord("as")
                && peek(3).isWord("default")
                && peek(4).is("}")) {
            export(new Expression.Name(peek(1).text(), token().line()));
            at += 5;
            accept(";");
        } else {
            throw new UnknownShape();
        }
    }

    private boolean declares() {
        return (token().isWord("const") || token().isWord("let") || token().isWord("var")) && !peek(1).isWord("enum");
    }

    private boolean typeOnly() {
        return (token().isWord("type") || token().isWord("interface") || token().isWord("declare"))
                && peek(1).kind() == Kind.WORD;
    }

    private boolean isFunction() {
        return token().isWord("function") || token().isWord("async") && peek(1).isWord("function");
    }

    private void importStatement() throws UnknownShape {
        int line = token().line();
        at++;
        if (token().kind() == Kind.STRING) {
            sideEffects.putIfAbsent(token().text(), line);
            at++;
            endOfImport();
            return;
        }
        boolean typesOnly = token().isWord("type") && !peek(1).isWord("from") && !peek(1).is(",");
        at += typesOnly ? 1 : 0;
        Map<String, String> names = importClause();
        if (!token().isWord("from") || peek(1).kind() != Kind.STRING) {
            throw new UnknownShape();
        }
        String module = peek(1).text();
        at += 2;
        endOfImport();
        if (!typesOnly) {
            names.forEach((local, name) -> imports.put(local, new Import(module, name)));
            if (module.startsWith(".")) {
                sideEffects.putIfAbsent(module, line);
            }
        }
    }

    private Map<String, String> importClause() throws UnknownShape {
        Map<String, String> names = new LinkedHashMap<>();
        do {
            if (accept("*")) {
                at++;
                names.put(token().text(), "*");
                at++;
            } else if (accept("{")) {
                importedNames(names);
            } else if (token().kind() == Kind.WORD) {
                names.put(token().text(), "default");
                at++;
            } else {
                throw new UnknownShape();
            }
        } while (accept(","));
        return names;
    }

    private void importedNames(Map<String, String> names) throws UnknownShape {
        while (!accept("}")) {
            boolean type = token().isWord("type") && !peek(1).is(",") && !peek(1).is("}");
            at += type ? 1 : 0;
            String name = token().text();
            at++;
            String local = name;
            if (token().isWord("as")) {
                local = peek(1).text();
                at += 2;
            }
            if (!type) {
                names.put(local, name);
            }
            if (!accept(",") && !token().is("}")) {
                throw new UnknownShape();
            }
        }
    }

    private void endOfImport() throws UnknownShape {
        if ((token().isWord("with") || token().isWord("assert")) && peek(1).is("{")) {
            at++;
            skipBalanced();
        }
        endOfStatement();
    }

    private void endOfStatement() throws UnknownShape {
        if (!accept(";") && token().kind() != Kind.END && !token().newLine()) {
            throw new UnknownShape();
        }
    }

    /** {@code const a = 1, b = 2}, and {@code const { a, b: c } = require('module')}. */
    private void declarations() throws UnknownShape {
        at++;
        do {
            if (token().is("{")) {
                taken();
                continue;
            }
            if (token().kind() != Kind.WORD) {
                throw new UnknownShape();
            }
            String name = token().text();
            at++;
            if (accept(":")) {
                skipType(Set.of("=", ";"));
            }
            if (!token().is("=")) {
                throw new UnknownShape();
            }
            at++;
            Expression value = expressionTo(Set.of(",", ";"), true);
            bind(name, value);
            moduleOf(value).ifPresent(module -> imports.put(name, new Import(module, "*")));
        } while (accept(","));
        endOfStatement();
    }

    private void bind(String name, Expression value) {
        if (bindings.containsKey(name)) {
            opaque();
        }
        bindings.put(name, value);
        statements.add(new Statement.Declare(name, value));
    }

    /** {@code const { a, b: c = 1 } = value}. */
    private void taken() throws UnknownShape {
        int line = token().line();
        at++;
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, Expression> defaults = new HashMap<>();
        while (!accept("}")) {
            String name = token().text();
            if (token().kind() != Kind.WORD && token().kind() != Kind.STRING) {
                throw new UnknownShape();
            }
            at++;
            String local = name;
            if (accept(":")) {
                local = token().text();
                at++;
            }
            if (accept("=")) {
                defaults.put(local, expressionTo(Set.of(",", "}"), false));
            }
            names.put(local, name);
            if (!accept(",") && !token().is("}")) {
                throw new UnknownShape();
            }
        }
        if (accept(":")) {
            skipType(Set.of("=", ";"));
        }
        expect("=");
        Expression value = expressionTo(Set.of(",", ";"), true);
        Optional<String> module = moduleOf(value);
        if (module.isPresent()) {
            names.forEach((local, name) -> imports.put(local, new Import(module.get(), name)));
            statements.add(new Statement.Act(value));
            return;
        }
        if (value instanceof Expression.Unreadable) {
            throw new UnknownShape();
        }
        names.forEach((local, name) -> {
            Expression member = new Expression.Member(value, name, line);
            Expression otherwise = defaults.get(local);
            bind(local, otherwise == null ? member : new Expression.Otherwise(member, false, otherwise, line));
        });
    }

    /** The module's name when the expression is {@code require('module')}. */
    static Optional<String> moduleOf(Expression expression) {
        return expression instanceof Expression.Call call
                        && call.function() instanceof Expression.Name name
                        && name.name().equals("require")
                        && call.arguments().size() == 1
                        && call.arguments().get(0) instanceof Expression.Text module
                ? Optional.of(module.value())
                : Optional.empty();
    }

    private Expression statementExpression() {
        Expression expression = expressionTo(Set.of(";", "}"), true);
        accept(";");
        return expression;
    }

    /**
     * An expression that one of the marks ends; where it does not, all up to there is unreadable.
     *
     * @param lineEnds whether it may also be ended by the line, as a statement is
     */
    private Expression expressionTo(Set<String> ends, boolean lineEnds) {
        int start = at;
        try {
            Expression expression = otherwise();
            if (ended(ends, lineEnds)) {
                return expression;
            }
        } catch (UnknownShape e) {
            // skipped below
        }
        at = start;
        int line = token().line();
        skipTo(ends, lineEnds);
        boolean calls = tokens.subList(start, Math.min(at, tokens.size())).stream()
                .anyMatch(each -> each.is("(") || each.is("="));
        return new Expression.Unreadable(calls, line);
    }

    private boolean ended(Set<String> ends, boolean lineEnds) {
        Token next = token();
        return next.kind() == Kind.END
                || next.kind() == Kind.MARK && ends.contains(next.text())
                || lineEnds
                        && next.newLine()
                        && (next.kind() == Kind.WORD && !next.isWord("in") && !next.isWord("instanceof")
                                || next.kind() == Kind.STRING
                                || next.is("{"));
    }

    private Expression otherwise() throws UnknownShape {
        depth++;
        try {
            return alternatives();
        } finally {
            depth--;
        }
    }

    private Expression alternatives() throws UnknownShape {
        requireAtMost(depth);
        Expression condition = either();
        if (!accept("?")) {
            return condition;
        }
        Expression yes = otherwise();
        expect(":");
        return new Expression.Conditional(condition, yes, otherwise(), condition.line());
    }

    private Expression either() throws UnknownShape {
        Expression left = both();
        for (int links = 1; token().is("??") || token().is("||"); links++) {
            requireAtMost(links);
            boolean alsoIfEmpty = token().is("||");
            at++;
            left = new Expression.Otherwise(left, alsoIfEmpty, both(), left.line());
        }
        return left;
    }

    private Expression both() throws UnknownShape {
        Expression left = same();
        for (int links = 1; accept("&&"); links++) {
            requireAtMost(links);
            left = new Expression.And(left, same(), left.line());
        }
        return left;
    }

    private Expression same() throws UnknownShape {
        Expression left = joined();
        Token operator = token();
        if (!Set.of("===", "==", "!==", "!=").contains(operator.text()) || operator.kind() != Kind.MARK) {
            return left;
        }
        at++;
        return new Expression.Same(left, operator.text().startsWith("="), joined(), left.line());
    }

    private Expression joined() throws UnknownShape {
        Expression first = negated();
        if (!token().is("+")) {
            return first;
        }
        List<Expression> pieces = new ArrayList<>(List.of(first));
        while (accept("+")) {
            pieces.add(negated());
        }
        return new Expression.Joined(pieces, first.line());
    }

    private Expression negated() throws UnknownShape {
        int marks = 0;
        int line = token().line();
        while (accept("!")) {
            marks++;
            requireAtMost(marks);
        }
        Expression value = suffixed();
        for (int i = 0; i < marks; i++) {
            value = new Expression.Not(value, line);
        }
        return value;
    }

    private static void requireAtMost(int levels) throws UnknownShape {
        if (levels > DEEPEST) {
            throw new UnknownShape();
        }
    }

    private Expression suffixed() throws UnknownShape {
        Expression expression = primary();
        for (int links = 0; true; links++) {
            requireAtMost(links);
            Token next = token();
            if (next.is("!") && !next.newLine()) {
                at++;
            } else if ((next.isWord("as") || next.isWord("satisfies")) && !next.newLine()) {
                at++;
                skipType(AFTER_TYPE);
            } else if ((next.is(".") || next.is("?.")) && peek(1).kind() == Kind.WORD) {
                expression = new Expression.Member(expression, peek(1).text(), next.line());
                at += 2;
            } else if (next.is("[") || next.is("?.") && peek(1).is("[")) {
                at += next.is("[") ? 1 : 2;
                Expression key = otherwise();
                expect("]");
                expression = key instanceof Expression.Text text
                        ? new Expression.Member(expression, text.value(), next.line())
                        : new Expression.Index(expression, key, next.line());
            } else if (next.is("<")) {
                skipAngles();
                if (!token().is("(")) {
                    throw new UnknownShape();
                }
            } else if (next.is("(") || next.is("?.") && peek(1).is("(")) {
                at += next.is("(") ? 1 : 2;
                expression = new Expression.Call(expression, list(")"), next.line());
            } else {
                return expression;
            }
        }
    }

    private Expression primary() throws UnknownShape {
        Token first = token();
        at++;
        return switch (first.kind()) {
            case STRING -> new Expression.Text(first.text(), first.line());
            case NUMBER -> new Expression.Plain(first.text(), first.line());
            case WORD -> word(first);
            case MARK ->
                switch (first.text()) {
                    case "{" -> object(first.line());
                    case "[" -> new Expression.Items(list("]"), first.line());
                    case "(" -> {
                        at--;
                        if (arrowFollows()) {
                            yield arrow(first.line());
                        }
                        at++;
                        Expression inner = otherwise();
                        expect(")");
                        yield inner;
                    }
                    default -> throw new UnknownShape();
                };
            case OPAQUE, END -> throw new UnknownShape();
        };
    }

    private Expression word(Token word) throws UnknownShape {
        if (token().is("=>")) {
            at--;
            return arrow(word.line());
        }
        return switch (word.text()) {
            case "true", "false" -> new Expression.Plain(word.text(), word.line());
            case "new" -> {
                Expression type = suffixed();
                yield new Expression.Made(
                        type instanceof Expression.Call call ? call.arguments() : List.of(type), word.line());
            }
            case "function" -> {
                at--;
                yield functionValue();
            }
            case "async" -> {
                if (token().isWord("function")) {
                    yield opaque(functionValue());
                }
                if (peek(1).is("=>") || token().is("(") && arrowFollows()) {
                    yield opaque(arrow(word.line()));
                }
                throw new UnknownShape();
            }
            case "class", "await", "typeof", "void", "delete", "yield" -> throw new UnknownShape();
            default -> new Expression.Name(word.text(), word.line());
        };
    }

    // Functions

    /** {@code function name(…) {…}}, which counts from the file's beginning. */
    private void function() throws UnknownShape {
        boolean async = token().isWord("async");
        at += async ? 1 : 0;
        String name = peek(1).text();
        Expression.Lambda function = functionValue();
        if (bindings.containsKey(name)) {
            opaque();
        }
        bindings.put(name, async ? opaque(function) : function);
    }

    private static Expression.Lambda opaque(Expression.Lambda function) {
        return new Expression.Lambda(
                function.parameters(), List.of(new Statement.Opaque(function.line())), function.line());
    }

    private Expression.Lambda functionValue() throws UnknownShape {
        int line = token().line();
        boolean plain = true;
        while (!token().is("(")) {
            plain &= !token().is("*");
            if (token().kind() == Kind.END) {
                throw new UnknownShape();
            }
            at++;
        }
        Optional<List<Expression.Parameter>> parameters = parameters();
        if (accept(":")) {
            skipType(Set.of("{"));
        }
        return lambda(plain ? parameters : Optional.empty(), line);
    }

    private boolean arrowFollows() {
        int start = at;
        try {
            skipBalanced();
            if (accept(":")) {
                skipType(Set.of("=>", ",", ";", "?"));
            }
            return token().is("=>");
        } finally {
            at = start;
        }
    }

    private Expression.Lambda arrow(int line) throws UnknownShape {
        Optional<List<Expression.Parameter>> parameters;
        if (token().kind() == Kind.WORD) {
            parameters = Optional.of(List.of(new Expression.Parameter(token().text(), null)));
            at++;
        } else {
            parameters = parameters();
            if (accept(":")) {
                skipType(Set.of("=>"));
            }
        }
        expect("=>");
        if (token().is("{")) {
            return lambda(parameters, line);
        }
        Statement returned = new Statement.Return(otherwise(), line);
        return new Expression.Lambda(
                parameters.orElse(List.of()),
                List.of(parameters.isPresent() ? returned : new Statement.Opaque(line)),
                line);
    }

    /** Empty where one is more than a name, its type and its default. */
    private Optional<List<Expression.Parameter>> parameters() {
        int start = at;
        try {
            expect("(");
            List<Expression.Parameter> parameters = new ArrayList<>();
            while (!accept(")")) {
                if (token().kind() != Kind.WORD) {
                    throw new UnknownShape();
                }
                String name = token().text();
                at++;
                accept("?");
                if (accept(":")) {
                    skipType(Set.of(",", ")", "="));
                }
                parameters.add(
                        new Expression.Parameter(name, accept("=") ? expressionTo(Set.of(",", ")"), false) : null));
                if (!accept(",") && !token().is(")")) {
                    throw new UnknownShape();
                }
            }
            return Optional.of(parameters);
        } catch (UnknownShape e) {
            at = start;
            skipBalanced();
            return Optional.empty();
        }
    }

    /** From the body's brace on; a body that is not read is one that may do anything when it is called. */
    private Expression.Lambda lambda(Optional<List<Expression.Parameter>> parameters, int line) throws UnknownShape {
        if (!token().is("{")) {
            throw new UnknownShape();
        }
        int start = at;
        int before = depth;
        try {
            List<Statement> body = block(true);
            if (parameters.isPresent()) {
                return new Expression.Lambda(parameters.get(), body, line);
            }
        } catch (UnknownShape e) {
            depth = before;
        }
        at = start;
        skipBalanced();
        return new Expression.Lambda(List.of(), List.of(new Statement.Opaque(line)), line);
    }

    private List<Expression> list(String close) throws UnknownShape {
        List<Expression> items = new ArrayList<>();
        while (!accept(close)) {
            if (token().kind() == Kind.END) {
                throw new UnknownShape();
            }
            items.add(expressionTo(Set.of(",", close), false));
            if (!accept(",") && !token().is(close)) {
                throw new UnknownShape();
            }
        }
        return items;
    }

    private Expression object(int line) throws UnknownShape {
        List<Expression.Property> properties = new ArrayList<>();
        while (!accept("}")) {
            Token key = token();
            boolean named = key.kind() == Kind.WORD || key.kind() == Kind.STRING || key.kind() == Kind.NUMBER;
            if (key.kind() == Kind.END) {
                throw new UnknownShape();
            }
            if (accept("...")) {
                properties.add(new Expression.Property(null, expressionTo(Set.of(",", "}"), false)));
            } else if (named && peek(1).is(":")) {
                at += 2;
                properties.add(new Expression.Property(key.text(), expressionTo(Set.of(",", "}"), false)));
            } else if (key.kind() == Kind.WORD && (peek(1).is(",") || peek(1).is("}"))) {
                at++;
                properties.add(new Expression.Property(key.text(), new Expression.Name(key.text(), key.line())));
            } else {
                boolean async = key.isWord("async") && peek(1).kind() == Kind.WORD && peek(2).is("(");
                String method = async ? peek(1).text() : named && peek(1).is("(") ? key.text() : null;
                properties.add(new Expression.Property(method, new Expression.Unreadable(false, key.line())));
                skipTo(Set.of(",", "}"), false);
            }
            if (!accept(",") && !token().is("}")) {
                throw new UnknownShape();
            }
        }
        return new Expression.Properties(properties, line);
    }

    private void skipTo(Set<String> ends, boolean lineEnds) {
        boolean first = true;
        while (token().kind() != Kind.END) {
            if (token().kind() == Kind.MARK
                    && (ends.contains(token().text()) || Set.of(")", "]", "}").contains(token().text()))
                    && !first) {
                return;
            }
            if (lineEnds && !first && ended(ends, true) && !continues(tokens.get(at - 1))) {
                return;
            }
            if (token().kind() == Kind.MARK && Set.of("(", "[", "{").contains(token().text())) {
                skipBalanced();
            } else {
                at++;
            }
            first = false;
        }
    }

    /** Whether the statement goes on in the next line because of what ends this one. */
    private static boolean continues(Token last) {
        return last.kind() == Kind.MARK && !ENDS.contains(last.text());
    }

    private void skipStatement() {
        skipTo(Set.of(";"), true);
        if (!accept(";") && token().kind() == Kind.MARK && Set.of(")", "]", "}").contains(token().text())) {
            at++;
        }
    }

    private void skipBalanced() {
        int depth = 0;
        do {
            if (token().kind() == Kind.MARK) {
                depth += Set.of("(", "[", "{").contains(token().text())
                        ? 1
                        : Set.of(")", "]", "}").contains(token().text()) ? -1 : 0;
            }
            at++;
        } while (depth > 0 && token().kind() != Kind.END);
    }

    private void skipAngles() throws UnknownShape {
        int depth = 0;
        do {
            Token next = token();
            depth += next.is("<") ? 1 : next.is(">") ? -1 : 0;
            if (next.kind() == Kind.END || next.is(";") || next.is("(")) {
                throw new UnknownShape();
            }
            if (next.is("{") || next.is("[")) {
                skipBalanced();
            } else {
                at++;
            }
        } while (depth > 0);
    }

    /** A type, up to one of the marks at its own level, or to a line that begins something new. */
    private void skipType(Set<String> ends) {
        int angles = 0;
        boolean first = true;
        while (token().kind() != Kind.END) {
            Token next = token();
            if (angles == 0 && next.kind() == Kind.MARK && ends.contains(next.text())) {
                return;
            }
            if (!first
                    && angles == 0
                    && next.newLine()
                    && next.kind() != Kind.MARK
                    && !continuesType(tokens.get(at - 1))) {
                return;
            }
            if (next.is("{") || next.is("(") || next.is("[")) {
                skipBalanced();
            } else if (next.is(")") || next.is("]") || next.is("}")) {
                return;
            } else {
                angles += next.is("<") ? 1 : next.is(">") ? -1 : 0;
                at++;
            }
            first = false;
        }
    }

    private static boolean continuesType(Token last) {
        return last.is("|") || last.is("&") || last.is("=") || last.is(":") || last.is("=>");
    }
}
