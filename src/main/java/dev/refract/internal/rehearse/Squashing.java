package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.history.NameOrder;
import dev.refract.internal.history.Squash;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.sample.Content;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashOptions.Data;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.SquashResult.DataStatement;
import dev.refract.migrate.SquashResult.Kept;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes one migration of many, and proves on scratch databases that it leaves what they leave. */
public final class Squashing {

    private static final String NAME = "0_squashed";

    private static final int MOST_ROWS = 100_000;
    private static final int MOST_LISTED = 30;

    private final Target target;
    private final Optional<DatabaseUrl> shadow;
    private final Path folder;
    private final SquashOptions options;
    private final List<Migration> old;
    private final List<Migration> rest;

    private Squashing(Target target, Optional<DatabaseUrl> shadow, Path folder, SquashOptions options) {
        this.target = target;
        this.shadow = shadow;
        this.folder = folder;
        this.options = options;
        List<Migration> all = target.history().migrations();
        int last = all.indexOf(target.history().require(options.upTo()));
        this.old = all.subList(0, last + 1);
        this.rest = all.subList(last + 1, all.size());
    }

    /**
     * Squashes.
     *
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @param folder the migrations folder
     * @throws RefractException P3017 for a name that is not known, P3010 for one that is too long, P3014 where there
     *     can be no scratch database; without a code where the migrations do not run there, do something to rows and
     *     nobody said what becomes of that, or make what one script can't
     */
    public static SquashResult run(Target target, Optional<DatabaseUrl> shadow, Path folder, SquashOptions options) {
        target.requireProvider();
        return new Squashing(target, shadow, folder, options).result();
    }

    private SquashResult result() {
        if (old.size() < 2) {
            throw new RefractException(
                    null,
                    "`" + Controls.escapedLine(options.upTo())
                            + "` is the first migration: there is nothing to squash.",
                    "Name the last one to squash: refract migrate squash --up-to NAME");
        }
        Squash squash = Squash.replacing(old);
        String name = options.name().orElseGet(() -> free(squash));
        requireName(name, squash);
        SquashFiles files = new SquashFiles(folder, name);
        if (!options.dryRun()) {
            files.requireRoom();
        }
        Made made = made();
        Optional<Path> before =
                options.dryRun() ? Optional.empty() : Optional.of(files.write(made.script(), squash.text(), old));
        return new SquashResult(
                name,
                target.history().location() + "/" + name + "/" + Migration.UP,
                old.stream().map(Migration::name).toList(),
                made.statements(),
                options.data(),
                made.rows(),
                before.map(History::shown),
                made.script());
    }

    // --- its name

