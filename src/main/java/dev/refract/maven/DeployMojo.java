package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.database.TransactionMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Applies all pending migrations. */
@Mojo(name = "deploy", requiresProject = false, threadSafe = true)
public final class DeployMojo extends LimitedMojo {

    /** The last migration to apply. Default: all. */
    @Parameter(property = "refract.to")
    private String to;

    @Override
    void run(Refract refract, TransactionMode transaction) {
        DeployResult result = refract.deploy(new DeployOptions(dryRun, Optional.ofNullable(to), transaction));
        if (result.plan().steps().isEmpty()) {
            getLog().info("No pending migrations to apply.");
        } else if (dryRun) {
            getLog().info("Would apply, and changed nothing:");
            result.plan().steps().forEach(step -> getLog().info("  " + step.migration().name() + " (" + step.execution().reason() + ")"));
        } else {
            getLog().info("All migrations have been successfully applied.");
        }
    }
}
