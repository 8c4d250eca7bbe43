package dev.refract.internal.migrate.run;

import dev.refract.internal.history.Migration;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.WayBack;
import dev.refract.report.Code;
import dev.refract.report.Event;
import java.time.Duration;
import java.util.Optional;

/** Which way a script goes, and what is said of it when it fails. */
public enum Direction {

    /** {@code migration.sql} is applied. */
    UP {
        @Override
        public Event started(String migration, int index, int total, int statements) {
            return new Event.MigrationStarted(migration, index, total, statements);
        }

        @Override
        public Event ended(String migration, Duration duration) {
            return new Event.MigrationApplied(migration, duration);
        }

        @Override
        public String deed(String migration) {
            return "the migration `" + Controls.escapedLine(migration) + "`";
        }

        @Override
        public String failed() {
            return "A migration failed to apply.";
        }

        @Override
        public Optional<Code> code() {
            return Optional.of(Code.P3018);
        }

        @Override
        public String nothingRemains() {
            return "Its transaction was rolled back: nothing of it is applied.";
        }

        @Override
        public String allOrNothing() {
            return "The migration and its record commit together, so it is applied wholly or not at all.";
        }

        @Override
        public String afterFailure(Migration migration) {
            return Advice.afterFailure(migration.name());
        }

        @Override
        public String afterLoss(Migration migration, int number) {
            return "When the server is back, resume; that looks whether statement " + number
                    + " took effect, and begins at it or after it:\n    refract migrate deploy --resume";
        }

        @Override
        public String afterLossBefore(Migration migration) {
            return "When the server is back, run the command again; where status shows the migration as failed then, "
                    + "resume it:\n    refract migrate deploy --resume";
        }

        @Override
        public String afterStatement(Migration migration, int number, boolean begun, boolean certain, Dialect dialect) {
            if (number == 1 && !begun) {
                return Advice.resume(certain) + "Or change it: " + Advice.afterFailure(migration.name());
            }
            String byScript = "Let its down.sql undo what it has done so far, if that is written to cope with half a "
                    + "migration, and deploy again:\n"
                    + "    refract migrate down --failed\n    refract migrate deploy\nOr without it: ";
            return Advice.resume(certain) + "Or: "
                    + (DownFile.known(migration, dialect) == WayBack.READY ? byScript : "")
                    + Advice.afterHalfWay(migration.name());
        }
    },

    /** {@code down.sql} rolls the migration back. */
    DOWN {
        @Override
        public Event started(String migration, int index, int total, int statements) {
            return new Event.RollbackStarted(migration, index, total, statements);
        }

        @Override
        public Event ended(String migration, Duration duration) {
            return new Event.MigrationRolledBack(migration, duration);
        }

        @Override
        public String deed(String migration) {
            return "the roll-back of `" + Controls.escapedLine(migration) + "`";
        }

        @Override
        public String failed() {
            return "A migration failed to roll back.";
        }

        /** Prisma knows no way back, so it has no code either. */
        @Override
        public Optional<Code> code() {
            return Optional.empty();
        }

        @Override
        public String nothingRemains() {
            return "Its transaction was rolled back: nothing of down.sql stays, and the ledger is as it was.";
        }

        @Override
        public String allOrNothing() {
            return "down.sql and its record commit together, so the migration is rolled back wholly or not at all.";
        }

        @Override
        public String afterFailure(Migration migration) {
            return "Fix " + migration.path(Migration.DOWN) + " or the data, and run the command again.";
        }

        @Override
        public String afterLoss(Migration migration, int number) {
            return Advice.afterHalfDown(migration);
        }

        @Override
        public String afterLossBefore(Migration migration) {
            return "When the server is back, run the command again; where status shows the migration as failed then:"
                    + "\n    refract migrate down --failed";
        }

        @Override
        public String afterStatement(Migration migration, int number, boolean begun, boolean certain, Dialect dialect) {
            return Advice.afterHalfDown(migration);
        }
    };

    public static Direction of(Plan.Step step) {
        return step.file().equals(Migration.DOWN) ? DOWN : UP;
    }

    /** The event before the script runs. */
    public abstract Event started(String migration, int index, int total, int statements);

    /** The event after it, when its record is made. */
    public abstract Event ended(String migration, Duration duration);

    /** What is being done, as it stands after "during". */
    public abstract String deed(String migration);

    /** The first sentence of a failure. */
    public abstract String failed();

    /** The failure's code; empty where Prisma has none. */
    public abstract Optional<Code> code();

    /** What a failure of one transaction leaves. */
    public abstract String nothingRemains();

    /** What is sure of one transaction whose end was not heard. */
    public abstract String allOrNothing();

    /** What to do after a failure of one transaction. */
    public abstract String afterFailure(Migration migration);

    /**
     * What to do after a failure of a statement that leaves what ran before it; {@code number} is 0 where it is not
     * known which one failed. {@code begun} is whether steps of that one stay. {@code certain} is false where what of
     * the script's own transaction was committed can't be known: then it can't be resumed without saying where.
     */
    public abstract String afterStatement(
            Migration migration, int number, boolean begun, boolean certain, Dialect dialect);

    /** What to do where the connection was lost while a statement ran, by its number: its end was not heard. */
    public abstract String afterLoss(Migration migration, int number);

    /** What to do where the connection was lost before its first statement was sent. */
    public abstract String afterLossBefore(Migration migration);
}
