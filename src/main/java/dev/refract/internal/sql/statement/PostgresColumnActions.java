package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.AlterAction.Identity.Verb;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what follows {@code ALTER [COLUMN]} in PostgreSQL's ALTER TABLE. */
final class PostgresColumnActions {
    private final Cursor tokens;
    private final PartReader parts;
    private final PostgresColumns columns;

    PostgresColumnActions(PartReader parts, PostgresColumns columns) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.columns = columns;
    }

    AlterAction action(int start) {
        Identifier column = tokens.identifier();
        return switch (tokens.word()) {
            case "TYPE" -> type(column, start);
            case "SET" -> set(column, start);
            case "DROP" -> drop(column, start);
            case "ADD" -> {
                tokens.next();
                boolean always = tokens.word(1).equals("ALWAYS");
                skipIdentity();
                yield new AlterAction.Identity(column, Verb.ADD, always, false, tokens.from(start));
            }
            case "RESET" -> {
                tokens.next();
                List<Option> options = parts.options();
                yield new AlterAction.ColumnSetting(column, options, tokens.from(start));
            }
            case "RESTART" -> identityOptions(column, start);
            case "OPTIONS" -> {
                tokens.next();
                yield new AlterAction.ColumnSetting(column, parts.options(), tokens.from(start));
            }
            default -> throw tokens.unexpected();
        };
    }

    /** {@code GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY [(…)]}. */
    private void skipIdentity() {
        tokens.expect("GENERATED");
        if (!tokens.skip("ALWAYS")) {
            tokens.expect("BY", "DEFAULT");
        }
        tokens.expect("AS", "IDENTITY");
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
    }

    private AlterAction type(Identifier column, int start) {
        tokens.expect("TYPE");
        DataType type = columns.type();
        if (tokens.skip("COLLATE")) {
            String collation = parts.name().toString();
            ColumnBuilder collated = new ColumnBuilder(column);
            collated.type = Optional.of(type);
            collated.collate(collation);
            type = collated.type.get();
        }
        Optional<Expression> using =
                tokens.skip("USING") ? Optional.of(parts.expressions.upTo(Set.of())) : Optional.empty();
        parts.cascade(); // of an attribute
        return new AlterAction.SetType(column, type, using, tokens.from(start));
    }

    private AlterAction set(Identifier column, int start) {
        tokens.expect("SET");
        if (tokens.is('(')) {
            return new AlterAction.ColumnSetting(column, parts.options(), tokens.from(start));
        }
        switch (tokens.word()) {
            case "DATA" -> {
                tokens.next();
                return type(column, start);
            }
            case "DEFAULT" -> {
                tokens.next();
                Expression value = parts.expressions.upTo(Set.of());
                return new AlterAction.SetDefault(column, value, tokens.from(start));
            }
            case "NOT" -> {
                tokens.expect("NOT", "NULL");
                return new AlterAction.SetNotNull(column, tokens.from(start));
            }
            case "EXPRESSION" -> {
                tokens.expect("EXPRESSION", "AS");
                Expression expression = parts.expressions.inParentheses();
                return new AlterAction.GeneratedExpression(column, Optional.of(expression), false, tokens.from(start));
            }
            case "STATISTICS", "STORAGE", "COMPRESSION" -> {
                int at = tokens.start();
                String name = tokens.word();
                tokens.next();
                List<Option> options = List.of(parts.option(name, at));
                return new AlterAction.ColumnSetting(column, options, tokens.from(start));
            }
            default -> {
                tokens.reset(tokens.mark() - 1);
                return identityOptions(column, start);
            }
        }
    }

    /** {@code SET GENERATED ALWAYS SET INCREMENT BY 2 RESTART WITH 5}. */
    private AlterAction identityOptions(Identifier column, int start) {
        boolean always = false;
        while (tokens.isAny("SET", "RESTART")) {
            boolean set = tokens.skip("SET");
            if (set && tokens.skip("GENERATED")) {
                always = tokens.skip("ALWAYS");
                if (!always) {
                    tokens.expect("BY", "DEFAULT");
                }
            } else {
                sequenceOption();
            }
        }
        return new AlterAction.Identity(column, Verb.SET, always, false, tokens.from(start));
    }

    private void sequenceOption() {
        boolean no = tokens.skip("NO");
        if (!tokens.isAny("INCREMENT", "MINVALUE", "MAXVALUE", "START", "RESTART", "CACHE", "CYCLE", "AS", "OWNED")) {
            throw tokens.unexpected();
        }
        tokens.next();
        tokens.skipAny("BY", "WITH");
        if (!no && !tokens.atEnd() && !tokens.is(',') && !tokens.isAny("SET", "RESTART")) {
            parts.value();
        }
    }

    private AlterAction drop(Identifier column, int start) {
        tokens.expect("DROP");
        switch (tokens.word()) {
            case "DEFAULT" -> {
                tokens.next();
                return new AlterAction.DropDefault(column, tokens.from(start));
            }
            case "NOT" -> {
                tokens.expect("NOT", "NULL");
                return new AlterAction.DropNotNull(column, tokens.from(start));
            }
            case "IDENTITY" -> {
                tokens.next();
                boolean ifExists = parts.ifExists();
                return new AlterAction.Identity(column, Verb.DROP, false, ifExists, tokens.from(start));
            }
            case "EXPRESSION" -> {
                tokens.next();
                boolean ifExists = parts.ifExists();
                return new AlterAction.GeneratedExpression(column, Optional.empty(), ifExists, tokens.from(start));
            }
            default -> throw tokens.unexpected();
        }
    }
}
