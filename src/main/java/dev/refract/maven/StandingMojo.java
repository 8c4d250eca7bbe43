package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.StatusResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;

/** What status and validate share: where the database stands, and what fails the build. */
abstract class StandingMojo extends RefractMojo {

    /** What fails the build. */
    enum FailOn {
        /** Nothing does. */
        NOTHING,
        /** A database that is not in sync. */
        PENDING,
        /** Also an applied migration that was edited, or whose folder is gone. */
        STRICT
    }

    abstract FailOn limit();

    @Override
    final void run(Refract.Builder configuration) throws MojoExecutionException {
        FailOn limit = limit();
        StatusResult result = configuration.build().status();
        write(JsonLine.of(result));
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
            throw new MojoExecutionException(
                    "The database is not in sync with the migrations." + offered(wayOut(result)));
        } else {
            getLog().warn("The database is not in sync with the migrations.");
        }
    }

    private static String wayOut(StatusResult result) {
        String failed = result.migrations().stream()
                .filter(entry -> entry.state() == StatusResult.State.FAILED)
                .map(Advice::resolving)
                .collect(Collectors.joining("\n"));
        if (!failed.isEmpty()) {
            return "\n\n" + failed;
        }
        return result.prisma8() ? "" : " Apply what is pending: refract migrate deploy";
    }

    private void warn(String what, List<String> names) {
        if (!names.isEmpty()) {
            getLog().warn("Migrations " + what + ": " + Controls.escapedLine(String.join(", ", names)));
        }
    }
}
