package dev.refract.internal.migrate;

import dev.refract.internal.connect.Limits;
import dev.refract.migrate.Confirmation;
import dev.refract.migrate.Hooks;
import dev.refract.migrate.PlannedMigration;
import dev.refract.report.RefractException;
import java.util.List;

/**
 * What keeps a deploy from doing harm in production. By default nothing, as with Prisma.
 *
 * @param limits how long scripts may wait and run
 * @param confirmation is asked before a deploy changes anything
 * @param hooks run before and after, in this order
 * @param allowPrisma8 whether to change a database that Prisma 8 has signed
 */
public record Safeguards(Limits limits, Confirmation confirmation, List<Hooks> hooks, boolean allowPrisma8) {

    /** As Prisma. */
    public static final Safeguards NONE = new Safeguards(Limits.NONE, Confirmation.NONE, List.of(), false);

    public Safeguards {
        hooks = List.copyOf(hooks);
    }

    /**
     * Asks whether a plan is to run.
     *
     * @param refused what is said where it is not
     * @throws RefractException where it is not
     */
    void requireConfirmed(String database, List<PlannedMigration> plan, String refused, String next) {
        if (!confirmation.confirms(database, plan)) {
            throw new RefractException(null, refused, next);
        }
    }
}
