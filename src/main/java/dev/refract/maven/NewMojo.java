package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Makes a new, empty migration. Needs no database. */
@Mojo(name = "new", requiresProject = false, threadSafe = true)
public final class NewMojo extends RefractMojo {

    /** Its name, in any words. */
    @Parameter(property = "refract.name", required = true)
    private String name;

    /** Whether it gets an empty down.sql as well. */
    @Parameter(property = "refract.down", defaultValue = "false")
    private boolean down;

    @Override
    void run(Refract.Builder configuration) {
        String folder = configuration.build().create(name, down).toString();
        write(JsonLine.done("new", "folder", folder));
        getLog().info("Created " + folder);
    }
}
