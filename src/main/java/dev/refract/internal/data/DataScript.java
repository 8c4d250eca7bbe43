package dev.refract.internal.data;

import dev.refract.internal.history.Migration;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a batch does: statements that each have the marker {@code /* batch *}{@code / TRUE} once, where the range of
 * keys is put.
 *
 * @param file its name
 * @param text as it stands there
 * @param qualifier what it calls the table
 */
record DataScript(
        String file, String text, String qualifier, List<Piece> pieces, Set<String> writes, Set<String> sets) {

    private static final Pattern MARKER = Pattern.compile("(?is).*/\\*\\s*batch\\s*\\*/\\s*");
    private static final String MARK = "/* batch */ TRUE";

    /**
     * A statement around its marker.
     *
     * @param before up to where TRUE stands; all of it where there is no marker
     * @param after from behind it
     */
    record Piece(String before, String after) {
        /** The statement for the rows of a range. */
        String in(String range) {
            return before + range + after;
        }
    }

    DataScript {
        pieces = List.copyOf(pieces);
        writes = Set.copyOf(writes);
        sets = Set.copyOf(sets);
    }

    /** The text of {@code up.mysql.sql}, or else {@code up.sql}; empty where there is neither. */
    static Optional<String> text(Migration files, String name, Dialect dialect) {
        return DataMigration.text(files, files.fileFor(name, dialect));
    }

    /** Whether it has a statement: a new one has only comments. */
    static boolean isWritten(Migration files, String name, Dialect dialect) {
        return text(files, name, dialect)
                .filter(text -> Script.parse(dialect, text).hasStatements())
                .isPresent();
    }

    /** The query that counts what is left; empty where there is no file. */
    static Optional<String> verify(Migration files, Dialect dialect) {
        Optional<String> text = text(files, "verify", dialect);
        text.map(query -> Script.parse(dialect, query))
                .filter(script -> !script.hasStatements())
                .ifPresent(script -> {
                    throw wrong(
                            files,
                            files.fileFor("verify", dialect),
                            script,
                            0,
                            "has no statement",
                            "Write a query that counts the rows which are left, 0 when it is done; or remove the file.");
                });
        return text;
    }

    /**
     * Reads and checks it.
     *
     * @param once whether it runs as a whole: then it has no marker
     */
    static Optional<DataScript> read(Migration files, String name, Dialect dialect, boolean once, String qualifier) {
        String file = files.fileFor(name, dialect);
        return DataMigration.text(files, file).map(text -> {
            Script script = Script.parse(dialect, text);
            if (!script.hasStatements()) {
                throw wrong(
                        files, file, script, 0, "has no statement", "Write what a batch does, or remove the folder.");
            }
            List<Piece> pieces = new ArrayList<>();
            Set<String> writes = new LinkedHashSet<>();
            Set<String> sets = new LinkedHashSet<>();
            for (SqlStatement statement : script.statements()) {
                requireRows(files, file, script, statement, writes, sets);
                pieces.add(piece(files, file, script, statement, once));
            }
            return new DataScript(file, text, qualifier, pieces, writes, sets);
        });
    }

    private static void requireRows(
            Migration files, String file, Script script, SqlStatement statement, Set<String> writes, Set<String> sets) {
        Change change = script.change(statement);
        boolean known = change instanceof RowChange.Insert
                || change instanceof RowChange.Update
                || change instanceof RowChange.Delete
                || change instanceof RowChange.Merge
                || change instanceof RowChange.Select;
        if (!known || statement.outsideTransaction()) {
            throw wrong(
                    files,
                    file,
                    script,
                    statement.code(),
                    "has a statement that is no INSERT, UPDATE, DELETE, MERGE or SELECT",
                    "A batch is one transaction of statements that change rows. The schema is changed by a migration in "
                            + "prisma/migrations, before or after.");
        }
        change.tables().stream().map(QualifiedName::name).forEach(writes::add);
        if (change instanceof RowChange row) {
            List<RowChange> all = new ArrayList<>(row.writes());
            all.add(row);
            for (RowChange one : all) {
                if (one instanceof RowChange.Update update) {
                    update.set().forEach(set -> sets.add(set.column().name()));
                }
            }
        }
    }

    private static Piece piece(Migration files, String file, Script script, SqlStatement statement, boolean once) {
        String text = script.text();
        Lexer tokens = script.tokens(statement);
        int end = statement.code();
        int last = end;
        int at = -1;
        int found = 0;
        while (tokens.next()) {
            if (tokens.is("TRUE")
                    && MARKER.matcher(text.substring(end, tokens.start())).matches()) {
                at = tokens.start();
                found++;
            }
            end = tokens.end();
            if (!tokens.is(';')) {
                last = end;
            }
        }
        if (once ? found > 0 : found != 1) {
            throw wrong(
                    files,
                    file,
                    script,
                    statement.code(),
                    once
                            ? "has the marker " + MARK + ", and data.toml says mode = \"once\""
                            : "has the marker " + MARK + (found == 0 ? " in no place" : " more than once")
                                    + " of a statement",
                    once
                            ? "Take the marker out, or the mode."
                            : "Write it once, where a condition of the statement's WHERE can stand: … AND " + MARK
                                    + ". What can't be done in batches: mode = \"once\" in data.toml.");
        }
        return once
                ? new Piece(text.substring(statement.code(), last), "")
                : new Piece(text.substring(statement.code(), at), text.substring(at + "TRUE".length(), last));
    }

    private static RefractException wrong(
            Migration files, String file, Script script, int offset, String what, String next) {
        return new RefractException(
                null,
                files.path(file) + ":" + script.place(offset).line() + " " + what + ".",
                next,
                null,
                files.place(file));
    }
}
