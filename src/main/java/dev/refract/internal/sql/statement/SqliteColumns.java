package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads SQLite's columns and constraints. */
final class SqliteColumns {
    private final Cursor tokens;
    private final PartReader parts;
    private final TypeReader types;

    SqliteColumns(PartReader parts) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.types = new TypeReader(parts);
    }

    ColumnDefinition column() {
        ColumnBuilder column = new ColumnBuilder(tokens.identifier());
        column.type = types.sqlite();
        while (!tokens.atEnd() && !tokens.is(',') && !tokens.is(')') && !(isTableConstraint() && !isCheck())) {
            attribute(column);
        }
        return column.build(tokens.from(column.start));
    }

    private void attribute(ColumnBuilder column) {
        int start = tokens.start();
        Optional<Identifier> name = name();
        switch (tokens.word()) {
            case "PRIMARY" -> column.constraints.add(primaryKey(name, column, start));
            case "NOT" -> {
                tokens.expect("NOT", "NULL");
                column.nullability = Nullability.NOT_NULL;
                conflict(column.options);
                if (name.isPresent()) {
                    column.constraints.add(
                            new Constraint.NotNull(name, column.name, Constraint.Traits.PLAIN, tokens.from(start)));
                }
            }
            case "NULL" -> {
                tokens.next();
                column.nullability = Nullability.NULL;
                conflict(column.options);
            }
            case "UNIQUE" -> {
                tokens.next();
                List<Option> options = new ArrayList<>();
                conflict(options);
                column.constraints.add(new Constraint.Unique(
                        name,
                        Optional.empty(),
                        column.asKey(),
                        Optional.empty(),
                        List.of(),
                        false,
                        options,
                        Constraint.Traits.PLAIN,
                        tokens.from(start)));
            }
            case "CHECK" -> column.constraints.add(parts.check(name, Optional.of(column.name), start));
            case "DEFAULT" -> {
                tokens.next();
                column.defaultValue = Optional.of(defaultValue());
            }
            case "COLLATE" -> {
                tokens.next();
                collate(column);
            }
            case "REFERENCES" -> column.constraints.add(parts.references(name, List.of(column.name), start));
            case "GENERATED", "AS" -> column.generated = Optional.of(generated(start));
            default -> throw tokens.unexpected();
        }
    }

    private Optional<Identifier> name() {
        return tokens.skip("CONSTRAINT") ? Optional.of(tokens.identifier()) : Optional.empty();
    }

    private void collate(ColumnBuilder column) {
        int start = tokens.start();
        String collation = tokens.identifier().name();
        column.options.add(new Option("COLLATE", Optional.of(collation), tokens.from(start)));
        column.collate(collation);
    }

    private void conflict(List<Option> options) {
        int start = tokens.start();
        if (tokens.skip("ON", "CONFLICT")) {
            options.add(parts.option("ON CONFLICT", start));
        }
    }

    private Constraint primaryKey(Optional<Identifier> name, ColumnBuilder column, int start) {
        tokens.expect("PRIMARY", "KEY");
        tokens.skipAny("ASC", "DESC");
        List<Option> options = new ArrayList<>();
        conflict(options);
        boolean autoIncrement = tokens.skip("AUTOINCREMENT");
        column.autoIncrement |= autoIncrement;
        return new Constraint.PrimaryKey(
                name,
                column.asKey(),
                Optional.empty(),
                List.of(),
                autoIncrement,
                options,
                Constraint.Traits.PLAIN,
                tokens.from(start));
    }

    private Expression defaultValue() {
        int first = tokens.mark();
        if (tokens.is('(')) {
            tokens.skipParentheses();
            return parts.expressions.expression(first, tokens.mark());
        }
        while (tokens.is('-') || tokens.is('+')) {
            tokens.next();
        }
        boolean blob = tokens.is("X") && tokens.kind(tokens.mark() + 1) == Token.Kind.STRING;
        if (blob) {
            tokens.next();
        }
        if (!tokens.isName() && tokens.kind() != Token.Kind.NUMBER) {
            throw tokens.unexpected();
        }
        tokens.next();
        return parts.expressions.expression(first, tokens.mark());
    }

    private Generated generated(int start) {
        if (tokens.skip("GENERATED")) {
            tokens.expect("ALWAYS");
        }
        tokens.expect("AS");
        Expression expression = parts.expressions.inParentheses();
        boolean stored = tokens.skip("STORED");
        if (!stored) {
            tokens.skip("VIRTUAL");
        }
        return new Generated(
                stored ? Generated.Kind.STORED : Generated.Kind.VIRTUAL, Optional.of(expression), tokens.from(start));
    }

    // --- constraints of a table

    /** Behind a column it is the column's. */
    private boolean isCheck() {
        return tokens.wordAt(tokens.is("CONSTRAINT") ? tokens.mark() + 2 : tokens.mark())
                .equals("CHECK");
    }

    boolean isTableConstraint() {
        int mark = tokens.is("CONSTRAINT") ? tokens.mark() + 2 : tokens.mark();
        String word = tokens.wordAt(mark);
        return switch (word) {
            case "PRIMARY" -> tokens.wordAt(mark + 1).equals("KEY") && tokens.isAt(mark + 2, '(');
            case "UNIQUE", "CHECK" -> tokens.isAt(mark + 1, '(');
            case "FOREIGN" -> tokens.wordAt(mark + 1).equals("KEY");
            default -> false;
        };
    }

    Constraint tableConstraint() {
        int start = tokens.start();
        Optional<Identifier> name = name();
        List<Option> options = new ArrayList<>();
        switch (tokens.word()) {
            case "PRIMARY" -> {
                tokens.expect("PRIMARY", "KEY");
                List<IndexPart> on = parts.indexParts();
                boolean autoIncrement =
                        on.stream().flatMap(part -> part.options().stream()).anyMatch(o -> o.is("AUTOINCREMENT"));
                conflict(options);
                return new Constraint.PrimaryKey(
                        name,
                        on,
                        Optional.empty(),
                        List.of(),
                        autoIncrement,
                        options,
                        Constraint.Traits.PLAIN,
                        tokens.from(start));
            }
            case "UNIQUE" -> {
                tokens.next();
                List<IndexPart> on = parts.indexParts();
                conflict(options);
                return new Constraint.Unique(
                        name,
                        Optional.empty(),
                        on,
                        Optional.empty(),
                        List.of(),
                        false,
                        options,
                        Constraint.Traits.PLAIN,
                        tokens.from(start));
            }
            case "CHECK" -> {
                Constraint check = parts.check(name, Optional.empty(), start);
                conflict(options);
                return check;
            }
            case "FOREIGN" -> {
                tokens.expect("FOREIGN", "KEY");
                List<Identifier> own = parts.inParentheses(tokens::identifier);
                return parts.references(name, own, start);
            }
            default -> throw tokens.unexpected();
        }
    }
}
