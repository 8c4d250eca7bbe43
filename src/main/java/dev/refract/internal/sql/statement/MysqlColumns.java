package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads MySQL's and MariaDB's columns, keys and constraints. */
final class MysqlColumns {
    private final Cursor tokens;
    private final PartReader parts;
    private final TypeReader types;

    MysqlColumns(PartReader parts) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.types = new TypeReader(parts);
    }

    // --- columns

    ColumnDefinition column() {
        ColumnBuilder column = new ColumnBuilder(parts.name().identifier());
        column.type = Optional.of(types.mysql());
        if (column.type.get().name().equals("serial")) {
            column.autoIncrement = true;
            column.nullability = Nullability.NOT_NULL;
        }
        while (!isEnd()) {
            attribute(column);
        }
        return column.build(tokens.from(column.start));
    }

    private boolean isEnd() {
        return tokens.atEnd()
                || tokens.is(',')
                || tokens.is(')')
                || tokens.isAny("FIRST", "AFTER")
                || tokens.are("PARTITION", "BY");
    }

    /** {@code FIRST} or {@code AFTER x}, if it comes. */
    Optional<ColumnPosition> position() {
        if (tokens.skip("FIRST")) {
            return Optional.of(new ColumnPosition(Optional.empty()));
        }
        return tokens.skip("AFTER")
                ? Optional.of(new ColumnPosition(Optional.of(tokens.identifier())))
                : Optional.empty();
    }

    private void attribute(ColumnBuilder column) {
        int start = tokens.start();
        switch (tokens.word()) {
            case "NOT" -> {
                tokens.next();
                if (tokens.isAny("SECONDARY", "INVISIBLE")) {
                    flag(column, "NOT", start);
                } else {
                    tokens.expect("NULL");
                    column.nullability = Nullability.NOT_NULL;
                }
            }
            case "NULL" -> {
                tokens.next();
                column.nullability = Nullability.NULL;
            }
            case "DEFAULT" -> {
                tokens.next();
                column.defaultValue = Optional.of(defaultValue());
            }
            case "ON" -> {
                tokens.expect("ON", "UPDATE");
                column.onUpdate = Optional.of(defaultValue());
            }
            case "AUTO_INCREMENT" -> {
                tokens.next();
                column.autoIncrement = true;
            }
            case "COMMENT" -> {
                tokens.next();
                column.comment = Optional.of(tokens.literal());
            }
            case "COLLATE" -> {
                tokens.next();
                tokens.skip('=');
                column.collate(parts.value());
            }
            case "GENERATED", "AS" -> generated(column);
            case "UNIQUE", "PRIMARY", "KEY", "REFERENCES", "CHECK", "CONSTRAINT" -> constraint(column);
            default -> option(column, start);
        }
    }

    private void constraint(ColumnBuilder column) {
        int start = tokens.start();
        boolean named = tokens.skip("CONSTRAINT") && !tokens.is("CHECK");
        Optional<Identifier> name = named ? Optional.of(tokens.identifier()) : Optional.empty();
        if (tokens.skip("UNIQUE")) {
            tokens.skip("KEY");
            column.constraints.add(new Constraint.Unique(
                    name,
                    Optional.empty(),
                    column.asKey(),
                    Optional.empty(),
                    List.of(),
                    false,
                    List.of(),
                    Constraint.Traits.PLAIN,
                    tokens.from(start)));
        } else if (tokens.is("REFERENCES")) {
            column.constraints.add(parts.references(name, List.of(column.name), start));
        } else if (tokens.is("CHECK")) {
            column.constraints.add(parts.check(name, Optional.of(column.name), start));
        } else {
            tokens.skip("PRIMARY");
            tokens.expect("KEY");
            column.constraints.add(new Constraint.PrimaryKey(
                    name,
                    column.asKey(),
                    Optional.empty(),
                    List.of(),
                    false,
                    List.of(),
                    Constraint.Traits.PLAIN,
                    tokens.from(start)));
        }
    }

    private void generated(ColumnBuilder column) {
        int start = tokens.start();
        if (tokens.skip("GENERATED")) {
            tokens.expect("ALWAYS");
        }
        tokens.expect("AS");
        if (tokens.skip("ROW")) { // MariaDB's system versioning
            flag(column, "GENERATED ALWAYS AS ROW", start);
            return;
        }
        Expression expression = parts.expressions.inParentheses();
        boolean stored = tokens.skipAny("STORED", "PERSISTENT");
        if (!stored) {
            tokens.skip("VIRTUAL");
        }
        column.generated = Optional.of(new Generated(
                stored ? Generated.Kind.STORED : Generated.Kind.VIRTUAL, Optional.of(expression), tokens.from(start)));
    }

    /** The word here as part of an option without a value. */
    private void flag(ColumnBuilder column, String before, int start) {
        String word = tokens.word();
        tokens.next();
        column.options.add(parts.flag(before.isEmpty() ? word : before + " " + word, start));
    }

    private void option(ColumnBuilder column, int start) {
        switch (tokens.word()) {
            case "VISIBLE", "INVISIBLE" -> flag(column, "", start);
            case "WITH", "WITHOUT" -> {
                String word = tokens.word();
                tokens.next();
                tokens.expect("SYSTEM", "VERSIONING");
                column.options.add(parts.flag(word + " SYSTEM VERSIONING", start));
            }
            case "COMPRESSED" -> {
                tokens.next();
                column.options.add(
                        tokens.is('=') ? parts.option("COMPRESSED", start) : parts.flag("COMPRESSED", start));
            }
            case "SERIAL" -> {
                tokens.expect("SERIAL", "DEFAULT", "VALUE");
                column.autoIncrement = true;
                column.nullability = Nullability.NOT_NULL;
                column.constraints.add(new Constraint.Unique(
                        Optional.empty(),
                        Optional.empty(),
                        column.asKey(),
                        Optional.empty(),
                        List.of(),
                        false,
                        List.of(),
                        Constraint.Traits.PLAIN,
                        tokens.from(start)));
            }
            case "COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "SRID" ->
                namedOption(column, start);
            default -> {
                if (!tokens.isName() || !tokens.is('=', 1)) { // MariaDB: an engine's own
                    throw tokens.unexpected();
                }
                namedOption(column, start);
            }
        }
    }

    private void namedOption(ColumnBuilder column, int start) {
        String name = tokens.nameAt(tokens.mark()).toUpperCase(Locale.ROOT);
        tokens.next();
        column.options.add(parts.option(name, start));
    }

    /** An expression in parentheses, a literal, or a function: what DEFAULT and ON UPDATE take. */
    Expression defaultValue() {
        int first = tokens.mark();
        if (tokens.is('(')) {
            tokens.skipParentheses();
            return parts.expressions.expression(first, tokens.mark());
        }
        if (tokens.skip("NEXT", "VALUE")) {
            tokens.expect("FOR");
            parts.name();
            return parts.expressions.expression(first, tokens.mark());
        }
        while (tokens.is('-') || tokens.is('+')) {
            tokens.next();
        }
        if (tokens.kind() == Token.Kind.WORD && tokens.kind(tokens.mark() + 1) == Token.Kind.STRING) {
            tokens.next(); // b'0', DATE '…', _utf8mb4'…'
            tokens.next();
        } else if (tokens.kind() == Token.Kind.WORD || tokens.kind() == Token.Kind.QUOTED) {
            parts.name();
            if (tokens.is('(')) {
                tokens.skipParentheses();
            }
        } else if (tokens.is('.')) {
            tokens.next();
            parts.skipValue();
        } else if (tokens.isString() || tokens.kind() == Token.Kind.NUMBER) {
            tokens.next();
        } else {
            throw tokens.unexpected();
        }
        return parts.expressions.expression(first, tokens.mark());
    }

    // --- keys and constraints of a table

    boolean isKeyOrConstraint() {
        String next = tokens.word(1);
        return switch (tokens.word()) {
            case "CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "INDEX", "KEY", "FULLTEXT", "SPATIAL" -> true;
            case "CHECK" -> tokens.is('(', 1);
            case "VECTOR" -> next.equals("INDEX") || next.equals("KEY");
            default -> false;
        };
    }

    private static final class Named {
        private boolean ifNotExists;
    }

    private final Named last = new Named();

    /** Whether the key or constraint read last said IF NOT EXISTS. */
    boolean ifNotExists() {
        return last.ifNotExists;
    }

    /** A constraint, or an index where that is what it is. */
    Optional<Constraint> constraint() {
        int start = tokens.start();
        last.ifNotExists = false;
        Optional<Identifier> name = constraintName();
        return switch (tokens.word()) {
            case "PRIMARY" -> Optional.of(primaryKey(name, start));
            case "UNIQUE" -> Optional.of(unique(name, start));
            case "FOREIGN" -> Optional.of(foreignKey(name, start));
            case "CHECK" -> Optional.of(parts.check(name, Optional.empty(), start));
            default -> {
                if (name.isPresent()) {
                    throw tokens.unexpected();
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<Identifier> constraintName() {
        if (!tokens.skip("CONSTRAINT")) {
            return Optional.empty();
        }
        last.ifNotExists = parts.ifNotExists();
        return tokens.isAny("PRIMARY", "UNIQUE", "FOREIGN", "CHECK")
                ? Optional.empty()
                : Optional.of(tokens.identifier());
    }

    private Constraint primaryKey(Optional<Identifier> name, int start) {
        tokens.expect("PRIMARY", "KEY");
        last.ifNotExists |= parts.ifNotExists();
        if (tokens.isName() && !tokens.is("USING")) {
            tokens.identifier(); // a name that the server ignores
        }
        List<Option> options = new ArrayList<>();
        using(options);
        List<IndexPart> on = parts.indexParts();
        indexOptions(options);
        return new Constraint.PrimaryKey(
                name, on, Optional.empty(), List.of(), false, options, Constraint.Traits.PLAIN, tokens.from(start));
    }

    private Constraint unique(Optional<Identifier> name, int start) {
        tokens.expect("UNIQUE");
        tokens.skipAny("INDEX", "KEY");
        Optional<Identifier> index = indexName();
        List<Option> options = new ArrayList<>();
        using(options);
        List<IndexPart> on = parts.indexParts();
        indexOptions(options);
        return new Constraint.Unique(
                name,
                index,
                on,
                Optional.empty(),
                List.of(),
                false,
                options,
                Constraint.Traits.PLAIN,
                tokens.from(start));
    }

    private Optional<Identifier> indexName() {
        last.ifNotExists |= parts.ifNotExists();
        boolean named = tokens.isName() && !(tokens.isAny("USING", "TYPE") && !tokens.is('(', 1));
        return named ? Optional.of(tokens.identifier()) : Optional.empty();
    }

    private Constraint foreignKey(Optional<Identifier> name, int start) {
        tokens.expect("FOREIGN", "KEY");
        Optional<Identifier> index = indexName();
        List<Identifier> own = parts.inParentheses(parts::referencedColumn);
        return parts.references(name.or(() -> index), own, start);
    }

    // --- indexes

    /** {@code [FULLTEXT | SPATIAL | VECTOR] {INDEX | KEY} [name] (…)}. */
    IndexDefinition index() {
        int start = tokens.start();
        Optional<String> type = tokens.isAny("FULLTEXT", "SPATIAL", "VECTOR")
                ? Optional.of(parts.value().toUpperCase(Locale.ROOT))
                : Optional.empty();
        if (!tokens.skipAny("INDEX", "KEY") && type.isEmpty()) {
            throw tokens.unexpected();
        }
        Optional<QualifiedName> name = indexName().map(own -> new QualifiedName(Optional.empty(), own));
        List<Option> options = new ArrayList<>();
        using(options);
        List<IndexPart> on = parts.indexParts();
        indexOptions(options);
        return definition(name, false, type, on, options, tokens.from(start));
    }

    IndexDefinition definition(
            Optional<QualifiedName> name,
            boolean unique,
            Optional<String> type,
            List<IndexPart> on,
            List<Option> options,
            Span span) {
        Optional<String> method = options.stream()
                .filter(option -> option.is("USING"))
                .flatMap(option -> option.value().stream())
                .findFirst();
        return new IndexDefinition(
                name,
                unique,
                type,
                method.map(given -> given.toLowerCase(Locale.ROOT)),
                on,
                List.of(),
                false,
                Optional.empty(),
                options,
                span);
    }

    void using(List<Option> options) {
        int start = tokens.start();
        if (tokens.skipAny("USING", "TYPE")) {
            options.add(new Option("USING", Optional.of(parts.value()), tokens.from(start)));
        }
    }

    /** What may follow the columns of an index. */
    void indexOptions(List<Option> options) {
        while (!tokens.atEnd() && !tokens.is(',') && !tokens.is(')')) {
            int start = tokens.start();
            switch (tokens.word()) {
                case "USING", "TYPE" -> using(options);
                case "VISIBLE", "INVISIBLE", "IGNORED" -> options.add(word("", start));
                case "NOT" -> {
                    tokens.next();
                    options.add(word("NOT ", start));
                }
                case "WITH" -> {
                    tokens.expect("WITH", "PARSER");
                    options.add(parts.option("PARSER", start));
                }
                case "KEY_BLOCK_SIZE", "COMMENT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE" ->
                    options.add(named(start));
                default -> {
                    if (!tokens.isName() || !tokens.is('=', 1) || tokens.isAny("ALGORITHM", "LOCK")) {
                        return;
                    }
                    options.add(named(start));
                }
            }
        }
    }

    private Option word(String before, int start) {
        String name = before + tokens.word();
        tokens.next();
        return parts.flag(name, start);
    }

    private Option named(int start) {
        String name = tokens.nameAt(tokens.mark()).toUpperCase(Locale.ROOT);
        tokens.next();
        return parts.option(name, start);
    }
}
