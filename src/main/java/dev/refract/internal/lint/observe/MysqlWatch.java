package dev.refract.internal.lint.observe;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.MysqlAlgorithms;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.ScriptSession;
import dev.refract.internal.sql.ExecutedTexts;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.report.Listener;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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

    private final Database database;
    private Set<String> before = Set.of();
    /** Whether replicas run the statements themselves. */
    private boolean logsStatements;

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
        try (Statement statement = database.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT @@log_bin = 1 AND @@binlog_format = 'STATEMENT'")) {
            row.next();
            logsStatements = row.getBoolean(1);
        }
    }

    /** What the server finds unsafe for replicas in the statement before: 1592, and 1674 of DDL. */
    private List<String> unsafe() throws SQLException {
        List<String> said = new ArrayList<>();
        if (logsStatements) {
            try (Statement statement = database.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SHOW WARNINGS")) {
                while (rows.next()) {
                    if (Set.of(1592, 1674).contains(rows.getInt(2))) {
                        said.add(rows.getString(3).replaceFirst("\\.?$", ".") + " (" + rows.getInt(2) + ")");
                    }
                }
            }
        }
        return said;
    }

    @Override
    public Map<Integer, Seen> run(String name, Script script) throws ScriptException, SQLException {
        Map<Integer, Seen> seen = new HashMap<>();
        Script executed = ExecutedTexts.in(script);
        try (ScriptSession session = database.session(script, Listener.SILENT, name)) {
            for (SqlStatement statement : script.statements()) {
                int number = statement.number();
                try {
                    List<Effect> effects =
                            effects(session, executed, executed.statements().get(number - 1));
                    seen.put(number, new Seen(before, effects, unsafe(), Optional.empty()));
                } catch (ScriptException e) {
                    Bench.requireNotCancelled(e);
                    seen.put(number, Seen.failed(e));
                    return seen;
                }
            }
            session.end();
        }
        return seen;
    }

    private List<Effect> effects(ScriptSession session, Script script, SqlStatement statement) throws ScriptException {
        Change change = script.change(statement);
        Optional<String> table =
                MysqlAlgorithms.table(change).filter(name -> before.contains(name.toLowerCase(Locale.ROOT)));
        if (table.isEmpty()) {
            session.run(new Execution.Step(statement.number(), statement.number()));
            return List.of();
        }
        return MysqlAlgorithms.run(session, script, statement).map(taken -> effect(table.get(), taken)).stream()
                .toList();
    }

    private static Effect effect(String table, MysqlAlgorithms.Taken taken) {
        return taken.blocksWrites()
                ? new Effect(
                        table, true, true, true, false, "The server says: " + taken.refusal(), Set.of("LOCK=SHARED"))
                : new Effect(
                        table,
                        taken.rewrites(),
                        taken.rewrites(),
                        false,
                        false,
                        "The server does it with " + taken.clause() + (taken.rewrites() ? ": " + taken.refusal() : "."),
                        Set.of(taken.clause()));
    }
}
