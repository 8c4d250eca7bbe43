package dev.refract.internal.online.mysql;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptException.Failure;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.online.mysql.ToolRun.Outcome;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands one statement to the tool, and leaves the database as the statement itself would have, or as it was. */
final class OnlineChange {

    private static final String TOOL = "pt-online-schema-change";

    private static final String DIFFERENT = "its copy would not be what the statement makes of the table";

    private final Database database;
    private final ScriptSession session;
    private final Listener listener;
    private final String migration;
    private final int statement;
    private final int offset;
    private final ByTool route;
    private final Catalog catalog;
    private boolean locked;

    OnlineChange(ByTool route, CurrentStatement statement) {
        this.route = route;
        this.database = statement.database();
        this.session = statement.session();
        this.listener = statement.listener();
        this.migration = statement.migration();
        this.statement = statement.number();
        this.offset = statement.offset();
        this.catalog = new Catalog(database.connection());
    }

    /**
     * Runs the tool: first its dry run, then the change itself.
     *
     * @throws ScriptException where it fails, with the tool's last lines; what it left behind is gone then, or named
     */
    void run() throws ScriptException {
        try {
            change();
        } catch (SQLException e) {
            throw failure(
                    "Around the tool's run, the server answered " + e.getErrorCode() + ": " + e.getMessage(),
                    "",
                    false,
                    isLost(e),
                    e);
        }
    }

    private void change() throws SQLException, ScriptException {
        locked = database.holdsLock();
        session.commitAsDdlDoes();
        TableFacts before = freshFacts();
        Handover handover = Handover.of(
                route.change(),
                before,
                route.settings(),
                route.tool(),
                route.server(),
                route.handover().connection());
        ConstraintNames names = ConstraintNames.of(catalog, before, route.server());
        try (ToolFiles files = ToolFiles.write(database.source().url().orElseThrow())) {
            rehearse(handover, before, files);
            Outcome outcome = new ToolRun(new Watcher(line -> listener.on(new Event.ToolOutput(TOOL, line)), before))
                    .run(handover.command(
                            Handover.Mode.EXECUTE, files.defaults().toString(), plugin(files)));
            settle(outcome, handover, before);
        }
        restoreNames(names);
        requireLock();
    }

    /** The plan was made before the statements above this one ran. */
    private TableFacts freshFacts() throws SQLException, ScriptException {
        TableFacts facts = catalog.facts(
                        route.database(), route.change().table().name(), 0)
                .orElseThrow(() -> failure(
                        "The table " + route.change().table() + " is not there any more.", "", false, false, null));
        if (!facts.leftovers().none()) {
            throw failure(
                    "An earlier run of the tool left something behind: "
                            + facts.leftovers().names() + ".",
                    Decision.removalOf(facts.leftovers()),
                    false,
                    false,
                    null);
        }
        Optional<Refusals.Refusal> refusal = new Refusals(
                        route.change(), facts, route.settings(), route.tool(), route.server(), catalog.privileges())
                .first();
        if (refusal.isPresent()) {
            throw failure(
                    "By now the tool can't change " + facts.name() + ": "
                            + refusal.get().reason() + ".",
                    String.join(" ", refusal.get().waysOut()),
                    false,
                    false,
                    null);
        }
        return facts;
    }

    /** The tool's own rehearsal tries the change on an empty copy, and says which columns it would copy. */
    private void rehearse(Handover handover, TableFacts before, ToolFiles files) throws SQLException, ScriptException {
        List<String> printed = new ArrayList<>();
        Outcome outcome = new ToolRun(new Watcher(printed::add, before))
                .run(handover.command(Handover.Mode.DRY_RUN, files.defaults().toString(), plugin(files)));
        if (!outcome.succeeded()) {
            throw failure(
                    "The dry run of " + TOOL + " " + ending(outcome) + " " + before.name() + " is as it was."
                            + removeOwn(before) + tail(outcome),
                    hint(outcome),
                    outcome.interrupted(),
                    false,
                    null);
        }
        ColumnMapping wanted = ColumnMapping.wanted(before, route.change());
        String difference = wanted.differenceTo(ColumnMapping.printed(printed));
        if (!difference.isEmpty()) {
            throw failure(
                    "The tool reads the statement in another way than the server does: " + difference
                            + ". Nothing was changed.",
                    "Rename or drop the columns in a statement of their own: the server does that without copying.",
                    false,
                    false,
                    null);
        }
    }

