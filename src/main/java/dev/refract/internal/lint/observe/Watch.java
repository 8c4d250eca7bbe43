package dev.refract.internal.lint.observe;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.sql.Script;
import java.sql.SQLException;
import java.util.Map;

/** How one kind of server is watched. */
interface Watch {

    /** Remembers which tables are there. */
    void settle() throws SQLException;

    /** Something else has changed the database. */
    default void forget() {}

    /**
     * Runs a script as a deploy would; where it fails, nothing after that statement has run.
     *
     * @throws ScriptException where it fails, and no statement is known for it
     */
    Map<Integer, Seen> run(String name, Script script) throws SQLException, ScriptException;
}
