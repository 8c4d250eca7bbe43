package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.Leftover;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import java.io.File;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Proves the way back on a scratch database: each migration goes up, down and up again. Fails where a way back can't be
 * relied on.
 */
@Mojo(name = "rehearse", requiresProject = false, threadSafe = true)
public final class RehearseMojo extends RefractMojo {

    /** The migrations, by their folders' names. Default: those that the next deploy applies. */
    @Parameter(property = "refract.names")
    private @Nullable List<String> names;

    /** The whole history instead. */
    @Parameter(property = "refract.all", defaultValue = "false")
    private boolean all;

    /** Rehearses on this dump, and counts rows. */
    @Parameter(property = "refract.fromDump")
    private @Nullable File fromDump;

    /** Leaves the scratch database behind, to look at. */
    @Parameter(property = "refract.keep", defaultValue = "false")
    private boolean keep;

    /** First drops the scratch databases that killed runs left behind. */
    @Parameter(property = "refract.removeLeftovers", defaultValue = "false")
    private boolean removeLeftovers;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        RehearseOptions options = RehearseOptions.DEFAULT
                .which(which())
                .dump(fromDump == null ? null : fromDump.toPath())
                .keep(keep);
        Refract refract = configuration.build();
        remove(refract.leftovers());
        RehearseResult result = refract.rehearse(options);
        write(JsonLine.of(result));
        result.migrations().forEach(this::show);
        result.kept().ifPresent(database -> getLog().info("The scratch database stays: " + database));
        if (!result.isGood()) {
            throw new MojoExecutionException(
                    offered("A way back can't be relied on. Fix the down.sql that is named above, and rehearse again: "
                            + "refract migrate rehearse"));
        }
    }

    private void remove(List<Leftover> leftovers) {
        for (Leftover leftover : leftovers) {
            if (removeLeftovers) {
                leftover.drop();
                getLog().info("Dropped " + Controls.escapedLine(leftover.name()) + ", which a killed run left behind.");
            } else {
                getLog().warn(offered("A run that was killed has left a scratch database behind: "
                        + Controls.escapedLine(leftover.name())
                        + ". Drop it with: refract migrate rehearse --remove-leftovers"));
            }
        }
    }

    private void show(RehearseResult.Rehearsed migration) {
        String line = Controls.escapedLine(migration.migration()) + "  "
                + migration.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + migration
                        .problem()
                        .map(problem -> "\n" + Controls.escaped(Secrets.masked(problem)))
                        .orElse("");
        if (migration.outcome().isBad()) {
            getLog().error(line);
        } else {
            getLog().info(line);
        }
        warnOf(migration.losses());
    }

    private RehearseOptions.Which which() {
        if (names != null && !names.isEmpty()) {
            return new RehearseOptions.Named(names);
        }
        return all ? new RehearseOptions.All() : new RehearseOptions.Pending();
    }
}