    private static List<String> plugin(ToolFiles files) {
        return List.of("--plugin", files.plugin().toString());
    }

    /** Passes on what a run tells. */
    private final class Watcher implements ToolRun.Watcher {
        private final Consumer<String> lines;
        private final TableFacts before;

        Watcher(Consumer<String> lines, TableFacts before) {
            this.lines = lines;
            this.before = before;
        }

        @Override
        public Optional<String> objection(String copy) {
            try {
                List<String> differences =
                        new CopyCheck(database.connection(), before, route.change()).differences(copy);
                return differences.isEmpty()
                        ? Optional.empty()
                        : Optional.of(DIFFERENT + " (- the statement, + the copy):\n    "
                                + String.join("\n    ", differences) + "\n");
            } catch (SQLException e) {
                return Optional.of("the statement fails on an empty table like it: " + e.getMessage());
            }
        }

        @Override
        public void line(String line) {
            lines.accept(line);
        }

        @Override
        public void progress(double percent, Optional<Duration> remaining) {
            listener.on(new Event.ToolProgress(migration, statement, TOOL, percent, remaining));
        }

        @Override
        public boolean goesOn() {
            session.keepAlive();
            return !locked || holdsLock();
        }
    }

    private boolean holdsLock() {
        try {
            return database.holdsLock();
        } catch (RefractException e) {
            return false; // the connection is gone, and the lock with it
        }
    }

    /** What the tool's end means, by its exit code and by what is in the database. */
    private void settle(Outcome outcome, Handover handover, TableFacts before) throws SQLException, ScriptException {
        if (outcome.stopped().isPresent() && locked && !holdsLock()) {
            throw failure(
                    "The migration lock was lost, so the tool was stopped before it swapped the tables: "
                            + before.name() + " is as it was." + tail(outcome),
                    "The next plan names what the tool left.",
                    false,
                    true,
                    null);
        }
        Leftovers left = catalog.leftovers(before.database(), before.name()).since(before.leftovers());
        boolean there = catalog.exists(before.database(), before.name());
        boolean swapped = outcome.succeeded() || there && !left.oldTables().isEmpty();
        if (swapped) {
            finish(outcome, handover, left);
            return;
        }
        String said = TOOL + " " + ending(outcome);
        if (!there && !left.newTables().isEmpty()) {
            throw failure(
                    said + " It had dropped " + before.name() + " and not yet put its copy "
                            + left.newTables().get(0) + " in its place." + tail(outcome),
                    "Put it there by hand: RENAME TABLE " + left.newTables().get(0) + " TO " + before.name()
                            + "; the statement is applied then.",
                    outcome.interrupted(),
                    false,
                    null);
        }
        throw failure(
                said + " " + before.name() + " is as it was." + removeOwn(before) + tail(outcome),
                hint(outcome),
                outcome.interrupted(),
                false,
                null);
    }

    private static String hint(Outcome outcome) {
        String why = outcome.stopped().orElse("");
        if (why.startsWith("values")) {
            return "Fix the data, so that no value is cut, and deploy again. A direct ALTER would have refused it too "
                    + "(or, for decimal places, rounded it).";
        }
        return why.startsWith(DIFFERENT)
                ? "The tool rewrites the text CONSTRAINT `name` wherever it stands, also in a default, an expression or a "
                        + "comment. Let the server make the change, when the table may be blocked for that long: online = "
                        + "\"never\" in a refract.toml beside the migration.sql."
                : "";
    }

