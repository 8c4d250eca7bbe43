package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.BaselineOptions;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DriftOptions;
import dev.refract.report.RefractException;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Brings a database that has its tables already under migrations. Fails where it differs from what they make. */
@Mojo(name = "baseline", requiresProject = false, threadSafe = true)
public final class BaselineMojo extends RefractMojo {

    /** Records this migration and all before it as applied. */
    @Parameter(property = "refract.upTo")
    private @Nullable String upTo;

    /** Writes the first migration from what the database has. */
    @Parameter(property = "refract.fromDatabase", defaultValue = "false")
    private boolean fromDatabase;

    /** What that one is called. */
    @Parameter(property = "refract.name", defaultValue = "0_init")
    private @Nullable String name;

    /** Records without a look at what the database has. */
    @Parameter(property = "refract.force", defaultValue = "false")
    private boolean force;

    /** Patterns of names of objects to leave out: * is any text, ? one character. */
    @Parameter(property = "refract.exclude")
    private @Nullable List<String> exclude;

    /** What may differ: column-order, comments. */
    @Parameter(property = "refract.ignore")
    private @Nullable List<String> ignore;

    /** Changes the database even though Prisma 8 has signed it. */
    @Parameter(property = "refract.allowPrisma8", defaultValue = "false")
    private boolean allowPrisma8;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        if ((upTo == null) != fromDatabase) {
            throw new RefractException(
                    null,
                    "The goal baseline takes exactly one of refract.upTo and refract.fromDatabase.",
                    "For example: refract migrate baseline --up-to NAME");
        }
        BaselineOptions options = upTo != null
                ? BaselineOptions.upTo(upTo)
                : BaselineOptions.FROM_DATABASE.name(name == null ? BaselineOptions.FROM_DATABASE.name() : name);
        BaselineResult result = configuration
                .allowPrisma8(allowPrisma8)
                .build()
                .baseline(options.force(force)
                        .drift(DriftOptions.DEFAULT
                                .exclude(exclude == null ? List.of() : exclude)
                                .ignore(DriftMojo.aspects(ignore))));
        write(JsonLine.of(result));
        result.recorded()
                .forEach(each -> getLog().info("Migration " + Controls.escapedLine(each) + " marked as applied."));
        result.written().ifPresent(path -> getLog().info("Wrote " + Controls.escapedLine(path)
                + ", which makes what the database has. Record it: "
                + offered("refract migrate baseline --up-to " + options.name())));
        if (!result.isDone()) {
            DriftMojo.say(getLog(), result.differences());
            throw new MojoExecutionException("The database (+) differs from what the migrations make (-), so nothing "
                    + "was recorded. What is above says how." + offered(" To record all the same, add --force."));
        }
    }
}
