package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads PostgreSQL's columns and constraints. */
final class PostgresColumns {
    private static final Set<String> ENDS_DEFAULT = Set.of(
            "CONSTRAINT",
            "NOT",
            "NULL",
            "UNIQUE",
            "PRIMARY",
            "CHECK",
            "DEFAULT",
            "GENERATED",
            "REFERENCES",
            "COLLATE",
            "DEFERRABLE",
            "INITIALLY",
            "ENFORCED",
            "STORAGE",
            "COMPRESSION",
            "NO");

    private final Cursor tokens;
    private final PartReader parts;
    private final TypeReader types;

    PostgresColumns(PartReader parts) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.types = new TypeReader(parts);
    }

    DataType type() {
        return types.postgres();
    }

    /** Name, type and what follows; a column of a typed table or a partition has no type. */
    ColumnDefinition column(boolean typed) {
        return column(new ColumnBuilder(tokens.identifier()), typed);
    }

    /** What follows a column's name, for something that has another: a domain. */
    ColumnDefinition definition(Identifier name) {
        return column(new ColumnBuilder(name), true);
    }

    private ColumnDefinition column(ColumnBuilder column, boolean typed) {
        if (typed) {
            column.type = Optional.of(types.postgres());
        } else {
            tokens.skip("WITH", "OPTIONS");
        }
        while (!tokens.atEnd() && !tokens.is(',') && !tokens.is(')')) {
            attribute(column);
        }
        return column.build(tokens.from(column.start));
    }

    private void attribute(ColumnBuilder column) {
        int start = tokens.start();
        switch (tokens.word()) {
            case "COLLATE" -> {
                tokens.next();
                column.collate(parts.name().toString());
            }
            case "DEFAULT" -> {
                tokens.next();
                column.defaultValue = Optional.of(parts.expressions.upTo(ENDS_DEFAULT));
            }
            case "STORAGE", "COMPRESSION" -> {
                String name = tokens.word();
                tokens.next();
                column.options.add(parts.option(name, start));
            }
            case "OPTIONS" -> {
                tokens.next();
                column.options.addAll(parts.options());
            }
            case "GENERATED" -> column.generated = Optional.of(generated());
            default -> constraint(column);
        }
    }

    private void constraint(ColumnBuilder column) {
        int start = tokens.start();
        Optional<Identifier> name = tokens.skip("CONSTRAINT") ? Optional.of(tokens.identifier()) : Optional.empty();
        switch (tokens.word()) {
            case "NOT" -> notNull(column, name, start);
            case "NULL" -> {
                tokens.next();
                column.nullability = Nullability.NULL;
            }
            case "DEFAULT", "GENERATED" -> attribute(column);
            case "UNIQUE" -> column.constraints.add(unique(name, Optional.of(column), start));
            case "PRIMARY" -> column.constraints.add(primaryKey(name, Optional.of(column), start));
            case "CHECK" -> column.constraints.add(parts.check(name, Optional.of(column.name), start));
            case "REFERENCES" -> column.constraints.add(parts.references(name, List.of(column.name), start));
            default -> throw tokens.unexpected();
        }
    }

    private void notNull(ColumnBuilder column, Optional<Identifier> name, int start) {
        tokens.expect("NOT", "NULL");
        column.nullability = Nullability.NOT_NULL;
        Constraint.Traits traits = parts.traits();
        if (name.isPresent() || !traits.equals(Constraint.Traits.PLAIN)) {
            column.constraints.add(new Constraint.NotNull(name, column.name, traits, tokens.from(start)));
        }
    }

    private Generated generated() {
        int start = tokens.start();
        tokens.expect("GENERATED");
        boolean always = tokens.skip("ALWAYS");
        if (!always) {
            tokens.expect("BY", "DEFAULT");
        }
        tokens.expect("AS");
        if (tokens.skip("IDENTITY")) {
            if (tokens.is('(')) {
                tokens.skipParentheses();
            }
            return new Generated(
                    always ? Generated.Kind.IDENTITY_ALWAYS : Generated.Kind.IDENTITY_BY_DEFAULT,
                    Optional.empty(),
                    tokens.from(start));
        }
        Expression expression = parts.expressions.inParentheses();
        boolean stored = tokens.skip("STORED");
        if (!stored) {
            tokens.skip("VIRTUAL");
        }
        return new Generated(
                stored ? Generated.Kind.STORED : Generated.Kind.VIRTUAL, Optional.of(expression), tokens.from(start));
    }

    // --- constraints of a table

    boolean isTableConstraint() {
        return tokens.isAny("CONSTRAINT", "UNIQUE", "PRIMARY", "CHECK", "EXCLUDE")
                || tokens.are("FOREIGN", "KEY")
                || tokens.are("NOT", "NULL");
    }

    Constraint tableConstraint() {
        int start = tokens.start();
        Optional<Identifier> name = tokens.skip("CONSTRAINT") ? Optional.of(tokens.identifier()) : Optional.empty();
        return switch (tokens.word()) {
            case "UNIQUE" -> unique(name, Optional.empty(), start);
            case "PRIMARY" -> primaryKey(name, Optional.empty(), start);
            case "CHECK" -> parts.check(name, Optional.empty(), start);
            case "EXCLUDE" -> exclude(name, start);
            case "FOREIGN" -> {
                tokens.expect("FOREIGN", "KEY");
                List<Identifier> own = parts.inParentheses(parts::referencedColumn);
                yield parts.references(name, own, start);
            }
            case "NOT" -> {
                tokens.expect("NOT", "NULL");
                Identifier column = tokens.identifier();
                Constraint.Traits traits = parts.traits();
                yield new Constraint.NotNull(name, column, traits, tokens.from(start));
            }
            default -> throw tokens.unexpected();
        };
    }

    private Constraint unique(Optional<Identifier> name, Optional<ColumnBuilder> column, int start) {
        tokens.expect("UNIQUE");
        boolean notDistinct = nullsNotDistinct();
        Key key = key(column);
        return new Constraint.Unique(
                name,
                Optional.empty(),
                key.parts,
                key.usingIndex,
                key.include,
                notDistinct,
                key.options,
                parts.traits(),
                tokens.from(start));
    }

    boolean nullsNotDistinct() {
        boolean notDistinct = tokens.skip("NULLS", "NOT", "DISTINCT");
        if (!notDistinct) {
            tokens.skip("NULLS", "DISTINCT");
        }
        return notDistinct;
    }

    private Constraint primaryKey(Optional<Identifier> name, Optional<ColumnBuilder> column, int start) {
        tokens.expect("PRIMARY", "KEY");
        Key key = key(column);
        return new Constraint.PrimaryKey(
                name, key.parts, key.usingIndex, key.include, false, key.options, parts.traits(), tokens.from(start));
    }

    private record Key(
            List<IndexPart> parts, Optional<Identifier> usingIndex, List<Identifier> include, List<Option> options) {}

    private Key key(Optional<ColumnBuilder> column) {
        List<IndexPart> on = column.map(ColumnBuilder::asKey).orElse(List.of());
        if (column.isEmpty()) {
            if (tokens.are("USING", "INDEX") && !tokens.word(2).equals("TABLESPACE")) {
                tokens.expect("USING", "INDEX");
                return new Key(List.of(), Optional.of(tokens.identifier()), List.of(), List.of());
            }
            on = parts.indexParts();
        }
        List<Identifier> include = tokens.skip("INCLUDE") ? parts.columns() : List.of();
        return new Key(on, Optional.empty(), include, indexOptions());
    }

    /** {@code WITH (…)} and {@code USING INDEX TABLESPACE x}. */
    private List<Option> indexOptions() {
        List<Option> options = new ArrayList<>();
        if (tokens.is("WITH") && tokens.is('(', 1)) {
            tokens.next();
            options.addAll(parts.options());
        }
        int start = tokens.start();
        if (tokens.skip("USING", "INDEX", "TABLESPACE")) {
            options.add(parts.option("TABLESPACE", start));
        }
        return options;
    }

    private Constraint exclude(Optional<Identifier> name, int start) {
        tokens.expect("EXCLUDE");
        Optional<String> method = tokens.skip("USING")
                ? Optional.of(tokens.identifier().name().toLowerCase(Locale.ROOT))
                : Optional.empty();
        List<IndexPart> on = parts.indexParts();
        if (tokens.skip("INCLUDE")) {
            parts.columns();
        }
        List<Option> options = indexOptions();
        Optional<Expression> where =
                tokens.skip("WHERE") ? Optional.of(parts.expressions.inParentheses()) : Optional.empty();
        Constraint.Traits traits = parts.traits();
        return new Constraint.Exclude(name, method, on, where, options, traits, tokens.from(start));
    }
}
