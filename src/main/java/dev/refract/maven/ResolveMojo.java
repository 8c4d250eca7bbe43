package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.report.RefractException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Records by hand what became of a migration. */
@Mojo(name = "resolve", requiresProject = false, threadSafe = true)
public final class ResolveMojo extends RefractMojo {

    /** Records this migration as applied. */
    @Parameter(property = "refract.applied")
    private @Nullable String applied;

    /** Records this failed migration as rolled back. */
    @Parameter(property = "refract.rolledBack")
    private @Nullable String rolledBack;

    /** Changes the database even though Prisma 8 has signed it. */
    @Parameter(property = "refract.allowPrisma8", defaultValue = "false")
    private boolean allowPrisma8;

    @Override
    void run(Refract.Builder configuration) {
        if ((applied == null) == (rolledBack == null)) {
            throw new RefractException(
                    null,
                    "The goal resolve takes exactly one of refract.applied and refract.rolledBack.",
                    "For example: mvn refract:resolve -Drefract.applied=NAME");
        }
        Refract refract = configuration.allowPrisma8(allowPrisma8).build();
        if (applied != null) {
            refract.resolveApplied(applied);
            getLog().info("Migration " + applied + " marked as applied.");
        } else {
            refract.resolveRolledBack(rolledBack);
            getLog().info("Migration " + rolledBack + " marked as rolled back.");
        }
    }
}
