package dev.refract.internal.rehearse;

import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.data.DataPlaces;
import dev.refract.internal.data.DataVerbs;
import dev.refract.internal.database.Watched;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.DownFile;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sample.RowDigest;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.Loss;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.RehearseResult.Outcome;
import dev.refract.migrate.RehearseResult.Rehearsed;
import dev.refract.migrate.RehearseResult.RowChange;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.WayBack;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes each migration's way there, back and there again on a scratch database. The real one is only asked what is
 * pending.
 */
public final class Rehearse {

    private final Target target;
    private final Optional<DatabaseUrl> shadow;
    private final RehearseOptions options;
    /** Where the data migrations are. */
    private final History folder;

    private @Nullable ScratchDatabase bench;

    private Rehearse(Target target, Optional<DatabaseUrl> shadow, RehearseOptions options, History folder) {
        this.folder = folder;
        this.target = target;
        this.shadow = shadow;
        this.options = options;
    }

    /**
     * Rehearses. The history up to the first migration in question runs once, then the scratch database moves forward
     * with each.
     *
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @param data where the data migrations are, which run in their places
     * @throws RefractException P3017 for a name that is not known, P3014 where there can be no scratch database;
     *     without a code where the dump can't be restored, or a migration before those in question fails
     */
    public static RehearseResult run(
            Target target, Optional<DatabaseUrl> shadow, RehearseOptions options, History data) {
        target.requireProvider();
        Rehearse rehearsal = new Rehearse(target, shadow, options, data);
        rehearsal.requireKnown();
        try {
            return rehearsal.result();
        } finally {
            if (rehearsal.bench != null) {
                rehearsal.bench.close();
            }
        }
    }

    private void requireKnown() {
        if (options.which() instanceof RehearseOptions.Named named) {
            named.names().forEach(target.history()::require);
        }
        if (options.which() instanceof RehearseOptions.All && options.dump().isPresent()) {
            throw new RefractException(
                    null,
                    "The whole history begins with an empty schema, and a dump is not one.",
                    "Leave out one of the two.");
        }
    }

    private RehearseResult result() {
        Course course = options.dump().isPresent() ? courseAfterDump() : course();
        List<Rehearsed> rehearsed =
                course.wanted().isEmpty() && course.data().isEmpty() ? List.of() : rehearsed(course);
        ScratchDatabase last = bench;
        return new RehearseResult(
                rehearsed,
                last == null ? Optional.empty() : last.locksUnseen(),
                options.keep() && last != null ? Optional.of(last.keep()) : Optional.empty());
    }

    /**
     * What runs on the scratch database.
     *
     * @param order all of it, in order
     * @param wanted the names of those to rehearse; the others lead up to them
     * @param data the data migrations that are rehearsed between them, and behind the last one
     */
    private record Course(List<Migration> order, Set<String> wanted, List<DataPlaces.Placed> data) {
        List<DataPlaces.Placed> before(Migration migration) {
            return data.stream().filter(one -> one.isBefore(migration.name())).toList();
        }

        List<DataPlaces.Placed> atTheEnd() {
            return data.stream().filter(one -> one.needing().isEmpty()).toList();
        }

        int size() {
            return wanted.size() + data.size();
        }
    }

    /**
     * @param done the data migrations that need not run any more
     * @param toTheEnd whether data migrations that no migration needs are rehearsed, too
     */
    private Course course(List<Migration> order, Set<String> wanted, Set<String> done, boolean toTheEnd) {
        List<Migration> candidates =
                order.stream().filter(m -> wanted.contains(m.name())).toList();
        List<DataPlaces.Placed> data = folder.migrations().isEmpty()
                ? List.of()
                : DataPlaces.of(target, folder, ScratchDatabase.real(target).dialect(), candidates, done).stream()
                        .filter(one -> toTheEnd || one.needing().isPresent())
                        .toList();
        boolean whole = data.stream().anyMatch(one -> one.needing().isEmpty());
        int end = whole ? order.size() : 0;
        for (int i = 0; i < order.size(); i++) {
            end = wanted.contains(order.get(i).name()) ? Math.max(end, i + 1) : end;
        }
        return new Course(order.subList(0, end), wanted, data);
    }

