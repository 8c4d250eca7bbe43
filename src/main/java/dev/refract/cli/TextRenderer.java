package dev.refract.cli;

import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.Resumption;
import dev.refract.internal.output.BatchLines;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.schema.script.Losses;
import dev.refract.migrate.AlterAlgorithm;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.LintResult;
import dev.refract.migrate.Loss;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.Entry;
import dev.refract.migrate.StatusResult.State;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import dev.refract.migrate.ToolCommand;
import dev.refract.migrate.WayBack;
import dev.refract.report.Event;
import dev.refract.report.Event.Level;
import dev.refract.report.RefractException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Plain lines for a log, with colour and a progress bar on a terminal. */
final class TextRenderer implements Renderer {

    private final Terminal out;
    private final Terminal err;
    private final Ansi ansi;
    private final boolean quiet;
    private final boolean verbose;
    private final BatchLines batchLines = new BatchLines();

    private final KeptOptions kept;
    private @Nullable Progress progress;
    /** What the bar only counted: it is named where the command fails, and no result names it. */
    private final List<String> ended = new ArrayList<>();

    TextRenderer(PrintWriter out, PrintWriter err, Ansi ansi, boolean quiet, boolean verbose, KeptOptions kept) {
        this.out = new Terminal(out);
        this.err = new Terminal(err);
        this.ansi = ansi;
        this.quiet = quiet;
        this.verbose = verbose;
        this.kept = kept;
    }

    @Override
    public synchronized void on(Event event) {
        if (quiet) {
            return;
        }
        if (event instanceof Event.Warning warning) {
            err.println(style("yellow", "Warning:") + " " + kept.in(warning.words()));
            err.flush();
        } else {
            show(event);
            out.flush();
        }
    }

    private void show(Event event) {
        if (event instanceof Event.Start start) {
            start(start);
        } else if (event instanceof Event.DataBatch batch && !verbose) {
            batch(batch);
        } else if (event instanceof Event.DataEnded) {
            endProgress();
            out.println(event.words());
        } else if (event instanceof Event.MigrationFailed) {
            endProgress();
        } else if (progress != null && endsMigration(event)) {
            progress.ended();
            ended.add(event.words());
        } else if (progress != null
                && (event instanceof Event.ToolProgress || event instanceof Event.StatementProgress)) {
            progress.note(event.words());
        } else if (event instanceof Event.MigrationsFound) {
            out.println();
            out.println(event.words());
            out.println();
        } else if (event.level().compareTo(verbose ? Level.DETAIL : Level.OUTPUT) <= 0) {
            out.println((isInside(event) ? "  " : "") + event.words());
        }
    }

    /** Whether it is about what happens in a migration or hook, and not about the whole command. */
    private static boolean isInside(Event event) {
        return event.level() == Level.WARNING || event.level().compareTo(Level.OUTPUT) >= 0;
    }

    private static boolean endsMigration(Event event) {
        return event instanceof Event.MigrationApplied
                || event instanceof Event.MigrationRolledBack
                || event instanceof Event.RehearsalEnded;
    }

    private void start(Event.Start start) {
        if (progress == null && Progress.possible() && !verbose) {
            progress = new Progress(start.verb(), start.total());
        }
        if (progress != null) {
            progress.started(Controls.escapedLine(start.migration()));
        } else {
            out.println(start.heading());
        }
    }

    /** A bar on a terminal; in a log, a line now and then. */
    private void batch(Event.DataBatch batch) {
        long total = batch.estimate().orElse(0L);
        if (progress == null && total > 0 && Progress.possible()) {
            progress = new Progress("Rows", total);
        }
        if (progress != null) {
            progress.at(Math.min(total, batch.through()));
            progress.note(batch.words());
        } else if (batchLines.isDue(batch.migration(), batch.elapsed())) {
            out.println("  " + batch.words());
        }
    }

