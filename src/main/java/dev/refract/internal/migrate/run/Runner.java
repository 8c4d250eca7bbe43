package dev.refract.internal.migrate.run;

import dev.refract.internal.connect.Limits;
import dev.refract.internal.connect.SocketTimeout;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptException.Failure;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.LineCounter;
import dev.refract.internal.sql.OwnTransaction;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs one script with its bookkeeping. Where the script is one transaction, the bookkeeping is in it: a crash leaves
 * both or neither. Where it is not, the ledger says beforehand what is about to run.
 */
public final class Runner {

    private static final String DIRECT_DDL =
            "This server takes changes of tables by its own online DDL only (Vitess, PlanetScale). Switch direct DDL on for "
                    + "it, or make the change there and record it:\n    refract migrate resolve ";

    /** How a connection ends that was there. */
    private static final Set<Code> LOST = EnumSet.of(Code.P1008, Code.P1017);

    /** Of statements that may have been committed before the one that failed; a failed row's logs have it. */
    static final String UNCERTAIN =
            " ran in a transaction of the script's own: what was not committed of it is rolled back.";

    private static final String NO_ANSWER = "the server did not answer";

    /** What makes a setting of the session. */
    private static final Set<SqlStatement.Kind> SETTINGS = EnumSet.of(
            SqlStatement.Kind.SET,
            SqlStatement.Kind.USE,
            SqlStatement.Kind.PRAGMA,
            SqlStatement.Kind.FOREIGN_KEYS_PRAGMA);

    private final Database database;
    private final Listener listener;
    private final LockRetries retries;

    public Runner(Database database, Listener listener) {
        this.database = database;
        this.listener = listener;
        this.retries = new LockRetries(database, listener);
    }

