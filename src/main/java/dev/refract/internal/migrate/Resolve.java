package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Nearest;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
        if (record(target, List.of(target.history().require(name)), row -> row.finishedAt()
                        .isPresent())
                .isEmpty()) {
            throw nothingToResolve("The migration `" + Controls.escapedLine(name) + "` is");
        }
    }

    /**
     * Records every migration up to one as applied, as {@link #applied} does; those that are applied stay as they are.
     *
     * @return the names of those that were not
     * @throws RefractException P3017 without such a migration on disk, P3008 where all are applied already
     */
    public static List<String> appliedUpTo(Target target, String name) {
        Migration last = target.history().require(name);
        List<Migration> all = target.history().migrations();
        List<String> recorded = record(target, all.subList(0, all.indexOf(last) + 1), LedgerRow::applied);
        if (recorded.isEmpty()) {
            throw nothingToResolve("All migrations up to `" + Controls.escapedLine(name) + "` are");
        }
        return recorded;
    }

    private static RefractException nothingToResolve(String which) {
        return new RefractException(
                Code.P3008,
                which + " already recorded as applied in the database.",
                "There is nothing to resolve. See: refract migrate status");
    }

    /**
     * Those that were not applied yet. Every script is read before the first is recorded.
     *
     * @param stands which row keeps its migration from being recorded; one that was rolled back does, for one name, as
     *     for Prisma
     */
    private static List<String> record(Target target, List<Migration> migrations, Predicate<LedgerRow> stands) {
        Map<String, String> checksums = new LinkedHashMap<>();
        migrations.forEach(migration -> checksums.put(migration.name(), Checksum.of(migration.script())));
        try (Database database = target.open(Database.Missing.FAIL);
                Target.Locked locked = target.lock(database)) {
            Ledger ledger = new Ledger(locked.database());
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "resolve");
            List<LedgerRow> rows = contents.ledger() ? ledger.rows() : List.of();
            rows.stream().filter(stands).forEach(row -> checksums.remove(row.migration()));
            if (!contents.ledger() && !checksums.isEmpty()) {
                database.createSchema(target.listener());
                ledger.create();
            }
            checksums.forEach((name, checksum) -> {
                rows.stream()
                        .filter(row -> row.migration().equals(name) && row.failed())
                        .forEach(row -> ledger.markRolledBack(row.id()));
                ledger.applied(name, checksum);
            });
            return List.copyOf(checksums.keySet());
        }
    }

    /**
     * Records the failed attempts at a migration as rolled back, so that the next deploy applies it again.
     *
     * @return whether there was one; not where all of them are rolled back already
     * @throws RefractException P3011 where the ledger has no such migration, P3012 where none of its attempts failed
     */
    public static boolean rolledBack(Target target, String name) {
        try (Database database = target.open(Database.Missing.FAIL);
                Target.Locked locked = target.lock(database)) {
            Ledger ledger = new Ledger(locked.database());
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "resolve");
            List<LedgerRow> all = contents.ledger() ? ledger.rows() : List.of();
            List<LedgerRow> rows =
                    all.stream().filter(row -> row.migration().equals(name)).toList();
            if (rows.isEmpty()) {
                throw new RefractException(
                        Code.P3011,
                        "The migration `" + Controls.escapedLine(name)
                                + "` was never applied to this database, so it can't be rolled back.",
                        Nearest.question(
                                        name,
                                        all.stream().map(LedgerRow::migration).toList())
                                + "Check the name: refract migrate status");
            }
            if (rows.stream().allMatch(row -> row.finishedAt().isPresent())) {
                throw new RefractException(
                        Code.P3012,
                        "The migration `" + Controls.escapedLine(name)
                                + "` is not in a failed state, so it can't be marked as rolled back.",
                        "To undo an applied migration, run its down.sql: refract migrate down --to NAME");
            }
            List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
            failed.forEach(row -> ledger.markRolledBack(row.id()));
            return !failed.isEmpty();
        }
    }
}
