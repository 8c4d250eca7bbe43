package dev.refract.internal.migrate.run;

import dev.refract.internal.connect.Limits;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.sql.Script;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a step again that only failed to get a lock, after a pause that doubles each time. */
final class LockRetries {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Database database;
    private final Listener listener;

    /** A step of a script. */
    interface Work {
        void run() throws ScriptException;
    }

    /** A step whose success is an answer. */
    interface Question {
        boolean ask() throws ScriptException;
    }

    LockRetries(Database database, Listener listener) {
        this.database = database;
        this.listener = listener;
    }

    /**
     * Runs the work until it succeeds, fails otherwise, or has had all its tries.
     *
     * @throws ScriptException of the last try; cancelled, where the thread was interrupted in a pause
     */
    void run(String migration, Script script, Execution.Step step, Work work) throws ScriptException {
        run(migration, script, step, Optional.empty(), work);
    }

    /** As the other; with patience, for as long as that lasts rather than a number of times. */
    void run(String migration, Script script, Execution.Step step, Optional<Patience> patience, Work work)
            throws ScriptException {
        long start = System.nanoTime();
        int most = database.limits().lockRetries();
        Duration pause = FIRST;
        for (int retry = 1; ; retry++) {
            try {
                work.run();
                return;
            } catch (ScriptException e) {
                if (e.failure().cancelled() || !database.isLock(e.failure())) {
                    throw e;
                }
                Optional<String> hindered = database.hindersRetry(script, step);
                if (hindered.isPresent()) {
                    throw e.hinted(hint(e.failure(), hindered.get()));
                }
                if (patience.isPresent()) {
                    yielded(migration, patience.get(), start, pause, e);
                } else if (retry > most) {
                    throw e;
                } else {
                    listener.on(new Event.LockRetry(
                            migration, retry, most, pause, e.failure().message()));
                }
                sleep(pause, e);
                pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            }
        }
    }

    /** Says who is in the way, or gives up when the patience is at its end. */
    private void yielded(String migration, Patience patience, long start, Duration pause, ScriptException e)
            throws ScriptException {
        List<String> inTheWay = patience.inTheWay().of(e.failure().statement());
        Duration left = patience.total().minusNanos(System.nanoTime() - start);
        if (left.compareTo(pause) < 0) {
            throw e.hinted(
                    "It waited for its lock again and again for " + Event.words(patience.total()) + ", "
                            + Event.words(patience.lockTimeout()) + " each time, so that nobody waits behind it."
                            + (inTheWay.isEmpty() ? "" : " In the way:\n    " + String.join("\n    ", inTheWay))
                            + "\nLet those transactions end, or end one: SELECT pg_terminate_backend(PROCESS). To wait longer: "
                            + "--online patience=30min. To wait as PostgreSQL does, everybody behind it too: --online mode=off.");
        }
        listener.on(new Event.LockYielded(migration, e.failure().statement().orElse(0), pause, left, inTheWay));
    }

    /** As {@link #run}, for a step with an answer. */
    boolean ask(String migration, Script script, Execution.Step step, Question question) throws ScriptException {
        boolean[] answer = new boolean[1];
        run(migration, script, step, () -> answer[0] = question.ask());
        return answer[0];
    }

    /** What is left behind is to be dropped all the same. */
    private static String hint(ScriptException.Failure failure, String hindered) {
        return failure.hint()
                        .filter(hint -> !hint.equals(Limits.LOCK_HINT))
                        .map(hint -> hint + "\n")
                        .orElse("")
                + "Another session holds a lock that the statement needs. Wait longer with --lock-timeout; --lock-retries "
                + "does not try it again: " + hindered + ".";
    }

    private static void sleep(Duration pause, ScriptException failure) throws ScriptException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw failure.afterInterrupt();
        }
    }
}
