package dev.refract.migrate;

import dev.refract.database.Database;
import dev.refract.history.Migration;
import dev.refract.report.Code;
import dev.refract.report.RefractException;

/** Empties the schema and applies the whole history again. */
public final class Reset {

    private Reset() {
    }

    /**
     * Drops everything in the schema (MySQL: the database), then deploys, under one lock. All data in it is lost. Nothing is dropped where the history
     * could not be applied: a script that is missing or that no database runs.
     *
     * @throws RefractException P3016 where emptying fails; otherwise as {@link Deploy#run}
     */
    public static DeployResult run(Target target) {
        return target.locked(Database.Missing.CREATE, database -> {
            Plan.of(target.history().migrations(), Migration.UP, database.dialect(), DeployOptions.DEFAULT.transaction());
            empty(database);
            return Deploy.run(target, database);
        });
    }

    private static void empty(Database database) {
        try {
            database.empty();
        } catch (RefractException e) {
            throw new RefractException(Code.P3016, "The reset failed: " + e.what(), e.next(), e);
        }
    }
}
