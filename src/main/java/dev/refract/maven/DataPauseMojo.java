package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Stops the process that runs a data migration, after its batch. */
@Mojo(name = "data-pause", requiresProject = false, threadSafe = true)
public final class DataPauseMojo extends RefractMojo {

    /** Which one, by its folder's name. */
    @Parameter(property = "refract.name", required = true)
    private String name;

    @Override
    void run(Refract.Builder configuration) {
        configuration.build().data().pause(name);
        write(JsonLine.done("dataPause", "paused", name));
        getLog().info(offered(name + " is paused. To go on: refract data run " + name));
    }
}
