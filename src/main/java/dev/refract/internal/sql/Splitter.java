package dev.refract.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a script into statements in one pass. */
final class Splitter {
    private final Dialect dialect;
    private final String text;
    private final Lexer lexer;
    private final Nesting nesting;
    private final List<SqlStatement> statements = new ArrayList<>();

    private final List<Integer> skipped = new ArrayList<>();

    private int start;
    private int code = -1;

    Splitter(Dialect dialect, String text) {
        this.dialect = dialect;
        this.text = text;
        this.lexer = new Lexer(dialect, text);
        this.nesting = Nesting.of(dialect);
    }

    Script split() {
        while (lexer.next()) {
            if (lexer.is(';') && lexer.executable() < 0 && nesting.endsAtSemicolon(lexer)) {
                end(lexer.end());
            } else if (lexer.is('\\') && dialect == Dialect.POSTGRESQL) {
                addPsqlCommand();
            } else if (isDelimiter()) {
                open();
                lexer.extendToLineEnd();
                end(lexer.end());
            } else {
                open();
                nesting.accept(lexer);
            }
        }
        end(lexer.codeEnd());
        return new Script(dialect, commented(), statements, skipped, lexer.unterminated());
    }

    private boolean isDelimiter() {
        return code < 0 && dialect == Dialect.MYSQL && lexer.executable() < 0 && lexer.is("DELIMITER");
    }

    private void open() {
        if (code < 0) {
            code = lexer.executable() < start ? lexer.start() : lexer.executable();
            nesting.reset();
        }
    }

    /** The text with comments, of the same length, where lines are skipped. */
    private String commented() {
        if (skipped.isEmpty()) {
            return text;
        }
        StringBuilder commented = new StringBuilder(text);
        skipped.forEach(offset -> commented.replace(offset, offset + 2, "--"));
        return commented.toString();
    }

    /**
     * The lines restrict and unrestrict, each after a backslash, which pg_dump writes around a dump: they change
     * nothing.
     */
    private boolean isOfDump() {
        int word = lexer.start() + 1;
        int end = word;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return code < 0 && Set.of("restrict", "unrestrict").contains(text.substring(word, end));
    }

    /** psql takes a backslash outside of quotes for a command of its own, wherever it stands. */
    private void addPsqlCommand() {
        if (isOfDump()) {
            skipped.add(lexer.start());
            lexer.extendToLineEnd();
            return;
        }
        end(lexer.start());
        open();
        lexer.extendToLineEnd();
        end(lexer.end());
    }

    private void end(int end) {
        if (code < 0) { // a lone semicolon is left to the next piece
            return;
        }
        SqlStatement statement =
                new Classifier(dialect, text, code, end, lexer.escapes()).statement(statements.size() + 1, start);
        if (statement.kind() == SqlStatement.Kind.COPY_FROM_STDIN && lexer.is(';')) {
            statement = withData(statement);
        }
        statements.add(statement);
        start = statement.end();
        code = -1;
        if (statement.kind() == SqlStatement.Kind.SET) {
            LexicalSetting.of(dialect, text, statement).ifPresent(lexer::escapes);
        }
    }

    /** The lines from the next one to {@code \.} are data, not SQL. */
    private SqlStatement withData(SqlStatement copy) {
        int line = lineAfter(copy.end());
        while (line < text.length() && !isEndOfData(line)) {
            line = lineAfter(line);
        }
        int end = Math.max(copy.end(), lineAfter(line));
        lexer.extendTo(end);
        return new SqlStatement(
                copy.number(),
                copy.start(),
                copy.code(),
                end,
                copy.kind(),
                copy.table(),
                copy.outsideTransaction(),
                copy.escapes());
    }

    private boolean isEndOfData(int line) {
        return text.startsWith("\\.", line)
                && (line + 2 == text.length() || text.charAt(line + 2) == '\n' || text.charAt(line + 2) == '\r');
    }

    private int lineAfter(int offset) {
        int lineEnd = text.indexOf('\n', offset);
        return lineEnd < 0 ? text.length() : lineEnd + 1;
    }
}
