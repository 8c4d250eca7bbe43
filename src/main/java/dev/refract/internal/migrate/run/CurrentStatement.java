package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.sql.Script;
import dev.refract.report.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statement that a script has come to, with what its {@link Route} may use to run it. */
public final class CurrentStatement {

    private final Database database;
    private final ScriptSession session;
    private final LockRetries retries;
    private final Listener listener;
    private final String migration;
    private final Script script;
    private final Execution.Step part;
    /** The statement that records it in its own transaction; null where it is not recorded so. */
    private final @Nullable String note;

    private final Function<String, Optional<String>> noting;
    /** What the ledger says while it runs. */
    private final String running;
    /** What the ledger said of it when its migration was resumed at it. */
    private final Optional<LogNote> earlier;

    CurrentStatement(
            Database database,
            ScriptSession session,
            LockRetries retries,
            Listener listener,
            String migration,
            Script script,
            Execution.Step part,
            @Nullable String note,
            Function<String, Optional<String>> noting,
            String running,
            Optional<LogNote> earlier) {
        this.database = database;
        this.session = session;
        this.retries = retries;
        this.listener = listener;
        this.migration = migration;
        this.script = script;
        this.part = part;
        this.note = note;
        this.noting = noting;
        this.running = running;
        this.earlier = earlier;
    }

    /**
     * Sends it to the server as it is written; again, where it only failed to get a lock and that was asked for.
     *
     * @throws ScriptException where it fails or is cancelled
     */
    public void run() throws ScriptException {
        retries.run(migration, script, part, this::send);
    }

    private void send() throws ScriptException {
        if (note == null) {
            session.run(part);
        } else {
            session.run(part, note);
        }
    }

    /** As {@link #run()}, waiting for its locks with patience. */
    public void run(Patience patience) throws ScriptException {
        patiently(patience, this::send);
    }

    /**
     * Sends another text in its place, in a transaction with the ledger's note of the steps that are committed then.
     *
     * @param committed the marks of the steps that are committed with this one
     * @param steps how many there are
     */
    public void step(String sql, Collection<String> committed, int steps, Patience patience) throws ScriptException {
        Optional<String> record = noting(committed, Optional.empty(), steps);
        patiently(patience, () -> session.instead(number(), sql, record));
    }

    /** As {@link #step}, for one that may wait for its lock as long as it takes, because nobody waits behind it. */
    public void longStep(String sql, Collection<String> committed, int steps) throws ScriptException {
        Optional<String> record = noting(committed, Optional.empty(), steps);
        waiting(Duration.ZERO, () -> session.instead(number(), sql, record));
    }

    /**
     * The same for one that can't be in a transaction: the ledger knows before that it was begun, and afterwards that
     * it is committed.
     *
     * @param before the marks of the steps that are committed before it
     * @param mark its own
     */
    public void stepAlone(String sql, Collection<String> before, String mark, int steps) throws ScriptException {
        stepAlone(before, mark, steps, () -> waiting(Duration.ZERO, () -> alone(sql)));
    }

    /**
     * The same for one that needs a strong lock at its end: it gives way where it does not get it.
     *
     * @param enough whether what it has done by then is enough, so that it is not tried again
     */
    public void stepAlone(
            String sql, Collection<String> before, String mark, int steps, Patience patience, BooleanSupplier enough)
            throws ScriptException {
        stepAlone(
                before,
                mark,
                steps,
                () -> patiently(patience, () -> {
                    try {
                        alone(sql);
                    } catch (ScriptException e) {
                        if (e.failure().cancelled() || !database.isLock(e.failure()) || !enough.getAsBoolean()) {
                            throw e;
                        }
                    }
                }));
    }

    private void stepAlone(Collection<String> before, String mark, int steps, LockRetries.Work work)
            throws ScriptException {
        noting(before, Optional.of(mark), steps).ifPresent(database::update);
        work.run();
        List<String> committed = new ArrayList<>(before);
        committed.add(mark);
        noting(committed, Optional.empty(), steps).ifPresent(database::update);
    }

    private void alone(String sql) throws ScriptException {
        session.instead(number(), sql, Optional.empty());
    }

    /** Takes back what a step has left, by a statement that needs a strong lock for a moment. */
    public void cleanUp(String sql, Patience patience) throws ScriptException {
        patiently(patience, () -> session.instead(number(), sql, Optional.empty()));
    }

    /** The same, by one that may wait for its lock. */
    public void cleanUp(String sql) throws ScriptException {
        waiting(Duration.ZERO, () -> session.instead(number(), sql, Optional.empty()));
    }

    private void patiently(Patience patience, LockRetries.Work work) throws ScriptException {
        waiting(patience.lockTimeout(), () -> retries.run(migration, script, part, Optional.of(patience), work));
    }

    /** With a lock time-out of the session's own; zero for none. */
    private void waiting(Duration lockTimeout, LockRetries.Work work) throws ScriptException {
        ScriptSession.LockTimeout limit = session.lockTimeout(lockTimeout);
        try {
            work.run();
        } finally {
            limit.close();
        }
    }

    private Optional<String> noting(Collection<String> committed, Optional<String> begun, int steps) {
        return noting.apply(running + " " + LogNote.steps(committed, begun, steps));
    }

    /**
     * How a failure's hint ends where steps of the statement stay.
     *
     * @param begun the mark of a step that was cancelled and has left something
     */
    public static String stepsThatStay(Collection<String> committed, Optional<String> begun, int steps) {
        return LogNote.steps(committed, begun, steps);
    }

    /** The marks of the steps that the ledger knows to be committed, from an earlier run. */
    public Set<String> committedSteps() {
        return earlier.map(LogNote::steps).orElse(Set.of());
    }

    /** Whether an earlier run ended while it ran, so that nobody heard what became of its next step. */
    public boolean isInterrupted() {
        return earlier.filter(known -> known.state() == LogNote.State.RUNNING).isPresent();
    }

    /**
     * Sends another text in its place, one that asks the server to do the same in a way that it may not know.
     *
     * @return false where the server can't do it in that way; nothing has happened then
     * @throws ScriptException where it fails for another reason, or is cancelled
     */
    public boolean attempt(String sql) throws ScriptException {
        return retries.ask(migration, script, part, () -> session.attempt(number(), sql));
    }

    /** Whose connection holds the migration lock, where one is held. */
    public Database database() {
        return database;
    }

    /** The script's session. */
    public ScriptSession session() {
        return session;
    }

    /** Hears what happens. */
    public Listener listener() {
        return listener;
    }

    /** The name of its migration. */
    public String migration() {
        return migration;
    }

    /** Its number in the script, from 1. */
    public int number() {
        return part.first();
    }

    /** Where it is in the script's text. */
    public int offset() {
        return script.statements().get(number() - 1).code();
    }
}