    private void endProgress() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    @Override
    public synchronized void deployed(DeployResult result, boolean dryRun) {
        endProgress();
        ended.clear();
        if (quiet) {
            return;
        }
        if (dryRun) {
            result.recorded()
                    .forEach(name -> out.println("Would record " + line(name) + " without running it: the database has "
                            + "the migrations that it stands for."));
        }
        if (result.plan().isEmpty()) {
            out.println(style("green", "No pending migrations to apply."));
        } else if (dryRun) {
            plan("Would apply:", result.plan());
            out.println("Nothing was changed.");
        } else if (result.applied().isEmpty()) {
            out.println(style("green", "No migration is left to apply:")
                    + " another process has applied what was pending.");
        } else {
            out.println();
            out.println("The following migration(s) have been applied:");
            out.println();
            out.println("migrations/");
            result.applied().forEach(name -> out.println("  └─ " + line(name) + "/\n    └─ migration.sql"));
            out.println();
            out.println(style("green", "All migrations have been successfully applied."));
        }
        out.flush();
    }

    @Override
    public synchronized void plan(String heading, List<PlannedMigration> plan) {
        out.println(heading);
        for (PlannedMigration planned : plan) {
            out.println(line(planned));
            planned.routes().forEach(this::showRoute);
        }
        out.println();
        out.flush();
    }

    private void showRoute(PlannedMigration.Route route) {
        out.println(String.format("    %3d  %s: %s", route.statement(), route.summary(), route.reason()));
        route.steps().forEach(step -> out.print(Controls.escaped(step + ";").indent(9)));
        route.command().ifPresent(command -> {
            out.println("         " + command.shell());
            out.println("         where " + ToolCommand.FILE + " (mode 600) holds:");
            out.print(command.file().indent(13));
        });
        route.refusal().ifPresent(reason -> out.println("         If it can't: " + reason));
    }

    private static String line(PlannedMigration planned) {
        String way = planned.transaction() ? planned.reason() : "statement by statement (" + planned.reason() + ")";
        return "  " + line(planned.migration()) + "  " + Counted.of(planned.statements(), "statement") + ", " + way;
    }

    @Override
    public synchronized void rolledBack(DownResult result, boolean dryRun) {
        endProgress();
        ended.clear();
        if (quiet) {
            return;
        }
        if (result.plan().isEmpty()) {
            out.println(style("green", "Nothing to roll back."));
        } else if (dryRun) {
            out.println("Would roll back, in this order:");
            for (DownResult.Entry entry : result.plan()) {
                out.println(line(entry.planned())
                        + entry.finishedAt()
                                .map(finished -> "; applied " + finished)
                                .orElse("; failed"));
                showLosses(entry.planned().losses());
            }
            out.println();
            out.println("Nothing was changed.");
        } else {
            out.println();
            out.println("The following migration(s) have been rolled back:");
            out.println();
            out.println("migrations/");
            result.rolledBack().forEach(name -> out.println("  └─ " + line(name) + "/\n    └─ down.sql"));
            out.println();
            out.println(style("green", "Rolled back.") + " The next deploy applies "
                    + (result.rolledBack().size() == 1 ? "it" : "them") + " again.");
        }
        out.flush();
    }

    @Override
    public synchronized void rehearsed(RehearseResult result) {
        endProgress();
        ended.clear();
        for (RehearseResult.Rehearsed migration : result.migrations()) {
            if (!quiet) {
                showRehearsed(migration);
            }
            migration.problem().ifPresent(problem -> {
                out.flush();
                err.println(style("red", line(migration.migration())) + (quiet ? "" : ":"));
                err.println(problem.indent(4).stripTrailing());
                err.flush();
            });
        }
        if (!quiet) {
            out.println();
            out.println(
                    result.migrations().isEmpty()
                            ? style("green", "Nothing to rehearse: no migration is pending.")
                            : result.isGood()
                                    ? style("green", "Every way back that is there leads back.")
                                    : style("red", "A way back can't be relied on: see above."));
        }
        if (!quiet && !result.migrations().isEmpty()) {
            result.locksUnseen()
                    .ifPresent(why -> out.println("Locks were not observed: " + Controls.escapedLine(why) + "."));
        }
        result.kept().ifPresent(name -> out.println("The scratch database was kept: " + name));
        out.flush();
    }

