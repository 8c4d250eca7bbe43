package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Asks each verify.sql how many rows are left. Fails where there are any. */
@Mojo(name = "data-verify", requiresProject = false, threadSafe = true)
public final class DataVerifyMojo extends RefractMojo {

    /** Which ones, by their folders' names. Default: all that have a verify.sql. */
    @Parameter(property = "refract.names")
    private List<String> names = List.of();

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        Map<String, Long> left = configuration.build().data().verify(names);
        write(JsonLine.verified(left));
        left.forEach((name, rows) ->
                getLog().info("  " + Controls.escapedLine(name) + "  " + (rows == 0 ? "verified" : rows + " left")));
        long rows = left.values().stream().mapToLong(Long::longValue).sum();
        if (rows > 0) {
            throw new MojoExecutionException(offered(
                    "By verify.sql " + Counted.of(rows, "row") + " left. How far each is: refract data status"));
        }
    }
}
