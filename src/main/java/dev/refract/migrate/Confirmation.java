package dev.refract.migrate;

import dev.refract.internal.migrate.run.Plan;

/**
 * Is asked, with the plan, before a deploy changes anything; the migration lock is held meanwhile, so that the plan is
 * what will run.
 */
@FunctionalInterface
public interface Confirmation {

    /** Asks nobody. */
    Confirmation NONE = (database, plan) -> true;

    /**
     * @param database what would be migrated, without a secret
     * @param plan what would run; never empty
     * @return whether to run it
     */
    boolean confirms(String database, Plan plan);
}