    private void showRehearsed(RehearseResult.Rehearsed migration) {
        String colour = migration.outcome().isBad()
                ? "red"
                : migration.outcome() == RehearseResult.Outcome.PROVED ? "green" : "yellow";
        out.println(style(colour, words(migration.outcome())) + "  " + line(migration.migration())
                + (migration.data() ? " (data migration)" : "")
                + migration.up().map(time -> "  up " + Event.words(time)).orElse("")
                + migration.down().map(time -> ", down " + Event.words(time)).orElse("")
                + migration
                        .again()
                        .map(time -> ", up again " + Event.words(time))
                        .orElse(""));
        showAlgorithms("migration.sql", migration.upAlgorithms());
        showLocks("migration.sql", migration.upLocks());
        showAlgorithms("down.sql", migration.downAlgorithms());
        showLocks("down.sql", migration.downLocks());
        showLosses(migration.losses());
        migration.rows().stream()
                .filter(RehearseResult.RowChange::touched)
                .forEach(row -> out.println("    " + Controls.escapedLine(row.table()) + ": "
                        + Counted.of(row.before(), "row") + " before, " + row.after() + " after the way back"
                        + (row.loses()
                                ? ", " + row.gone().map(String::valueOf).orElse("some") + " lost or changed"
                                : "")
                        + (row.announced() ? ", as announced" : "")));
    }

    private void showLosses(List<Loss> losses) {
        losses.forEach(
                loss -> out.println("    " + style("yellow", "loses") + " " + Controls.escaped(Losses.text(loss))));
    }

    private void showAlgorithms(String file, List<AlterAlgorithm> algorithms) {
        algorithms.forEach(one -> out.println("    " + file + ", statement " + one.statement() + ": changes "
                + Controls.escapedLine(one.table()) + " with " + one.clause()
                + (one.rewrites() ? ", which writes all of it again" : "")
                + (one.blocks() == Blocks.NOTHING
                        ? ""
                        : (one.rewrites() ? " and" : ", which") + " blocks " + words(one.blocks()))
                + one.reason()
                        .map(reason -> ": " + Controls.escapedLine(reason))
                        .orElse("")));
    }

    private void showLocks(String file, List<TableLock> locks) {
        for (TableLock lock : locks) {
            if (verbose || lock.blocks() != Blocks.NOTHING) {
                out.println("    " + file + ", statement " + lock.statement() + ": locks " + lock.table() + " ("
                        + lock.mode() + "), which blocks " + words(lock.blocks()));
            }
        }
    }

    @Override
    public synchronized void data(DataRunResult result) {
        endProgress();
        if (quiet) {
            return;
        }
        if (result.migrations().isEmpty()) {
            out.println(style("green", "All data migrations are done."));
        }
        for (DataRunResult.Run run : result.migrations()) {
            if (result.dryRun()) {
                out.println("Would run `" + Controls.escapedLine(run.name()) + "` ("
                        + run.state().text() + "):");
                run.plan().forEach(line -> out.println("  " + Controls.escaped(line)));
            } else if (run.batches() == 0 && run.state() == DataState.DONE) {
                out.println("`" + Controls.escapedLine(run.name()) + "` is done.");
            }
        }
        out.flush();
    }

    @Override
    public synchronized void data(DataStatus result) {
        if (quiet) {
            return;
        }
        if (result.migrations().isEmpty()) {
            out.println("There are no data migrations in " + result.location() + ".");
        }
        result.migrations().forEach(this::show);
        out.flush();
    }

    private void show(DataStatus.Entry entry) {
        String state = entry.state().text();
        String shown = entry.state() == DataState.DONE
                ? style("green", state)
                : entry.state() == DataState.FAILED || entry.state() == DataState.UNVERIFIED
                        ? style("red", state)
                        : state;
        out.println(Controls.escapedLine(entry.name()) + "  " + shown
                + (entry.batches() == 0
                        ? ""
                        : ", " + Counted.of(entry.rows(), "row") + " in " + Counted.of(entry.batches(), "batch"))
                + entry.lastKey()
                        .map(key -> ", up to " + Controls.escapedLine(key))
                        .orElse("")
                + (entry.edited() ? ", edited since" : ""));
        if (entry.state() == DataState.UNKNOWN) {
            indented("The database's user may not read how far it is.");
        }
        entry.problem().ifPresent(problem -> indented("It can't be run: " + problem));
        entry.error().ifPresent(this::indented);
    }

    private void indented(String text) {
        out.println("    " + Controls.escaped(text).replace("\n", "\n    "));
    }

    @Override
    public synchronized void verified(Map<String, Long> left) {
        if (!quiet) {
            left.forEach((name, rows) -> out.println(Controls.escapedLine(name) + "  "
                    + (rows == 0 ? style("green", "verified") : style("red", rows + " left"))));
        }
        out.flush();
    }

