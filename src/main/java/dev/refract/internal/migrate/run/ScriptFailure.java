package dev.refract.internal.migrate.run;

import dev.refract.internal.database.ScriptException.Failure;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.LineCounter;
import dev.refract.internal.sql.Place;
import dev.refract.internal.sql.Script;
import dev.refract.report.ScriptPlace;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Renders a script's failure: what the database said, and the script around the place. */
public final class ScriptFailure {

    /** As {@link #place} writes it. */
    private static final Pattern NOTED = Pattern.compile(
            "(?m)^In .*/(migration\\.sql|down\\.sql):(\\d{1,9}):(\\d{1,9})(?: \\(statement (\\d{1,9}) of \\d+\\))?$");

    private static final int LINES_BEFORE = 5;
    private static final int LINES_AFTER = 2;
    /** A line of a script can be megabytes long; this much of it on each side of the mistake helps a reader. */
    private static final int WIDTH = 160;

    private ScriptFailure() {}

    /** The database's words, then the excerpt. */
    public static String text(String path, Script script, Failure failure) {
        StringBuilder text = new StringBuilder();
        if (!failure.databaseCode().isEmpty()) {
            text.append("Database error code: ").append(failure.databaseCode()).append("\n\n");
        }
        text.append("Database error:\n").append(failure.message()).append('\n');
        failure.detail()
                .ifPresent(detail -> text.append("Detail: ").append(detail).append('\n'));
        failure.hint().ifPresent(hint -> text.append("Hint: ").append(hint).append('\n'));
        text.append('\n').append(place(path, script, failure));
        return text.toString().stripTrailing();
    }

    /** Where it failed, for a program. */
    public static ScriptPlace where(@Nullable String migration, String path, Script script, Failure failure) {
        Optional<Place> place = offset(script, failure).map(script::place);
        return new ScriptPlace(
                Optional.ofNullable(migration),
                path,
                place.map(Place::line),
                place.map(Place::column),
                failure.statement().stream().boxed().findFirst());
    }

    /** A migration's file as a whole. */
    public static ScriptPlace where(Migration migration, String file) {
        return where(migration, file, Optional.empty());
    }

    /** A line of a migration's file. */
    public static ScriptPlace where(Migration migration, String file, Optional<Integer> line) {
        return new ScriptPlace(
                Optional.of(migration.name()), migration.path(file), line, Optional.empty(), Optional.empty());
    }

    /** A statement of a migration's file, counted from 1; the file where it has none of the number. */
    public static ScriptPlace where(Migration migration, String file, Script script, int statement) {
        if (statement < 1 || statement > script.statements().size()) {
            return where(migration, file);
        }
        Place place = script.place(script.statements().get(statement - 1).code());
        return new ScriptPlace(
                Optional.of(migration.name()),
                migration.path(file),
                Optional.of(place.line()),
                Optional.of(place.column()),
                Optional.of(statement));
    }

    /** Where a failed row of the ledger says that it was: Refract's own rows do, Prisma's don't. */
    public static ScriptPlace where(LedgerRow row, History history) {
        Matcher noted = NOTED.matcher(row.logs().orElse(""));
        boolean known = noted.find();
        String file = known ? noted.group(1) : Migration.UP;
        String path = history.find(row.migration())
                .map(migration -> migration.path(file))
                .orElse(Controls.escapedLine(history.location() + "/" + row.migration() + "/" + file));
        return new ScriptPlace(
                Optional.of(row.migration()),
                path,
                known ? Optional.of(Integer.valueOf(noted.group(2))) : Optional.empty(),
                known ? Optional.of(Integer.valueOf(noted.group(3))) : Optional.empty(),
                known ? Optional.ofNullable(noted.group(4)).map(Integer::valueOf) : Optional.empty());
    }

    private static Optional<Integer> offset(Script script, Failure failure) {
        return failure.offset().stream().boxed().findFirst().or(() -> failure.statement().stream()
                .mapToObj(number -> script.statements().get(number - 1).code())
                .findFirst());
    }

    /** Where it failed: the file with line, column and statement, and the lines around. */
    static String place(String path, Script script, Failure failure) {
        Optional<Integer> known = offset(script, failure);
        if (known.isEmpty()) {
            return "In " + path;
        }
        int offset = known.get();
        Place place = script.place(offset);
        StringBuilder text = new StringBuilder("In ")
                .append(path)
                .append(':')
                .append(place.line())
                .append(':')
                .append(place.column());
        failure.statement().ifPresent(number -> text.append(" (statement ")
                .append(number)
                .append(" of ")
                .append(script.statements().size())
                .append(')'));
        return text.append('\n').append(excerpt(script.text(), offset, place)).toString();
    }

    private static String excerpt(String script, int offset, Place place) {
        int start = LineCounter.lineStart(script, offset);
        int from = start;
        int first = place.line();
        while (first > 1 && first > place.line() - LINES_BEFORE) {
            from = LineCounter.lineStart(script, from - 1);
            first--;
        }
        int gutter = String.valueOf(place.line() + LINES_AFTER).length();
        StringBuilder text = new StringBuilder();
        int lineStart = from;
        for (int line = first; line <= place.line() + LINES_AFTER && lineStart <= script.length(); line++) {
            int lineEnd = LineCounter.lineEnd(script, lineStart);
            boolean marked = line == place.line();
            int shownFrom = marked ? Math.max(lineStart, offset - WIDTH) : lineStart;
            String shown = script.substring(shownFrom, Math.min(lineEnd, shownFrom + 2 * WIDTH))
                    .replace("\r", "");
            text.append(marked ? "> " : "  ")
                    .append(String.format("%" + gutter + "d", line))
                    .append(" | ")
                    .append(shown)
                    .append('\n');
            if (marked) {
                String before =
                        script.substring(shownFrom, Math.min(offset, lineEnd)).replaceAll("[^\t]", " ");
                text.append("  ")
                        .append(" ".repeat(gutter))
                        .append(" | ")
                        .append(before)
                        .append("^\n");
            }
            if (lineEnd >= script.length()) {
                break;
            }
            lineStart = lineEnd + 1;
        }
        return text.toString();
    }
}
