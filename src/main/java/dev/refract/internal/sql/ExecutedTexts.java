package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.Span;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * MySQL's and MariaDB's statements that are texts: a script with each {@code EXECUTE} replaced by what it runs, where
 * that stands in the script as a literal, in {@code PREPARE} or in a variable. The numbers of its statements are the
 * same.
 */
public final class ExecutedTexts {

    private final Script script;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> prepared = new HashMap<>();
    private final Map<Integer, String> executed = new HashMap<>();

    private ExecutedTexts(Script script) {
        this.script = script;
        script.statements().forEach(this::follow);
    }

    /** The script itself where nothing is replaced. */
    public static Script in(Script script) {
        boolean executes = script.dialect() == Dialect.MYSQL
                && script.statements().stream()
                        .map(script::change)
                        .anyMatch(change -> change instanceof Execution execution
                                && (execution.verb() == Execution.Verb.EXECUTE
                                        || execution.verb() == Execution.Verb.EXECUTE_IMMEDIATE));
        return executes ? new ExecutedTexts(script).replaced() : script;
    }

    private void follow(SqlStatement statement) {
        Change change = script.change(statement);
        if (change instanceof SettingChange.Settings settings) {
            for (SettingChange.Assignment one : settings.assignments()) {
                if (one.scope() == SettingChange.Scope.USER_VARIABLE) {
                    put(variables, one.name(), literal(statement, one.span(), true));
                }
            }
        } else if (change instanceof Execution execution) {
            switch (execution.verb()) {
                case PREPARE ->
                    execution
                            .name()
                            .ifPresent(name -> put(
                                    prepared, name.name(), execution.body().flatMap(body -> text(statement, body))));
                case EXECUTE ->
                    execution
                            .name()
                            .map(name -> prepared.get(key(name.name())))
                            .ifPresent(text -> executes(statement, text));
                case EXECUTE_IMMEDIATE ->
                    execution
                            .body()
                            .flatMap(body -> text(statement, body))
                            .ifPresent(text -> executes(statement, text));
                default -> {}
            }
        }
    }

    private void executes(SqlStatement statement, String text) {
        Script inner = Script.parse(script.dialect(), text);
        if (inner.statements().size() == 1 && !text.contains("?")) {
            executed.put(
                    statement.number(), inner.sql(inner.statements().get(0)).replaceFirst(";$", ""));
        }
    }

    private static void put(Map<String, String> map, String name, Optional<String> text) {
        text.ifPresentOrElse(known -> map.put(key(name), known), () -> map.remove(key(name)));
    }

    private static String key(String name) {
        return name.replaceFirst("^@", "").toLowerCase(Locale.ROOT);
    }

    /** A literal, or a variable that holds one. */
    private Optional<String> text(SqlStatement statement, Span span) {
        Lexer tokens = tokens(statement, span);
        tokens.skip("IMMEDIATE");
        if (!tokens.is('@')) {
            return literal(statement, new Span(tokens.start(), span.end()), false);
        }
        tokens.next();
        return Optional.ofNullable(variables.get(key(tokens.isName() ? tokens.name() : tokens.text())));
    }

    private Lexer tokens(SqlStatement statement, Span span) {
        Lexer tokens = script.tokens(statement);
        while (tokens.next() && tokens.start() < span.start()) {
            // to where it begins
        }
        return tokens;
    }

    /** The one literal that the span, or its part after the sign of an assignment, is. */
    private Optional<String> literal(SqlStatement statement, Span span, boolean assigned) {
        Lexer tokens = tokens(statement, span);
        while (assigned && tokens.end() < span.end() && !tokens.is('=')) {
            tokens.next();
        }
        if (assigned) {
            tokens.next();
        }
        if (tokens.kind() != Token.Kind.STRING) {
            return Optional.empty();
        }
        String value = tokens.value();
        boolean more = tokens.next() && tokens.start() < span.end() && !tokens.is(';');
        return more ? Optional.empty() : Optional.of(value);
    }

    private Script replaced() {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (SqlStatement statement : script.statements()) {
            String inner = executed.get(statement.number());
            if (inner != null) {
                text.append(script.text(), at, statement.code()).append(inner);
                at = script.change(statement).span().end();
            }
        }
        Script replaced = Script.parse(
                script.dialect(), text.append(script.text().substring(at)).toString());
        return replaced.statements().size() == script.statements().size() ? replaced : script;
    }
}
