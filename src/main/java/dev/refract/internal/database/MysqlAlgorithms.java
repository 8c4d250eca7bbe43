package dev.refract.internal.database;

import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import java.util.List;
import java.util.Optional;

/**
 * MySQL and MariaDB say themselves how they change a table: each ALTER TABLE, CREATE INDEX and DROP INDEX asks for the
 * least intrusive way first, and the first that is not refused has run. It is the one that they take where none is
 * named.
 */
public final class MysqlAlgorithms {

    /**
     * A way to ask for.
     *
     * @param algorithm with its LOCK, as the manual writes it
     */
    private record Way(String algorithm, boolean rewrites, boolean blocksReads, boolean blocksWrites) {
        /** After the actions of an ALTER TABLE it is one more; after those of a CREATE INDEX there is no comma. */
        String after(Change change) {
            return change instanceof IndexChange.CreateIndex ? "\n " + algorithm.replace(",", "") : "\n, " + algorithm;
        }
    }

    private static final Way INSTANT = new Way("ALGORITHM=INSTANT", false, false, false);

    private static final List<Way> LOCKING = List.of(
            new Way("ALGORITHM=INPLACE, LOCK=NONE", false, false, false),
            new Way("ALGORITHM=INPLACE, LOCK=SHARED", false, false, true),
            new Way("ALGORITHM=INPLACE, LOCK=EXCLUSIVE", false, true, true),
            new Way("ALGORITHM=COPY, LOCK=NONE", true, false, false),
            new Way("ALGORITHM=COPY, LOCK=SHARED", true, false, true),
            new Way("ALGORITHM=COPY, LOCK=EXCLUSIVE", true, true, true));

    /**
     * The way that was taken.
     *
     * @param clause as it is written in such a statement
     * @param refusal the server's reason for not taking INSTANT, or INPLACE without a lock; may be empty
     */
    public record Taken(String clause, boolean rewrites, boolean blocksReads, boolean blocksWrites, String refusal) {}

    private MysqlAlgorithms() {}

    /** The table that such a statement changes, and that can be asked how; empty for all others. */
    public static Optional<String> table(Change change) {
        boolean asked = change instanceof TableChange.AlterTable alter
                ? alter.unread().isEmpty()
                        && alter.actions().stream()
                                .noneMatch(action -> action instanceof AlterAction.Algorithm
                                        || action instanceof AlterAction.Lock
                                        || action instanceof AlterAction.Partitioning
                                        || action instanceof AlterAction.Tablespace)
                : change instanceof IndexChange.CreateIndex create
                        ? create.unread().isEmpty() && create.algorithmAndLock().isEmpty()
                        : change instanceof IndexChange.DropIndexes drop
                                && drop.table().isPresent()
                                && drop.algorithmAndLock().isEmpty();
        return asked ? Optional.of(change.tables().get(0).name()) : Optional.empty();
    }

    /**
     * Runs a statement, one that {@link #table} knows.
     *
     * @param script the session's, or one with the same statements, of which some are written out
     * @return empty where the server was not heard: the statement ran just as it is
     */
    public static Optional<Taken> run(ScriptSession session, Script script, SqlStatement statement)
            throws ScriptException {
        Change change = script.change(statement);
        int number = statement.number();
        String sql = asked(script, change);
        String refusal = "";
        try {
            if (change instanceof TableChange.AlterTable) { // an index never is
                Optional<String> refused = session.refusal(number, sql + INSTANT.after(change));
                if (refused.isEmpty()) {
                    return Optional.of(taken(INSTANT, change, ""));
                }
                refusal = sentence(refused.get());
            }
            for (Way way : LOCKING) {
                Optional<String> refused = session.refusal(number, sql + way.after(change));
                if (refused.isEmpty()) {
                    return Optional.of(taken(way, change, refusal));
                }
                refusal = way.equals(LOCKING.get(0)) ? sentence(refused.get()) : refusal;
            }
        } catch (ScriptException e) {
            if (e.failure().cancelled()) {
                throw e;
            }
            // the statement itself says whether it is at fault
        }
        session.run(new Execution.Step(number, number));
        return Optional.empty();
    }

    /** MariaDB's DROP INDEX takes no ALGORITHM; the ALTER TABLE that both servers make of it does. */
    private static String asked(Script script, Change change) {
        if (change instanceof IndexChange.DropIndexes drop) {
            return "ALTER TABLE " + text(script, drop.table().orElseThrow().span()) + " DROP INDEX "
                    + (drop.ifExists() ? "IF EXISTS " : "")
                    + text(script, drop.indexes().get(0).span());
        }
        return text(script, change.span());
    }

    private static String text(Script script, Span span) {
        return script.text().substring(span.start(), span.end());
    }

    private static Taken taken(Way way, Change change, String refusal) {
        return new Taken(
                way.after(change).replaceFirst("^\n,? ", ""),
                way.rewrites(),
                way.blocksReads(),
                way.blocksWrites(),
                refusal);
    }

    private static String sentence(String message) {
        return message.replaceFirst("\\.?$", ".");
    }
}
