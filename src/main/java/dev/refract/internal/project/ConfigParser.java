package dev.refract.internal.project;

import dev.refract.internal.project.ConfigTokens.Kind;
import dev.refract.internal.project.ConfigTokens.Token;
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
     * @param actions expressions that stand as statements of their own
     * @param opaqueLine the first line of a statement that may do anything; 0 where there is none
     */
    record Parsed(
            Map<String, Import> imports,
            Map<String, Integer> sideEffects,
            Map<String, Expression> bindings,
            @Nullable Expression exported,
            List<Expression> actions,
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

    private static final Set<String> CALLERS = Set.of("new", "await", "delete", "yield", "function", "async", "class");

    private static final Set<String> COMPARISONS =
            Set.of(".", "?.", "[", "]", "!", "==", "===", "!=", "!==", "&&", "||", "??");

    private static final Set<String> ENDS = Set.of(",", ")", "]", "}", ";");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private final Map<String, Import> imports = new HashMap<>();
    private final Map<String, Integer> sideEffects = new LinkedHashMap<>();
    private final Map<String, Expression> bindings = new HashMap<>();
    private final List<Expression> actions = new ArrayList<>();
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
                parser.actions,
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
            } else if (isFunction()) {
                skipFunction();
            } else if (token().isWord("try") && peek(1).is("{")) {
                tryStatement();
            } else if (token().isWord("module") && peek(1).is(".") && peek(2).isWord("exports") && peek(3).is("=")) {
                at += 4;
                export(statementExpression());
            } else {
                action();
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

    private void action() throws UnknownShape {
        if (Set.of("if", "for", "while", "do", "switch", "try", "class", "throw", "with", "await")
                .contains(token().text())) {
            throw new UnknownShape();
        }
        Expression expression = statementExpression();
        if (expression instanceof Expression.Unreadable) {
            throw new UnknownShape();
        }
        actions.add(expression);
    }

    /**
     * One action that may fail, such as loading a file that is not there, and then nothing but words about it. With
     * more, it would not be certain what has run.
     */
    private void tryStatement() throws UnknownShape {
        at++;
        List<Expression> tried = block();
        List<Expression> after = new ArrayList<>();
        if (token().isWord("catch")) {
            at++;
            if (accept("(")) {
                at++;
                if (accept(":")) {
                    skipType(Set.of(")"));
                }
                expect(")");
            }
            after.addAll(block());
        }
        if (token().isWord("finally")) {
            at++;
            after.addAll(block());
        }
        if (tried.size() > 1 || !after.stream().allMatch(ConfigParser::onlyWrites)) {
            throw new UnknownShape();
        }
        actions.addAll(tried);
        actions.addAll(after);
    }

    private List<Expression> block() throws UnknownShape {
        expect("{");
        List<Expression> block = new ArrayList<>();
        while (!accept("}")) {
            Expression expression = expressionTo(Set.of(";", "}"), true);
            if (expression instanceof Expression.Unreadable) {
                throw new UnknownShape();
            }
            block.add(expression);
            accept(";");
        }
        return block;
    }

    /** Whether it is a call of {@code console}. */
    private static boolean onlyWrites(Expression expression) {
        return expression instanceof Expression.Call call
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
            skipFunction();
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
                required();
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
            if (bindings.containsKey(name)) {
                opaque();
            }
            bindings.put(name, value);
            moduleOf(value).ifPresent(module -> imports.put(name, new Import(module, "*")));
        } while (accept(","));
        endOfStatement();
    }

    private void required() throws UnknownShape {
        at++;
        Map<String, String> names = new LinkedHashMap<>();
        while (!accept("}")) {
            String name = token().text();
            at++;
            String local = name;
            if (accept(":")) {
                local = token().text();
                at++;
            }
            names.put(local, name);
            if (!accept(",") && !token().is("}")) {
                throw new UnknownShape();
            }
        }
        expect("=");
        String module = moduleOf(expressionTo(Set.of(",", ";"), true)).orElseThrow(UnknownShape::new);
        names.forEach((local, name) -> imports.put(local, new Import(module, name)));
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
        Expression expression = expressionTo(Set.of(";"), true);
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
                .anyMatch(each -> each.is("(")
                        || each.is("=")
                        || each.kind() == Kind.OPAQUE && each.text().equals("("));
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
        Expression left = suffixed();
        for (int links = 1; token().is("??") || token().is("||"); links++) {
            requireAtMost(links);
            boolean alsoIfEmpty = token().is("||");
            at++;
            left = new Expression.Otherwise(left, alsoIfEmpty, suffixed(), left.line());
        }
        return left;
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
                skipType(Set.of(",", ")", "]", "}", ";", "??", "||"));
            } else if ((next.is(".") || next.is("?.")) && peek(1).kind() == Kind.WORD) {
                expression = new Expression.Member(expression, peek(1).text(), next.line());
                at += 2;
            } else if (next.is("[") || next.is("?.") && peek(1).is("[")) {
                at += next.is("[") ? 1 : 2;
                if (token().kind() != Kind.STRING || !peek(1).is("]")) {
                    throw new UnknownShape();
                }
                expression = new Expression.Member(expression, token().text(), next.line());
                at += 2;
            } else if (next.is("<")) {
                skipAngles();
                if (!token().is("(")) {
                    throw new UnknownShape();
                }
            } else if (next.is("(")) {
                at++;
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
                        Expression inner = otherwise();
                        expect(")");
                        if (token().is("=>")) {
                            throw new UnknownShape();
                        }
                        yield inner;
                    }
                    default -> throw new UnknownShape();
                };
            case OPAQUE, END -> throw new UnknownShape();
        };
    }

    private Expression word(Token word) throws UnknownShape {
        return switch (word.text()) {
            case "true", "false" -> new Expression.Plain(word.text(), word.line());
            case "function", "async", "class", "new", "await", "typeof", "void", "delete", "yield" ->
                throw new UnknownShape();
            default -> new Expression.Name(word.text(), word.line());
        };
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
        Map<String, Expression> properties = new LinkedHashMap<>();
        int dynamicLine = 0;
        while (!accept("}")) {
            Token key = token();
            boolean named = key.kind() == Kind.WORD || key.kind() == Kind.STRING || key.kind() == Kind.NUMBER;
            if (key.kind() == Kind.END) {
                throw new UnknownShape();
            }
            if (key.is("...") && conditionalSpread(properties)) {
                // what it may bring is unreadable now, and the rest as it is
            } else if (named && peek(1).is(":")) {
                at += 2;
                properties.put(key.text(), expressionTo(Set.of(",", "}"), false));
            } else if (key.kind() == Kind.WORD && (peek(1).is(",") || peek(1).is("}"))) {
                at++;
                properties.put(key.text(), new Expression.Name(key.text(), key.line()));
            } else if (key.isWord("async") && peek(1).kind() == Kind.WORD && peek(2).is("(")) {
                properties.put(peek(1).text(), new Expression.Unreadable(false, key.line()));
                skipTo(Set.of(",", "}"), false);
            } else if (named && peek(1).is("(")) {
                properties.put(key.text(), new Expression.Unreadable(false, key.line()));
                skipTo(Set.of(",", "}"), false);
            } else {
                dynamicLine = key.line();
                skipTo(Set.of(",", "}"), false);
            }
            if (!accept(",") && !token().is("}")) {
                throw new UnknownShape();
            }
        }
        return new Expression.Properties(properties, dynamicLine, line);
    }

    /**
     * {@code ...(condition && { a: 1 })} and {@code ...(condition ? { a: 1 } : {})}: of what it names, nothing is
     * certain, and it can touch nothing else. Returns false where it is another spread, of which nothing is read.
     */
    private boolean conditionalSpread(Map<String, Expression> properties) {
        int start = at;
        int line = token().line();
        try {
            at++;
            boolean parentheses = accept("(");
            skipCondition();
            boolean alternative = token().is("?");
            at++;
            List<Expression> values = new ArrayList<>();
            spreadObject(properties, values);
            if (alternative) {
                expect(":");
                spreadObject(properties, values);
            }
            if (parentheses) {
                expect(")");
            }
            if (!token().is(",") && !token().is("}")) {
                throw new UnknownShape();
            }
            properties.put("..." + line, new Expression.Items(values, line)); // for what evaluating it does
            return true;
        } catch (UnknownShape e) {
            at = start;
            return false;
        }
    }

    /** Up to the mark before the object; a condition that calls or sets something is none that is read. */
    private void skipCondition() throws UnknownShape {
        while (!((token().is("&&") || token().is("?")) && peek(1).is("{"))) {
            Token next = token();
            boolean harmless = next.kind() == Kind.STRING
                    || next.kind() == Kind.NUMBER
                    || next.kind() == Kind.WORD && !CALLERS.contains(next.text())
                    || next.kind() == Kind.MARK && COMPARISONS.contains(next.text());
            if (!harmless) {
                throw new UnknownShape();
            }
            at++;
        }
    }

    private void spreadObject(Map<String, Expression> properties, List<Expression> values) throws UnknownShape {
        int line = token().line();
        expect("{");
        Expression parsed = object(line);
        if (!(parsed instanceof Expression.Properties object) || object.dynamicLine() != 0) {
            throw new UnknownShape();
        }
        values.addAll(object.properties().values());
        object.properties().keySet().forEach(name -> properties.put(name, new Expression.Unreadable(false, line)));
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

    private void skipFunction() throws UnknownShape {
        while (!token().is("(")) {
            if (token().kind() == Kind.END) {
                throw new UnknownShape();
            }
            at++;
        }
        skipBalanced();
        if (accept(":")) {
            skipType(Set.of("{"));
        }
        if (!token().is("{")) {
            throw new UnknownShape();
        }
        skipBalanced();
    }
}
