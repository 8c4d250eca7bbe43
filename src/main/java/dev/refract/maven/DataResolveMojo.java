package dev.refract.maven;

import dev.refract.DataMigrations;
import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.report.RefractException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Records by hand what became of a data migration. */
@Mojo(name = "data-resolve", requiresProject = false, threadSafe = true)
public final class DataResolveMojo extends RefractMojo {

    /** Which one, by its folder's name. */
    @Parameter(property = "refract.name", required = true)
    private String name;

    /** Records it as done. */
    @Parameter(property = "refract.done", defaultValue = "false")
    private boolean done;

    /** Forgets how far it is: the next run begins at the first row. */
    @Parameter(property = "refract.restart", defaultValue = "false")
    private boolean restart;

    @Override
    void run(Refract.Builder configuration) {
        if (done == restart) {
            throw new RefractException(
                    null,
                    "The goal data-resolve takes exactly one of refract.done and refract.restart.",
                    "For example: refract data resolve --done NAME");
        }
        DataMigrations data = configuration.build().data();
        if (done) {
            data.resolveDone(name);
            write(JsonLine.done("dataResolve", "done", name));
            getLog().info(name + " is recorded as done.");
        } else {
            data.restart(name);
            write(JsonLine.done("dataResolve", "restarted", name));
            getLog().info(name + " begins at the first row again.");
        }
    }
}
