package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Makes a new data migration. Needs no database. */
@Mojo(name = "data-new", requiresProject = false, threadSafe = true)
public final class DataNewMojo extends RefractMojo {

    /** What it does, in a few words. */
    @Parameter(property = "refract.name", required = true)
    private String name;

    /** The table that it goes through. */
    @Parameter(property = "refract.table", required = true)
    private String table;

    @Override
    void run(Refract.Builder configuration) {
        String folder = configuration.build().data().create(name, table).toString();
        write(JsonLine.done("dataNew", "folder", folder));
        getLog().info("Created " + folder);
    }
}
