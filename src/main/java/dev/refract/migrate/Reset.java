package dev.refract.migrate;

import dev.refract.database.Database;
import dev.refract.report.Code;
import dev.refract.report.RefractException;

/** Empties the schema and applies the whole history again. */
public final class Reset {

    private Reset() {
    }

    /**
     * Drops everything in the schema (MySQL: the database), then deploys. All data in it is lost.
     *
     * @throws RefractException P3016 where emptying fails; otherwise as {@link Deploy#run}
     */
    public static DeployResult run(Target target) {
        target.requireProvider();
        target.locked(Database.Missing.CREATE, database -> {
            try {
                database.empty();
            } catch (RefractException e) {
                throw new RefractException(Code.P3016, "The reset failed: " + e.what(), e.next(), e);
            }
            return null;
        });
        return Deploy.run(target, DeployOptions.DEFAULT);
    }
}
