package dev.refract.internal.lint.observe;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.report.Listener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SQLite has one lock, for the whole file: only whether statements run is seen. */
final class SqliteWatch implements Watch {

    private final Database database;

    SqliteWatch(Database database) {
        this.database = database;
    }

    @Override
    public void settle() {
        // its tables have nothing to be told apart by
    }

    @Override
    public Map<Integer, Seen> run(String name, Script script) throws ScriptException {
        Map<Integer, Seen> seen = new HashMap<>();
        int failed = Integer.MAX_VALUE;
        try {
            database.run(script, Listener.SILENT, name);
        } catch (ScriptException e) {
            Bench.requireNotCancelled(e);
            failed = e.failure().statement().orElseThrow(() -> e);
            seen.put(failed, Seen.failed(e));
        }
        for (SqlStatement statement : script.statements()) {
            if (statement.number() < failed) {
                seen.put(statement.number(), new Seen(Set.of(), List.of(), List.of(), Optional.empty()));
            }
        }
        return seen;
    }
}
