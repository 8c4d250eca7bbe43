package dev.refract.internal.online.postgres;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Patience;
import dev.refract.internal.migrate.run.Route;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statement is replaced by steps that end in the same schema and block nobody for longer than a moment.
 *
 * <p>The ledger's note has the mark of each step that is committed; where the statement is resumed, those are left out.
 *
 * @param parts the steps, in order
 */
record InSteps(List<SafeStep> parts, String reason, Patience waiting) implements Route {

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
            if (!uncertain || !isDone(step, statement, catalog)) {
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
                case LONG ->
                    StepWatch.during(statement, () -> statement.longStep(step.sql(), committed, parts.size(), false));
                case ALONE ->
                    StepWatch.during(statement, () -> statement.longStep(step.sql(), committed, parts.size(), true));
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
        ScriptException said = step.says()
                .filter(saying -> saying.code().equals(e.failure().databaseCode()))
                .map(saying -> e.saying(saying.message(), saying.detail()))
                .orElse(e);
        if (e.failure().cancelled()) {
            return noted(said, committed, Optional.empty());
        }
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
                    Optional.of("What it has made could not be taken back (" + failed.getMessage()
                            + "). Before you resume, remove it:\n    " + undo));
        }
        List<String> stay = new ArrayList<>(committed);
        step.undoes().ifPresent(stay::remove);
        return noted(said, stay, Optional.empty());
    }

    /** What the ledger has to know of the steps is a part of the failure's text. */
    private ScriptException noted(ScriptException e, Collection<String> committed, Optional<String> more) {
        String hint = e.failure().hint().map(text -> text + "\n").orElse("")
                + more.map(text -> text + "\n").orElse("");
        String stay = committed.isEmpty() ? "" : CurrentStatement.stepsThatStay(committed, parts.size());
        return hint.isEmpty() && stay.isEmpty() ? e : e.hinted((hint + stay).stripTrailing());
    }

    private void dropInvalid(SafeStep step, CurrentStatement statement, Catalog catalog) throws ScriptException {
        if (step.invalid().isEmpty()) {
            return;
        }
        List<String> indexes;
        try {
            indexes = catalog.query(step.invalid().get(), row -> row.getString(1));
        } catch (SQLException e) {
            throw statement.database().explain(e);
        }
        for (String index : indexes) {
            statement.cleanUp("DROP INDEX CONCURRENTLY " + index);
        }
    }
}
