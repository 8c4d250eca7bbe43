package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.hook.HookRun;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.Bookkeeping;
import dev.refract.internal.migrate.run.DownFile;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Runner;
import dev.refract.internal.migrate.run.ScriptFailure;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.online.OnlineRoutes;
import dev.refract.internal.output.Controls;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.UndoneWork;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.Loss;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Rolls applied migrations back with their down.sql, newest first. */
public final class Down {

    private final Target target;
    private final DownOptions options;
    private final OnlineConfiguration online;

    private Down(Target target, DownOptions options, OnlineConfiguration online) {
        this.target = target;
        this.options = options;
        this.online = online;
    }

    /**
     * Rolls back under the lock. Everything is checked before anything runs; the first failure stops.
     *
     * @param online what is configured about large tables, which are changed online on the way back as well
     * @throws RefractException P3009 where a failed migration is in the way, P3017 for a name that is not known;
     *     without a code where a migration in the range can't be rolled back, or its down.sql fails
     */
    public static DownResult run(Target target, DownOptions options, OnlineConfiguration online) {
        Down down = new Down(target, options, online);
        down.requireKnown();
        try (Database database = target.open(Database.Missing.FAIL)) {
            return options.dryRun() ? down.dryRun(database) : down.locked(database);
        }
    }

    private void requireKnown() {
        if (options.range() instanceof DownOptions.To to) {
            target.history().require(to.migration());
        }
    }

    /**
     * "The newest" is another migration once somebody else has rolled one back or applied one. So what it is is looked
     * up before waiting for the lock as well, and where it has become another meanwhile, nothing is done.
     */
    private DownResult locked(Database database) {
        Waiting waiting = new Waiting();
        Optional<Set<String>> meant = newest(database);
        try (Target.Locked locked = target.with(target.listener().and(waiting)).lock(database)) {
            if (waiting.happened && options.range() instanceof DownOptions.Steps) {
                requireSame(meant, range(rows(database), database.dialect()).keySet());
            }
            return rollBack(plan(database), locked.database());
        }
    }

    /** What would be rolled back now; empty where that can't be said. */
    private Optional<Set<String>> newest(Database database) {
        try {
            return database.isReadableWhileLocked()
                    ? Optional.of(range(rows(database), database.dialect()).keySet())
                    : Optional.empty();
        } catch (RefractException e) {
            return Optional.empty(); // for example: a migration runs, and is not finished
        }
    }

    private static void requireSame(Optional<Set<String>> meant, Set<String> now) {
        if (!meant.equals(Optional.of(now))) {
            throw new RefractException(
                    null,
                    "Another process held the migration lock and was at work, so the newest migration may not be the "
                            + "one that you mean. Nothing was rolled back.",
                    "See where the database stands now, then run the command again, or say which migration is to "
                            + "stay:\n    refract migrate status\n    refract migrate down --to NAME");
        }
    }

    /** Whether somebody else was at work between the command and its lock. */
    private static final class Waiting implements Listener {
        private boolean happened;

        @Override
        public void on(Event event) {
            happened |= event instanceof Event.LockWaiting;
        }
    }

    private DownResult dryRun(Database database) {
        return new DownResult(database.description(), entries(plan(database)), List.of());
    }

    private DownResult rollBack(List<Undoing> plan, Database database) {
        List<String> done = new ArrayList<>();
        if (!plan.isEmpty()) {
            requireConfirmed(plan, database);
            HookRun hooks = HookRun.ofDown(
                    target.safeguards().hooks(),
                    database.description(),
                    plan.stream().map(Undoing::migration).toList(),
                    done,
                    target.listener());
            hooks.around(() -> run(plan, database, done, hooks));
        }
        return new DownResult(database.description(), entries(plan), done);
    }

    private void run(List<Undoing> plan, Database database, List<String> done, HookRun hooks) {
        Runner runner = new Runner(database, target.listener());
        Ledger ledger = new Ledger(database);
        for (Undoing undoing : plan) {
            requireNotInterrupted(undoing);
            hooks.beforeMigration(undoing.migration());
            Plan.Loaded loaded = undoing.step().load(database.dialect());
            // It stood for them: with them applied, the next deploy would record it again.
            undoing.replaced().forEach(row -> ledger.markRolledBack(row.id()));
            Bookkeeping bookkeeping = new Bookkeeping.RollingBack(ledger, undoing.rows(), loaded.checksum());
            runner.run(undoing.step(), done.size() + 1, plan.size(), loaded.script(), bookkeeping);
            done.add(undoing.migration());
            hooks.afterMigration();
        }
    }

