package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.data.DataPlaces;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sample.Content;
import dev.refract.internal.sample.Samples;
import dev.refract.internal.schema.DialectSchema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.GenerateDownResult.DownFile;
import dev.refract.migrate.GenerateDownResult.Outcome;
import dev.refract.migrate.StatusResult;
import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes down.sql for migrations that lack one, from what they do to a scratch database. The real one is only asked
 * what is pending.
 */
public final class GenerateDown {

    private final Target target;
    private final Optional<DatabaseUrl> shadow;
    private final Path folder;
    private final GenerateDownOptions options;
    /** In their places. */
    private List<DataPlaces.Placed> data = List.of();

    private @Nullable ScratchDatabase bench;

    private GenerateDown(Target target, Optional<DatabaseUrl> shadow, Path folder, GenerateDownOptions options) {
        this.target = target;
        this.shadow = shadow;
        this.folder = folder;
        this.options = options;
    }

    /**
     * Moves a scratch database forward through the history once, and writes the way back of each migration that was
     * asked for.
     *
     * @param shadow the project's shadowDatabaseUrl
     * @param folder the migrations' folder, to write in
     * @param data where the data migrations are
     * @throws RefractException P3017 for a name that is not known, P3014 where there can be no scratch database;
     *     without a code where a down.sql is in the way, or a migration does not run
     */
    public static GenerateDownResult run(
            Target target, Optional<DatabaseUrl> shadow, Path folder, GenerateDownOptions options, History data) {
        target.requireProvider();
        GenerateDown generation = new GenerateDown(target, shadow, folder, options);
        List<Migration> wanted = generation.wanted();
        if (wanted.isEmpty()) {
            return new GenerateDownResult(List.of());
        }
        try {
            generation.bench = ScratchDatabase.create(generation.target, shadow);
            generation.data = DataPlaces.of(
                    target, data, generation.bench().dialect(), target.history().migrations(), Set.of());
            return new GenerateDownResult(generation.files(wanted));
        } finally {
            if (generation.bench != null) {
                generation.bench.close();
            }
        }
    }

    // Which

    private List<Migration> wanted() {
        List<Migration> all = target.history().migrations();
        if (options.which() instanceof GenerateDownOptions.Named named) {
            return named(named.names());
        }
        Set<String> names = options.which() instanceof GenerateDownOptions.Pending
                ? pending()
                : all.stream().map(Migration::name).collect(Collectors.toSet());
        return all.stream()
                .filter(migration -> names.contains(migration.name()))
                .filter(this::mayBeWritten)
                .toList();
    }

    private List<Migration> named(List<String> names) {
        for (String name : names) {
            Migration migration = target.history().require(name);
            if (!mayBeWritten(migration)) {
                throw new RefractException(
                        null,
                        migration.path(Migration.DOWN) + " is there already. Nothing was written.",
                        "To see what would be generated: refract migrate generate-down --stdout "
                                + Advice.argument(name)
                                + "\nTo write over the file: refract migrate generate-down --force "
                                + Advice.argument(name));
            }
        }
        Set<String> set = new HashSet<>(names);
        return target.history().migrations().stream()
                .filter(migration -> set.contains(migration.name()))
                .toList();
    }

    private Set<String> pending() {
        try {
            StatusResult status = Status.run(target);
            return status.migrations().stream()
                    .filter(entry -> entry.state() != StatusResult.State.APPLIED)
                    .map(StatusResult.Entry::name)
                    .collect(Collectors.toSet());
        } catch (RefractException e) {
            if (e.code().filter(Code.P1003::equals).isEmpty()) {
                throw e;
            }
            return target.history().migrations().stream()
                    .map(Migration::name)
                    .collect(Collectors.toSet()); // no database yet: all are
        }
    }

