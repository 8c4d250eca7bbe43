package dev.refract.internal.rehearse;

import dev.refract.internal.sample.Differences.Difference;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.Loss;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a text names something. Bodies and strings count as well: a script may put a name together there. */
final class Named {

    private Named() {}

    /** Whether a script names a table, by a schema's name of it. */
    static boolean in(Script script, String table) {
        return in(script.text(), plain(table));
    }

    static boolean in(String text, String name) {
        return Pattern.compile(
                        "(?<!\\w)" + Pattern.quote(name) + "(?!\\w)", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text)
                .find();
    }

    /** A name without schema and quotes. */
    static String plain(String name) {
        return QualifiedName.text(QualifiedName.last(name));
    }

    /** Whether a file announces such a difference already: of its column, or of the whole table. */
    static boolean announced(List<Loss> losses, Difference difference) {
        String name = plain(difference.table());
        return losses.stream()
                .filter(loss -> loss.table()
                        .filter(table -> table.equalsIgnoreCase(name)
                                || table.substring(table.lastIndexOf('.') + 1).equalsIgnoreCase(name))
                        .isPresent())
                .anyMatch(loss -> loss.column().isEmpty()
                        || loss.column()
                                .filter(column -> difference
                                        .column()
                                        .filter(column::equalsIgnoreCase)
                                        .isPresent())
                                .isPresent());
    }

    /** A name as it stands in SQL: quoted only where it must be. */
    static String sql(Dialect dialect, String name) {
        boolean plain = name.matches(dialect == Dialect.POSTGRESQL ? "[a-z_][a-z0-9_]*" : "[A-Za-z_][A-Za-z0-9_]*");
        return plain ? name : dialect.quote(name);
    }
}
