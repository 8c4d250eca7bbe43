package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.TypeChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values that a PostgreSQL script adds to enums, and who uses them. */
final class EnumValues {
    private final Script script;
    private final List<String> added = new ArrayList<>();

    EnumValues(Script script) {
        this.script = script;
    }

    Optional<SqlStatement> firstUse() {
        for (SqlStatement statement : script.statements()) {
            if (statement.kind() == SqlStatement.Kind.ADD_ENUM_VALUE) {
                if (script.change(statement) instanceof TypeChange.AddValue value) {
                    added.add(value.label());
                }
            } else if (!added.isEmpty() && uses(script.tokens(statement))) {
                return Optional.of(statement);
            }
        }
        return Optional.empty();
    }

    private boolean uses(Lexer tokens) {
        while (tokens.next()) {
            if (tokens.kind() == Token.Kind.STRING && isUse(tokens.value(), tokens.isDollarQuoted())) {
                return true;
            }
        }
        return false;
    }

    /** A literal of the value itself, one of an array or a row that has it, or a body of code with such a literal. */
    private boolean isUse(String literal, boolean code) {
        return code && uses(new Lexer(Dialect.POSTGRESQL, literal))
                || added.stream()
                        .anyMatch(value ->
                                literal.equals(value) || literal.matches("(?s)[{(].*[})]") && literal.contains(value));
    }
}
