package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.report.RefractException;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Runs data migrations in batches, from where each is. Fails where one is paused before its end. */
@Mojo(name = "data-run", requiresProject = false, threadSafe = true)
public final class DataRunMojo extends BatchesMojo {

    /** Which ones, by their folders' names. */
    @Parameter(property = "refract.names")
    private List<String> names = List.of();

    /** All that are not done. */
    @Parameter(property = "refract.all", defaultValue = "false")
    private boolean all;

    /** Says by which key, with which plan and for how long; one batch is tried and rolled back. */
    @Parameter(property = "refract.dryRun", defaultValue = "false")
    private boolean dryRun;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        if (all != names.isEmpty()) {
            throw new RefractException(
                    null,
                    "The goal data-run takes either refract.names or refract.all.",
                    "Give one of them. All names: refract data status");
        }
        DataRunOptions options = with(all ? DataRunOptions.ALL : DataRunOptions.of(names));
        DataRunResult result = configuration.build().data().run(options.dryRun(dryRun));
        if (result.migrations().isEmpty()) {
            getLog().info("All data migrations are done.");
        }
        end(result);
    }
}
