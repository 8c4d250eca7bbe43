package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the name of a type, in each dialect's words. */
final class TypeReader {
    private static final Set<String> INTERVAL_FIELDS = Set.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");
    private static final Set<String> ENDS_SQLITE_TYPE = Set.of(
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "GENERATED",
            "AS",
            "DEFERRABLE");

    private final Cursor tokens;
    private final PartReader parts;

    TypeReader(PartReader parts) {
        this.tokens = parts.tokens;
        this.parts = parts;
    }

    // --- PostgreSQL

    DataType postgres() {
        int start = tokens.start();
        if (tokens.is("SETOF")) {
            tokens.next();
        }
        List<String> arguments = new ArrayList<>();
        boolean plain = tokens.kind() == Token.Kind.WORD && !tokens.is('.', 1);
        Optional<Identifier> schema = Optional.empty();
        String name;
        if (plain) {
            name = postgresWords(arguments);
        } else {
            QualifiedName qualified = postgresName();
            schema = qualified.schema();
            name = qualified.name();
            arguments(arguments);
        }
        return new DataType(
                schema,
                name,
                arguments,
                dimensions(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                tokens.from(start));
    }

    /** {@code "char"} in quotes is another type than char without. */
    private QualifiedName postgresName() {
        boolean quoted = tokens.kind() == Token.Kind.QUOTED;
        QualifiedName name = parts.name();
        return quoted && name.name().equals("char") && name.schema().isEmpty()
                ? new QualifiedName(Optional.empty(), new Identifier("\"char\"", name.span()))
                : name;
    }

    private String postgresWords(List<String> arguments) {
        String first = tokens.word();
        StringBuilder name = new StringBuilder(tokens.nameAt(tokens.mark()));
        tokens.next();
        switch (first) {
            case "DOUBLE" -> also(name, "PRECISION");
            case "NATIONAL" -> {
                if (!also(name, "CHARACTER")) {
                    also(name, "CHAR");
                }
                also(name, "VARYING");
            }
            case "CHARACTER", "CHAR", "NCHAR", "BIT" -> also(name, "VARYING");
            case "INTERVAL" -> intervalFields(name);
            default -> {}
        }
        arguments(arguments);
        if (first.equals("TIMESTAMP") || first.equals("TIME")) {
            boolean zone = tokens.are("WITH", "TIME", "ZONE") || tokens.are("WITHOUT", "TIME", "ZONE");
            for (int i = 0; zone && i < 3; i++) {
                name.append(' ').append(tokens.word().toLowerCase(Locale.ROOT));
                tokens.next();
            }
        }
        return name.toString();
    }

    private boolean also(StringBuilder name, String word) {
        boolean found = tokens.skip(word);
        if (found) {
            name.append(' ').append(word.toLowerCase(Locale.ROOT));
        }
        return found;
    }

    private void intervalFields(StringBuilder name) {
        while (INTERVAL_FIELDS.contains(tokens.word()) || tokens.is("TO") && INTERVAL_FIELDS.contains(tokens.word(1))) {
            name.append(' ').append(tokens.word().toLowerCase(Locale.ROOT));
            tokens.next();
        }
    }

    private void arguments(List<String> arguments) {
        if (!tokens.skip('(')) {
            return;
        }
        arguments.addAll(parts.list(parts::itemValue));
        tokens.expect(')');
    }

    private int dimensions() {
        int dimensions = 0;
        if (tokens.skip("ARRAY")) {
            dimensions = 1;
            if (!tokens.is('[')) {
                return dimensions;
            }
            dimensions = 0;
        }
        while (tokens.skip('[')) {
            if (tokens.kind() == Token.Kind.NUMBER) {
                tokens.next();
            }
            tokens.expect(']');
            dimensions++;
        }
        return dimensions;
    }

    // --- MySQL and MariaDB

    DataType mysql() {
        int start = tokens.start();
        if (tokens.kind() != Token.Kind.WORD) {
            throw tokens.unexpected();
        }
        StringBuilder name = new StringBuilder(tokens.word().toLowerCase(Locale.ROOT));
        String first = tokens.word();
        tokens.next();
        switch (first) {
            case "DOUBLE" -> also(name, "PRECISION");
            case "NATIONAL" -> national(name);
            case "CHARACTER", "CHAR", "NCHAR" -> {
                if (!also(name, "VARYING")) {
                    also(name, "VARCHAR");
                }
            }
            case "LONG" -> long_(name);
            default -> {}
        }
        List<String> arguments = new ArrayList<>();
        arguments(arguments);
        return mysqlAttributes(name.toString(), arguments, start);
    }

    private void national(StringBuilder name) {
        if (!also(name, "CHARACTER") && !also(name, "CHAR")) {
            also(name, "VARCHAR");
        }
        also(name, "VARYING");
    }

    private void long_(StringBuilder name) {
        if (also(name, "CHARACTER") || also(name, "CHAR")) {
            also(name, "VARYING");
        } else if (!also(name, "VARCHAR")) {
            also(name, "VARBINARY");
        }
    }

    private DataType mysqlAttributes(String name, List<String> arguments, int start) {
        boolean unsigned = false;
        boolean zerofill = false;
        Optional<String> charset = Optional.empty();
        while (true) {
            if (tokens.skip("UNSIGNED")) {
                unsigned = true;
            } else if (tokens.skip("ZEROFILL")) {
                zerofill = true;
            } else if (tokens.isAny("ASCII", "UNICODE", "BINARY", "BYTE")) {
                charset = charset.or(() -> Optional.of(tokens.word()));
                tokens.next();
            } else if (tokens.skip("CHARACTER", "SET") || tokens.skip("CHARSET") || tokens.skip("CHAR", "SET")) {
                charset = Optional.of(parts.value());
            } else if (!tokens.skip("SIGNED")) {
                break;
            }
        }
        Optional<String> collation = tokens.skip("COLLATE") ? Optional.of(collation()) : Optional.empty();
        return new DataType(
                Optional.empty(), name, arguments, 0, unsigned, zerofill, charset, collation, tokens.from(start));
    }

    private String collation() {
        tokens.skip('=');
        return parts.value();
    }

    // --- SQLite

    /** Any names at all, with up to two numbers after them. */
    Optional<DataType> sqlite() {
        int start = tokens.start();
        StringBuilder name = new StringBuilder();
        while (tokens.isName() && !ENDS_SQLITE_TYPE.contains(tokens.word())) {
            name.append(name.isEmpty() ? "" : " ")
                    .append(tokens.nameAt(tokens.mark()).toLowerCase(Locale.ROOT));
            tokens.next();
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>();
        arguments(arguments);
        return Optional.of(new DataType(
                Optional.empty(),
                name.toString(),
                arguments,
                0,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                tokens.from(start)));
    }

    DataType read() {
        return tokens.dialect() == Dialect.MYSQL ? mysql() : postgres();
    }
}
