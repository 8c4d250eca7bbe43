package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.ResetOptions;
import dev.refract.report.RefractException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Drops everything in the schema, all data included, and applies the whole history again. Runs no seed command. */
@Mojo(name = "reset", requiresProject = false, threadSafe = true)
public final class ResetMojo extends RefractMojo {

    /** That all data is meant to be lost. Without it nothing is reset. */
    @Parameter(property = "refract.force", defaultValue = "false")
    private boolean force;

    /** Leaves the extensions that are in the schema (PostgreSQL). */
    @Parameter(property = "refract.keepExtensions", defaultValue = "false")
    private boolean keepExtensions;

    /** Changes the database even though Prisma 8 has signed it. */
    @Parameter(property = "refract.allowPrisma8", defaultValue = "false")
    private boolean allowPrisma8;

    @Override
    void run(Refract.Builder configuration) {
        Refract refract = configuration.allowPrisma8(allowPrisma8).build();
        if (!force) {
            throw new RefractException(
                    null,
                    "A reset deletes all data in " + refract.resetTarget() + ". Nothing was reset.",
                    "If that is meant, run: refract migrate reset --force");
        }
        DeployResult result = refract.reset(ResetOptions.DEFAULT.keepExtensions(keepExtensions));
        write(JsonLine.done("reset", "database", result.database()));
        getLog().info("Database reset successful, " + result.applied().size() + " migrations applied.");
    }
}
