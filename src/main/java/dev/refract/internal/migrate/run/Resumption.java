package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.OwnTransaction;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.StatusResult;
import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A failed migration to resume.
 *
 * @param note how far it came
 * @param asked whether the user named the statement to begin with, which is the note's then
 */
public record Resumption(LedgerRow row, LogNote note, boolean asked) {

    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(5);

    /**
     * The one failed migration; empty where none failed.
     *
     * @throws RefractException where there are several, where its script is not what it was, or where nothing says
     *     which statement failed
     */
    public static Optional<Resumption> of(List<LedgerRow> rows, History history, DeployOptions.Resume resume) {
        List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
        if (failed.isEmpty()) {
            if (resume.at().isPresent()) {
                throw new RefractException(
                        null, "No migration has failed: there is nothing to resume.", "Leave out --resume-at.");
            }
            return Optional.empty();
        }
        if (failed.size() > 1) {
            throw new RefractException(
                    Code.P3009,
                    "Several migrations have failed: "
                            + String.join(
                                    ", ",
                                    failed.stream().map(LedgerRow::migration).toList()) + ".",
                    "Only one can be resumed. Resolve the others first: refract migrate resolve --rolled-back "
                            + "NAME, or --applied NAME",
                    null,
                    ScriptFailure.where(failed.get(0), history));
        }
        LedgerRow row = failed.get(0);
        if (Bookkeeping.RollingBack.isUnderWay(row)) {
            throw new RefractException(
                    null,
                    "The roll-back of `" + Controls.escapedLine(row.migration())
                            + "` did not come to its end; there is no deploy of it to resume.",
                    "Resume the roll-back: refract migrate down --failed",
                    null,
                    ScriptFailure.where(row, history));
        }
        if (Advice.isAppliedToo(row.migration(), rows)) {
            throw new RefractException(
                    Code.P3009,
                    "`" + Controls.escapedLine(row.migration()) + "` is applied: there is no deploy of it to resume.",
                    Advice.besideApplied(row.migration()),
                    null,
                    ScriptFailure.where(row, history));
        }
        requireUnchanged(row, history);
        return Optional.of(
                new Resumption(row, note(row, history, resume.at()), resume.at().isPresent()));
    }

    /** Whether a failed row tells where its migration can be resumed. */
    public static boolean isPossible(LedgerRow row) {
        return row.failed()
                && !Bookkeeping.RollingBack.isUnderWay(row)
                && row.logs()
                        .filter(logs -> LogNote.read(logs).isPresent() && !logs.contains(Direction.UP.nothingRemains()))
                        .isPresent();
    }

    /** What resumes a migration that status shows as failed, as its row tells; empty where it can't be. */
    public static Optional<String> advice(StatusResult.Entry failed) {
        String logs = failed.logs().orElse("");
        boolean possible = failed.onDisk()
                && !failed.edited()
                && !failed.alsoApplied()
                && !Bookkeeping.RollingBack.isUnderWay(logs)
                && !logs.contains(Direction.UP.nothingRemains())
                && LogNote.read(logs).isPresent();
        return possible
                ? Optional.of(
                        "Or: " + Advice.resume(!logs.contains(Runner.UNCERTAIN)).strip())
                : Optional.empty();
    }

    /** What resumes it, where its row tells how far it came; empty where it does not. */
    public static Optional<String> advice(LedgerRow row, Migration migration, Dialect dialect) {
        if (!isPossible(row)) {
            return Optional.empty();
        }
        LogNote note = LogNote.read(row.logs().orElse("")).orElseThrow();
        Script script = Plan.load(migration, Migration.UP, dialect).script();
        boolean certain = note.first() < 1
                || note.first() > script.statements().size()
                || script.ownTransaction(note.first())
                        .map(OwnTransaction::certain)
                        .orElse(true);
        return Optional.of("Or: " + Advice.resume(certain).strip());
    }

    private static void requireUnchanged(LedgerRow row, History history) {
        Migration migration = history.find(row.migration())
                .orElseThrow(() -> new RefractException(
                        Code.P3017,
                        "There is no migration `" + Controls.escapedLine(row.migration()) + "` in " + history.location()
                                + ".",
                        "Put its folder back as it was when it failed.",
                        null,
                        ScriptFailure.where(row, history)));
        if (!dev.refract.internal.history.Checksum.matches(row.checksum(), migration.script())) {
            throw new RefractException(
                    null,
                    migration.path(Migration.UP)
                            + " is not the script that failed: its checksum differs from the ledger's.",
                    "Put the script back as it was, or "
                            + Advice.afterHalfWay(row.migration())
                                    .substring(0, 1)
                                    .toLowerCase(java.util.Locale.ROOT)
                            + Advice.afterHalfWay(row.migration()).substring(1),
                    null,
                    ScriptFailure.where(migration, Migration.UP));
        }
    }

    private static LogNote note(LedgerRow row, History history, OptionalInt at) {
        if (at.isPresent()) {
            Optional<LogNote> known = LogNote.read(row.logs().orElse("")).filter(note -> note.first() == at.getAsInt());
            return new LogNote(
                    LogNote.State.FAILED,
                    at.getAsInt(),
                    at.getAsInt(),
                    known.map(LogNote::steps).orElse(Set.of()),
                    known.flatMap(LogNote::begun));
        }
        return LogNote.read(row.logs().orElse(""))
                .orElseThrow(() -> new RefractException(
                        null,
                        "The ledger does not say which statement of `" + Controls.escapedLine(row.migration())
                                + "` failed.",
                        "Say at which one to resume, counted from 1: refract migrate deploy --resume-at NUMBER",
                        null,
                        ScriptFailure.where(row, history)));
    }