    /**
     * Runs a plan's step.
     *
     * @param index which of the plan's steps, from 1
     * @return how long it took
     * @throws RefractException P3018 where the script fails; the failure has been recorded
     */
    public Duration run(Plan.Step step, int index, int total, Script script, Bookkeeping bookkeeping) {
        String name = step.migration().name();
        listener.on(Direction.of(step).started(name, index, total, step.statements()));
        long start = System.nanoTime();
        if (step.execution().atomic()) {
            runAtomically(step, script, bookkeeping);
        } else {
            runStepwise(step, script, bookkeeping);
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        listener.on(Direction.of(step).ended(name, duration));
        return duration;
    }

    private void runAtomically(Plan.Step step, Script script, Bookkeeping bookkeeping) {
        String name = step.migration().name();
        int statements = script.statements().size();
        long start = announce(name, new Execution.Step(Math.min(1, statements), statements));
        Optional<Patience> patience = step.patience();
        Limits limits = database.limits();
        patience.ifPresent(p -> database.limit(limits.waitingAtMost(p.lockTimeout()), listener));
        try {
            retries.run(
                    name,
                    script,
                    new Execution.Step(1, statements),
                    patience,
                    () -> database.runAtomically(
                            bookkeeping.before().orElse(""), script, bookkeeping.after(), listener, name));
        } catch (ScriptException e) {
            throw atomicFailure(step, script, e.failure(), bookkeeping, e);
        } finally {
            if (patience.isPresent()) {
                database.limit(limits, listener);
            }
        }
        if (statements > 0) {
            listener.on(new Event.StatementRun(name, 1, statements, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    private RefractException atomicFailure(
            Plan.Step step, Script script, Failure failure, Bookkeeping bookkeeping, Throwable cause) {
        String name = step.migration().name();
        Direction direction = Direction.of(step);
        if (failure.cancelled() && failure.connectionLost()) {
            return new InterruptedRefractException(
                    "Interrupted during " + direction.deed(name) + ", while " + NO_ANSWER + ".",
                    direction.allOrNothing() + " Run the command again when the server can be reached: it sees which.");
        }
        if (failure.cancelled()) {
            return new InterruptedRefractException(
                    "Interrupted during " + direction.deed(name) + ".",
                    direction.nothingRemains() + " Run the command again when you are ready.",
                    where(step, script, failure));
        }
        if (failure.connectionLost()) {
            return lost(
                    direction.deed(name),
                    failure.message(),
                    direction.allOrNothing() + " Run the command again when the server can be reached: it sees which.",
                    cause,
                    where(step, script, failure));
        }
        RefractException error = scriptFailure(
                step, script, failure, cause, direction.nothingRemains(), direction.afterFailure(step.migration()));
        recordFailure(() -> bookkeeping.failedCleanly(error.what()), error);
        listener.on(new Event.MigrationFailed(name, error.what()));
        return error;
    }

    private void runStepwise(Plan.Step step, Script script, Bookkeeping bookkeeping) {
        String name = step.migration().name();
        List<Execution.Step> parts = step.execution().steps().stream()
                .filter(part -> part.last() >= step.first())
                .toList();
        LineCounter lines = script.lines();
        boolean begun = false;
        boolean recorded = false;
        try (ScriptSession session = database.session(script, listener, name)) {
            String first = parts.isEmpty() ? allCommitted(step) : note(step, script, parts.get(0), lines);
            tell(step, step.first() - 1, () -> bookkeeping.begin(first));
            restoreSession(session, step, script);
            for (Execution.Step part : parts) {
                String record = database.commitsWithNote(script, part)
                        ? bookkeeping
                                .noting(LogNote.committed(part, step.statements()))
                                .orElse(null)
                        : null;
                if (begun && !(recorded && record != null)) {
                    tell(step, part.first() - 1, () -> bookkeeping.note(note(step, script, part, lines)));
                }
                begun = true;
                long start = announce(name, part);
                step.route(part.first())
                        .run(new CurrentStatement(
                                database,
                                session,
                                retries,
                                listener,
                                name,
                                script,
                                part,
                                record,
                                text -> bookkeeping.noting(text),
                                note(step, script, part, lines),
                                earlier(step, part)));
                recorded = record != null;
                listener.on(new Event.StatementRun(
                        name, part.first(), part.last(), Duration.ofNanos(System.nanoTime() - start)));
            }
            session.end();
        } catch (ScriptException e) {
            throw stepwiseFailure(step, script, e.failure(), bookkeeping, e);
        }
        tell(step, step.statements(), bookkeeping::end);
    }

    /** What the ledger says where only the record is missing, so that it can be resumed once more. */
    private static String allCommitted(Plan.Step step) {
        int last = step.statements();
        return last == 0 ? "" : LogNote.committed(new Execution.Step(last, last), last);
    }

    /** What the ledger says of the statement at which a migration is resumed. */
    private static Optional<LogNote> earlier(Plan.Step step, Execution.Step part) {
        return step.resumed()
                .flatMap(row -> LogNote.read(row.logs().orElse("")))
                .filter(note -> part.first() == step.first() && note.first() == part.first());
    }

    /**
     * A migration that is resumed has a new session: the settings that the script made in the first one are made again.
     */
    private static void restoreSession(ScriptSession session, Plan.Step step, Script script) throws ScriptException {
        for (int number = 1; number < step.first(); number++) {
            SqlStatement.Kind kind = script.statements().get(number - 1).kind();
            if (SETTINGS.contains(kind)) {
                session.run(new Execution.Step(number, number));
            }
        }
    }

    private long announce(String migration, Execution.Step part) {
        if (part.last() > 0) {
            listener.on(new Event.StatementStarted(migration, part.first(), part.last()));
        }
        return System.nanoTime();
    }

    private RefractException stepwiseFailure(
            Plan.Step step, Script script, Failure failure, Bookkeeping bookkeeping, Throwable cause) {
        String name = step.migration().name();
        Direction direction = Direction.of(step);
        String applied = applied(step, script, failure);
        String next = direction.afterStatement(
                step.migration(),
                failure.statement().isEmpty()
                        ? 0
                        : undoneFrom(step, script, failure.statement().getAsInt()),
                failure.hint().filter(LogNote::tellsOfSteps).isPresent(),
                isCertain(script, failure),
                database.dialect());
        if (failure.connectionLost() && failure.cancelled()) {
            int number = failure.statement().orElse(0);
            return new InterruptedRefractException(
                    "Interrupted during " + direction.deed(name) + ", in statement " + number + " of "
                            + step.statements() + ", while " + NO_ANSWER + ".",
                    applied + " The ledger shows the migration as failed. "
                            + direction.afterLoss(step.migration(), number));
        }
        if (failure.connectionLost()) {
            int number = failure.statement().orElse(0);
            return lost(
                    direction.deed(name) + ", while statement " + number + " of " + step.statements() + " ran",
                    failure.message(),
                    applied + " The ledger shows the migration as failed. "
                            + direction.afterLoss(step.migration(), number),
                    cause,
                    where(step, script, failure));
        }
        if (failure.cancelled()) {
            String text = "Interrupted during " + direction.deed(name) + ".\n\n"
                    + (failure.databaseCode().isEmpty() ? failure.message() + "\n\n" : "")
                    + ScriptFailure.place(step.migration().path(step.file()), script, failure)
                            .stripTrailing() + "\n\n" + applied
                    + failure.hint()
                            .filter(hint ->
                                    step.route(failure.statement().orElse(1)).splits())
                            .map(hint -> "\n" + hint)
                            .orElse("");
            bookkeeping.failedHalfWay(text);
            listener.on(new Event.MigrationFailed(name, text));
            return new InterruptedRefractException(text, next, where(step, script, failure));
        }
        RefractException error = scriptFailure(step, script, failure, cause, applied, next);
        recordFailure(() -> bookkeeping.failedHalfWay(error.what()), error);
        listener.on(new Event.MigrationFailed(name, error.what()));
        return error;
    }

    /**
     * The server went away, or did not answer in time.
     *
     * @param during what was being done, as it stands after "during"
     * @param next what is certain of it, and what to do
     */
    private RefractException lost(
            String during, String message, String next, Throwable cause, @Nullable ScriptPlace place) {
        if (SocketTimeout.is(cause)) {
            return new RefractException(
                    Code.P1008,
                    SocketTimeout.what(database.source()) + " during " + during + ".",
                    SocketTimeout.next(database.source()) + "\n" + next,
                    cause,
                    place);
        }
        return new RefractException(
                Code.P1017,
                "The connection was lost during " + during + ": " + message,
                "Check the server's log. " + next,
                cause,
                place);
    }

    /**
     * Tells the ledger how far a migration is.
     *
     * @param ran how many of its statements have run
     */
    private void tell(Plan.Step step, int ran, Runnable record) {
        try {
            record.run();
        } catch (RefractException e) {
            throw e.code().filter(LOST::contains).isPresent() ? lostNote(step, ran, e) : e;
        }
    }

    private RefractException lostNote(Plan.Step step, int ran, RefractException cause) {
        Direction direction = Direction.of(step);
        boolean begun = ran > 0;
        String when = begun
                ? ", while the ledger was told that statement " + ran + " of " + step.statements() + " has run"
                : ", before its first statement ran";
        String next = begun
                ? stays(ran) + " " + direction.afterLoss(step.migration(), ran)
                : "Nothing of it has run. " + direction.afterLossBefore(step.migration());
        return lost(direction.deed(step.migration().name()) + when, cause.what(), next, cause, null);
    }

    /** The failure is what a person has to know, also where the ledger could not be told of it. */
    private static void recordFailure(Runnable record, RefractException failure) {
        try {
            record.run();
        } catch (RefractException e) {
            failure.addSuppressed(e);
        }
    }

    private static String applied(Plan.Step step, Script script, Failure failure) {
        if (failure.statement().isEmpty()) {
            return "Its statements ran, but not all of what they did was committed.";
        }
        int failed = failure.statement().getAsInt();
        int undone = undoneFrom(step, script, failed);
        if (undone == failed) {
            return failed == 1 ? "It was the first statement: nothing before it has run." : stays(failed - 1);
        }
        boolean certain = isCertain(script, failure);
        return (undone == 1 ? "" : stays(undone - 1) + " ")
                + (undone == failed - 1 ? "Statement " + undone : "Statements " + undone + " to " + (failed - 1))
                + (certain ? " ran in the transaction of the one that failed, which was rolled back." : UNCERTAIN);
    }

    /** Whether it is known what the failure undid. */
    private static boolean isCertain(Script script, Failure failure) {
        return failure.statement().isEmpty()
                || script.ownTransaction(failure.statement().getAsInt())
                        .map(OwnTransaction::certain)
                        .orElse(true);
    }

    /** What a Vitess answers that takes changes of tables by its own online DDL only. */
    private static boolean isDirectDdlOff(Failure failure) {
        return failure.databaseCode().equals("1105")
                && failure.message().toLowerCase(Locale.ROOT).contains("direct ddl is disabled");
    }

    private static String stays(int last) {
        return last == 1
                ? "Statement 1 has run and stays applied."
                : "Statements 1 to " + last + " have run and stay applied.";
    }

    /**
     * The first statement that the failure of this one undid: itself, or the first of the transaction that it was in.
     */
    private static int undoneFrom(Plan.Step step, Script script, int failed) {
        int together = step.execution().steps().stream()
                .filter(part -> part.first() <= failed && failed <= part.last())
                .findFirst()
                .map(Execution.Step::first)
                .orElse(failed);
        return Math.min(
                together,
                script.ownTransaction(failed).map(OwnTransaction::first).orElse(failed));
    }

    private RefractException scriptFailure(
            Plan.Step step, Script script, Failure failure, Throwable cause, String outcome, String next) {
        String name = step.migration().name();
        Direction direction = Direction.of(step);
        boolean directDdlOff = isDirectDdlOff(failure);
        String said = ScriptFailure.text(step.migration().path(step.file()), script, failure);
        boolean offersApplied = directDdlOff || next.contains(Advice.option("--applied", name));
        String alternative = direction == Direction.UP && !offersApplied && AlreadyThere.in(said)
                ? "\n" + AlreadyThere.advice(name)
                : "";
        return new RefractException(
                directDdlOff ? Code.P3022 : direction.code().orElse(null),
                direction.failed() + "\n\nMigration name: " + Controls.escapedLine(name) + "\n\n" + said + "\n\n"
                        + outcome,
                directDdlOff ? DIRECT_DDL + Advice.option("--applied", name) + "\n" + next : next + alternative,
                cause,
                where(step, script, failure));
    }

    private static ScriptPlace where(Plan.Step step, Script script, Failure failure) {
        return ScriptFailure.where(step.migration().name(), step.migration().path(step.file()), script, failure);
    }

    private static String note(Plan.Step step, Script script, Execution.Step part, LineCounter lines) {
        int line = lines.line(script.statements().get(part.first() - 1).code());
        return LogNote.running(part, step.statements(), step.migration().path(step.file()) + ":" + line);
    }
}
