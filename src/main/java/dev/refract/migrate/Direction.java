package dev.refract.migrate;

import dev.refract.history.Migration;
import dev.refract.report.Code;
import dev.refract.report.Event;
import java.time.Duration;
import java.util.Optional;

/** Which way a script goes, and what is said of it when it fails. */
enum Direction {

    /** {@code migration.sql} is applied. */
    UP {
        @Override
        Event started(String migration, int index, int total, int statements) {
            return new Event.MigrationStarted(migration, index, total, statements);
        }

        @Override
        Event ended(String migration, Duration duration) {
            return new Event.MigrationApplied(migration, duration);
        }

        @Override
        String deed(String migration) {
            return "the migration `" + migration + "`";
        }

        @Override
        String failed() {
            return "A migration failed to apply.";
        }

        @Override
        Optional<Code> code() {
            return Optional.of(Code.P3018);
        }

        @Override
        String nothingRemains() {
            return "Its transaction was rolled back: nothing of it is applied.";
        }

        @Override
        String allOrNothing() {
            return "The migration and its record commit together, so it is applied wholly or not at all.";
        }

        @Override
        String afterFailure(Migration migration) {
            return Advice.afterFailure(migration.name());
        }

        @Override
        String afterStatement(Migration migration, int number) {
            if (number == 1) {
                return Advice.RESUME + "Or change it: " + Advice.afterFailure(migration.name());
            }
            String byScript = "Let its down.sql undo what it has done so far, if that is written to cope with half a "
                    + "migration, and deploy again:\n"
                    + "    refract migrate down --failed\n    refract migrate deploy\nOr without it: ";
            return Advice.RESUME + "Or: " + (migration.has(Migration.DOWN) ? byScript : "")
                    + Advice.afterHalfWay(migration.name());
        }
    },

    /** {@code down.sql} rolls the migration back. */
    DOWN {
        @Override
        Event started(String migration, int index, int total, int statements) {
            return new Event.RollbackStarted(migration, index, total, statements);
        }

        @Override
        Event ended(String migration, Duration duration) {
            return new Event.MigrationRolledBack(migration, duration);
        }

        @Override
        String deed(String migration) {
            return "the roll-back of `" + migration + "`";
        }

        @Override
        String failed() {
            return "A migration failed to roll back.";
        }

        /** Prisma knows no way back, so it has no code either. */
        @Override
        Optional<Code> code() {
            return Optional.empty();
        }

        @Override
        String nothingRemains() {
            return "Its transaction was rolled back: nothing of down.sql stays, and the ledger is as it was.";
        }

        @Override
        String allOrNothing() {
            return "down.sql and its record commit together, so the migration is rolled back wholly or not at all.";
        }

        @Override
        String afterFailure(Migration migration) {
            return "Mend " + migration.path(Migration.DOWN) + " or the data, and run the command again.";
        }

        @Override
        String afterStatement(Migration migration, int number) {
            return Advice.afterHalfDown(migration);
        }
    };

    static Direction of(Plan.Step step) {
        return step.file().equals(Migration.DOWN) ? DOWN : UP;
    }

    /** The event before the script runs. */
    abstract Event started(String migration, int index, int total, int statements);

    /** The event after it, when its record is made. */
    abstract Event ended(String migration, Duration duration);

    /** What is being done, as it stands behind "during". */
    abstract String deed(String migration);

    /** The first sentence of a failure. */
    abstract String failed();

    /** The failure's code; empty where Prisma has none. */
    abstract Optional<Code> code();

    /** What a failure of one transaction leaves. */
    abstract String nothingRemains();

    /** What is sure of one transaction whose end was not heard. */
    abstract String allOrNothing();

    /** What to do after a failure of one transaction. */
    abstract String afterFailure(Migration migration);

    /**
     * What to do after a failure of a statement that leaves what ran before it; {@code number} is 0 where it is not
     * known which one failed.
     */
    abstract String afterStatement(Migration migration, int number);
}