    /** What is lost is said before anything runs, and before anybody is asked. */
    private void requireConfirmed(List<Undoing> plan, Database database) {
        for (Undoing undoing : plan) {
            undoing.losses().forEach(loss -> target.listener()
                    .on(new Event.LossAnnounced(undoing.migration(), loss.table(), loss.column(), loss.text())));
        }
        target.safeguards()
                .requireConfirmed(
                        database.description(),
                        plan.stream().map(undoing -> undoing.entry().planned()).toList(),
                        "The roll-back was not confirmed: nothing was rolled back.",
                        "To roll back, run it again and confirm.");
    }

    private static void requireNotInterrupted(Undoing undoing) {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(
                    "Interrupted before the roll-back of `" + Controls.escapedLine(undoing.migration()) + "`.",
                    "What was rolled back before it stays so. See where the database stands: refract migrate status");
        }
    }

    /**
     * One migration to roll back.
     *
     * @param rows its rows in the ledger that will say so, newest first
     * @param replaced those of the migrations that it stands for
     */
    private record Undoing(List<LedgerRow> rows, List<LedgerRow> replaced, Plan.Step step, List<Loss> losses) {
        String migration() {
            return step.migration().name();
        }

        DownResult.Entry entry() {
            return new DownResult.Entry(step.planned(losses), rows.get(0).finishedAt());
        }
    }

    private static List<DownResult.Entry> entries(List<Undoing> plan) {
        return plan.stream().map(Undoing::entry).toList();
    }

    private List<Undoing> plan(Database database) {
        SquashedRows squashed = squashed(database);
        Map<String, List<LedgerRow>> range = range(squashed.seen(), database.dialect());
        requirePossible(range, database.dialect());
        List<Migration> migrations = range.keySet().stream()
                .map(name -> target.history().find(name).orElseThrow())
                .toList();
        Plan plan = Plan.of(
                migrations,
                Migration.DOWN,
                database.dialect(),
                options.transaction(),
                OnlineRoutes.of(online, database, options.transaction(), Optional.empty()));
        Refusal.check(plan, database.dialect());
        Packets.require(plan, database);
        plan.warnings().forEach(warning -> target.listener().on(new Event.Warning(warning)));
        target.listener().on(new Event.Planned(plan.names()));
        List<Undoing> undoings = plan.steps().stream()
                .map(step -> new Undoing(
                        range.getOrDefault(step.migration().name(), List.of()),
                        squashed.standing(step.migration().name())
                                .map(SquashedRows.Standing::there)
                                .orElse(List.of()),
                        step,
                        Losses.in(step.load(database.dialect()).script())))
                .toList();
        requireNoLoss(undoings);
        return undoings;
    }

    private void requireNoLoss(List<Undoing> undoings) {
        List<String> losses = undoings.stream()
                .flatMap(undoing -> undoing.losses().stream()
                        .map(loss -> undoing.step().migration().path(Migration.DOWN) + ":" + loss.line() + ": "
                                + Losses.text(loss)))
                .toList();
        if (options.noLoss() && !losses.isEmpty()) {
            throw new RefractException(
                    null,
                    "Nothing was rolled back, since it would lose something:\n" + String.join("\n", losses),
                    "Keep what would be lost (copy it elsewhere, or change down.sql and take out the comment), or run "
                            + "it again without --no-loss.",
                    null,
                    undoings.stream()
                            .filter(undoing -> !undoing.losses().isEmpty())
                            .findFirst()
                            .map(undoing -> ScriptFailure.where(
                                    undoing.step().migration(),
                                    Migration.DOWN,
                                    Optional.of(undoing.losses().get(0).line())))
                            .orElseThrow());
        }
    }

    private List<LedgerRow> rows(Database database) {
        return squashed(database).seen();
    }

    private SquashedRows squashed(Database database) {
        Database.Contents contents = database.contents();
        Prisma8.requireAllowed(target, contents, "down");
        return SquashedRows.of(target.history(), contents.ledger() ? new Ledger(database).rows() : List.of());
    }

    /** The rows to roll back by the migration's name, in the order in which to do it. */
    private Map<String, List<LedgerRow>> range(List<LedgerRow> all, Dialect dialect) {
        if (options.range() instanceof DownOptions.Failed) {
            Map<String, List<LedgerRow>> failed = newestFirst(all, LedgerRow::failed);
            requireNoneApplied(failed, all, dialect);
            return failed;
        }
        requireNoneFailed(all, dialect);
        Map<String, List<LedgerRow>> applied = newestFirst(all, LedgerRow::applied);
        if (options.range() instanceof DownOptions.Steps steps) {
            return first(applied, steps.count());
        }
        if (options.range() instanceof DownOptions.To to) {
            return first(applied, positionOf(to.migration(), applied));
        }
        return applied;
    }

    private Map<String, List<LedgerRow>> newestFirst(List<LedgerRow> all, Predicate<LedgerRow> wanted) {
        Comparator<LedgerRow> order = Comparator.comparing(
                        (LedgerRow row) -> row.finishedAt().orElse(Instant.MAX))
                .thenComparing(LedgerRow::startedAt)
                .thenComparing(row -> positionOnDisk(row.migration()))
                .thenComparing(LedgerRow::migration);
        return all.stream()
                .filter(wanted)
                .sorted(order.reversed())
                .collect(Collectors.groupingBy(LedgerRow::migration, LinkedHashMap::new, Collectors.toList()));
    }

    private int positionOnDisk(String name) {
        return target.history()
                .find(name)
                .map(target.history().migrations()::indexOf)
                .orElse(-1);
    }

    private static Map<String, List<LedgerRow>> first(Map<String, List<LedgerRow>> applied, int count) {
        Map<String, List<LedgerRow>> first = new LinkedHashMap<>();
        applied.entrySet().stream().limit(count).forEach(entry -> first.put(entry.getKey(), entry.getValue()));
        return first;
    }

    private static int positionOf(String name, Map<String, List<LedgerRow>> applied) {
        int position = List.copyOf(applied.keySet()).indexOf(name);
        if (position < 0) {
            throw new RefractException(
                    null,
                    "The migration `" + Controls.escapedLine(name)
                            + "` is not applied to this database, so there is no going back to it. Nothing was "
                            + "rolled back.",
                    "Name one that is applied: refract migrate status");
        }
        return position;
    }

    private void requireNoneFailed(List<LedgerRow> rows, Dialect dialect) {
        List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
        if (!failed.isEmpty()) {
            List<String> names =
                    failed.stream().map(LedgerRow::migration).distinct().toList();
            throw new RefractException(
                    Code.P3009,
                    "A failed migration is in the way: `" + Controls.escapedLine(String.join("`, `", names))
                            + "`. Nothing was rolled back.",
                    String.join(
                            "\n",
                            failed.stream()
                                    .map(row -> Advice.resolving(row, rows, target.history(), dialect))
                                    .toList()),
                    null,
                    ScriptFailure.where(failed.get(0), target.history()));
        }
    }

    /** What is applied would be undone with what failed, and the ledger would go on to say that it is there. */
    private void requireNoneApplied(Map<String, List<LedgerRow>> failed, List<LedgerRow> all, Dialect dialect) {
        List<String> both = failed.keySet().stream()
                .filter(name -> Advice.isAppliedToo(name, all))
                .toList();
        if (!both.isEmpty()) {
            throw new RefractException(
                    null,
                    "The ledger has a failed row and an applied one of `"
                            + Controls.escapedLine(String.join("`, `", both)) + "`. Nothing was rolled back.",
                    both.stream()
                            .map(name -> Advice.resolving(
                                    failed.getOrDefault(name, List.of()).get(0), all, target.history(), dialect))
                            .collect(Collectors.joining("\n")),
                    null,
                    ScriptFailure.where(
                            failed.getOrDefault(both.get(0), List.of()).get(0), target.history()));
        }
    }

    /** All that stands against it at once, so that nobody meets one obstacle after the other. */
    private void requirePossible(Map<String, List<LedgerRow>> range, Dialect dialect) {
        List<Obstacle> obstacles = new ArrayList<>();
        range.forEach((name, rows) -> target.history()
                .find(name)
                .ifPresentOrElse(
                        migration -> obstacles.addAll(obstacles(migration, rows.get(0), dialect)),
                        () -> obstacles.add(new Obstacle(
                                "`" + Controls.escapedLine(name) + "` is applied, but "
                                        + target.history().location() + " has no such folder.",
                                "Bring its folder back, with its down.sql.",
                                false,
                                new ScriptPlace(
                                        Optional.of(name),
                                        target.history().location() + "/" + name + "/" + Migration.DOWN,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())))));
        List<Obstacle> stopping = obstacles.stream()
                .filter(obstacle -> !obstacle.passable() || !options.force())
                .toList();
        if (!stopping.isEmpty()) {
            throw refusal(stopping);
        }
        obstacles.forEach(obstacle -> target.listener().on(new Event.Warning(obstacle.what())));
    }

    /** What stands against a roll-back; {@code passable} with force. */
    private record Obstacle(String what, String next, boolean passable, ScriptPlace place) {}

    private static RefractException refusal(List<Obstacle> obstacles) {
        String what = obstacles.stream().map(Obstacle::what).collect(Collectors.joining("\n"));
        String next = obstacles.stream().map(Obstacle::next).distinct().collect(Collectors.joining("\n"));
        boolean passable = obstacles.stream().allMatch(Obstacle::passable);
        return new RefractException(
                null,
                "Nothing was rolled back, since it may not lead back to where it should:\n" + what,
                next + (passable ? "\nTo run it all the same, add --force." : ""),
                null,
                obstacles.get(0).place());
    }

    private static List<Obstacle> obstacles(Migration migration, LedgerRow row, Dialect dialect) {
        List<Obstacle> obstacles = new ArrayList<>();
        if (row.id().isEmpty()) {
            obstacles.add(new Obstacle(
                    "`" + Controls.escapedLine(migration.name())
                            + "` is not recorded yet: the database has the migrations that it stands for.",
                    "Record it:\n    refract migrate deploy " + Advice.option("--to", migration.name()),
                    false,
                    ScriptFailure.where(migration, Migration.UP)));
        }
        boolean unchanged = migration
                .read(Migration.UP)
                .filter(script -> Checksum.matches(row.checksum(), script))
                .isPresent();
        if (!unchanged) {
            obstacles.add(new Obstacle(
                    migration.path(Migration.UP)
                            + (migration.has(Migration.UP) ? " was edited since it ran" : " is missing")
                            + ", so down.sql may not fit what the database has.",
                    "Bring migration.sql back as it was when it ran, or check that down.sql fits that version.",
                    true,
                    ScriptFailure.where(migration, Migration.UP)));
        }
        String path = migration.path(Migration.DOWN);
        switch (DownFile.wayBack(migration, dialect)) {
            case NONE ->
                obstacles.add(new Obstacle(
                        "`" + Controls.escapedLine(migration.name()) + "` has no way back: there is no " + path + ".",
                        "Write the missing down.sql, try it with `refract migrate rehearse`, and run the command "
                                + "again.",
                        false,
                        ScriptFailure.where(migration, Migration.DOWN)));
            case IRREVERSIBLE ->
                obstacles.add(new Obstacle(
                        "`" + Controls.escapedLine(migration.name()) + "` is declared irreversible: " + path
                                + " has no statements." + comment(migration),
                        "Write down.sql, or leave the migration applied.",
                        true,
                        ScriptFailure.where(migration, Migration.DOWN)));
            case UNFINISHED ->
                obstacles.add(new Obstacle(
                        path + ":" + DownFile.unfinishedLine(text(migration)).orElseThrow()
                                + " says that this file is not finished, or does not lead back.",
                        "Finish down.sql, try it with `refract migrate rehearse`, and remove its lines that begin "
                                + "with \"-- refract:\".",
                        true,
                        ScriptFailure.where(migration, Migration.DOWN, DownFile.unfinishedLine(migration))));
            case READY -> rollback(migration, dialect).ifPresent(obstacles::add);
        }
        return obstacles;
    }

    /** What it undoes itself would be recorded as rolled back, and is not. */
    private static Optional<Obstacle> rollback(Migration migration, Dialect dialect) {
        Script script = Script.parse(dialect, text(migration));
        return DownFile.rollback(migration.path(Migration.DOWN), script)
                .map(problem -> new Obstacle(
                        problem,
                        "Take the ROLLBACK out, or end the transaction with COMMIT.",
                        true,
                        ScriptFailure.where(
                                migration,
                                Migration.DOWN,
                                script,
                                UndoneWork.first(script).orElseThrow().number())));
    }

    private static String comment(Migration migration) {
        String text = text(migration).strip();
        return text.isEmpty()
                ? " The file is empty."
                : " It says:\n" + text.indent(4).stripTrailing();
    }

    private static String text(Migration migration) {
        return migration.text(Migration.DOWN, migration.read(Migration.DOWN).orElseThrow());
    }
}
