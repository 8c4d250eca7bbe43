package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.StatementReader;
import dev.refract.internal.sql.statement.TableChange;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The text of a script and where its statements are, cut as the database's own client cuts it.
 *
 * <p>Settings that change how a text is read are followed where the script itself makes them: PostgreSQL's
 * {@code standard_conforming_strings} and NO_BACKSLASH_ESCAPES in MySQL's {@code sql_mode}
 * ({@link SqlStatement#escapes} tells which holds). A server's or a user's own default is not known here; neither are
 * ANSI_QUOTES (which moves no cut but where a quoted name ends in a backslash) and the routines of MariaDB's ORACLE
 * mode.
 *
 * <p>What is sent to the database for a statement is {@link #sql(SqlStatement)}; {@link #pieces()} cover the whole
 * text.
 *
 * <p>What a statement says is {@link #change(SqlStatement)}, which is read when somebody asks.
 */
public final class Script {

    private static final Set<String> PLAIN_COMMITS =
            Set.of("COMMIT", "COMMIT WORK", "COMMIT TRANSACTION", "END", "END WORK", "END TRANSACTION");

    private final Dialect dialect;
    private final String text;
    private final List<SqlStatement> statements;
    private final List<Integer> skipped;
    private final @Nullable Unterminated unterminated;
    /** By number; made when the first is asked for. */
    private volatile @Nullable AtomicReferenceArray<Change> changes;
    /** Made when the first line is asked for. */
    private volatile @Nullable LineCounter lines;
    /** By number; made when one is asked for. */
    private volatile @Nullable List<Optional<OwnTransaction>> ownTransactions;
    /** Null until somebody asks. */
    private volatile @Nullable Boolean takesNotes;

    Script(
            Dialect dialect,
            String text,
            List<SqlStatement> statements,
            List<Integer> skipped,
            @Nullable Unterminated unterminated) {
        this.skipped = List.copyOf(skipped);
        this.dialect = dialect;
        this.text = text;
        this.statements = List.copyOf(statements);
        this.unterminated = unterminated;
    }

    /** Cuts a text; never fails, whatever the text. Takes time linear in its length. */
    public static Script parse(Dialect dialect, String text) {
        return new Splitter(dialect, text).split();
    }

    /** The SQL that it is written in. */
    public Dialect dialect() {
        return dialect;
    }

    /** Where the lines begin that pg_dump writes for psql alone; in the text they are comments. */
    public List<Integer> skipped() {
        return skipped;
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** Its statements, in their order. */
    public List<SqlStatement> statements() {
        return statements;
    }

    /** What the text ends inside of, where it does. */
    public Optional<Unterminated> unterminated() {
        return Optional.ofNullable(unterminated);
    }

    /** Where the server would end the text, at a NUL character; -1 where it reads all of it, as MySQL always does. */
    public int cutAt() {
        return dialect == Dialect.MYSQL ? -1 : text.indexOf('\0');
    }

    /** What a statement of this script says; read once, and only if it is asked for. */
    public Change change(SqlStatement statement) {
        AtomicReferenceArray<Change> known = changes;
        if (known == null) {
            known = new AtomicReferenceArray<>(statements.size());
            changes = known;
        }
        Change change = known.get(statement.number() - 1);
        if (change == null) {
            change = StatementReader.read(this, statement);
            known.set(statement.number() - 1, change);
        }
        return change;
    }

    /** Whether there is anything to run: more than space, comments and lone semicolons. */
    public boolean hasStatements() {
        return !statements.isEmpty();
    }

    /** The statement's text from its first token to its semicolon, that included; a byte order mark never is. */
    public String sql(SqlStatement statement) {
        return text.substring(statement.code(), statement.end());
    }

    /**
     * The text in one piece a statement, with what stands before it; what follows the last one belongs to the last
     * piece. Joined they are the text. A text without statements is one piece. Each piece is copied when asked for.
     */
    public List<String> pieces() {
        return new Pieces(text, statements);
    }

    /** The tokens of a statement. */
    public Lexer tokens(SqlStatement statement) {
        return new Lexer(dialect, text, statement.code(), statement.end(), statement.escapes());
    }

    /** The place of an offset in the text, from 0 to its length. */
    public Place place(int offset) {
        return lines().place(offset);
    }

    /** Where its lines are. */
    public LineCounter lines() {
        LineCounter known = lines;
        if (known == null) {
            known = new LineCounter(text);
            lines = known;
        }
        return known;
    }

    /** The first statement of any of these kinds. */
    public Optional<SqlStatement> first(SqlStatement.Kind... kinds) {
        List<SqlStatement.Kind> wanted = Arrays.asList(kinds);
        return first(statement -> wanted.contains(statement.kind()));
    }

    /** The first statement that the condition holds for. */
    public Optional<SqlStatement> first(Predicate<SqlStatement> condition) {
        return statements.stream().filter(condition).findFirst();
    }

    /** Whether the script begins or ends transactions itself. */
    public boolean hasOwnTransaction() {
        return first(SqlStatement::controlsTransaction).isPresent();
    }

    /** The transaction of the script's own that is open when a statement, by its number, begins to run. */
    public Optional<OwnTransaction> ownTransaction(int number) {
        List<Optional<OwnTransaction>> known = ownTransactions;
        if (known == null) {
            known = OwnTransaction.all(this);
            ownTransactions = known;
        }
        return known.get(number - 1);
    }

    /**
     * Whether Refract's own note can be written in a transaction of this script: it makes none read-only, and locks no
     * tables, among which the ledger's is not.
     */
    public boolean takesNotes() {
        Boolean known = takesNotes;
        if (known == null) {
            known = first(this::keepsNotesOut).isEmpty();
            takesNotes = known;
        }
        return known;
    }

    private boolean keepsNotesOut(SqlStatement statement) {
        return switch (statement.kind()) {
            case LOCK_TABLES -> dialect == Dialect.MYSQL;
            case BEGIN, SET -> {
                String sql = sql(statement).toUpperCase(Locale.ROOT);
                yield sql.contains("READ") && sql.contains("ONLY");
            }
            default -> false;
        };
    }

    /** Whether the statement only ends a transaction, and neither begins another nor ends the session. */
    public boolean isPlainCommit(SqlStatement statement) {
        String sql = sql(statement).strip().toUpperCase(Locale.ROOT);
        return PLAIN_COMMITS.contains(
                sql.endsWith(";") ? sql.substring(0, sql.length() - 1).stripTrailing() : sql);
    }

    /** Whether the statement makes or drops a table that only its session sees. */
    public boolean isTemporary(SqlStatement statement) {
        Change change = change(statement);
        return change instanceof TableChange.CreateTable create
                        && create.persistence() == TableChange.Persistence.TEMPORARY
                || change instanceof TableChange.DropTable drop && drop.temporary();
    }

    /** The first statement that can't be in a transaction, or not to any effect. */
    public Optional<SqlStatement> firstOutsideTransaction() {
        return first(SqlStatement::outsideTransaction);
    }

    /**
     * The statement that an offset of the text belongs to: the one it is in, or else the one that follows, or else the
     * last.
     */
    public Optional<SqlStatement> statementAt(int offset) {
        return first(statement -> offset < statement.end()).or(() -> statements.stream()
                .skip(Math.max(0, statements.size() - 1))
                .findFirst());
    }

    /**
     * The first statement that uses, as a literal, a value which an {@code ALTER TYPE … ADD VALUE} before it adds
     * (PostgreSQL refuses that in one transaction: 55P04). Errs on the side of finding one: it does not know whether
     * the literal is of that type.
     */
    public Optional<SqlStatement> usesNewEnumValue() {
        return new EnumValues(this).firstUse();
    }

    private static final class Pieces extends AbstractList<String> implements RandomAccess {
        private final String text;
        private final List<SqlStatement> statements;

        Pieces(String text, List<SqlStatement> statements) {
            this.text = text;
            this.statements = statements;
        }

        @Override
        public String get(int index) {
            int last = size() - 1;
            if (index < 0 || index > last) {
                throw new IndexOutOfBoundsException(index);
            }
            int start = index == 0 ? 0 : statements.get(index).start();
            return text.substring(
                    start,
                    index == last ? text.length() : statements.get(index + 1).start());
        }

        @Override
        public int size() {
            return Math.max(1, statements.size());
        }
    }
}
