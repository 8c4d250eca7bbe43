package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;

/** Reads statements, each by its dialect's reader. Takes time linear in a statement's length, and fails for none. */
public final class StatementReader {
    private StatementReader() {}

    /** What a statement of a script does. */
    public static Change read(Script script, SqlStatement statement) {
        Span whole = span(script.text(), statement);
        Cursor tokens =
                new Cursor(script.dialect(), script.text(), statement.code(), statement.end(), statement.escapes());
        try {
            return read(tokens, whole);
        } catch (Cursor.Misread e) {
            return e.unread(whole);
        }
    }

    private static Change read(Cursor tokens, Span whole) {
        if (tokens.is('\\')) {
            return new ClientCommand(tokens.text(whole), whole);
        }
        return switch (tokens.dialect()) {
            case POSTGRESQL -> new PostgresReader(tokens, whole).change();
            case MYSQL -> new MysqlReader(tokens, whole).change();
            case SQLITE -> new SqliteReader(tokens, whole).change();
        };
    }

    /** Without the semicolon, and the space before it. */
    private static Span span(String text, SqlStatement statement) {
        int end = statement.end();
        if (end > statement.code() && text.charAt(end - 1) == ';') {
            end--;
        }
        while (end > statement.code() && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Span(statement.code(), end);
    }
}
