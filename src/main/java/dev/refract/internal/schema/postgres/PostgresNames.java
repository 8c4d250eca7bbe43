package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.QualifiedName;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names as PostgreSQL writes them in definitions: quoted where they must be, qualified where they are not in the path.
 */
final class PostgresNames {

    /** Names, and literals, in which a name stands only where they are cast to regclass. */
    private static final Pattern TOKENS = Pattern.compile("'((?:[^']|'')*)'(::regclass)?|" + QualifiedName.IDENTIFIER);

    private static final Pattern SAME_ALIAS =
            Pattern.compile("(?:\\b\\w+\\.)?(" + QualifiedName.IDENTIFIER + ") AS \\1(?=[\\s,)]|$)");

    private PostgresNames() {}

    /** An identifier of our own making, quoted only where it must be. */
    static String quote(String text) {
        return text.matches("[a-z_][a-z0-9_]*") ? text : dev.refract.internal.sql.Dialect.POSTGRESQL.quote(text);
    }

    /**
     * A definition with its names replaced.
     *
     * @param names from a name as it is quoted to another
     */
    static String replace(String definition, Map<String, String> names) {
        if (names.isEmpty()) {
            return definition;
        }
        return TOKENS.matcher(definition).replaceAll(token -> {
            if (!token.group().startsWith("'")) {
                return Matcher.quoteReplacement(names.getOrDefault(token.group(), token.group()));
            }
            boolean relation = token.group(2) != null;
            return Matcher.quoteReplacement(
                    relation ? "'" + replace(token.group(1), names) + "'::regclass" : token.group());
        });
    }

    /** A view's text with {@code name AS name} made {@code name}: what renaming a column back and forth leaves. */
    static String withoutEmptyAliases(String definition) {
        return SAME_ALIAS
                .matcher(definition)
                .replaceAll(alias -> Matcher.quoteReplacement(
                        alias.group().substring(0, alias.group().indexOf(" AS "))));
    }
}