    private Course course() {
        List<Migration> all = target.history().migrations();
        if (options.which() instanceof RehearseOptions.All) {
            return course(all, names(all), Set.of(), true);
        }
        if (options.which() instanceof RehearseOptions.Named named) {
            return course(all, Set.copyOf(named.names()), Set.of(), false);
        }
        Optional<StatusResult> status = status();
        Set<String> applied = status.map(StatusResult::migrations).orElse(List.of()).stream()
                .filter(entry -> entry.state() == StatusResult.State.APPLIED || entry.toBeRecorded())
                .map(StatusResult.Entry::name)
                .collect(Collectors.toSet());
        Set<String> done = status.map(StatusResult::dataMigrations).orElse(List.of()).stream()
                .filter(entry -> entry.state() == DataState.DONE)
                .map(DataStatus.Entry::name)
                .collect(Collectors.toSet());
        List<Migration> order = new ArrayList<>(
                all.stream().filter(m -> applied.contains(m.name())).toList());
        List<Migration> pending =
                all.stream().filter(m -> !applied.contains(m.name())).toList();
        order.addAll(pending);
        return course(order, names(pending), done, true);
    }

    private static Set<String> names(List<Migration> migrations) {
        return migrations.stream().map(Migration::name).collect(Collectors.toSet());
    }

    private Optional<StatusResult> status() {
        try {
            return Optional.of(Status.run(target, new DataVerbs(target, folder)::entries));
        } catch (RefractException e) {
            if (e.code().filter(Code.P1003::equals).isEmpty()) {
                throw e;
            }
            return Optional.empty(); // no database yet
        }
    }

    /** The dump holds what is applied already, and its ledger says which that is. */
    private Course courseAfterDump() {
        bench = restored();
        Set<String> applied = SquashedRows.of(target.history(), bench.ledger()).seen().stream()
                .filter(LedgerRow::applied)
                .map(LedgerRow::migration)
                .collect(Collectors.toSet());
        List<Migration> pending = target.history().migrations().stream()
                .filter(m -> !applied.contains(m.name()))
                .toList();
        Set<String> done = bench.dataDone(new DataVerbs(target, folder));
        if (options.which() instanceof RehearseOptions.Named named) {
            named.names().stream().filter(applied::contains).findFirst().ifPresent(name -> {
                throw new RefractException(
                        null,
                        "The dump has the migration `" + Controls.escapedLine(name) + "` already.",
                        "Take a dump of a database from before it, or rehearse it without one.");
            });
            return course(pending, Set.copyOf(named.names()), done, false);
        }
        return course(pending, names(pending), done, true);
    }

    private ScratchDatabase fresh() {
        return options.dump().isPresent() ? restored() : ScratchDatabase.create(target, shadow);
    }

