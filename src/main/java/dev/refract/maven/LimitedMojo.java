package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals have that run scripts. */
abstract class LimitedMojo extends RefractMojo {

    /** How long to wait for the migration lock: seconds, or with a unit, such as 2min. Default: 10. */
    @Parameter(property = "refract.lockWait")
    private @Nullable String lockWait;

    /** How long a statement waits for each lock on the server. Default: as the server is set. */
    @Parameter(property = "refract.lockTimeout")
    private @Nullable String lockTimeout;

    /** How long a statement runs at most. Default: as the server is set. */
    @Parameter(property = "refract.statementTimeout")
    private @Nullable String statementTimeout;

    /** How often a migration that only failed to get a lock is tried again, after a pause. Default: 0. */
    @Parameter(property = "refract.lockRetries")
    private @Nullable Integer lockRetries;

    /**
     * Settings for large tables, each key=value with a key of [online] in refract.toml. With {@code -X} the values in
     * the way of a unique key are shown.
     */
    @Parameter(property = "refract.online")
    private List<String> online = List.of();

    /** auto: one transaction a script where the database allows it; script or statement force either. */
    @Parameter(property = "refract.transaction", defaultValue = "auto")
    private String transaction = "auto";

    /** Changes the database even though Prisma 8 has signed it. */
    @Parameter(property = "refract.allowPrisma8", defaultValue = "false")
    private boolean allowPrisma8;

    /** Says what would run, and changes nothing. */
    @Parameter(property = "refract.dryRun", defaultValue = "false")
    boolean dryRun;

    @Override
    final void run(Refract.Builder configuration) throws MojoExecutionException {
        duration("refract.lockWait", lockWait, configuration::lockWait);
        duration("refract.lockTimeout", lockTimeout, configuration::lockTimeout);
        duration("refract.statementTimeout", statementTimeout, configuration::statementTimeout);
        if (lockRetries != null) {
            configuration.lockRetries(lockRetries);
        }
        run(configuration.allowPrisma8(allowPrisma8).build(), transaction());
    }

    abstract void run(Refract refract, TransactionMode transaction) throws MojoExecutionException;

    /** What is asked for wins over what {@code -X} means. */
    final List<String> online() {
        List<String> settings = new ArrayList<>(getLog().isDebugEnabled() ? List.of("show_values=true") : List.of());
        settings.addAll(online);
        return settings;
    }

    private TransactionMode transaction() {
        try {
            return TransactionMode.valueOf(transaction.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefractException(
                    null, "refract.transaction is \"" + transaction + "\".", "Give it auto, script or statement.", e);
        }
    }
}
