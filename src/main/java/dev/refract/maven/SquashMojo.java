package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashOptions.Data;
import dev.refract.migrate.SquashResult;
import dev.refract.report.RefractException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Makes one migration of many that leaves the same schema, tried on scratch databases. */
@Mojo(name = "squash", requiresProject = false, threadSafe = true)
public final class SquashMojo extends RefractMojo {

    /** The last migration to squash. */
    @Parameter(property = "refract.upTo")
    private @Nullable String upTo;

    /** What the new one is called; it must sort before those that stay. Default: 0_squashed. */
    @Parameter(property = "refract.name")
    private @Nullable String name;

    /** Writes the rows that the old ones leave in an empty database into the new one. */
    @Parameter(property = "refract.keepData", defaultValue = "false")
    private boolean keepData;

    /** Leaves out what the old ones do to rows. */
    @Parameter(property = "refract.dropData", defaultValue = "false")
    private boolean dropData;

    /** Tries it, and writes nothing. */
    @Parameter(property = "refract.dryRun", defaultValue = "false")
    private boolean dryRun;

    @Override
    void run(Refract.Builder configuration) {
        if (upTo == null || keepData && dropData) {
            throw new RefractException(
                    null,
                    "The goal squash takes refract.upTo, and at most one of refract.keepData and refract.dropData.",
                    "For example: refract migrate squash --up-to NAME --keep-data");
        }
        SquashResult result = configuration
                .build()
                .squash(SquashOptions.upTo(upTo)
                        .name(name)
                        .data(keepData ? Data.KEEP : dropData ? Data.DROP : Data.REFUSE)
                        .dryRun(dryRun));
        write(JsonLine.of(result));
        getLog().info(Controls.escapedLine(result.migration()) + (dryRun ? " would stand" : " stands") + " for "
                + Counted.of(result.replaced().size(), "migration") + ", and leaves the same schema.");
        result.rows().forEach(kept -> getLog().info(
                        "  keeps " + Counted.of(kept.rows(), "row") + " in " + Controls.escapedLine(kept.table())));
        result.before().ifPresent(folder -> getLog().info("The old ones are in " + Controls.escapedLine(folder) + "."));
    }
}