    private String free(Squash squash) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? NAME : NAME + "_" + number)
                .filter(name -> !squash.replaces(name))
                .findFirst()
                .orElseThrow();
    }

    private void requireName(String name, Squash squash) {
        SquashFiles.requireName(name);
        if (squash.replaces(name)) {
            throw SquashFiles.wrongName(
                    name,
                    "is one of the migrations that it would stand for, and ledgers have that name already",
                    "Choose another: --name NAME");
        }
        rest.stream()
                .findFirst()
                .filter(next -> NameOrder.INSTANCE.compare(name, next.name()) >= 0)
                .ifPresent(next -> {
                    throw SquashFiles.wrongName(
                            name,
                            "does not come before `" + Controls.escapedLine(next.name())
                                    + "`, which stays: a fresh database would run that first",
                            "Choose a name that sorts before it: --name NAME");
                });
    }

    // --- its script

    /** @param rows that it writes, by table */
    private record Made(String script, List<DataStatement> statements, List<Kept> rows) {}

    /**
     * What the old ones leave.
     *
     * @param inserts the statements that write the rows to empty tables
     */
    private record Left(
            Schema schema,
            Content content,
            List<String> inserts,
            Map<String, SequencePosition> sequences,
            List<DataStatement> statements,
            List<DataStatement> undescribed) {}

    private Made made() {
        Schema nothing;
        Left left;
        try (ScratchDatabase scratch = ScratchDatabase.create(target, shadow)) {
            nothing = scratch.describe();
            left = left(scratch);
        }
        requireChoice(left);
        return proved(
                header()
                        + SquashFiles.script(
                                nothing,
                                left.schema(),
                                "The migrations make",
                                "Squash up to the migration before the one that makes it."),
                left);
    }

    private String header() {
        return "-- Leaves what " + Counted.of(old.size(), "migration") + " left, up to "
                + Controls.escapedLine(options.upTo()) + ": see " + Squash.FILE + ".\n\n";
    }

    private Left left(ScratchDatabase scratch) {
        List<Script> scripts = scratch.replay(old);
        Schema schema = scratch.describe();
        List<DataStatement> statements = new ArrayList<>();
        List<DataStatement> undescribed = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            Migration migration = old.get(i);
            Script script = scripts.get(i);
            for (SqlStatement statement : script.statements()) {
                if (DataStatements.mayChangeRows(script, statement)) {
                    statements.add(listed(migration, script, statement));
                } else if (DownScript.isUndescribed(script.change(statement), schema)) {
                    undescribed.add(listed(migration, script, statement));
                }
            }
        }
        Content content = content(scratch);
        try {
            return new Left(
                    schema, content, scratch.samples().inserts(content), scratch.sequences(), statements, undescribed);
        } catch (SQLException e) {
            throw scratch.explain(e);
        }
    }

    private Content content(ScratchDatabase scratch) {
        try {
            return scratch.samples()
                    .read(MOST_ROWS)
                    .orElseThrow(() -> refused(
                            "The migrations leave more than " + MOST_ROWS + " rows in a table of an empty database.",
                            "Squash up to the migration before the one that writes them."));
        } catch (SQLException e) {
            throw scratch.explain(e);
        }
    }

    private static DataStatement listed(Migration migration, Script script, SqlStatement statement) {
        String sql = script.sql(statement).replaceAll("\\s+", " ").strip();
        return new DataStatement(
                migration.name(),
                migration.path(Migration.UP),
                script.place(statement.code()).line(),
                Controls.escapedLine(
                        sql.length() <= 100 ? sql : sql.substring(0, 100).stripTrailing() + " …"));
    }

    private void requireChoice(Left left) {
        boolean any = !left.statements().isEmpty()
                || !left.undescribed().isEmpty()
                || !left.content().tables().isEmpty();
        if (options.data() == Data.REFUSE && any) {
            List<DataStatement> all = Stream.concat(left.statements().stream(), left.undescribed().stream())
                    .toList();
            throw refused(
                    "The migrations do more than make a schema:\n" + list(all) + left(left.content()),
                    "Squash it with the rows that they leave in an empty database:\n    refract migrate squash "
                            + Advice.option("--up-to", options.upTo())
                            + " --keep-data\nOr leave all of that out:\n    refract migrate squash "
                            + Advice.option("--up-to", options.upTo()) + " --drop-data");
        }
        if (options.data() == Data.KEEP && !left.undescribed().isEmpty()) {
            throw refused(
                    "What these statements do is neither in a schema nor in its rows, so it can't be kept:\n"
                            + list(left.undescribed()),
                    "Put them into a migration of their own after the squashed one, and leave them out of it with "
                            + "--drop-data; or squash up to the migration before them.");
        }
    }

    private static String list(List<DataStatement> statements) {
        return statements.stream()
                        .limit(MOST_LISTED)
                        .map(one -> "    " + one.path() + ":" + one.line() + ": " + one.sql())
                        .collect(Collectors.joining("\n"))
                + (statements.size() > MOST_LISTED ? "\n    and " + (statements.size() - MOST_LISTED) + " more" : "");
    }

    private static String left(Content content) {
        return content.tables().isEmpty()
                ? "\nIn an empty database they leave no rows."
                : "\nIn an empty database they leave "
                        + kept(content).stream()
                                .map(kept ->
                                        Counted.of(kept.rows(), "row") + " in " + Controls.escapedLine(kept.table()))
                                .collect(Collectors.joining(", "))
                        + ".";
    }

    private static List<Kept> kept(Content content) {
        return new TreeMap<>(content.tables())
                .entrySet().stream()
                        .map(table ->
                                new Kept(table.getKey(), table.getValue().rows().size()))
                        .toList();
    }

    // --- the proof

    private Made proved(String schemaOnly, Left left) {
        boolean keeps = options.data() == Data.KEEP;
        String script = keeps && !left.inserts().isEmpty()
                ? DataStatements.into(schemaOnly, left.inserts(), left.schema().dialect())
                : schemaOnly;
        try (ScratchDatabase fresh = ScratchDatabase.create(target, shadow)) {
            fresh.run("The squashed script", Script.parse(fresh.dialect(), script));
            String counters = keeps ? DataStatements.text(counters(fresh, left)) : "";
            if (!counters.isEmpty()) {
                fresh.run("The squashed script", Script.parse(fresh.dialect(), counters));
                script += "\n" + counters;
            }
            SchemaDiff difference = SchemaDiff.between(left.schema(), fresh.describe());
            if (!difference.isEmpty()) {
                throw refused(
                        "One script that leaves the same schema could not be written. What differs:\n"
                                + difference.toString().indent(4).stripTrailing(),
                        "Squash up to an earlier migration, and please report this.");
            }
            List<String> different = keeps ? different(left.content(), content(fresh)) : List.of();
            if (!different.isEmpty() || keeps && !counters(fresh, left).isEmpty()) {
                throw refused(
                        "The rows that the migrations leave, or the counters of their tables, could not be written so "
                                + "that they are the same: " + String.join(", ", different) + ".",
                        "Leave them out with --drop-data, and write them in a migration of their own.");
            }
        }
        return new Made(script, left.statements(), keeps ? kept(left.content()) : List.of());
    }

    /** The statements that bring counters to where the old migrations left them, where the rows alone did not. */
    private static List<String> counters(ScratchDatabase fresh, Left left) {
        Map<String, SequencePosition> now = fresh.sequences();
        return left.sequences().values().stream()
                .filter(position -> !position.equals(now.get(position.what())) && position.hasGiven())
                .flatMap(position -> position.statements(fresh.dialect()).stream())
                .toList();
    }

    /** The tables whose rows are not the same. */
    private static List<String> different(Content one, Content other) {
        return Stream.concat(one.tables().keySet().stream(), other.tables().keySet().stream())
                .distinct()
                .sorted()
                .filter(table ->
                        !Objects.equals(one.tables().get(table), other.tables().get(table)))
                .map(Controls::escapedLine)
                .toList();
    }

    private static RefractException refused(String what, String next) {
        return new RefractException(null, what + "\nNothing was written.", next);
    }
}
