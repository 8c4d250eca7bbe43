package dev.refract.internal.lint.observe;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.lint.model.ExecutedTexts;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.report.Listener;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * MySQL and MariaDB say themselves how they change a table: each ALTER TABLE asks for the least intrusive way first,
 * and the first that is not refused has run.
 */
final class MysqlWatch implements Watch {

    /** A way to ask for. */
    private record Way(String clause, boolean rewritten, boolean blocksWrites) {}

    private static final List<Way> ALTER = List.of(
            new Way("ALGORITHM=INSTANT", false, false),
            new Way("ALGORITHM=INPLACE, LOCK=NONE", false, false),
            new Way("ALGORITHM=COPY, LOCK=NONE", true, false));
    private static final List<Way> CREATE = List.of(
            new Way("ALGORITHM=INPLACE LOCK=NONE", false, false), new Way("ALGORITHM=COPY LOCK=NONE", true, false));

    private final Database database;
    private Set<String> before = Set.of();

    MysqlWatch(Database database) {
        this.database = database;
    }

    @Override
    public void settle() throws SQLException {
        Set<String> tables = new HashSet<>();
        try (Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")) {
            while (rows.next()) {
                tables.add(rows.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        before = tables;
    }

    @Override
    public Map<Integer, Seen> run(String name, Script script) throws ScriptException {
        Map<Integer, Seen> seen = new HashMap<>();
        Script executed = ExecutedTexts.in(script);
        try (ScriptSession session = database.session(script, Listener.SILENT, name)) {
            for (SqlStatement statement : script.statements()) {
                int number = statement.number();
                try {
                    seen.put(
                            number,
                            new Seen(
                                    before,
                                    effects(
                                            session,
                                            executed,
                                            executed.statements().get(number - 1)),
                                    List.of(),
                                    Optional.empty()));
                } catch (ScriptException e) {
                    Bench.requireNotCancelled(e);
                    seen.put(number, SqliteWatch.failure(e));
                    return seen;
                }
            }
            session.end();
        }
        return seen;
    }

    private List<Effect> effects(ScriptSession session, Script script, SqlStatement statement) throws ScriptException {
        Change change = script.change(statement);
        List<Way> ways = ways(change);
        String table = change.tables().isEmpty() ? "" : change.tables().get(0).name();
        int number = statement.number();
        if (ways.isEmpty() || !before.contains(table.toLowerCase(Locale.ROOT))) {
            session.run(new Execution.Step(number, number));
            return List.of();
        }
        String sql =
                script.text().substring(change.span().start(), change.span().end());
        String refusal = "";
        for (Way way : ways) {
            Optional<String> refused;
            try {
                refused = session.refusal(number, sql + (ways == ALTER ? "\n, " : "\n ") + way.clause());
            } catch (ScriptException e) {
                Bench.requireNotCancelled(e);
                break; // the statement itself says whether it is at fault
            }
            if (refused.isEmpty()) {
                return List.of(new Effect(
                        table,
                        way.rewritten(),
                        way.rewritten(),
                        way.blocksWrites(),
                        false,
                        "The server does it with " + way.clause() + (way.rewritten() ? ": " + refusal : "."),
                        Set.of(way.clause())));
            }
            refusal = way.rewritten() && !refusal.isEmpty()
                    ? refusal
                    : refused.get().replaceFirst("\\.?$", ".");
        }
        session.run(new Execution.Step(number, number));
        return refusal.isEmpty()
                ? List.of()
                : List.of(new Effect(
                        table, true, true, true, false, "The server says: " + refusal, Set.of("LOCK=SHARED")));
    }

    private static List<Way> ways(Change change) {
        if (change instanceof TableChange.AlterTable alter) {
            boolean plain = alter.unread().isEmpty()
                    && alter.actions().stream()
                            .noneMatch(action -> action instanceof AlterAction.Algorithm
                                    || action instanceof AlterAction.Lock
                                    || action instanceof AlterAction.Partitioning
                                    || action instanceof AlterAction.Tablespace);
            return plain ? ALTER : List.of();
        }
        return change instanceof IndexChange.CreateIndex create
                        && create.unread().isEmpty()
                ? CREATE
                : List.of();
    }
}
