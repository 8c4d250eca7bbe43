package dev.refract.internal.migrate;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.hook.HookRun;
import dev.refract.internal.migrate.run.Bookkeeping;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Resumption;
import dev.refract.internal.migrate.run.Runner;
import dev.refract.internal.online.LargeTables;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.WayBack;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies what is pending. */
public final class Deploy {

    private final Target target;
    private final DeployOptions options;
    private final OnlineConfiguration online;
    /** The failed migration that this run goes on with; known when the plan is. */
    private Optional<Resumption> resumed = Optional.empty();

    private Deploy(Target target, DeployOptions options, OnlineConfiguration online) {
        this.target = target;
        this.options = options;
        this.online = online;
    }

    /**
     * Applies pending migrations, oldest first, under the lock. The first failure stops.
     *
     * @throws RefractException with the codes of Prisma's {@code migrate deploy}
     */
    public static DeployResult run(Target target, DeployOptions options) {
        return run(target, options, OnlineConfiguration.NONE);
    }

    /** As the other, with what is configured about large tables. */
    public static DeployResult run(Target target, DeployOptions options, OnlineConfiguration online) {
        Deploy deploy = new Deploy(target, options, online);
        deploy.requireKnown(options);
        return options.dryRun() ? deploy.rehearsed() : target.locked(Database.Missing.CREATE, deploy::applied);
    }

    /** Applies all that is pending in a database that is open and locked. */
    static DeployResult run(Target target, Database database) {
        return new Deploy(target, DeployOptions.DEFAULT, OnlineConfiguration.NONE).applied(database);
    }

    private void requireKnown(DeployOptions options) {
        options.to().filter(name -> target.history().find(name).isEmpty()).ifPresent(name -> {
            throw new RefractException(
                    Code.P3017,
                    "There is no migration `" + name + "` in "
                            + target.history().location() + ".",
                    "Give the full name of its folder: --to NAME");
        });
    }

    private DeployResult applied(Database database) {
        database.createSchema(target.listener());
        Ledger ledger = new Ledger(database);
        List<LedgerRow> rows = rowsOrNewLedger(database, ledger);
        Plan plan = plan(database, rows);
        List<String> applied = new ArrayList<>();
        if (!plan.steps().isEmpty()) {
            requireConfirmed(database, plan);
            HookRun hooks = new HookRun(
                    target.safeguards().hooks(), database.description(), plan.names(), applied, target.listener());
            hooks.around(() -> apply(plan, applied, database, ledger, hooks));
        }
        return new DeployResult(
                database.description(), target.history().migrations().size(), plan, applied);
    }

    private void requireConfirmed(Database database, Plan plan) {
        if (!target.safeguards().confirmation().confirms(database.description(), plan)) {
            throw new RefractException(
                    null,
                    "The deploy was not confirmed: no migration was applied.",
                    "To apply them, run it again and confirm.");
        }
    }

    private void apply(Plan plan, List<String> applied, Database database, Ledger ledger, HookRun hooks) {
        Runner runner = new Runner(database, target.listener());
        for (Plan.Step step : plan.steps()) {
            requireNotInterrupted(step);
            hooks.around(
                    step.migration().name(),
                    () -> apply(step, applied.size() + 1, plan.steps().size(), database, ledger, runner));
        }
    }

    private void apply(Plan.Step step, int index, int total, Database database, Ledger ledger, Runner runner) {
        Plan.Loaded loaded = step.load(database.dialect());
        Bookkeeping bookkeeping = resumed.filter(failed ->
                        failed.row().migration().equals(step.migration().name()))
                .<Bookkeeping>map(
                        failed -> new Bookkeeping.Resuming(ledger, failed.row().id()))
                .orElseGet(() -> new Bookkeeping.Applying(
                        ledger, Ledger.newId(), step.migration().name(), loaded.checksum()));
        runner.run(step, index, total, loaded.script(), bookkeeping);
    }

