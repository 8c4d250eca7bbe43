package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.Create;
import dev.refract.internal.migrate.Resolve;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.BaselineOptions;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DriftResult.Difference;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings a database that has its tables already under migrations. */
public final class Baseline {

    private Baseline() {}

    /**
     * Records migrations as applied, where the database has what they make.
     *
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @throws RefractException P3017 for a name that is not known, P3008 where all are recorded already, P3014 where
     *     there can be no scratch database; without a code where a migration does not run on it
     */
    public static BaselineResult upTo(Target target, Optional<DatabaseUrl> shadow, BaselineOptions options) {
        String name = options.upTo().orElseThrow();
        List<Migration> all = target.history().migrations();
        List<Migration> first = all.subList(0, all.indexOf(target.history().require(name)) + 1);
        String description;
        try (Database database = target.open(Database.Missing.FAIL)) {
            description = database.description();
            Set<String> applied = SquashedRows.in(database, target.history()).seen().stream()
                    .filter(LedgerRow::applied)
                    .map(LedgerRow::migration)
                    .collect(Collectors.toSet());
            boolean anyLeft = first.stream().anyMatch(migration -> !applied.contains(migration.name()));
            if (anyLeft && !options.force()) {
                List<Migration> expected = all.stream()
                        .filter(migration -> first.contains(migration) || applied.contains(migration.name()))
                        .toList();
                List<Difference> differences = new Drift(target, shadow, options.drift())
                        .compare(database, expected)
                        .differences();
                if (!differences.isEmpty()) {
                    return new BaselineResult(description, List.of(), Optional.empty(), differences);
                }
            }
        }
        return new BaselineResult(description, Resolve.appliedUpTo(target, name), Optional.empty(), List.of());
    }

    /**
     * Writes the first migration of a folder that has none, and proves on a scratch database that it makes what the
     * database has. Owners and rights are left out: their roles are this server's.
     *
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @param folder the migrations folder, which is made where it is missing
     * @throws RefractException P3014 where there can be no scratch database; without a code where there are migrations
     *     already, or the database has what no script can make
     */
    public static BaselineResult fromDatabase(
            Target target, Optional<DatabaseUrl> shadow, Path folder, BaselineOptions options) {
        requireNone(target);
        SquashFiles.requireName(options.name());
        try (Database database = target.open(Database.Missing.FAIL)) {
            List<LedgerRow> rows = SquashedRows.in(database, target.history()).rows();
            if (!rows.isEmpty()) {
                throw new RefractException(
                        null,
                        "The ledger has " + Counted.of(rows.size(), "row")
                                + ": this database has had migrations. Nothing was written.",
                        "Bring their folders back. What the ledger has: refract migrate status");
            }
            Schema all = Drift.live(database);
            DriftScope scope = new DriftScope(options.drift(), target.schemas(), Schema.of(all.dialect(), List.of()));
            Schema live = scope.of(all, "live");
            String script = script(target, shadow, all, live);
            requireSame(target, shadow, scope, all, live, script);
            write(folder, options.name(), script, database.dialect());
            return new BaselineResult(
                    database.description(),
                    List.of(),
                    Optional.of(History.shown(folder.resolve(options.name()).resolve(Migration.UP))),
                    List.of());
        }
    }

    private static void requireNone(Target target) {
        List<Migration> migrations = target.history().migrations();
        if (!migrations.isEmpty()) {
            String last = migrations.get(migrations.size() - 1).name();
            throw new RefractException(
                    null,
                    target.history().location() + " has " + Counted.of(migrations.size(), "migration")
                            + " already. Nothing was written.",
                    "Record those that the database has: refract migrate baseline " + Advice.option("--up-to", last));
        }
    }

    private static String script(Target target, Optional<DatabaseUrl> shadow, Schema all, Schema live) {
        Schema nothing;
        try (ScratchDatabase scratch = ScratchDatabase.create(target, shadow)) {
            scratch.takeDefaults(all);
            nothing = scratch.describe().withoutPrivileges();
        }
        String script = SquashFiles.script(nothing, live, "The database has", "Leave it out: --exclude NAME");
        if (script.isBlank()) {
            throw new RefractException(
                    Code.P1003,
                    "The database has nothing that a migration could make. Nothing was written.",
                    "Check the connection URL; or begin with an empty one: refract migrate new init");
        }
        return "-- Makes what the database had when it came under migrations.\n\n" + script;
    }

    private static void requireSame(
            Target target, Optional<DatabaseUrl> shadow, DriftScope scope, Schema all, Schema live, String script) {
        try (ScratchDatabase scratch = ScratchDatabase.create(target, shadow)) {
            scratch.takeDefaults(all);
            scratch.run("The script", Script.parse(scratch.dialect(), script));
            SchemaDiff difference = scope.difference(scope.of(scratch.describe(), "made"), live);
            if (!difference.isEmpty()) {
                throw new RefractException(
                        null,
                        "A script that makes what the database has could not be written. What differs:\n"
                                + difference.toString().indent(4).stripTrailing() + "\nNothing was written.",
                        "Leave it out (--exclude NAME), and please report this.");
            }
        }
    }

    private static void write(Path folder, String name, String script, Dialect dialect) {
        Path own = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.createDirectory(own);
            Files.writeString(own.resolve(Migration.UP), script);
            Create.writeLockFile(folder.resolve(History.LOCK_FILE), dialect);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not write in " + Controls.escapedLine(History.shown(folder)) + ": " + Migration.reason(e)
                            + ".",
                    "Make the folder writable.",
                    e);
        }
    }
}
