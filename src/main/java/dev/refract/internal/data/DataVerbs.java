package dev.refract.internal.data;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.history.Squash;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.Create;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Nearest;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What can be done with data migrations. */
public final class DataVerbs {

    /** The folder beside the migrations. */
    public static final String FOLDER = "data_migrations";

    private final Target target;
    private final History folder;

    /** @param folder where the data migrations are */
    public DataVerbs(Target target, History folder) {
        this.target = target;
        this.folder = folder;
    }

    /** Makes a new one on disk. Needs no database. */
    public static Path create(Path folder, String name, String table, Dialect dialect, Clock clock) {
        if (table.chars().anyMatch(Character::isISOControl)) { // it would end the comments that it stands in
            throw new RefractException(
                    null,
                    "The table's name " + Controls.escapedLine(table) + " has a control character.",
                    "Correct --table. Nothing was made.");
        }
        String quoted = dialect.quote(table.substring(table.indexOf('.') + 1));
        return Create.folder(folder, name, clock, made -> {
            Files.writeString(
                    made.resolve(DataToml.FILE),
                    "table = \"" + table.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n"
                            + "# after = \"…\"     the schema migration that must be applied before\n"
                            + "# before = \"…\"    the one that must not be applied before this is done\n");
            Files.writeString(
                    made.resolve("up.sql"),
                    "-- What a batch does; the range of keys is put where TRUE stands. Safe to run again: the WHERE leaves out what\n"
                            + "-- is done.\n-- UPDATE " + quoted + " SET … WHERE … AND /* batch */ TRUE;\n");
            Files.writeString(
                    made.resolve("verify.sql"),
                    "-- How many rows are left: 0 when it is done. Without a use for it, remove the file.\n"
                            + "-- SELECT count(*) FROM " + quoted + " WHERE …;\n");
        });
    }

    // --- running

    /** Runs what is not done, oldest first; the first failure stops. */
    public DataRunResult run(DataRunOptions options) {
        requireSensible(options);
        try (Database database = target.open(Database.Missing.FAIL)) {
            return run(database, options);
        }
    }

    private static void requireSensible(DataRunOptions options) {
        if (options.batchSize().orElse(1) < 1) {
            throw new RefractException(
                    null, "A batch goes through at least one row.", "Correct --batch-size, or leave it out.");
        }
        if (options.batchSize().isPresent() && options.targetTime().isPresent()) {
            throw new RefractException(
                    null,
                    "The size of a batch is given, and how long it should take, from which its size follows.",
                    "Give either --batch-size or --target-time.");
        }
        if (options.maxLag().isEmpty() && !options.replicas().isEmpty()) {
            throw new RefractException(
                    null, "A replica to look at needs a limit of its lag.", "Give one with --max-lag DURATION");
        }
    }

    /** In a session that goes on to do something else. */
    DataRunResult run(Database database, DataRunOptions options) {
        return Session.forBatches(database, () -> inBatches(database, options));
    }

    private DataRunResult inBatches(Database database, DataRunOptions options) {
        List<DataMigration> chosen = chosen(options.names()).stream()
                .map(migration -> DataMigration.read(migration, database.dialect()))
                .toList();
        StateTable states = new StateTable(database);
        List<DataRunResult.Run> runs = new ArrayList<>();
        try (Throttle throttle = Throttle.of(database, options, target.listener())) {
            for (DataMigration migration : chosen) {
                if (isDone(migration, states)) {
                    if (!options.names().isEmpty()) {
                        runs.add(new DataRunResult.Run(
                                migration.name(), DataState.DONE, 0, 0, Duration.ZERO, List.of()));
                    }
                    continue;
                }
                if (options.leavePaused() && isPausedByHand(migration, states)) {
                    runs.add(new DataRunResult.Run(migration.name(), DataState.PAUSED, 0, 0, Duration.ZERO, List.of()));
                    continue;
                }
                requireAfter(database, migration);
                runs.add(
                        options.dryRun()
                                ? new Rehearsal(database, migration, states, options).run()
                                : locked(database, migration, migration.up(), states, options, throttle));
            }
        }
        return new DataRunResult(database.description(), options.dryRun(), runs);
    }

    private boolean isPausedByHand(DataMigration migration, StateTable states) {
        boolean paused = states.find(migration.name())
                .filter(StateTable.Row::pausedByHand)
                .isPresent();
        if (paused) {
            target.listener()
                    .on(new Event.Warning("The data migration `" + Controls.escapedLine(migration.name())
                            + "` was paused by hand, and stays so until it is run by hand: refract data run "
                            + Advice.argument(migration.name())));
        }
        return paused;
    }

    private DataRunResult.Run locked(
            Database database,
            DataMigration migration,
            DataScript script,
            StateTable states,
            DataRunOptions options,
            Throttle throttle) {
        String owner = ProcessHandle.current().pid() + " " + UUID.randomUUID();
        return DataLock.holding(database, states, migration.name(), () -> new DataRun(
                        database, states, migration, script, options, throttle, target.listener(), owner)
                .run());
    }

