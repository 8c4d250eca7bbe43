package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.output.Controls;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.List;

/** Records by hand what became of a migration. Runs no script. */
public final class Resolve {

    private Resolve() {}

    /**
     * Records a migration as applied: failed attempts become rolled back, and a finished row is added. Creates the
     * ledger where there is none, also in a schema with tables: this is how one baselines.
     *
     * @throws RefractException P3017 without such a migration on disk, P3008 where it is applied already
     */
    public static void applied(Target target, String name) {
        Migration migration = target.history()
                .find(name)
                .orElseThrow(() -> new RefractException(
                        Code.P3017,
                        "The migration `" + Controls.escapedLine(name) + "` could not be found in "
                                + target.history().location() + ".",
                        "Give the full name of its folder. All names: refract migrate status"));
        String checksum = Checksum.of(migration.script());
        try (Database database = target.open(Database.Missing.FAIL);
                Target.Locked locked = target.lock(database)) {
            Ledger ledger = new Ledger(locked.database());
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "resolve");
            if (!contents.ledger()) {
                database.createSchema(target.listener());
                ledger.create();
            }
            List<LedgerRow> rows = rowsOf(ledger, name);
            if (rows.stream().anyMatch(row -> row.finishedAt().isPresent())) {
                throw new RefractException(
                        Code.P3008,
                        "The migration `" + Controls.escapedLine(name)
                                + "` is already recorded as applied in the database.",
                        "There is nothing to resolve. See: refract migrate status");
            }
            rows.stream().filter(LedgerRow::failed).forEach(row -> ledger.markRolledBack(row.id()));
            ledger.applied(name, checksum);
        }
    }

    /**
     * Records the failed attempts at a migration as rolled back, so that the next deploy applies it again.
     *
     * @throws RefractException P3011 where the ledger has no such migration, P3012 where none of its attempts failed
     */
    public static void rolledBack(Target target, String name) {
        try (Database database = target.open(Database.Missing.FAIL);
                Target.Locked locked = target.lock(database)) {
            Ledger ledger = new Ledger(locked.database());
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "resolve");
            List<LedgerRow> rows = contents.ledger() ? rowsOf(ledger, name) : List.of();
            if (rows.isEmpty()) {
                throw new RefractException(
                        Code.P3011,
                        "The migration `" + Controls.escapedLine(name)
                                + "` was never applied to this database, so it can't be rolled back.",
                        "Check the name: refract migrate status");
            }
            if (rows.stream().allMatch(row -> row.finishedAt().isPresent())) {
                throw new RefractException(
                        Code.P3012,
                        "The migration `" + Controls.escapedLine(name)
                                + "` is not in a failed state, so it can't be marked as rolled back.",
                        "To undo an applied migration, run its down.sql: refract migrate down --to NAME");
            }
            rows.stream().filter(LedgerRow::failed).forEach(row -> ledger.markRolledBack(row.id()));
        }
    }

    private static List<LedgerRow> rowsOf(Ledger ledger, String name) {
        return ledger.rows().stream()
                .filter(row -> row.migration().equals(name))
                .toList();
    }
}