    private ScratchDatabase restored() {
        ScratchDatabase fresh = ScratchDatabase.create(target, shadow);
        try {
            fresh.restore(new Dump(options.dump().orElseThrow()), target.listener());
            return fresh;
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    private List<Rehearsed> rehearsed(Course course) {
        if (bench == null) {
            bench = fresh();
        }
        List<Rehearsed> results = new ArrayList<>();
        int left = course.wanted().size();
        for (Migration migration : course.order()) {
            requireNotInterrupted();
            if (!haveRun(course.before(migration), results, course)) {
                return results;
            }
            if (!course.wanted().contains(migration.name())) {
                bench().run(migration.path(Migration.UP), script(migration, Migration.UP));
                continue;
            }
            Attempt attempt = new Attempt(migration);
            results.add(told(migration.name(), results.size() + 1, course, attempt::rehearsed));
            if (!attempt.trial.wasApplied()) {
                return results; // it can't be applied: neither can what follows
            }
            left--;
            if (left + course.atTheEnd().size() > 0 && !attempt.trial.leftNoTrace()) {
                rebuild(course, migration);
            }
        }
        boolean unused = haveRun(course.atTheEnd(), results, course);
        return results;
    }

    private Rehearsed told(String name, int index, Course course, Supplier<Rehearsed> work) {
        target.listener().on(new Event.RehearsalStarted(name, index, course.size()));
        Rehearsed result = work.get();
        target.listener().on(new Event.RehearsalEnded(name, !result.outcome().isBad()));
        return result;
    }

    // --- data migrations

    /** Rehearses data migrations; false where one can't be run, and neither can what follows. */
    private boolean haveRun(List<DataPlaces.Placed> data, List<Rehearsed> results, Course course) {
        for (DataPlaces.Placed one : data) {
            requireNotInterrupted();
            Rehearsed result = told(one.name(), results.size() + 1, course, () -> new DataTrial(bench(), one).run());
            results.add(result);
            if (result.up().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void requireNotInterrupted() {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(
                    "Interrupted. The scratch database is dropped.", "Run the command again.");
        }
    }

    /**
     * Where the way back left something else, rows that were added twice included, all is run again, so that what
     * follows is rehearsed on what it would find.
     */
    private void rebuild(Course course, Migration last) {
        bench().close();
        bench = null;
        bench = fresh();
        for (Migration migration : course.order()) {
            course.before(migration).forEach(data -> bench().run(data.up()));
            bench().run(migration.path(Migration.UP), script(migration, Migration.UP));
            if (migration.name().equals(last.name())) {
                return;
            }
        }
    }

    private ScratchDatabase bench() {
        return Objects.requireNonNull(bench, "there is one while migrations are rehearsed");
    }

    private Script script(Migration migration, String file) {
        return bench().script(migration, file);
    }

    /** One migration's way there, back and there again. */
    private final class Attempt {

        private final Migration migration;
        private final Script up;
        private final Trial trial;
        private @Nullable Duration upTime;
        private @Nullable Duration downTime;
        private @Nullable Duration againTime;
        private List<TableLock> upLocks = List.of();
        private List<TableLock> downLocks = List.of();
        private final Watched upWatched = new Watched();
        private final Watched downWatched = new Watched();
        private List<RowChange> rows = List.of();
        private List<Loss> losses = List.of();

        Attempt(Migration migration) {
            this.migration = migration;
            this.up = script(migration, Migration.UP);
            this.trial = new Trial(bench(), migration, up);
        }

        Rehearsed rehearsed() {
            Map<String, RowDigest> digests = bench().digests();
            Map<String, SequencePosition> sequences = bench().sequences();
            Optional<String> failure = failure(() -> {
                upLocks = bench().locks(migration.path(Migration.UP), up);
                upTime = trial.up(upWatched);
            });
            if (failure.isPresent()) {
                return result(Outcome.FAILED, failure.get());
            }
            Map<String, SequencePosition> applied = bench().sequences();
            return switch (wayBack()) {
                case NONE -> result(Outcome.NO_WAY_BACK, null);
                case IRREVERSIBLE -> result(Outcome.IRREVERSIBLE, null);
                case UNFINISHED ->
                    result(
                            Outcome.UNFINISHED,
                            migration.path(Migration.DOWN) + " has a line that says what is still to do in it.");
                case READY -> back(digests, SequencePosition.before(sequences, applied));
            };
        }

        /** A file that says it was tried in vain may have been fixed since: it is tried again. */
        private WayBack wayBack() {
            WayBack wayBack = DownFile.wayBack(migration, bench().dialect());
            boolean complete = wayBack == WayBack.UNFINISHED
                    && !DownScript.hasTodo(migration.text(
                            Migration.DOWN, migration.read(Migration.DOWN).orElseThrow()));
            return complete ? WayBack.READY : wayBack;
        }

        private Rehearsed back(Map<String, RowDigest> before, Map<String, SequencePosition> sequences) {
            StringBuilder problem = new StringBuilder();
            Optional<String> failure = failure(() -> {
                Script down = script(migration, Migration.DOWN);
                losses = Losses.in(down);
                DownFile.rollback(migration.path(Migration.DOWN), down)
                        .ifPresent(rollback -> problem.append(rollback).append('\n'));
                downLocks = bench().locks(migration.path(Migration.DOWN), down);
                Trial.Ran back = trial.down(down, downWatched);
                downTime = back.duration();
                if (!back.difference().isEmpty()) {
                    problem.append("After down.sql the schema is not what it was before migration.sql (- before, + "
                                    + "now):\n")
                            .append(back.difference());
                }
                rows = rowChanges(before, bench().digests(), down);
                rows.stream().filter(this::isWrong).forEach(row -> problem.append(lost(row)));
                Map<String, SequencePosition> now = bench().sequences();
                sequences.forEach((what, was) -> problem.append(givenAgain(was, now.get(what), down)));
                Trial.Ran again = trial.again();
                againTime = again.duration();
                if (!again.difference().isEmpty()) {
                    problem.append("When migration.sql runs again after down.sql, the schema is not what it was the "
                                    + "first time (- first, + now):\n")
                            .append(again.difference());
                }
            });
            if (failure.isPresent()) {
                return result(Outcome.FAILED, problem.append(failure.get()).toString());
            }
            return problem.isEmpty() ? result(Outcome.PROVED, null) : result(Outcome.DIFFERENT, problem.toString());
        }

        private List<RowChange> rowChanges(Map<String, RowDigest> before, Map<String, RowDigest> now, Script down) {
            List<RowChange> changes = new ArrayList<>();
            before.forEach((table, was) -> {
                RowDigest is = now.getOrDefault(table, RowDigest.counted(0));
                if (was.count() > RowDigest.COMPARED) {
                    target.listener()
                            .on(new Event.Warning("The table " + Losses.unquoted(table) + " has more than "
                                    + RowDigest.COMPARED + " rows, which are counted and not compared."));
                }
                if (!was.isSame(is)) {
                    List<String> columns = was.changed(is);
                    changes.add(new RowChange(
                            Losses.unquoted(table),
                            was.count(),
                            is.count(),
                            was.gone(is),
                            columns,
                            Named.openly(up, table) || Named.openly(down, table),
                            isAnnounced(table, was.count() > is.count(), columns)));
                }
            });
            return changes;
        }

        /** Rows that are gone are announced of the whole table; values of their columns, where those are known. */
        private boolean isAnnounced(String table, boolean fewer, List<String> columns) {
            List<Optional<String>> announced =
                    Named.of(losses, table).map(Loss::column).toList();
            return announced.contains(Optional.<String>empty())
                    || !fewer
                            && !announced.isEmpty()
                            && columns.stream().allMatch(column -> announced.stream()
                                    .flatMap(Optional::stream)
                                    .anyMatch(column::equalsIgnoreCase));
        }

        /** On real data each loss that nobody announced; otherwise only what no script speaks of. */
        private boolean isWrong(RowChange row) {
            return !row.announced() && (!row.touched() || options.dump().isPresent() && row.loses());
        }

        /** Where a sequence stands before what it gave, and neither the file nor a loss says so; empty elsewhere. */
        private String givenAgain(SequencePosition was, @Nullable SequencePosition found, Script down) {
            if (found == null && !was.isCounter()) {
                return ""; // it is gone, which is a difference of the schemas
            }
            SequencePosition now = found == null ? was.atItsStart() : found;
            boolean said = was.isCounter() && down.text().contains(ScriptBuilder.CONTINUES)
                    || !was.name().isEmpty() && Named.openly(down, was.name())
                    || Named.of(losses, was.name()).findAny().isPresent()
                    || Named.of(losses, was.table()).findAny().isPresent();
            return now.isBehind(was) && !said
                    ? was.what() + " stood at " + was + " before and " + now
                            + " now: it gives numbers again that were given already.\n"
                    : "";
        }

        private String lost(RowChange row) {
            String table = "The table " + row.table() + (row.touched() ? "" : ", which neither script names,");
            String count = table + " had " + row.before() + " rows before and has " + row.after() + " now";
            if (!row.loses() || row.gone().isEmpty() && row.before() != row.after()) {
                return count + ".\n";
            }
            String gone = row.gone().map(String::valueOf).orElse("Some");
            return (row.before() != row.after() ? count + ". " : table + " has other rows than before. ") + gone
                    + " of those before are lost or changed"
                    + (row.columns().isEmpty() ? "" : " (in " + String.join(", ", row.columns()) + ")")
                    + ", and down.sql has no line \"" + Losses.LOSES.strip() + "\" that announces it.\n";
        }

        private static List<TableLock> joined(List<TableLock> tried, List<TableLock> watched) {
            return Stream.concat(tried.stream(), watched.stream()).toList();
        }

        private Rehearsed result(Outcome outcome, @Nullable String problem) {
            return new Rehearsed(
                    migration.name(),
                    outcome,
                    Optional.ofNullable(upTime),
                    Optional.ofNullable(downTime),
                    Optional.ofNullable(againTime),
                    Optional.ofNullable(problem).map(String::strip),
                    joined(upLocks, upWatched.locks()),
                    joined(downLocks, downWatched.locks()),
                    upWatched.algorithms(),
                    downWatched.algorithms(),
                    rows,
                    losses,
                    false);
        }
    }

    static Optional<String> failure(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            return Optional.of(e.what());
        }
    }
}
