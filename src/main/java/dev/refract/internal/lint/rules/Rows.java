package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.output.Shell;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Span;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which rows a statement changes, as far as its text says. */
final class Rows {

    /** What their locks mean on MySQL, to go on with or to end. */
    static final String LOCKED_ON_MYSQL =
            "Each row that the condition looks at, all of them without an index for it, stays "
                    + "locked until the statement or the script's own transaction ends";

    /** On SQLite. */
    static final String LOCKED_ON_SQLITE = "Nobody else writes to the database meanwhile";

    private Rows() {}

    /** The same as a data migration, in comments: its command, and what its up.sql has. */
    static String inBatches(Step step, RowChange.Update update, KnownTable table) {
        String text = step.text(update.span());
        String batch = "/* batch */ TRUE";
        String statement = update.where()
                .map(where -> text.substring(0, where.start() - update.span().start()) + "(" + step.text(where)
                        + ") AND " + batch
                        + text.substring(where.end() - update.span().start()))
                .orElse(text + " WHERE " + batch);
        return "-- refract data new " + Shell.quoted("change " + table.name()) + " --table "
                + Shell.quoted(table.name())
                + "\n-- with this in its up.sql:\n"
                + statement.lines().map(line -> "-- " + line).collect(Collectors.joining("\n")) + ";";
    }

    /** Whether the condition begins with a column of the table's primary key, compared with a value. */
    static boolean byKey(Step step) {
        Optional<Span> where = step.change instanceof RowChange.Update update
                ? update.where()
                : step.change instanceof RowChange.Delete delete ? delete.where() : Optional.empty();
        Optional<QualifiedName> target = step.change.tables().stream().findFirst();
        if (where.isEmpty() || target.isEmpty()) {
            return false;
        }
        String condition = step.text(where.get()).toLowerCase(Locale.ROOT).replaceAll("[\"`]", "");
        KnownTable table = step.before.table(target.get());
        return table.primaryKey().stream()
                .flatMap(key -> key.columns().stream())
                .anyMatch(column -> condition.matches("(?s)\\s*(?:\\w+\\.)?"
                        + Pattern.quote(column.toLowerCase(Locale.ROOT)) + "\\s*(=|<|>|<=|>=|in\\b|between\\b).*"));
    }
}
