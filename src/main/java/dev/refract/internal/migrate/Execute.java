package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.ScriptFailure;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;

/** Runs a script without bookkeeping. */
public final class Execute {

    private Execute() {}

    /**
     * Runs a script, in one transaction where that is possible.
     *
     * @param name what to call it in messages
     * @param text its text
     * @return the number of its statements
     * @throws RefractException where it fails
     */
    public static int run(Target target, String name, String text) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            Script script = Script.parse(database.dialect(), text);
            Plan.requireRunnable(name, script);
            Packets.require(name, script, database);
            for (Execution.Warning warning :
                    Database.execution(script, TransactionMode.AUTO).warnings()) {
                target.listener().on(new Event.Warning(name + ":" + warning.line() + ": " + warning.text()));
            }
            try {
                database.run(script, target.listener(), name);
            } catch (ScriptException e) {
                if (e.failure().cancelled()) {
                    throw new InterruptedRefractException(
                            "Interrupted while " + name + " ran.",
                            "Check what of it has run before you run it again.",
                            ScriptFailure.where(null, name, script, e.failure()));
                }
                throw new RefractException(
                        null,
                        "The script failed.\n\n" + ScriptFailure.text(name, script, e.failure()),
                        "Fix it, and run the command again.",
                        e,
                        ScriptFailure.where(null, name, script, e.failure()));
            }
            return script.statements().size();
        }
    }
}
