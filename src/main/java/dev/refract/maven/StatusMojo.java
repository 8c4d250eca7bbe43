package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says where the database stands. Fails when it is not in sync, as the command does. */
@Mojo(name = "status", requiresProject = false, threadSafe = true)
public final class StatusMojo extends RefractMojo {

    /** What fails the build. */
    enum FailOn {
        /** Nothing does. */
        NOTHING,
        /** A database that is not in sync. */
        PENDING,
        /** Also an applied migration that was edited, or whose folder is gone. */
        STRICT
    }

    /**
     * What fails the build: pending, a database that is not in sync; strict, also an applied migration that was edited
     * or whose folder is gone; nothing.
     */
    @Parameter(property = "refract.failOn", defaultValue = "pending")
    private String failOn = "pending";

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        FailOn limit = limit();
        StatusResult result = configuration.build().status();
        result.migrations().forEach(entry -> getLog().info("  " + Controls.escapedLine(entry.name()) + "  "
                + entry.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        warn("only in the database, without a folder", result.unknown());
        warn("edited after they were applied", result.edited());
        if (result.prisma8()) {
            getLog().warn("Prisma 8 has signed this database, so its own history may be the one that counts.");
        }
        if (result.upToDate() && limit == FailOn.STRICT && !result.consistent()) {
            throw new MojoExecutionException("Nothing is pending, but the folders are not what was applied. Bring the "
                    + "folders and scripts back as they were; changes belong in a new migration.");
        } else if (result.upToDate()) {
            getLog().info("Database schema is up to date!");
        } else if (limit != FailOn.NOTHING) {
            throw new MojoExecutionException("The database is not in sync with the migrations."
                    + (result.prisma8() ? "" : " Apply what is pending: mvn refract:deploy"));
        } else {
            getLog().warn("The database is not in sync with the migrations.");
        }
    }

    private FailOn limit() {
        try {
            return FailOn.valueOf(failOn.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefractException(
                    null, "refract.failOn is \"" + failOn + "\".", "Give it nothing, pending or strict.", e);
        }
    }

    private void warn(String what, List<String> names) {
        if (!names.isEmpty()) {
            getLog().warn("Migrations " + what + ": " + Controls.escapedLine(String.join(", ", names)));
        }
    }
}
