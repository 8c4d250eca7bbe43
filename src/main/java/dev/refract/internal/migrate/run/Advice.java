package dev.refract.internal.migrate.run;

import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Shell;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.WayBack;
import java.util.List;
import java.util.Optional;

/** The next steps that several errors share, with commands that can be pasted. */
public final class Advice {

    private Advice() {}

    /**
     * For a script that ran statement by statement.
     *
     * @param certain whether it is known where to resume
     */
    static String resume(boolean certain) {
        return certain
                ? "Fix the cause, leave the script as it is, and resume at the statement that failed (with --resume-at "
                        + "NUMBER, at another):\n    refract migrate deploy --resume\n"
                : "Fix the cause, leave the script as it is, look in the database which statements of the transaction "
                        + "were committed, and resume after those, counted from 1:\n    refract migrate deploy --resume-at "
                        + "NUMBER\n";
    }

    public static String afterFailure(String migration) {
        return "Fix the script or the data. Then mark the migration as rolled back, and deploy again:\n"
                + "    refract migrate resolve " + option("--rolled-back", migration) + "\n    refract migrate deploy";
    }

    public static String afterHalfWay(String migration) {
        return "Undo by hand what it has done so far, mark it as rolled back, and deploy again:\n"
                + "    refract migrate resolve " + option("--rolled-back", migration) + "\n    refract migrate deploy\n"
                + "Or finish by hand what it has not done, and mark it as applied:\n    refract migrate resolve "
                + option("--applied", migration);
    }

    /** What resolves a failed row of the ledger, among all its rows. */
    public static String resolving(LedgerRow row, List<LedgerRow> all, History history, Dialect dialect) {
        if (isAppliedToo(row.migration(), all)) {
            return besideApplied(row.migration());
        }
        Optional<Migration> migration = history.find(row.migration());
        return resolving(
                row.migration(),
                migration.isPresent(),
                migration.map(found -> DownFile.known(found, dialect)).orElse(WayBack.NONE),
                row.logs().orElse(""));
    }

    /** What resolves a migration that status shows as failed. */
    public static String resolving(StatusResult.Entry failed) {
        return failed.alsoApplied()
                ? besideApplied(failed.name())
                : resolving(
                        failed.name(),
                        failed.onDisk(),
                        failed.wayBack(),
                        failed.logs().orElse(""));
    }

    /** What resolves a failed row beside an applied one: nothing is to be undone. */
    static String besideApplied(String migration) {
        return "Another row of `" + Controls.escapedLine(migration)
                + "` is applied, so its way back would undo that. Mark the failed one as rolled back:"
                + "\n    refract migrate resolve " + option("--rolled-back", migration);
    }

    /** Whether a migration that failed is applied as well: two deploys without a lock leave that. */
    public static boolean isAppliedToo(String migration, List<LedgerRow> rows) {
        return rows.stream().anyMatch(row -> row.applied() && row.migration().equals(migration));
    }

    /**
     * What resolves a failed row of the ledger: only what can work for it.
     *
     * @param onDisk whether its folder is there, without which it can't be recorded as applied
     * @param down what its down.sql is, if there is one
     * @param logs the row's
     */
    private static String resolving(String migration, boolean onDisk, WayBack down, String logs) {
        String named = "`" + Controls.escapedLine(migration) + "`";
        String rolledBack = "\n    refract migrate resolve " + option("--rolled-back", migration);
        if (logs.contains(Direction.UP.nothingRemains())) {
            return "Nothing of " + named + " is applied. "
                    + (onDisk ? "Fix its script or the data" : "Its folder is gone: leave it so")
                    + ", and mark it as rolled back:"
                    + rolledBack
                    + (onDisk && AlreadyThere.in(logs) ? "\n" + AlreadyThere.advice(migration) : "");
        }
        if (!onDisk) {
            return "The folder of " + named + " is gone. Undo by hand what it did, and mark it as rolled back:"
                    + rolledBack;
        }
        if (Bookkeeping.RollingBack.isUnderWay(logs) && down == WayBack.READY) {
            return "The roll-back of " + named + " did not come to its end. "
                    + afterHalfDown(migration, "its down.sql");
        }
        String byScript = "\nOr let its down.sql undo it, where that is written to cope with half a migration:"
                + "\n    refract migrate down --failed";
        return "Undo what " + named + " did and mark it as rolled back, or finish what it began and mark it as applied:"
                + rolledBack + "\n    refract migrate resolve " + option("--applied", migration)
                + (down == WayBack.READY ? byScript : "");
    }

    static String afterHalfDown(Migration migration) {
        return afterHalfDown(migration.name(), migration.path(Migration.DOWN));
    }

    private static String afterHalfDown(String name, String file) {
        return "Fix " + file
                + " so that it copes with what it has undone already (IF EXISTS), and run it again:\n    refract "
                + "migrate down --failed\n"
                + "Or finish by hand what it has not undone, and mark the migration as rolled back:\n    refract "
                + "migrate resolve " + option("--rolled-back", name) + "\n"
                + "Or put back by hand what it has undone, and mark the migration as applied:\n    refract migrate "
                + "resolve " + option("--applied", name);
    }

    /** An option with a name as its value; one that looks like an option itself is tied to it by an equals sign. */
    public static String option(String option, String name) {
        return option + (name.startsWith("-") ? "=" : " ") + Shell.quoted(name);
    }

    /** A name as a command's argument of its own. */
    public static String argument(String name) {
        return (name.startsWith("-") ? "-- " : "") + Shell.quoted(name);
    }
}