    private boolean isDone(DataMigration migration, StateTable states) {
        Optional<StateTable.Row> row = states.find(migration.name());
        if (row.isPresent() && !row.get().checksum().equals(migration.checksum()) && isBegun(row.get())) {
            throw new RefractException(
                    null,
                    "The data migration `" + Controls.escapedLine(migration.name()) + "` was edited after it had "
                            + (row.get().state() == DataState.DONE ? "run." : "begun."),
                    "Put its files back as they were, and make a new one for what has changed. Or begin it anew, from the "
                            + "first row:\n    refract data resolve --restart " + Advice.argument(migration.name()),
                    null,
                    migration.files().place(DataToml.FILE));
        }
        return row.filter(known -> known.state() == DataState.DONE).isPresent();
    }

    /** A failed script may be mended: nothing of the failed batch stays. */
    private static boolean isBegun(StateTable.Row row) {
        return row.state() == DataState.DONE || row.batches() > 0 && row.state() != DataState.FAILED;
    }

    private void requireAfter(Database database, DataMigration migration) {
        migration.toml().before().ifPresent(before -> Squash.require(target.history(), before));
        migration.toml().after().ifPresent(after -> {
            String wanted = Squash.require(target.history(), after).name();
            if (!applied(database, target.history()).contains(wanted)) {
                throw new RefractException(
                        null,
                        "The data migration `" + Controls.escapedLine(migration.name()) + "` comes after `"
                                + Controls.escapedLine(after) + "`, which is not applied.",
                        "Apply it:\n    refract migrate deploy " + Advice.option("--to", after));
            }
        });
    }

    static Set<String> applied(Database database, History history) {
        return SquashedRows.in(database, history).seen().stream()
                .filter(LedgerRow::applied)
                .map(LedgerRow::migration)
                .collect(Collectors.toSet());
    }

    private List<Migration> chosen(List<String> names) {
        return names.isEmpty()
                ? folder.migrations()
                : names.stream().map(this::require).toList();
    }

    private Migration require(String name) {
        return folder.find(name)
                .orElseThrow(() -> new RefractException(
                        null,
                        "There is no data migration `" + Controls.escapedLine(name) + "` in " + folder.location() + ".",
                        Nearest.question(
                                        name,
                                        folder.migrations().stream()
                                                .map(Migration::name)
                                                .toList())
                                + "Give the whole name of its folder. All names: refract data status"));
    }

    // --- the rest

    public DataStatus status() {
        try (Database database = target.open(Database.Missing.FAIL)) {
            return new DataStatus(database.description(), folder.location(), entries(database));
        }
    }

    /** How far each is; asks nothing where there are none. */
    public List<DataStatus.Entry> entries(Database database) {
        if (folder.migrations().isEmpty()) {
            return List.of();
        }
        Optional<List<StateTable.Row>> readable = new StateTable(database).readable();
        List<StateTable.Row> rows = new ArrayList<>(readable.orElse(List.of()));
        DataState unrecorded = readable.isPresent() ? DataState.PENDING : DataState.UNKNOWN;
        List<DataStatus.Entry> entries = new ArrayList<>();
        for (Migration files : folder.migrations()) {
            Optional<StateTable.Row> row =
                    rows.stream().filter(one -> one.name().equals(files.name())).findFirst();
            row.ifPresent(rows::remove);
            entries.add(entry(files, row, unrecorded, database.dialect()));
        }
        rows.forEach(row -> entries.add(entry(row.name(), "", row.state(), Optional.of(row), false, Optional.empty())));
        return entries;
    }

    /**
     * By the number of the statement, the tables that a batch of it reads as a whole besides its own, as the server
     * plans it; empty where it can't be asked: it is not written yet, or what it needs is not applied.
     */
    public Map<Integer, Set<String>> scans(Database database, String name) {
        try {
            DataMigration migration = DataMigration.read(require(name), database.dialect());
            return migration.once() ? Map.of() : BatchScans.of(database, migration);
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            return Map.of();
        }
    }

    /** The names of those that need not run any more, as far as the user may read that. */
    public Set<String> done(Database database) {
        return new StateTable(database)
                .readable().orElse(List.of()).stream()
                        .filter(row -> row.state() == DataState.DONE)
                        .map(StateTable.Row::name)
                        .collect(Collectors.toSet());
    }

    /** One that can't be read keeps nobody from the others. */
    private static DataStatus.Entry entry(
            Migration files, Optional<StateTable.Row> row, DataState unrecorded, Dialect dialect) {
        DataState state = row.map(StateTable.Row::state).orElse(unrecorded);
        String table = "";
        try {
            table = DataToml.read(files, dialect).table();
            DataMigration migration = DataMigration.read(files, dialect);
            boolean edited = row.filter(one -> !one.checksum().equals(migration.checksum()))
                    .isPresent();
            return entry(files.name(), table, state, row, edited, Optional.empty());
        } catch (RefractException e) {
            return entry(files.name(), table, state, row, row.isPresent(), Optional.of(e.what()));
        }
    }

