package dev.refract.internal.migrate;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.RecordedMeanwhileException;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.hook.HookRun;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.Bookkeeping;
import dev.refract.internal.migrate.run.DownFile;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Resumption;
import dev.refract.internal.migrate.run.Runner;
import dev.refract.internal.migrate.run.ScriptFailure;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.migrate.run.SquashedRows.Standing;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.online.OnlineRoutes;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.WayBack;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies what is pending. */
public final class Deploy {

    private final Target target;
    private final DeployOptions options;
    private final OnlineConfiguration online;
    private final Gate gate;
    private boolean asked;
    /** What the database has already, under the names of the migrations that each stands for. */
    private List<Standing> toRecord = List.of();

    Deploy(Target target, DeployOptions options, OnlineConfiguration online, Gate gate) {
        this.target = target;
        this.options = options;
        this.online = online;
        this.gate = gate;
    }

    /**
     * Applies pending migrations, oldest first, under the lock. The first failure stops.
     *
     * @param online what is configured about large tables
     * @param gate is asked before anything is changed
     * @throws RefractException with the codes of Prisma's {@code migrate deploy}
     */
    public static DeployResult run(Target target, DeployOptions options, OnlineConfiguration online, Gate gate) {
        Deploy deploy = new Deploy(target, options, online, gate);
        deploy.requireKnown();
        if (options.dryRun()) {
            return deploy.dryRun();
        }
        try (Database database = deploy.opened();
                Target.Locked locked = target.lock(database)) {
            return deploy.deploy(locked.database());
        }
    }

    private Database opened() {
        if (gate.refuses()) {
            try {
                return target.open(Database.Missing.FAIL);
            } catch (RefractException e) {
                if (!isMissing(e)) {
                    throw e;
                }
                ask(upTo(target.history()), Plan.Routes.DIRECT, Optional.empty());
            }
        }
        return target.open(Database.Missing.CREATE);
    }

    /** Whether there is no database, and a deploy would make one. */
    private boolean isMissing(RefractException e) {
        return e.code().filter(Code.P1003::equals).isPresent()
                && !(target.source() instanceof ConnectionSource.OfDataSource);
    }

    private void ask(List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
        if (!asked) {
            asked = true;
            gate.check(pending, routes, database);
        }
    }

    private void requireKnown() {
        options.to().ifPresent(target.history()::require);
    }

    /** The whole deploy, to a database that is open and locked. */
    DeployResult deploy(Database database) {
        Ledger ledger = new Ledger(database);
        Database.Contents contents = database.contents();
        Prisma8.requireAllowed(target, contents, "deploy");
        requireManageable(database, contents);
        boolean later = gate.refuses() && !contents.ledger(); // a refusal leaves nothing behind
        if (!contents.ledger() && !later) {
            newLedger(database, ledger);
        }
        Plan plan = plan(later ? List.of() : ledger.rows(), database.dialect(), Optional.of(database));
        if (later) {
            newLedger(database, ledger);
        }
        if (plan.steps().isEmpty()) {
            record(ledger);
            return result(database.description(), plan, List.of());
        }
        return result(database.description(), plan, apply(plan, database, ledger));
    }

