package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Runs the down.sql of a data migration, in batches. */
@Mojo(name = "data-down", requiresProject = false, threadSafe = true)
public final class DataDownMojo extends BatchesMojo {

    /** Which one, by its folder's name. */
    @Parameter(property = "refract.name", required = true)
    private String name;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        end(configuration.build().data().down(name, with(DataRunOptions.of(List.of(name)))));
    }
}
