package dev.refract.migrate;

import dev.refract.database.ConnectionSource;
import dev.refract.database.Database;
import dev.refract.database.DatabaseUrl;
import dev.refract.database.Execution;
import dev.refract.database.Scratch;
import dev.refract.database.ScriptException;
import dev.refract.database.ScriptSession;
import dev.refract.database.TransactionMode;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import dev.refract.schema.Introspection;
import dev.refract.schema.Schema;
import dev.refract.sql.Dialect;
import dev.refract.sql.Script;
import java.sql.SQLException;
import java.util.Optional;

/** A scratch database to run scripts on, as a deploy would run them, and to see what they leave. Dropped when it closes. */
final class Workbench implements AutoCloseable {

    private final Scratch scratch;
    private final Database database;

    private Workbench(Scratch scratch, Database database) {
        this.scratch = scratch;
        this.database = database;
    }

    /**
     * A new one, empty.
     *
     * @param real the real database, to which nothing happens
     * @param shadow the project's shadowDatabaseUrl, whose server is used instead
     * @throws RefractException P3014 where none can be created
     */
    static Workbench create(DatabaseUrl real, Optional<DatabaseUrl> shadow) {
        Scratch scratch = Scratch.create(real, shadow);
        try {
            return new Workbench(scratch, Database.open(new ConnectionSource.OfUrl(scratch.url()), Database.Missing.FAIL, Listener.SILENT));
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    Dialect dialect() {
        return database.dialect();
    }

    /** What is in it now. */
    Schema describe() {
        try {
            return Introspection.of(database.dialect()).read(database.connection(), database.schema());
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /**
     * Runs a script, in one transaction where that is possible.
     *
     * @param name what to call it in messages
     * @throws RefractException where it fails, with its place
     */
    void run(String name, Script script) {
        try {
            Execution execution = Database.execution(script, TransactionMode.AUTO);
            if (execution.atomic()) {
                database.runAtomically("", script, "", Listener.SILENT, name);
            } else {
                runStepwise(name, script, execution);
            }
        } catch (ScriptException e) {
            if (e.failure().cancelled()) {
                throw new InterruptedRefractException("Interrupted while " + name + " ran on a scratch database.", "Run the command again.");
            }
            throw new RefractException(null, name + " fails on a scratch database.\n\n" + ScriptFailure.text(name, script, e.failure()),
                    "Mend it, and run the command again.", e);
        }
    }

    private void runStepwise(String name, Script script, Execution execution) throws ScriptException {
        try (ScriptSession session = database.session(script, Listener.SILENT, name)) {
            for (Execution.Step step : execution.steps()) {
                session.run(step);
            }
            session.end();
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } finally {
            scratch.close();
        }
    }
}
