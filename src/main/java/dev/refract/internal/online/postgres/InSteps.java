package dev.refract.internal.online.postgres;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Patience;
import dev.refract.internal.migrate.run.Route;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statement is replaced by steps that end in the same schema and block nobody for longer than a moment.
 *
 * <p>The ledger's note has the mark of each step that is committed; where the statement is resumed, those are left out.
 *
 * @param parts the steps, in order
 * @param showsValues whether values of rows may be printed
 */
record InSteps(List<SafeStep> parts, String reason, Patience waiting, boolean showsValues) implements Route {

    InSteps {
        parts = List.copyOf(parts);
    }

    @Override
    public String summary() {
        return "safe";
    }

    @Override
    public List<String> steps() {
        return parts.stream().map(SafeStep::sql).toList();
    }

    @Override
    public Optional<Patience> patience() {
        return Optional.of(waiting);
    }

    @Override
    public void run(CurrentStatement statement) throws ScriptException {
        Catalog catalog = new Catalog(statement.database().connection());
        Set<String> committed = new LinkedHashSet<>(statement.committedSteps());
        boolean uncertain = statement.isInterrupted();
        for (int i = 0; i < parts.size(); i++) {
            SafeStep step = parts.get(i);
            if (committed.contains(step.mark())) {
                continue;
            }
            boolean asked = uncertain || step.way() == SafeStep.Way.IN_HALVES;
            if (!asked || !isDone(step, statement, catalog)) {
                statement
                        .listener()
                        .on(new Event.StepStarted(
                                statement.migration(), statement.number(), i + 1, parts.size(), step.sql()));
                run(step, committed, statement, catalog);
            }
            uncertain = false;
            committed.add(step.mark());
        }
    }

    /** What can't be in one transaction with a note may have taken effect, when nobody heard of it. */
    private static boolean isDone(SafeStep step, CurrentStatement statement, Catalog catalog) {
        try {
            return step.done().isPresent() && catalog.is(step.done().get());
        } catch (SQLException e) {
            throw statement.database().explain(e);
        }
    }

    private void run(SafeStep step, Set<String> before, CurrentStatement statement, Catalog catalog)
            throws ScriptException {
        List<String> committed = new ArrayList<>(before);
        committed.add(step.mark());
        try {
            dropInvalid(step, statement, catalog);
            switch (step.way()) {
                case BRIEF -> statement.step(step.sql(), committed, parts.size(), waiting);
                case LONG -> StepWatch.during(statement, () -> statement.longStep(step.sql(), committed, parts.size()));
                case ALONE ->
                    StepWatch.during(
                            statement, () -> statement.stepAlone(step.sql(), before, step.mark(), parts.size()));
                case IN_HALVES ->
                    StepWatch.during(
                            statement,
                            () -> statement.stepAlone(
                                    step.sql(),
                                    before,
                                    step.mark(),
                                    parts.size(),
                                    waiting,
                                    () -> isDone(step, statement, catalog)));
            }
        } catch (ScriptException e) {
            throw failed(step, before, statement, catalog, e);
        }
    }

    private ScriptException failed(
            SafeStep step, Set<String> committed, CurrentStatement statement, Catalog catalog, ScriptException e) {
        if (e.failure().connectionLost()) {
            return e;
        }
        if (e.failure().cancelled()) {
            return cancelled(step, committed, catalog, e);
        }
        Optional<SafeStep.Saying> saying =
                step.says().filter(one -> one.code().equals(e.failure().databaseCode()));
        ScriptException said =
                saying.map(one -> e.saying(one.message(), one.detail())).orElse(e);
        saying.flatMap(SafeStep.Saying::sample)
                .filter(query -> showsValues)
                .ifPresent(query -> showValues(query, statement, catalog));
        List<String> left = new ArrayList<>(step.undo());
        try {
            for (String sql : step.undo()) {
                statement.cleanUp(sql, waiting);
                left.remove(sql);
            }
            dropInvalid(step, statement, catalog);
        } catch (ScriptException | RefractException failed) {
            String undo = left.isEmpty() ? "an invalid index" : String.join(";\n    ", left) + ";";
            return noted(
                    said,
                    committed,
                    Optional.empty(),
                    Optional.of("What it has made could not be taken back (" + failed.getMessage()
                            + "). Before you resume, remove it:\n    " + undo));
        }
        List<String> stay = new ArrayList<>(committed);
        step.undoes().ifPresent(stay::remove);
        return noted(said, stay, Optional.empty(), Optional.empty());
    }

    /** The person waits for the end: what a cancelled build has left is dropped when it is resumed. */
    private ScriptException cancelled(SafeStep step, Set<String> committed, Catalog catalog, ScriptException e) {
        try {
            List<String> invalid = invalid(step, catalog);
            return invalid.isEmpty()
                    ? noted(e, committed, Optional.empty(), Optional.empty())
                    : noted(
                            e,
                            committed,
                            Optional.of(step.mark()),
                            Optional.of(
                                    "An invalid index is left, which is built anew when you resume. If you do not:\n    "
                                            + invalid.stream()
                                                    .map(index -> "DROP INDEX CONCURRENTLY " + index + ";")
                                                    .collect(Collectors.joining("\n    "))));
        } catch (SQLException unknown) {
            e.addSuppressed(unknown);
            return noted(e, committed, Optional.of(step.mark()), Optional.empty());
        }
    }

    private void showValues(String query, CurrentStatement statement, Catalog catalog) {
        String values;
        try {
            values = String.join("\n    ", catalog.query(query, InSteps::row));
        } catch (SQLException e) {
            values = "not to be read: " + e.getMessage();
        }
        statement.listener().on(new Event.ServerMessage(statement.migration(), "INFO", "Found:\n    " + values));
    }

    private static String row(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getMetaData().getColumnName(i) + " = " + row.getString(i));
        }
        return String.join(", ", values);
    }

    /** What the ledger has to know of the steps is a part of the failure's text. */
    private ScriptException noted(
            ScriptException e, Collection<String> committed, Optional<String> begun, Optional<String> more) {
        String hint = e.failure().hint().map(text -> text + "\n").orElse("")
                + more.map(text -> text + "\n").orElse("");
        String stay = committed.isEmpty() && begun.isEmpty()
                ? ""
                : CurrentStatement.stepsThatStay(committed, begun, parts.size());
        return hint.isEmpty() && stay.isEmpty() ? e : e.hinted((hint + stay).stripTrailing());
    }

    private void dropInvalid(SafeStep step, CurrentStatement statement, Catalog catalog) throws ScriptException {
        List<String> indexes;
        try {
            indexes = invalid(step, catalog);
        } catch (SQLException e) {
            throw statement.database().explain(e);
        }
        for (String index : indexes) {
            statement.cleanUp("DROP INDEX CONCURRENTLY " + index);
        }
    }

    private static List<String> invalid(SafeStep step, Catalog catalog) throws SQLException {
        return step.invalid().isEmpty()
                ? List.of()
                : catalog.query(step.invalid().get(), row -> row.getString(1));
    }
}