    /**
     * A server notices at the end of a statement that nobody waits for it any more; until then the table's catalog
     * can't be asked either.
     */
    public void requireEnded(History history, Database database) {
        if (asked || note.state() != LogNote.State.RUNNING) {
            return;
        }
        Migration migration = history.find(row.migration()).orElseThrow();
        Script script = Plan.load(migration, Migration.UP, database.dialect()).script();
        if (note.first() < 1 || note.first() > script.statements().size()) {
            return;
        }
        SqlStatement statement = script.statements().get(note.first() - 1);
        long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
        Optional<String> running = database.stillRunning(script, statement);
        while (running.isPresent() && System.nanoTime() < deadline) {
            pause();
            running = database.stillRunning(script, statement);
        }
        running.ifPresent(process -> {
            throw new RefractException(
                    null,
                    place(migration, script) + " still runs on the server (" + process
                            + "), though the process that deployed it has ended. Nothing was run.",
                    "Wait until it is done, or end it with KILL and the connection's number. Then resume; that looks "
                            + "whether the statement took effect:\n    refract migrate deploy --resume",
                    null,
                    ScriptFailure.where(migration, Migration.UP, script, note.first()));
        });
    }

    private void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new InterruptedRefractException(
                    "Interrupted before `" + Controls.escapedLine(row.migration()) + "` was resumed.",
                    "Nothing was run.");
        }
    }

    /** The plan with this migration beginning at its statement. */
    public Plan in(Plan plan, Database database) {
        List<Plan.Step> steps = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            steps.add(step.migration().name().equals(row.migration()) ? resumed(step, database) : step);
        }
        return new Plan(steps);
    }

    private Plan.Step resumed(Plan.Step step, Database database) {
        boolean wasSplit = row.logs()
                .filter(logs -> LogNote.read(logs).isPresent() && !logs.contains(Direction.UP.nothingRemains()))
                .isPresent();
        if (step.execution().atomic() && !wasSplit) {
            throw new RefractException(
                    null,
                    "`" + Controls.escapedLine(row.migration())
                            + "` runs in one transaction: nothing of it is applied, so there is nothing to resume.",
                    Advice.afterFailure(row.migration()),
                    null,
                    ScriptFailure.where(step.migration(), Migration.UP));
        }
        if (note.last() > step.statements() + 1 || note.first() < 1) {
            throw new RefractException(
                    null,
                    "`" + Controls.escapedLine(row.migration()) + "` has " + step.statements() + " statements.",
                    "Give a number from 1 to " + (step.statements() + 1)
                            + "; the last one only records the migration as applied.",
                    null,
                    ScriptFailure.where(step.migration(), Migration.UP));
        }
        return step.resumed(row, asked ? note.first() : beginning(step, database));
    }

    private int beginning(Plan.Step step, Database database) {
        Script script = step.load(database.dialect()).script();
        return switch (note.state()) {
            case COMMITTED -> note.last() + 1;
            case FAILED -> undoneFrom(step, script, note.first());
            case RUNNING -> afterCrash(step, script, database);
        };
    }

    /**
     * Where the process ended while the statement ran: at it, where it was to be committed with its record, or where
     * the catalogs tell that it did nothing; after it, where they tell that it took effect.
     */
    private int afterCrash(Plan.Step step, Script script, Database database) {
        int undone = undoneFrom(step, script, note.first());
        if (undone == note.first() && step.route(note.first()).splits()) {
            return undone; // its steps see for themselves what is there
        }
        Execution.Step part = new Execution.Step(note.first(), note.last());
        if (undone < note.first()
                || step.execution().steps().contains(part) && database.commitsWithNote(script, part)) {
            return undone;
        }
        SqlStatement statement = script.statements().get(note.first() - 1);
        Aftermath.Verdict verdict =
                note.first() == note.last() ? new Aftermath(database, script).of(statement) : Aftermath.Verdict.UNKNOWN;
        return switch (verdict) {
            case DONE -> note.last() + 1;
            case RUN_IT -> note.first();
            case UNKNOWN -> throw unknown(step, script);
        };
    }

    private String place(Migration migration, Script script) {
        int line = script.lines().line(script.statements().get(note.first() - 1).code());
        return note.subject() + " of `" + Controls.escapedLine(row.migration()) + "` (" + migration.path(Migration.UP)
                + ":" + line + ")";
    }

    private RefractException unknown(Plan.Step step, Script script) {
        return new RefractException(
                null,
                place(step.migration(), script)
                        + " was running when the process that deployed it ended. Whether it took effect can't be "
                        + "known from the ledger or the catalogs. Nothing was run.",
                "Look at the database. Where it did nothing:\n    refract migrate deploy --resume-at " + note.first()
                        + "\nWhere it took effect:\n    refract migrate deploy --resume-at " + (note.last() + 1),
                null,
                ScriptFailure.where(step.migration(), Migration.UP, script, note.first()));
    }

    /**
     * The statement itself, or the first of the script's own transaction that it was in, since that was rolled back.
     */
    private int undoneFrom(Plan.Step step, Script script, int statement) {
        Optional<OwnTransaction> own =
                statement > script.statements().size() ? Optional.empty() : script.ownTransaction(statement);
        own.filter(transaction -> !transaction.certain()).ifPresent(transaction -> {
            throw new RefractException(
                    null,
                    "Statement " + statement + " of `" + Controls.escapedLine(row.migration())
                            + "` failed in a transaction that the script begins at statement " + transaction.first()
                            + ". What of it was committed before can't be known from the script.",
                    "Look at the database, and say where to resume, counted from 1: refract migrate deploy "
                            + "--resume-at NUMBER",
                    null,
                    ScriptFailure.where(step.migration(), Migration.UP, script, statement));
        });
        return own.map(OwnTransaction::first).orElse(statement);
    }
}