    private static void requireNotInterrupted(Plan.Step step) {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(
                    "Interrupted before the migration `" + step.migration().name() + "`.",
                    "What was applied before it stays. Run the command again to go on.");
        }
    }

    /** The plan without changing anything: a database that is missing is one where all is pending. */
    private DeployResult rehearsed() {
        try {
            return target.connected(Database.Missing.FAIL, database -> {
                Ledger ledger = new Ledger(database);
                Database.Contents contents = database.contents();
                requireManageable(database, contents);
                List<LedgerRow> rows = contents.ledger() ? ledger.rows() : List.of();
                return rehearsed(database.description(), plan(database, rows));
            });
        } catch (RefractException e) {
            if (e.code().filter(Code.P1003::equals).isEmpty()
                    || target.source() instanceof ConnectionSource.OfDataSource) {
                throw e;
            }
            target.listener().on(new Event.Warning(e.what() + " A deploy would create it."));
            Dialect dialect = target.source().url().orElseThrow().dialect();
            return rehearsed("a new database", plan(List.of(), dialect, (migration, script) -> List.of()));
        }
    }

    private DeployResult rehearsed(String database, Plan plan) {
        return new DeployResult(database, target.history().migrations().size(), plan, List.of());
    }

    private List<LedgerRow> rowsOrNewLedger(Database database, Ledger ledger) {
        Database.Contents contents = database.contents();
        if (contents.ledger()) {
            return ledger.rows();
        }
        requireManageable(database, contents);
        ledger.create();
        return List.of();
    }

    private void requireManageable(Database database, Database.Contents contents) {
        if (contents.ledger() || contents.tables().isEmpty()) {
            return;
        }
        List<String> tables = contents.tables();
        String some =
                String.join(", ", tables.subList(0, Math.min(5, tables.size()))) + (tables.size() > 5 ? ", …" : "");
        throw new RefractException(
                Code.P3005,
                "The schema \"" + database.schema() + "\" is not empty: it has "
                        + (tables.size() == 1 ? "1 table" : tables.size() + " tables") + " (" + some
                        + "), and no migrations are recorded in it.",
                baseline(target.history()));
    }

    private static String baseline(History history) {
        StringBuilder next = new StringBuilder(
                "If the database already has what the first migrations do, record them as applied (baselining), then "
                        + "deploy:\n");
        List<Migration> migrations = history.migrations();
        String first =
                migrations.isEmpty() ? "NAME" : Advice.quote(migrations.get(0).name());
        next.append("    refract migrate resolve --applied ").append(first);
        if (migrations.size() > 1) {
            next.append("      (and so on, for each that the database already has)");
        }
        return next.append("\n    refract migrate deploy\nIf it should be empty, check the connection URL.")
                .toString();
    }

    static void requireNoneFailed(List<LedgerRow> rows) {
        List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
        if (failed.isEmpty()) {
            return;
        }
        StringBuilder what =
                new StringBuilder("The ledger has failed migrations; nothing new is applied before they are resolved.");
        StringBuilder next = new StringBuilder(
                "For each, undo what it did and mark it as rolled back, or finish what it began and mark it as "
                        + "applied:");
        for (LedgerRow row : failed) {
            what.append("\n\nThe `")
                    .append(row.migration())
                    .append("` migration started at ")
                    .append(row.startedAt())
                    .append(" failed");
            row.logs()
                    .filter(logs -> !logs.isBlank())
                    .ifPresentOrElse(
                            logs -> what.append(":\n").append(logs.strip()),
                            () -> what.append(
                                    " and recorded no reason: the process that ran it was ended, or runs still."));
            next.append("\n    refract migrate resolve --rolled-back ")
                    .append(Advice.quote(row.migration()))
                    .append("\n    refract migrate resolve --applied ")
                    .append(Advice.quote(row.migration()));
        }
        String resume = failed.size() == 1 && Resumption.isPossible(failed.get(0))
                ? "\nOr mend the cause, leave the script as it is, and go on at the statement that failed: refract "
                        + "migrate deploy --resume"
                : "";
        throw new RefractException(
                Code.P3009,
                what.toString(),
                next
                        + "\nOr let its down.sql undo it, where that is written to cope with half a migration: "
                        + "refract migrate down --failed\nThen: refract migrate deploy"
                        + resume);
    }

    /** What is pending; before it, what is gone on with. */
    private Plan plan(Database database, List<LedgerRow> rows) {
        resumed = options.resume().flatMap(resume -> Resumption.of(rows, target.history(), resume));
        if (resumed.isEmpty()) {
            requireNoneFailed(rows);
        } else if (upTo(target.history()).stream().noneMatch(this::isResumed)) {
            String failed = resumed.get().row().migration();
            throw new RefractException(
                    Code.P3009,
                    "`" + failed + "` failed, and `" + options.to().orElseThrow()
                            + "`, the last to be applied, comes before it.",
                    "Go on with the failed one first: refract migrate deploy --resume --to " + Advice.quote(failed));
        }
        LargeTables tables = new LargeTables(online, database);
        Plan plan = plan(rows, database.dialect(), (migration, script) -> tables.ways(script, settings(migration)));
        Refusal.check(plan, database.dialect());
        return plan;
    }

    static Optional<RefractToml> settings(Migration migration) {
        return migration
                .read(Migration.SETTINGS)
                .map(bytes -> RefractToml.parse(
                        migration.path(Migration.SETTINGS), migration.text(Migration.SETTINGS, bytes)));
    }

    private Plan plan(List<LedgerRow> rows, Dialect dialect, Plan.Ways ways) {
        Set<String> known = rows.stream()
                .filter(row -> !row.rolledBack())
                .map(LedgerRow::migration)
                .collect(Collectors.toSet());
        List<Migration> pending = upTo(target.history()).stream()
                .filter(m -> !known.contains(m.name()) || isResumed(m))
                .toList();
        target.listener()
                .on(new Event.MigrationsFound(
                        target.history().migrations().size(), target.history().location()));
        if (options.requireDown()) {
            requireDown(pending, dialect);
        }
        Plan plan = Plan.of(pending, Migration.UP, dialect, options.transaction(), ways);
        if (resumed.isPresent()) {
            plan = resumed.get().in(plan, dialect);
        }
        target.listener().on(new Event.Planned(plan.names()));
        return plan;
    }

    private boolean isResumed(Migration migration) {
        return resumed.filter(failed -> failed.row().migration().equals(migration.name()))
                .isPresent();
    }

    /** A file that says there is no way back is somebody's decision; one that is missing or not finished is not. */
    private static void requireDown(List<Migration> pending, Dialect dialect) {
        List<String> without = pending.stream()
                .filter(m -> List.of(WayBack.NONE, WayBack.UNFINISHED).contains(WayBack.of(m, dialect)))
                .map(m -> m.path(Migration.DOWN) + (m.has(Migration.DOWN) ? " is not finished." : " is missing."))
                .toList();
        if (!without.isEmpty()) {
            throw new RefractException(
                    null,
                    "Nothing was applied, since not every pending migration has a way back:\n"
                            + String.join("\n", without),
                    "Write it, and prove it:\n    refract migrate generate-down --pending\n    refract migrate "
                            + "rehearse\nWhere there is none, say so with a down.sql that has only a comment.");
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
