package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.data.DataStatus;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.output.Secrets;
import org.apache.maven.plugins.annotations.Mojo;

/** Says how far each data migration is. */
@Mojo(name = "data-status", requiresProject = false, threadSafe = true)
public final class DataStatusMojo extends RefractMojo {

    @Override
    void run(Refract.Builder configuration) {
        DataStatus result = configuration.build().data().status();
        write(JsonLine.of(result));
        if (result.migrations().isEmpty()) {
            getLog().info("There are no data migrations in " + Controls.escapedLine(result.location()) + ".");
        }
        for (DataStatus.Entry entry : result.migrations()) {
            getLog().info("  " + Controls.escapedLine(entry.name()) + "  "
                    + entry.state().text()
                    + (entry.batches() == 0
                            ? ""
                            : ", " + Counted.of(entry.rows(), "row") + " in " + Counted.of(entry.batches(), "batch"))
                    + (entry.edited() ? ", edited since" : ""));
            entry.problem().ifPresent(problem -> getLog().warn("    " + Controls.escaped(Secrets.masked(problem))));
            entry.error().ifPresent(error -> getLog().warn("    " + Controls.escaped(Secrets.masked(error))));
        }
    }
}