    /** The plan without changing anything: a database that is missing is one where all is pending. */
    private DeployResult dryRun() {
        try (Database database = target.open(Database.Missing.FAIL)) {
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "deploy");
            requireManageable(database, contents);
            List<LedgerRow> rows = contents.ledger() ? new Ledger(database).rows() : List.of();
            Plan plan = plan(rows, database.dialect(), Optional.of(database));
            return result(database.description(), plan, List.of());
        } catch (RefractException e) {
            if (!isMissing(e)) {
                throw e;
            }
            target.listener().on(new Event.Warning(e.what() + " A deploy would create it."));
            Dialect dialect = target.source().url().orElseThrow().dialect();
            return result("a new database", plan(List.of(), dialect, Optional.empty()), List.of());
        }
    }

    private DeployResult result(String database, Plan plan, List<String> applied) {
        return new DeployResult(
                database,
                target.history().migrations().size(),
                plan.planned(),
                applied,
                toRecord.stream().map(standing -> standing.migration().name()).toList());
    }

    /** What is pending; before it, what is resumed. Where there is no database yet, nothing is. */
    private Plan plan(List<LedgerRow> rows, Dialect dialect, Optional<Database> database) {
        Optional<Resumption> resumed =
                options.resume().flatMap(resume -> Resumption.of(rows, target.history(), resume));
        resumed.ifPresentOrElse(this::requireInRange, () -> requireNoneFailed(rows, dialect));
        if (resumed.isPresent()) {
            resumed.get().requireEnded(target.history(), database.orElseThrow());
        }
        List<Standing> standings = SquashedRows.of(target.history(), rows).standings();
        requireWhole(standings);
        toRecord = standings.stream()
                .filter(standing ->
                        standing.toBeRecorded() && upTo(target.history()).contains(standing.migration()))
                .toList();
        List<Migration> pending = pending(rows, resumed);
        target.listener()
                .on(new Event.MigrationsFound(
                        target.history().migrations().size(), target.history().location()));
        if (options.requireDown()) {
            requireDown(pending, dialect);
        }
        Plan.Routes routes = database.isPresent()
                ? OnlineRoutes.of(online, database.get(), options.transaction(), resumed)
                : Plan.Routes.DIRECT;
        Plan plan = Plan.of(pending, Migration.UP, dialect, options.transaction(), routes);
        if (resumed.isPresent()) {
            plan = resumed.get().in(plan, database.orElseThrow());
        }
        plan.warnings().forEach(warning -> target.listener().on(new Event.Warning(warning)));
        target.listener().on(new Event.Planned(plan.names()));
        Refusal.check(plan, dialect);
        if (database.isPresent()) {
            Packets.require(plan, database.get());
        }
        ask(pending, plan.routes(), database);
        return plan;
    }

    private List<String> apply(Plan plan, Database database, Ledger ledger) {
        target.safeguards()
                .requireConfirmed(
                        database.description(),
                        plan.planned(),
                        "The deploy was not confirmed: no migration was applied.",
                        "To apply them, run it again and confirm.");
        record(ledger);
        List<String> applied = new ArrayList<>();
        HookRun hooks = HookRun.ofDeploy(
                target.safeguards().hooks(), database.description(), plan.names(), applied, target.listener());
        Runner runner = new Runner(database, target.listener());
        hooks.around(() -> {
            for (int index = 0; index < plan.steps().size(); index++) {
                Plan.Step step = plan.steps().get(index);
                requireNotInterrupted(step);
                gate.before(step.migration(), database);
                hooks.beforeMigration(step.migration().name());
                if (ran(runner, step, index + 1, plan.steps().size(), database.dialect(), ledger)) {
                    applied.add(step.migration().name());
                    hooks.afterMigration();
                } else {
                    hooks.skipped();
                }
            }
        });
        return applied;
    }

    /** Before anything runs: what the ledger says then is so, whatever becomes of the rest. */
    private void record(Ledger ledger) {
        for (Standing standing : toRecord) {
            String name = standing.migration().name();
            ledger.applied(name, Checksum.of(standing.migration().script()));
            target.listener()
                    .on(new Event.MigrationRecorded(name, standing.there().size()));
            if (!standing.edited().isEmpty()) {
                target.listener()
                        .on(new Event.Warning(Counted.of(standing.edited().size(), "migration") + " that `"
                                + Controls.escapedLine(name) + "` stands for ran with another script here than the one "
                                + "that was squashed: "
                                + Controls.escapedLine(String.join(", ", standing.edited()))
                                + ". What that comes to: refract migrate drift"));
            }
        }
    }

    /** With some of what it stands for, a migration can be neither run nor recorded. */
    private static void requireWhole(List<Standing> standings) {
        standings.stream().filter(Standing::isPartial).findFirst().ifPresent(standing -> {
            String name = standing.migration().name();
            String last = standing.missing().get(standing.missing().size() - 1);
            throw new RefractException(
                    null,
                    "`" + Controls.escapedLine(name) + "` stands for migrations of which this database has "
                            + standing.there().size() + " and lacks "
                            + standing.missing().size()
                            + ", so it can be neither run nor recorded. Nothing was changed. Missing:\n    "
                            + standing.missing().stream()
                                    .map(Controls::escapedLine)
                                    .collect(Collectors.joining("\n    ")),
                    "Apply them from the folder as it was before the squash, then deploy again:\n    refract migrate "
                            + "deploy --migrations FOLDER " + Advice.option("--to", last)
                            + "\nIf the database has what they do, record that instead:\n    refract migrate resolve "
                            + Advice.option("--applied", name));
        });
    }

    /** Whether this deploy ran it, rather than another process meanwhile. */
    private boolean ran(Runner runner, Plan.Step step, int index, int total, Dialect dialect, Ledger ledger) {
        Plan.Loaded loaded = step.load(dialect);
        try {
            runner.run(step, index, total, loaded.script(), Bookkeeping.applying(ledger, step, loaded.checksum()));
            return true;
        } catch (RecordedMeanwhileException e) {
            requireAppliedMeanwhile(step.migration().name(), ledger, dialect, e);
            return false;
        }
    }

    /** What another process has applied is skipped; what it runs still, or has failed in, stops this deploy. */
    private void requireAppliedMeanwhile(
            String migration, Ledger ledger, Dialect dialect, RecordedMeanwhileException cause) {
        List<LedgerRow> rows = ledger.rows();
        requireNoneFailed(rows, dialect);
        if (rows.stream().noneMatch(row -> row.migration().equals(migration) && !row.rolledBack())) {
            throw cause;
        }
        target.listener()
                .on(new Event.Warning("`" + Controls.escapedLine(migration)
                        + "` was applied by another process meanwhile: it is skipped."));
    }

    private static void requireNotInterrupted(Plan.Step step) {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(
                    "Interrupted before the migration `"
                            + Controls.escapedLine(step.migration().name()) + "`.",
                    "What was applied before it stays. Run the command again to apply the rest.");
        }
    }

    private void newLedger(Database database, Ledger ledger) {
        database.createSchema(target.listener());
        ledger.create();
    }

    private void requireManageable(Database database, Database.Contents contents) {
        List<String> tables = contents.ledger() ? List.of() : database.tables(target.schemas());
        if (tables.isEmpty()) {
            return;
        }
        String some =
                String.join(", ", tables.subList(0, Math.min(5, tables.size()))) + (tables.size() > 5 ? ", …" : "");
        Set<String> schemas = new LinkedHashSet<>(List.of(database.schema()));
        schemas.addAll(target.schemas());
        String named = "\"" + String.join("\", \"", schemas) + "\"";
        throw new RefractException(
                Code.P3005,
                (schemas.size() == 1
                                ? "The schema " + named + " is not empty: it has "
                                : "The schemas " + named + " are not all empty: they have ")
                        + (tables.size() == 1 ? "1 table" : tables.size() + " tables") + " (" + some
                        + "), and no migrations are recorded in "
                        + (schemas.size() == 1 ? "it" : "\"" + database.schema() + "\"") + ".",
                baseline(target.history()));
    }

    private static String baseline(History history) {
        StringBuilder next = new StringBuilder(
                "If the database already has what the first migrations do, record them as applied (baselining), then "
                        + "deploy:\n");
        List<Migration> migrations = history.migrations();
        String first = migrations.isEmpty() ? "NAME" : migrations.get(0).name();
        next.append("    refract migrate resolve ").append(Advice.option("--applied", first));
        if (migrations.size() > 1) {
            next.append("      (and so on, for each that the database already has)");
        }
        return next.append("\n    refract migrate deploy\nIf it should be empty, check the connection URL.")
                .toString();
    }

    private void requireNoneFailed(List<LedgerRow> rows, Dialect dialect) {
        List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
        if (failed.isEmpty()) {
            return;
        }
        StringBuilder what =
                new StringBuilder("The ledger has failed migrations; nothing new is applied before they are resolved.");
        List<String> next = new ArrayList<>();
        for (LedgerRow row : failed) {
            what.append("\n\nThe `")
                    .append(Controls.escapedLine(row.migration()))
                    .append("` migration started at ")
                    .append(row.startedAt())
                    .append(" failed");
            row.logs()
                    .filter(logs -> !logs.isBlank())
                    .ifPresentOrElse(
                            logs -> what.append(":\n").append(logs.strip()),
                            () -> what.append(
                                    " and recorded no reason: the process that ran it was ended, or runs still."));
            next.add(Advice.resolving(row, rows, target.history(), dialect));
        }
        next.add("Then: refract migrate deploy");
        if (failed.size() == 1 && !Advice.isAppliedToo(failed.get(0).migration(), rows)) {
            target.history()
                    .find(failed.get(0).migration())
                    .flatMap(migration -> Resumption.advice(failed.get(0), migration, dialect))
                    .ifPresent(next::add);
        }
        throw new RefractException(
                Code.P3009,
                what.toString(),
                String.join("\n", next),
                null,
                ScriptFailure.where(failed.get(0), target.history()));
    }

    private void requireInRange(Resumption resumed) {
        String failed = resumed.row().migration();
        if (upTo(target.history()).stream().noneMatch(m -> m.name().equals(failed))) {
            throw new RefractException(
                    Code.P3009,
                    "`" + Controls.escapedLine(failed) + "` failed, and `"
                            + Controls.escapedLine(options.to().orElseThrow())
                            + "`, the last to be applied, comes before it.",
                    "Resume the failed one first: refract migrate deploy --resume " + Advice.option("--to", failed),
                    null,
                    ScriptFailure.where(resumed.row(), target.history()));
        }
    }

    private List<Migration> pending(List<LedgerRow> rows, Optional<Resumption> resumed) {
        Set<String> known = rows.stream()
                .filter(row -> !row.rolledBack())
                .map(LedgerRow::migration)
                .collect(Collectors.toSet());
        resumed.ifPresent(failed -> known.remove(failed.row().migration()));
        toRecord.forEach(standing -> known.add(standing.migration().name()));
        return upTo(target.history()).stream()
                .filter(m -> !known.contains(m.name()))
                .toList();
    }

    /** A file that says there is no way back is somebody's decision; one that is missing or not finished is not. */
    private static void requireDown(List<Migration> pending, Dialect dialect) {
        List<Migration> without = pending.stream()
                .filter(m -> List.of(WayBack.NONE, WayBack.UNFINISHED).contains(DownFile.wayBack(m, dialect)))
                .toList();
        if (!without.isEmpty()) {
            throw new RefractException(
                    null,
                    "Nothing was applied, since not every pending migration has a way back:\n"
                            + without.stream()
                                    .map(m -> m.path(Migration.DOWN)
                                            + (m.has(Migration.DOWN) ? " is not finished." : " is missing."))
                                    .collect(Collectors.joining("\n")),
                    "Write it, and prove it:\n    refract migrate generate-down --pending\n    refract migrate "
                            + "rehearse\nWhere there is none, say so with a down.sql that has only a comment.",
                    null,
                    ScriptFailure.where(without.get(0), Migration.DOWN, DownFile.unfinishedLine(without.get(0))));
        }
    }

    private List<Migration> upTo(History history) {
        if (options.to().isEmpty()) {
            return history.migrations();
        }
        int last = history.migrations().indexOf(history.find(options.to().get()).orElseThrow());
        return history.migrations().subList(0, last + 1);
    }
}
