package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes down.sql, the way back, for migrations that lack one, and tries it on a scratch database. Fails where a file
 * does not lead back exactly, or has something to finish.
 */
@Mojo(name = "generate-down", requiresProject = false, threadSafe = true)
public final class GenerateDownMojo extends RefractMojo {

    /** The migrations, by their folders' names. Default: all that lack a down.sql. */
    @Parameter(property = "refract.names")
    private @Nullable List<String> names;

    /** Those that the database does not have yet and that lack one. */
    @Parameter(property = "refract.pending", defaultValue = "false")
    private boolean pending;

    /** Writes over a down.sql that is there. */
    @Parameter(property = "refract.force", defaultValue = "false")
    private boolean force;

    /** Does not try the files. */
    @Parameter(property = "refract.noVerify", defaultValue = "false")
    private boolean noVerify;

    /** Tries them on empty tables only. */
    @Parameter(property = "refract.noSample", defaultValue = "false")
    private boolean noSample;

    /** Writes no file: the log says what would be written. */
    @Parameter(property = "refract.dryRun", defaultValue = "false")
    private boolean dryRun;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        GenerateDownOptions options = GenerateDownOptions.DEFAULT
                .which(which())
                .write(!dryRun)
                .force(force)
                .verify(!noVerify)
                .sample(!noSample);
        GenerateDownResult result = configuration.build().generateDown(options);
        write(JsonLine.of(result));
        if (result.files().isEmpty()) {
            getLog().info("No migration lacks a down.sql.");
        }
        result.files().forEach(this::show);
        if (!result.isGood()) {
            throw new MojoExecutionException(
                    offered("A down.sql is not known to lead back. Finish what is named above, and try it: refract "
                            + "migrate rehearse"));
        }
    }

    private void show(GenerateDownResult.DownFile file) {
        String line = Controls.escapedLine(file.path()) + "  "
                + file.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + file.remains().map(remains -> "\n" + shown(remains)).orElse("")
                + file.withoutRows()
                        .map(why -> "\nTried with empty tables only: " + shown(why))
                        .orElse("")
                + (dryRun ? "\n" + shown(file.text()) : "");
        if (GenerateDownResult.isGood(file)) {
            getLog().info(line);
        } else {
            getLog().error(line);
        }
    }

    private static String shown(String text) {
        return Controls.escaped(Secrets.masked(text));
    }

    private GenerateDownOptions.Which which() {
        if (names != null && !names.isEmpty()) {
            return new GenerateDownOptions.Named(names);
        }
        return pending ? new GenerateDownOptions.Pending() : new GenerateDownOptions.Missing();
    }
}
