package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.ResetOptions;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.List;

/** Empties the schema and applies the whole history again. */
public final class Reset {

    private Reset() {}

    /**
     * Drops everything in the schema (PostgreSQL: or in these; MySQL: the database), then deploys, under one lock. All
     * data in it is lost. Nothing is dropped where the history could not be applied: a script that is missing or that
     * no database runs. Where Prisma 8 has signed the database, and that is allowed, its marker goes as well.
     *
     * @throws RefractException P3016 where emptying fails; otherwise as {@link Deploy#run}
     */
    public static DeployResult run(Target target, ResetOptions options) {
        try (Database database = target.open(Database.Missing.CREATE);
                Target.Locked locked = target.lock(
                        database, target.schemas().isEmpty() ? Database.Claim.SCHEMA : Database.Claim.DATABASE)) {
            Plan.of(
                    target.history().migrations(),
                    Migration.UP,
                    database.dialect(),
                    DeployOptions.DEFAULT.transaction());
            Database.Contents contents = database.contents();
            Prisma8.requireAllowed(target, contents, "reset");
            empty(database, target.schemas(), options.keepExtensions(), contents.prisma8());
            return new Deploy(target, DeployOptions.DEFAULT, OnlineConfiguration.NONE, Gate.OPEN)
                    .deploy(locked.database());
        }
    }

    private static void empty(Database database, List<String> schemas, boolean keepExtensions, boolean prisma8) {
        try {
            database.empty(schemas, keepExtensions);
            if (prisma8) {
                database.removePrisma8(); // or its marker would go on describing what is gone
            }
            if (keepExtensions || !schemas.isEmpty()) {
                new Ledger(database)
                        .create(); // it was there: other tables beside it are no reason to refuse the deploy
            }
        } catch (RefractException e) {
            throw new RefractException(Code.P3016, "The reset failed: " + e.what(), e.next(), e);
        }
    }
}