    @Override
    public void status(StatusResult result, boolean strict) {
        if (!quiet) {
            out.println();
            out.println(Counted.of(
                            result.migrations().stream().filter(Entry::onDisk).count(), "migration") + " found");
        }
        warn("only in the database, without a folder", result.unknown());
        warn("edited after they were applied", result.edited());
        if (!quiet) {
            showDowns(result);
            showFailed(result);
            list(
                    "Following migration(s) have been rolled back, and the next deploy applies them again:",
                    result.names(State.ROLLED_BACK),
                    "");
            list(
                    "Following migration(s) have not yet been applied:",
                    result.names(State.PENDING),
                    "Apply them: refract migrate deploy");
            showSquashed(result);
            showDivergence(result);
            showData(result.dataMigrations());
            if (result.prisma8()) {
                out.println();
                out.println("Prisma 8 has signed this database, so its own history may be the one that counts: deploy, "
                        + "down, reset and resolve refuse it unless they are given --allow-prisma8.");
            }
            if (!result.ledger()) {
                out.println();
                out.println("The current database is not managed by Prisma Migrate: it has no ledger.");
                out.println(kept.in("An empty database gets one with: refract migrate deploy\n"
                        + "A database that already has what the migrations do is baselined with: refract migrate "
                        + "resolve --applied NAME, for each of them"));
            } else if (result.upToDate() && strict && !result.consistent()) {
                out.println();
                out.println(style("red", "Nothing is pending, but the folders are not what was applied.")
                        + " Bring the folders and scripts back as they were; changes belong in a new migration.");
            } else if (result.upToDate()) {
                out.println();
                out.println(style("green", "Database schema is up to date!"));
            }
        }
        out.flush();
        err.flush();
    }

    private void showSquashed(StatusResult result) {
        for (Entry entry : result.migrations()) {
            if (entry.toBeRecorded()) {
                out.println();
                out.println("The database has the " + entry.standsFor().size() + " migrations that "
                        + line(entry.name()) + " stands for: the next deploy records it without running it.");
            } else if (!entry.lacks().isEmpty()) {
                out.println();
                out.println(style("red", line(entry.name()) + " can't be deployed:") + " of the migrations that it "
                        + "stands for the database has " + entry.standsFor().size() + ", and lacks:");
                entry.lacks().forEach(name -> out.println(line(name)));
            }
        }
    }

    private void showData(List<DataStatus.Entry> entries) {
        if (!entries.isEmpty()) {
            out.println();
            out.println("Data migrations:");
            out.println();
            entries.forEach(this::show);
        }
    }

    private void showFailed(StatusResult result) {
        List<Entry> failed = result.migrations().stream()
                .filter(m -> m.state() == State.FAILED)
                .toList();
        list(
                "Following migration(s) have failed:",
                failed.stream().map(Entry::name).toList(),
                Stream.concat(
                                failed.stream().map(Advice::resolving),
                                failed.size() == 1 ? Resumption.advice(failed.get(0)).stream() : Stream.empty())
                        .collect(Collectors.joining("\n")));
    }

    @Override
    public void linted(LintResult result) {
        if (!quiet) {
            new LintText(out, ansi).print(result);
        }
    }

    @Override
    public void drift(DriftResult result, boolean sql) {
        // With the statements on standard output, what is said about them goes beside it.
        Terminal summary = sql ? err : out;
        result.sql().ifPresent(out::verbatim);
        warn("edited after they were applied, and were run as they are now", result.edited());
        warn("failed, and may have left some of what they do", result.failed());
        show(summary, result.differences());
        if (result.hasDrift()) {
            summary.println(Counted.of(result.differences().size(), "difference")
                    + " between what the migrations make (-) and what the database has (+).");
            if (!sql) {
                summary.println(kept.in(
                        "The statements that lead to what the migrations make: refract migrate drift " + "--sql"));
            }
        } else if (!quiet) {
            summary.println(style("green", "No drift:") + " the database has what its "
                    + Counted.of(result.applied().size(), "applied migration")
                    + (result.applied().size() == 1 ? " makes." : " make."));
        }
        out.flush();
        err.flush();
    }

    private void show(Terminal summary, List<DriftResult.Difference> differences) {
        for (DriftResult.Difference difference : differences) {
            summary.println(
                    style("bold", "%-9s".formatted(difference.type().name().toLowerCase(Locale.ROOT))) + " "
                            + line(difference.object()));
            if (!quiet) {
                difference.lines().forEach(text -> summary.println("    " + line(text)));
            }
        }
    }

