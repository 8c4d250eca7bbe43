package dev.refract.migrate;

import dev.refract.database.TransactionMode;
import java.util.Optional;

/**
 * How to deploy.
 *
 * @param dryRun say what would run, and change nothing; default false
 * @param to the last migration to apply; empty for all, the default
 * @param transaction how scripts are cut into transactions; default {@link TransactionMode#AUTO}
 */
public record DeployOptions(boolean dryRun, Optional<String> to, TransactionMode transaction) {

    /** Apply all that is pending, as Prisma does. */
    public static final DeployOptions DEFAULT = new DeployOptions(false, Optional.empty(), TransactionMode.AUTO);
}
