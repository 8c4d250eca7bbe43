package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.internal.rehearse.DriftSettings;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftResult;
import dev.refract.report.RefractException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Compares the database with what its applied migrations make of a scratch database. Changes nothing. Fails where they
 * differ.
 */
@Mojo(name = "drift", requiresProject = false, threadSafe = true)
public final class DriftMojo extends RefractMojo {

    /** Patterns of names of objects to leave out: * is any text, ? one character. */
    @Parameter(property = "refract.exclude")
    private @Nullable List<String> exclude;

    /** What may differ: column-order, comments. */
    @Parameter(property = "refract.ignore")
    private @Nullable List<String> ignore;

    /** Writes the statements that lead to what the migrations make to this file. */
    @Parameter(property = "refract.sqlFile")
    private @Nullable File sqlFile;

    /** Keeps what the migrations make in this folder, so that the same ones are not run again the next time. */
    @Parameter(property = "refract.cache")
    private @Nullable File cache;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        DriftResult result = configuration
                .build()
                .drift(DriftOptions.DEFAULT
                        .exclude(exclude == null ? List.of() : exclude)
                        .ignore(aspects(ignore))
                        .sql(sqlFile != null)
                        .cache(cache == null ? null : cache.toPath()));
        write(JsonLine.of(result));
        result.edited().forEach(name -> getLog().warn("Edited after it was applied: " + Controls.escapedLine(name)));
        result.failed().forEach(name -> getLog().warn("Failed: " + Controls.escapedLine(name)));
        say(getLog(), result.differences());
        if (sqlFile != null) {
            writeSql(result.sql().orElse(""), sqlFile);
        }
        if (result.hasDrift()) {
            throw new MojoExecutionException(
                    "The database (+) differs from what its applied migrations make (-). What is above says how.");
        }
        getLog().info("No drift.");
    }

    private static void writeSql(String sql, File file) {
        try {
            Files.writeString(file.toPath(), sql);
        } catch (IOException e) {
            throw new RefractException(
                    null, "The file " + file + " can't be written: " + e.getMessage() + ".", "Name another.", e);
        }
    }

    /** Object by object. */
    static void say(Log log, List<DriftResult.Difference> differences) {
        for (DriftResult.Difference difference : differences) {
            log.error(difference.type().name().toLowerCase(Locale.ROOT) + " "
                    + Controls.escapedLine(difference.object()));
            difference.lines().forEach(line -> log.error("    " + Controls.escapedLine(Secrets.masked(line))));
        }
    }

    static Set<DriftOptions.Aspect> aspects(@Nullable List<String> ignore) {
        Set<DriftOptions.Aspect> aspects = EnumSet.noneOf(DriftOptions.Aspect.class);
        for (String word : ignore == null ? List.<String>of() : ignore) {
            aspects.add(DriftSettings.aspect(word)
                    .orElseThrow(() -> new RefractException(
                            null, "refract.ignore is \"" + word + "\".", "Give it column-order or comments.")));
        }
        return aspects;
    }
}