    @Override
    public void squashed(SquashResult result) {
        if (quiet) {
            return;
        }
        boolean written = result.before().isPresent();
        out.println(style("green", (written ? "Wrote " : "Would write ") + line(result.path())) + ", which leaves the "
                + "same schema as " + Counted.of(result.replaced().size(), "migration")
                + ": both ran on scratch databases, and were compared.");
        if (!result.statements().isEmpty()) {
            out.println(Counted.of(result.statements().size(), "statement") + " of them may do something to rows"
                    + (result.data() == SquashOptions.Data.DROP ? ", which is left out." : "."));
        }
        result.rows()
                .forEach(
                        kept -> out.println("  keeps " + Counted.of(kept.rows(), "row") + " in " + line(kept.table())));
        result.before().ifPresent(folder -> {
            out.println("The old ones are in " + line(folder)
                    + ". Remove it once every database has them, or the new one.");
            out.println();
            out.println(kept.in("A database that has all of them: the next refract migrate deploy records "
                    + line(result.migration()) + " without running it. Where Prisma deploys, do that before:"));
            out.println("    npx prisma migrate resolve " + Advice.option("--applied", result.migration()));
        });
        out.flush();
    }

    @Override
    public void baselined(BaselineResult result, String name) {
        show(out, result.differences());
        if (!result.isDone()) {
            out.println(Counted.of(result.differences().size(), "difference")
                    + " between what the migrations make (-) and what the database has (+): nothing was recorded.");
            out.println("Change the database or the migrations; leave out what is not theirs with --exclude; or record "
                    + "them all the same with --force.");
        } else if (!quiet) {
            result.recorded().forEach(each -> out.println("Migration " + line(each) + " marked as applied."));
            result.written().ifPresent(path -> {
                out.println(style("green", "Wrote " + line(path)) + ", which makes what the database has: it ran on a "
                        + "scratch database, and was compared. Owners and rights are not in it.");
                out.println(
                        kept.in("Record it as applied: refract migrate baseline " + Advice.option("--up-to", name)));
            });
        }
        out.flush();
    }

    @Override
    public void handover(HandoverResult result) {
        if (quiet) {
            return;
        }
        if (result.signed()) {
            out.println();
            out.println("Prisma 8 has signed this database already.");
        }
        list("Not applied, and Prisma 8 will not apply them:", result.pending(), "Apply them: refract migrate deploy");
        list("Failed:", result.failed(), "What resolves each: refract migrate status");
        list("Applied, but without a folder:", result.unknown(), "Bring their folders back.");
        warn("edited after they were applied", result.edited());
        if (!result.differences().isEmpty()) {
            out.println();
            out.println("The database (+) differs from what the migrations make of an empty one (-):");
            result.differences().forEach(line -> out.println("  " + line(line)));
            out.println(kept.in("Add a migration that makes what the database has, and mark it with refract migrate "
                    + "resolve --applied NAME; or change the database back."));
        }
        out.println();
        if (result.ready()) {
            out.println(style("green", "Ready for Prisma 8: all migrations are applied, and nothing differs."));
            out.println("With prisma and @prisma/orm-postgres 8 in the project:");
            result.commands().forEach(command -> out.println("    " + command));
        } else if (!result.signed()) {
            out.println("Not ready for Prisma 8, which would sign the database as it is now.");
        }
        out.flush();
        err.flush();
    }

    private void showDowns(StatusResult result) {
        if (verbose) {
            result.migrations()
                    .forEach(m -> out.println(
                            "  " + line(m.name()) + "  " + words(m.state()) + (m.onDisk() ? ", " + wayBack(m) : "")));
            return;
        }
        long applied = result.migrations().stream()
                .filter(m -> m.state() == State.APPLIED)
                .count();
        long failed = result.migrations().stream()
                .filter(m -> m.state() == State.FAILED)
                .count();
        if (result.withWayBack() > 0) {
            out.println(result.withWayBack() + " of " + Counted.of(applied, "applied migration")
                    + (failed > 0 ? " and " + failed + " failed" : "") + " can be rolled back (down.sql)");
        }
        list(
                "Following migration(s) say in their down.sql that there is no way back:",
                named(result, WayBack.IRREVERSIBLE),
                "");
        list("Following migration(s) have a down.sql that is not finished:", named(result, WayBack.UNFINISHED), "");
    }