    /** An empty file is what {@code migrate new --down} leaves to be filled. */
    private boolean mayBeWritten(Migration migration) {
        boolean free = migration
                .read(Migration.DOWN)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).isBlank())
                .orElse(true);
        return free || options.force() || !options.write();
    }

    // Generating

    private List<DownFile> files(List<Migration> wanted) {
        Set<String> left = wanted.stream().map(Migration::name).collect(Collectors.toCollection(HashSet::new));
        List<DownFile> files = new ArrayList<>();
        for (Migration migration : target.history().migrations()) {
            if (left.isEmpty()) {
                break;
            }
            requireNotInterrupted();
            Script up = script(migration);
            if (!left.remove(migration.name())) {
                bench().run(migration.path(Migration.UP), up);
                continue;
            }
            Trial trial = new Trial(bench(), migration, up);
            Kept rows = options.sample() && options.verify() ? rows() : Kept.UNASKED;
            trial.up();
            String text = DownScript.write(DialectSchema.downWriter(up.dialect()), trial.before(), trial.after(), up)
                    + aboutData(migration);
            DownFile file = tried(migration, trial, up, text, rows);
            write(file);
            files.add(file);
        }
        return files;
    }

    /** What rows keep of the data migrations that ran before it. */
    private String aboutData(Migration migration) {
        return data.stream()
                .filter(one -> one.isBefore(migration.name()))
                .map(one -> "-- Rows that the data migration " + Controls.escapedLine(one.name())
                        + " has changed stay so."
                        + (one.down().isPresent()
                                ? " After this script: refract data down " + Advice.argument(one.name())
                                : " It has no down.sql.")
                        + "\n")
                .collect(Collectors.joining());
    }

    private static void requireNotInterrupted() {
        if (Thread.interrupted()) {
            throw new InterruptedRefractException(
                    "Interrupted.", "The files that were written stay. Run the command again to write the rest.");
        }
    }

    private ScratchDatabase bench() {
        return Objects.requireNonNull(bench, "there is one while files are made");
    }

    private Script script(Migration migration) {
        return bench().script(migration, Migration.UP);
    }

    /** The file with what came of trying it. The scratch database has the migration afterwards, as before. */
    private DownFile tried(Migration migration, Trial trial, Script up, String text, Kept rows) {
        if (DownScript.hasTodo(text)) {
            return file(migration, text, Outcome.UNFINISHED, Optional.empty(), Optional.empty());
        }
        if (!options.verify()) {
            return file(migration, text, Outcome.UNTRIED, Optional.empty(), Optional.empty());
        }
        Script down = Script.parse(bench().dialect(), text);
        Optional<String> remains = remains(trial, down);
        if (!trial.leftNoTrace()) {
            rebuild(migration, true);
        }
        if (remains.isEmpty()) {
            Optional<RowTrial.Observed> observed = rows.rows()
                    .map(known -> withRows(migration, trial, up, down, known))
                    .or(() -> rows.why().map(RowTrial.Observed::nothing));
            return file(
                    migration,
                    observed.map(seen -> RowTrial.announced(down, seen)).orElse(text),
                    Outcome.VERIFIED,
                    remains,
                    observed.flatMap(RowTrial.Observed::without));
        }
        return file(
                migration,
                text + DownScript.notVerified(remains.get()),
                Outcome.NOT_VERIFIED,
                remains,
                Optional.empty());
    }

    /**
     * The rows before a migration.
     *
     * @param counters what brings counters back
     */
    private record Rows(Content content, List<String> counters) {}

    /**
     * What is known of the rows before a migration.
     *
     * @param why there is nothing to know; empty where nobody asked
     */
    private record Kept(Optional<Rows> rows, Optional<String> why) {
        static final Kept UNASKED = new Kept(Optional.empty(), Optional.empty());
    }

    private Kept rows() {
        Samples samples = bench().samples();
        try {
            List<String> counters = samples.counters();
            Optional<Rows> rows = samples.read().map(content -> new Rows(content, counters));
            return new Kept(rows, rows.isPresent() ? Optional.empty() : Optional.of(RowTrial.TOO_MANY));
        } catch (SQLException e) {
            return new Kept(Optional.empty(), Optional.of(unreadable(e)));
        }
    }

    private static String unreadable(SQLException e) {
        return "reading or writing them failed: "
                + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }

    /**
     * Tries the way back with rows in the tables. The scratch database has the migration afterwards, as before. That
     * the file leads back is known by now, whatever becomes of the rows.
     */
    private RowTrial.Observed withRows(Migration migration, Trial trial, Script up, Script down, Rows rows) {
        try {
            Samples.Keys keys = bench().samples().keys();
            bench().run(migration.path(Migration.DOWN), down);
            Kept resting = rows();
            RowTrial.Observed observed = new RowTrial(
                            this::bench,
                            () -> rebuild(migration, false),
                            migration,
                            up,
                            down,
                            trial.before(),
                            trial.after(),
                            rows.content(),
                            rows.counters(),
                            keys)
                    .run();
            forward(migration, trial, up, resting.rows());
            return observed;
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (SQLException e) {
            rebuild(migration, true);
            return RowTrial.Observed.nothing(unreadable(e));
        } catch (RefractException e) {
            rebuild(migration, true);
            return RowTrial.Observed.nothing(e.what().replaceAll("\\s+", " "));
        }
    }

    private void forward(Migration migration, Trial trial, Script up, Optional<Rows> resting) throws SQLException {
        boolean asBefore = bench().describe().equals(trial.before())
                && resting.isPresent()
                && bench().samples()
                        .restore(resting.get().content(), resting.get().counters());
        if (!asBefore) {
            rebuild(migration, true);
            return;
        }
        bench().run(migration.path(Migration.UP), up);
        if (!trial.leftNoTrace(bench())) {
            rebuild(migration, true);
        }
    }

    private DownFile file(
            Migration migration, String text, Outcome outcome, Optional<String> remains, Optional<String> withoutRows) {
        return new DownFile(
                migration.name(),
                migration.path(Migration.DOWN),
                text,
                outcome,
                remains,
                Losses.in(bench().dialect(), text),
                withoutRows);
    }

    private static Optional<String> remains(Trial trial, Script down) {
        try {
            SchemaDiff back = trial.down(down).difference();
            if (!back.isEmpty()) {
                return Optional.of("After it the schema differs from what it was before the migration:\n" + back);
            }
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            return Optional.of(e.what());
        }
        return again(trial);
    }

    private static Optional<String> again(Trial trial) {
        try {
            SchemaDiff again = trial.again().difference();
            return again.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "When the migration runs again after it, the schema differs from what it was the first "
                                    + "time:\n"
                                    + again);
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            return Optional.of("After it the migration does not run again. " + e.what());
        }
    }

    /**
     * Where a try left something else, rows that it added twice included, the history is run again from its beginning.
     */
    private void rebuild(Migration last, boolean included) {
        bench().close();
        bench = null;
        bench = ScratchDatabase.create(target, shadow);
        for (Migration migration : target.history().migrations()) {
            boolean end = migration.name().equals(last.name());
            if (!end || included) {
                bench().run(migration.path(Migration.UP), script(migration));
            }
            if (end) {
                return;
            }
        }
    }

    private void write(DownFile file) {
        if (!options.write()) {
            return;
        }
        Path path = folder.resolve(file.migration()).resolve(Migration.DOWN);
        try {
            Files.writeString(path, file.text());
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not write " + file.path() + ": " + e.getMessage() + ".",
                    "Make the folder writable, and run the command again.",
                    e);
        }
    }
}
