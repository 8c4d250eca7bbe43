package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Records by hand what became of a migration. */
@Mojo(name = "resolve", requiresProject = false, threadSafe = true)
public final class ResolveMojo extends RefractMojo {

    /** Records this migration as applied. */
    @Parameter(property = "refract.applied")
    private @Nullable String applied;

    /** Records this migration, and all before it that are not recorded yet, as applied. */
    @Parameter(property = "refract.appliedUpTo")
    private @Nullable String appliedUpTo;

    /** Records this failed migration as rolled back. */
    @Parameter(property = "refract.rolledBack")
    private @Nullable String rolledBack;

    /** Changes the database even though Prisma 8 has signed it. */
    @Parameter(property = "refract.allowPrisma8", defaultValue = "false")
    private boolean allowPrisma8;

    @Override
    void run(Refract.Builder configuration) {
        if (Stream.of(applied, appliedUpTo, rolledBack).filter(Objects::nonNull).count() != 1) {
            throw new RefractException(
                    null,
                    "The goal resolve takes exactly one of refract.applied, refract.appliedUpTo and refract.rolledBack.",
                    "For example: refract migrate resolve --applied NAME");
        }
        Refract refract = configuration.allowPrisma8(allowPrisma8).build();
        if (applied != null) {
            refract.resolveApplied(applied);
            write(JsonLine.done("resolve", "applied", applied));
            getLog().info("Migration " + applied + " marked as applied.");
        } else if (appliedUpTo != null) {
            List<String> recorded = refract.resolveAppliedUpTo(appliedUpTo);
            write(JsonLine.resolved(appliedUpTo, recorded));
            recorded.forEach(name -> getLog().info("Migration " + name + " marked as applied."));
        } else if (rolledBack != null) {
            boolean marked = refract.resolveRolledBack(rolledBack);
            write(JsonLine.done("resolve", "rolledBack", rolledBack));
            getLog().info("Migration " + rolledBack
                    + (marked ? " marked as rolled back." : " is rolled back already: there was nothing to mark."));
        }
    }
}