    private static DataStatus.Entry entry(
            String name,
            String table,
            DataState state,
            Optional<StateTable.Row> row,
            boolean edited,
            Optional<String> problem) {
        return new DataStatus.Entry(
                name,
                table,
                state,
                edited,
                row.map(StateTable.Row::rows).orElse(0L),
                row.map(StateTable.Row::batches).orElse(0L),
                row.flatMap(StateTable.Row::lastKey),
                row.map(StateTable.Row::updated),
                row.flatMap(StateTable.Row::error),
                problem);
    }

    /**
     * Asks what verify.sql counts.
     *
     * @param names empty for all that have one
     * @return by name, how many rows are left
     */
    public Map<String, Long> verify(List<String> names) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            Map<String, Long> left = new LinkedHashMap<>();
            for (Migration migration : chosen(names)) {
                query(migration, !names.isEmpty(), database.dialect())
                        .ifPresent(sql -> left.put(migration.name(), Batches.count(database, sql)));
            }
            return left;
        }
    }

    private Optional<String> query(Migration migration, boolean named, Dialect dialect) {
        try {
            Optional<String> sql = DataScript.verify(migration, dialect);
            if (sql.isEmpty() && named) {
                throw new RefractException(
                        null,
                        "The data migration `" + Controls.escapedLine(migration.name()) + "` has no verify.sql.",
                        "Write one: a query that counts the rows which are left, 0 when it is done.");
            }
            return sql;
        } catch (RefractException e) {
            if (named) {
                throw e;
            }
            target.listener()
                    .on(new Event.Warning("The data migration `" + Controls.escapedLine(migration.name())
                            + "` can't be verified: " + e.what()));
            return Optional.empty();
        }
    }

    /** Stops the process that runs it, after its batch. */
    public void pause(String name) {
        require(name);
        try (Database database = target.open(Database.Missing.FAIL)) {
            StateTable states = new StateTable(database);
            if (!states.exists() || !states.pause(name)) {
                throw new RefractException(
                        null,
                        "The data migration `" + Controls.escapedLine(name) + "` does not run: it is "
                                + states.find(name)
                                        .map(row -> row.state().text())
                                        .orElse(DataState.PENDING.text()) + ".",
                        "See how far each is: refract data status");
            }
        }
    }

    /** Records that it is done, by whatever way. */
    public void resolveDone(String name) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            DataMigration migration = DataMigration.read(require(name), database.dialect());
            StateTable states = new StateTable(database);
            states.create();
            boolean unused = DataLock.holding(database, states, name, () -> {
                states.insert(name, migration.checksum(), "", "");
                states.take(name, migration.checksum(), "", "");
                return states.markDone(name);
            });
        }
    }

    /** Forgets how far it is: the next run begins at the first row. */
    public void restart(String name) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            StateTable states = new StateTable(database);
            if (folder.find(name).isEmpty() && states.find(name).isEmpty()) {
                require(name);
            }
            if (states.exists()) {
                boolean unused = DataLock.holding(database, states, name, () -> states.forget(name));
            }
        }
    }

    /** Forgets how far all are: after a reset, on the databases where that has not emptied the table. */
    public void forgetAll() {
        try (Database database = target.with(event -> {}).open(Database.Missing.FAIL)) {
            new StateTable(database).forgetAll();
        }
    }

    /** Runs down.sql in batches; afterwards it is as if it had never run. */
    public DataRunResult down(String name, DataRunOptions options) {
        requireSensible(options);
        try (Database database = target.open(Database.Missing.FAIL)) {
            return Session.forBatches(database, () -> down(database, name, options));
        }
    }

    private DataRunResult down(Database database, String name, DataRunOptions options) {
        DataMigration migration = DataMigration.read(require(name), database.dialect());
        DataScript down = migration
                .down()
                .orElseThrow(() -> new RefractException(
                        null,
                        "The data migration `" + Controls.escapedLine(name) + "` has no down.sql.",
                        "Write one, with the marker as in up.sql."));
        requireNotNeeded(database, migration);
        StateTable states = new StateTable(database);
        DataMigration back = migration.goingBack(down);
        try (Throttle throttle = Throttle.of(database, options, target.listener())) {
            DataRunResult.Run run = locked(database, back, down, states, options, throttle);
            if (run.state() == DataState.DONE) {
                states.forget(back.name());
                states.forget(name);
            }
            return new DataRunResult(database.description(), false, List.of(run));
        }
    }

    private void requireNotNeeded(Database database, DataMigration migration) {
        Set<String> applied = applied(database, target.history());
        migration
                .toml()
                .before()
                .filter(before -> applied.contains(
                        Squash.require(target.history(), before).name()))
                .ifPresent(before -> {
                    throw new RefractException(
                            null,
                            "`" + Controls.escapedLine(before) + "`, which needs the data migration `"
                                    + Controls.escapedLine(migration.name()) + "`, is applied.",
                            "Roll that back before:\n    refract migrate down");
                });
    }
}