    private static List<String> named(StatusResult result, WayBack wayBack) {
        return result.migrations().stream()
                .filter(m -> m.wayBack() == wayBack)
                .map(Entry::name)
                .toList();
    }

    private static String wayBack(Entry migration) {
        return switch (migration.wayBack()) {
            case READY -> "has down.sql";
            case IRREVERSIBLE -> "declared irreversible in down.sql";
            case UNFINISHED -> "has a down.sql that is not finished";
            case NONE -> "no down.sql";
        };
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /** Pending folders beside rows without a folder: the two histories have parted. */
    private void showDivergence(StatusResult result) {
        if (result.unknown().isEmpty() || result.names(State.PENDING).isEmpty()) {
            return;
        }
        String last = result.migrations().stream()
                .takeWhile(m -> m.onDisk() && m.state() != State.PENDING)
                .map(Entry::name)
                .reduce((a, b) -> b)
                .orElse("none");
        out.println();
        out.println("Your local migration history and the migrations table from your database are different. The last "
                + "common migration is: "
                + line(last));
    }

    private void warn(String what, List<String> names) {
        if (!names.isEmpty() && !quiet) {
            err.println(style("yellow", "Warning:") + " " + Counted.of(names.size(), "migration") + " " + what + ": "
                    + line(String.join(", ", names)));
        }
    }

    private void list(String heading, List<String> names, String advice) {
        if (names.isEmpty()) {
            return;
        }
        out.println();
        out.println(heading);
        names.forEach(name -> out.println(line(name)));
        if (!advice.isEmpty()) {
            out.println();
            out.println(kept.in(advice));
        }
    }

    @Override
    public synchronized void generated(GenerateDownResult result, boolean texts) {
        endProgress();
        // With the scripts on standard output, what is said about them goes beside it.
        Terminal summary = texts ? err : out;
        for (GenerateDownResult.DownFile file : result.files()) {
            if (texts) {
                out.verbatim((result.files().size() > 1 ? "-- " + Controls.escapedLine(file.path()) + "\n" : "")
                        + file.text());
            }
            if (!quiet || !GenerateDownResult.isGood(file)) {
                summary.println((texts ? "" : "Wrote ") + line(file.path()) + "  " + outcome(file));
                file.remains()
                        .ifPresent(remains ->
                                summary.println(remains.strip().indent(4).stripTrailing()));
                file.withoutRows()
                        .ifPresent(
                                why -> summary.println("    Tried with empty tables only: " + Controls.escaped(why)));
                if (!texts) {
                    showLosses(file.losses());
                }
            }
        }
        if (result.files().isEmpty() && !quiet) {
            summary.println("No migration lacks a down.sql.");
        } else if (!quiet && !texts) {
            summary.println();
            summary.println("Read " + (result.files().size() == 1 ? "it" : "them") + " before you rely on "
                    + (result.files().size() == 1 ? "it." : "them."));
        }
        out.flush();
        err.flush();
    }

    private String outcome(GenerateDownResult.DownFile file) {
        return switch (file.outcome()) {
            case VERIFIED -> style("green", "verified: up, down, up on a scratch database");
            case NOT_VERIFIED -> style("red", "not verified");
            case UNFINISHED -> style("yellow", "has a TODO that you must finish first");
            case UNTRIED -> "not tried";
        };
    }

    @Override
    public synchronized void resolved(String upTo, List<String> applied) {
        if (!quiet) {
            applied.forEach(name -> out.println("Migration " + line(name) + " marked as applied."));
            out.flush();
        }
    }

    @Override
    public synchronized void done(String verb, String key, String value, String sentence) {
        endProgress();
        if (!quiet) {
            out.println(sentence);
            out.flush();
        }
    }

    @Override
    public synchronized void error(RefractException error) {
        endProgress();
        ended.forEach(out::println);
        out.flush();
        err.println(error.code()
                .map(code -> style("red", "Error: " + code) + "\n\n" + error.what())
                .orElseGet(() -> style("red", "Error:") + " " + error.what()));
        err.println();
        err.println(kept.in(error.next()));
        err.flush();
    }

    private String style(String colour, String text) {
        return Terminal.style(ansi, colour, text);
    }

    /** A name within a line: it can't end it. */
    private static String line(String name) {
        return Controls.escapedLine(name);
    }
}
