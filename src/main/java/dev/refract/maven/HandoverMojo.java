package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.HandoverResult;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/** Says whether Prisma 8 can take the database over, and how. Changes nothing. Fails where it can't. */
@Mojo(name = "handover", requiresProject = false, threadSafe = true)
public final class HandoverMojo extends RefractMojo {

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        HandoverResult result = configuration.build().handover();
        write(JsonLine.of(result));
        warn("Not applied, and Prisma 8 will not apply it", result.pending());
        warn("Failed", result.failed());
        warn("Applied, but without a folder", result.unknown());
        warn("Edited after it was applied", result.edited());
        warn("The database (+) differs from what the migrations make of an empty one (-)", result.differences());
        if (result.signed()) {
            throw new MojoExecutionException("Prisma 8 has signed this database already.");
        }
        if (!result.ready()) {
            throw new MojoExecutionException(
                    offered("Not ready for Prisma 8, which would sign the database as it is now. " + next(result)));
        }
        getLog().info("Ready for Prisma 8: all migrations are applied, and nothing differs.");
        getLog().info("With prisma and @prisma/orm-postgres 8 in the project:");
        result.commands().forEach(command -> getLog().info("    " + command));
    }

    private void warn(String what, List<String> each) {
        each.forEach(one -> getLog().warn(what + ": " + Controls.escaped(Secrets.masked(one))));
    }

    private static String next(HandoverResult result) {
        return result.settled()
                ? "Add a migration that makes what the database has, and mark it with refract migrate resolve "
                        + "--applied NAME; or change the database back."
                : !result.failed().isEmpty()
                        ? "What resolves what failed: refract migrate status"
                        : !result.pending().isEmpty()
                                ? "Apply what is pending: refract migrate deploy"
                                : "Bring the folders back.";
    }
}
