package dev.refract.internal.rehearse;

import dev.refract.internal.sample.Differences.Difference;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.Loss;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a text names something. */
final class Named {

    private Named() {}

    /**
     * Whether a script names a table in a statement of its own, where a reader sees it: not in a comment, in a string
     * or in a body.
     */
    static boolean openly(Script script, String table) {
        String name = plain(table);
        return script.statements().stream().anyMatch(statement -> {
            Lexer tokens = script.tokens(statement);
            while (tokens.next()) {
                if (tokens.isName() && tokens.name().equalsIgnoreCase(name)) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Whether a script may name a table, by a schema's name of it. Bodies and strings count as well: a script may put a
     * name together there.
     */
    static boolean in(Script script, String table) {
        String name = plain(table);
        return Stream.of(name, name.replace("\"", "\"\""), name.replace("`", "``"))
                .distinct()
                .anyMatch(written -> in(script.text(), written));
    }

    static boolean in(String text, String name) {
        return Pattern.compile(
                        "(?<!\\w)" + Pattern.quote(name) + "(?!\\w)", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text)
                .find();
    }

    /** A name without schema and quotes; MySQL's and SQLite's, which have neither, as it is. */
    static String plain(String name) {
        return QualifiedName.is(name) ? QualifiedName.text(QualifiedName.last(name)) : name;
    }

    /** Whether a file announces such a difference already: of its column, or of the whole table. */
    static boolean announced(List<Loss> losses, Difference difference) {
        return of(losses, difference.table())
                .anyMatch(loss -> loss.column().isEmpty()
                        || loss.column()
                                .filter(column -> difference
                                        .column()
                                        .filter(column::equalsIgnoreCase)
                                        .isPresent())
                                .isPresent());
    }

    /** Those of a table, by a schema's name of it. */
    static Stream<Loss> of(List<Loss> losses, String table) {
        String name = plain(table);
        return losses.stream().filter(loss -> loss.table()
                .filter(named -> named.equalsIgnoreCase(name)
                        || named.substring(named.lastIndexOf('.') + 1).equalsIgnoreCase(name))
                .isPresent());
    }

    /** A name as it stands in SQL: quoted only where it must be. */
    static String sql(Dialect dialect, String name) {
        boolean plain = name.matches(dialect == Dialect.POSTGRESQL ? "[a-z_][a-z0-9_]*" : "[A-Za-z_][A-Za-z0-9_]*");
        return plain ? name : dialect.quote(name);
    }
}
