package dev.refract.internal.data;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.history.Squash;
import dev.refract.internal.migrate.Gate;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.DataMode;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Data migrations before a deploy: a migration that needs rows changed is not applied before they are. Which one needs
 * it is what data.toml says, and what the migration's statements tell.
 */
public final class DataGate implements Gate {

    private static final String UP = "up";

    private final Target target;
    private final History folder;
    private final DataMode mode;
    /** By the name of the migration that needs them: the data migrations that are to run before it. */
    private final Map<String, List<String>> needed = new LinkedHashMap<>();

    private DataGate(Target target, History folder, DataMode mode) {
        this.target = target;
        this.folder = folder;
        this.mode = mode;
    }

    /** Asks nothing where there are no data migrations. */
    public static Gate of(Target target, History folder, DataMode mode) {
        return folder.migrations().isEmpty() || mode == DataMode.IGNORE
                ? Gate.OPEN
                : new DataGate(target, folder, mode);
    }

    @Override
    public boolean refuses() {
        return mode == DataMode.REQUIRE;
    }

    @Override
    public void check(List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
        Dialect dialect = database.map(Database::dialect)
                .or(() -> target.source().url().map(url -> url.dialect()))
                .orElseThrow();
        List<StateTable.Row> rows =
                database.map(open -> new StateTable(open).rows()).orElse(List.of());
        for (Migration files : folder.migrations()) {
            boolean done =
                    rows.stream().anyMatch(row -> row.name().equals(files.name()) && row.state() == DataState.DONE);
            if (!done) {
                check(files, DataToml.read(files, dialect), pending, dialect);
            }
        }
    }

    private void check(Migration files, DataToml toml, List<Migration> pending, Dialect dialect) {
        toml.before().ifPresent(before -> Squash.require(target.history(), before));
        toml.after().ifPresent(after -> Squash.require(target.history(), after));
        Optional<Migration> first = first(target.history(), files, toml, pending, dialect);
        if (first.isPresent()) {
            boolean written = DataScript.isWritten(files, UP, dialect);
            if (!written || mode == DataMode.REQUIRE) {
                throw refused(first.get().name(), files, toml, pending, dialect);
            }
            DataMigration readable = DataMigration.read(files, dialect);
            needed.computeIfAbsent(first.get().name(), name -> new ArrayList<>())
                    .add(readable.name());
        }
    }

    private static RefractException refused(
            String migration, Migration data, DataToml toml, List<Migration> pending, Dialect dialect) {
        boolean written = DataScript.isWritten(data, UP, dialect);
        String run = "    refract data run " + Advice.argument(data.name()) + "\n    refract migrate deploy";
        boolean afterIsPending = toml.after()
                .filter(after -> pending.stream().anyMatch(one -> one.name().equals(after)))
                .isPresent();
        return new RefractException(
                null,
                "The migration `" + Controls.escapedLine(migration) + "` needs the data migration `"
                        + Controls.escapedLine(data.name()) + "`, which is not "
                        + (written
                                ? "done"
                                : "written yet: " + data.path(data.fileFor(UP, dialect)) + " has no statement")
                        + ". Nothing was applied.",
                (written ? "" : "Write what a batch does, or remove the folder if nothing is to be done. ")
                        + (afterIsPending
                                ? "Apply what that one needs, run it, and deploy the rest:\n    refract migrate deploy "
                                        + Advice.option("--to", toml.after().orElseThrow()) + "\n" + run
                                : "Run it, and deploy:\n" + run)
                        + (written
                                ? "\nOr let the deploy run it, while it holds the migration lock:\n    refract migrate "
                                        + "deploy --data run"
                                : ""));
    }

    /** The first pending migration that must not come before it. */
    static Optional<Migration> first(
            History history, Migration data, DataToml toml, List<Migration> pending, Dialect dialect) {
        return pending.stream()
                .filter(migration -> toml.before().isPresent()
                        ? migration.name().equals(toml.before().get())
                        : isLater(history, migration, data, toml) && needs(migration, data, toml, dialect))
                .findFirst();
    }

    /** What comes before it in the history does not wait for it. */
    private static boolean isLater(History history, Migration migration, Migration data, DataToml toml) {
        List<Migration> all = history.migrations();
        return toml.after().isPresent()
                ? index(all, migration.name())
                        > index(all, Squash.require(history, toml.after().get()).name())
                : migration.name().compareTo(data.name()) > 0;
    }

    private static int index(List<Migration> all, String name) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether it takes for granted, or drops, what the data migration reads or writes. */
    private static boolean needs(Migration migration, Migration data, DataToml toml, Dialect dialect) {
        Script script = Script.parse(dialect, migration.text(Migration.UP, migration.script()));
        List<Change> changes = script.statements().stream()
                .map(script::change)
                .filter(DataGate::takesForGranted)
                .toList();
        if (changes.isEmpty()) {
            return false; // and nobody cares whether the data migration can be read
        }
        Set<String> tables = new LinkedHashSet<>();
        tables.add(toml.tableName().toLowerCase(Locale.ROOT));
        if (DataScript.isWritten(data, UP, dialect)) {
            DataMigration.read(data, dialect)
                    .up()
                    .writes()
                    .forEach(table -> tables.add(table.toLowerCase(Locale.ROOT)));
        }
        return changes.stream()
                .flatMap(change -> change.tables().stream())
                .anyMatch(table -> tables.contains(table.name().toLowerCase(Locale.ROOT)));
    }

    private static boolean takesForGranted(Change change) {
        return change instanceof TableChange.DropTable
                || change instanceof IndexChange.CreateIndex create
                        && create.index().unique()
                || change instanceof TableChange.AlterTable alter
                        && alter.actions().stream()
                                .anyMatch(action -> action instanceof AlterAction.SetNotNull
                                        || action instanceof AlterAction.AddConstraint
                                        || action instanceof AlterAction.DropColumn
                                        || action instanceof AlterAction.AddIndex add
                                                && add.index().unique()
                                        || action instanceof AlterAction.ModifyColumn modify
                                                && modify.column().isRequired());
    }

    @Override
    public void before(Migration migration, Database database) {
        for (String name : needed.getOrDefault(migration.name(), List.of())) {
            DataVerbs verbs = new DataVerbs(target, folder);
            DataRunOptions options = DataRunOptions.of(List.of(name));
            // SQLite's one writer is the deploy; elsewhere its session keeps its settings
            DataRunResult result =
                    database.dialect() == Dialect.SQLITE ? verbs.run(database, options) : verbs.run(options);
            if (!result.isDone()) {
                throw new RefractException(
                        null,
                        "The data migration `" + Controls.escapedLine(name)
                                + "` was paused, and so is the deploy before `" + Controls.escapedLine(migration.name())
                                + "`.",
                        "Go on:\n    refract migrate deploy --data run");
            }
        }
    }
}
