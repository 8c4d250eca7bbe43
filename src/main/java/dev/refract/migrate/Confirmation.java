package dev.refract.migrate;

import java.util.List;

/**
 * Is asked, with the plan, before a deploy or a roll-back changes anything; the migration lock is held meanwhile, so
 * that the plan is what will run.
 */
@FunctionalInterface
public interface Confirmation {

    /** Asks nobody. */
    Confirmation NONE = (database, plan) -> true;

    /**
     * Asks.
     *
     * @param database what would be migrated, without a secret
     * @param plan what would run, in order; never empty
     * @return whether to run it
     */
    boolean confirms(String database, List<PlannedMigration> plan);
}