    /** The copy is in the original's place; what is left to do is tidying up. */
    private void finish(Outcome outcome, Handover handover, Leftovers left) throws SQLException {
        if (outcome.interrupted()) {
            Thread.currentThread().interrupt(); // the next step sees it
        }
        boolean keepsOld = !handover.settings().dropOldTable();
        Leftovers dispensable = new Leftovers(
                left.database(), left.table(), left.triggers(), List.of(), keepsOld ? List.of() : left.oldTables());
        if (!outcome.succeeded()) {
            listener.on(new Event.Warning(TOOL + " " + ending(outcome)
                    + " That was after it had swapped the tables: the statement is applied."));
        }
        if (!dispensable.none()) {
            new PatientStatements(database.connection()).run(dispensable.removal());
            listener.on(new Event.Warning("Removed what the tool had left: " + dispensable.names() + "."));
        }
        if (keepsOld && !left.oldTables().isEmpty()) {
            listener.on(new Event.Warning("The original is kept as " + String.join(", ", left.oldTables())
                    + ", as drop_old_table = false asks. The next change of " + left.table() + " needs it gone."));
        }
    }

    /** Removes what this run made; says so, or says how to where it can't be done. */
    private String removeOwn(TableFacts before) throws SQLException {
        Leftovers own = catalog.leftovers(before.database(), before.name()).since(before.leftovers());
        if (own.none()) {
            return "";
        }
        for (String copy : own.newTables()) {
            List<ForeignKey> moved = catalog.foreignKeysTo(before.database(), copy);
            if (!moved.isEmpty()) {
                return "\n\nLeft after: " + own.names()
                        + ". Foreign keys refer to the copy already. Point them back, then remove the rest:\n"
                        + ConstraintNames.pointingBack(moved, before.referencedBy(), route.server()) + "\n"
                        + own.script();
            }
        }
        try {
            new PatientStatements(database.connection()).run(own.removal());
            return "\n\nRemoved what it had made: " + own.names() + ".";
        } catch (SQLException e) {
            return "\n\nLeft after: " + own.names() + " (" + e.getMessage() + "). Remove it, in this order:\n"
                    + own.script();
        }
    }

    private static String ending(Outcome outcome) {
        String code = outcome.exit() > 128
                ? "ended by signal " + (outcome.exit() - 128)
                : "ended with exit code " + outcome.exit();
        return outcome.stopped()
                        .map(why -> "was stopped, because " + why + ", and " + code)
                        .orElse(code) + ".";
    }

    private static String tail(Outcome outcome) {
        return "\n\nIts last lines:\n" + outcome.said().indent(4).stripTrailing();
    }

    private void restoreNames(ConstraintNames names) throws SQLException, ScriptException {
        List<String> statements = names.restoration(catalog, route.change());
        if (statements.isEmpty()) {
            return;
        }
        try {
            new PatientStatements(database.connection()).withoutForeignKeyChecks(statements);
        } catch (SQLException e) {
            List<String> script = new ArrayList<>(List.of("SET foreign_key_checks = 0"));
            script.addAll(statements);
            throw failure(
                    "The change is made, but the foreign keys that the tool renamed could not be named back: "
                            + e.getMessage(),
                    "Run this, then resume at the statement after this one (refract migrate deploy --resume-at "
                            + (statement + 1) + "):\n"
                            + String.join(
                                    "\n",
                                    script.stream()
                                            .map(line -> "    " + line + ";")
                                            .toList()),
                    false,
                    false,
                    e);
        }
    }

    private void requireLock() throws ScriptException {
        if (locked && !holdsLock()) {
            throw failure(
                    "The statement is applied, but the connection that held the migration lock was lost meanwhile, "
                            + "so another deploy may have begun.",
                    "When nothing else runs: refract migrate deploy --resume-at " + (statement + 1),
                    false,
                    true,
                    null);
        }
    }

    private ScriptException failure(
            String message, String hint, boolean cancelled, boolean lost, @Nullable Throwable cause) {
        return new ScriptException(
                new Failure(
                        "",
                        message,
                        Optional.empty(),
                        Optional.of(hint).filter(text -> !text.isEmpty()),
                        OptionalInt.of(statement),
                        OptionalInt.of(offset),
                        cancelled,
                        lost),
                cause);
    }

    private static boolean isLost(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("08");
    }
}
