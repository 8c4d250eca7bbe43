package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.StatusResult;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says where the database stands. Fails when it is not in sync, as the command does. */
@Mojo(name = "status", requiresProject = false, threadSafe = true)
public final class StatusMojo extends RefractMojo {

    /** Whether the build fails where the database is not in sync. */
    @Parameter(property = "refract.failOnPending", defaultValue = "true")
    private boolean failOnPending;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        StatusResult result = configuration.build().status();
        result.migrations().forEach(entry -> getLog().info("  " + Controls.escapedLine(entry.name()) + "  "
                + entry.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        warn("only in the database, without a folder", result.unknown());
        warn("edited after they were applied", result.edited());
        if (result.prisma8()) {
            getLog().warn("Prisma 8 has signed this database, so its own history may be the one that counts.");
        }
        if (result.upToDate()) {
            getLog().info("Database schema is up to date!");
        } else if (failOnPending) {
            throw new MojoExecutionException("The database is not in sync with the migrations."
                    + (result.prisma8() ? "" : " Apply what is pending: mvn refract:deploy"));
        } else {
            getLog().warn("The database is not in sync with the migrations.");
        }
    }

    private void warn(String what, List<String> names) {
        if (!names.isEmpty()) {
            getLog().warn("Migrations " + what + ": " + Controls.escapedLine(String.join(", ", names)));
        }
    }
}
