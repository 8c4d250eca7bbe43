package dev.refract.maven;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.internal.connect.UrlVariable;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.report.RefractException;
import java.io.File;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals have that run a data migration's batches. */
abstract class BatchesMojo extends RefractMojo {

    /** How long a batch should take, such as 200ms; its size follows. Default: 500ms, or what data.toml says. */
    @Parameter(property = "refract.targetTime")
    private @Nullable String targetTime;

    /** How many rows a batch goes through, always. */
    @Parameter(property = "refract.batchSize")
    private @Nullable Integer batchSize;

    /** A pause after each batch, such as 50ms. Default: none, or what data.toml says. */
    @Parameter(property = "refract.sleep")
    private @Nullable String sleep;

    /** MySQL: waits while a status variable is above its limit, such as Threads_running=25. */
    @Parameter(property = "refract.maxLoad")
    private @Nullable String maxLoad;

    /** Waits while a replica lags more, such as 5s. */
    @Parameter(property = "refract.maxLag")
    private @Nullable String maxLag;

    /** The replicas to look at: URLs, or env:NAME, the variable that holds one. */
    @Parameter(property = "refract.replica")
    private List<String> replica = List.of();

    /** Waits while this query's first value is neither 0, false nor NULL. */
    @Parameter(property = "refract.throttleQuery")
    private @Nullable String throttleQuery;

    /** Waits while this file is there. */
    @Parameter(property = "refract.pauseFile")
    private @Nullable File pauseFile;

    /** Runs at this time of day, such as 22:00-06:00. */
    @Parameter(property = "refract.window")
    private @Nullable String window;

    /** Pauses after this time, such as 2h; the next run goes on. */
    @Parameter(property = "refract.maxTime")
    private @Nullable String maxTime;

    final DataRunOptions with(DataRunOptions options) {
        return options.targetTime(duration("refract.targetTime", targetTime))
                .batchSize(batchSize)
                .sleep(duration("refract.sleep", sleep))
                .maxLoad(maxLoad)
                .maxLag(duration("refract.maxLag", maxLag), urls())
                .throttleQuery(throttleQuery)
                .pauseFile(pauseFile == null ? null : pauseFile.toPath())
                .window(window)
                .maxTime(duration("refract.maxTime", maxTime));
    }

    private List<String> urls() {
        return replica.stream()
                .map(one -> UrlVariable.url(one)
                        .orElseThrow(() -> new RefractException(
                                null,
                                "refract.replica is \"" + one + "\", and there is no such variable.",
                                "Set it, or correct its name.")))
                .toList();
    }

    final void end(DataRunResult result) throws MojoExecutionException {
        write(JsonLine.of(result));
        for (DataRunResult.Run run : result.migrations()) {
            if (result.dryRun()) {
                getLog().info("Would run `" + Controls.escapedLine(run.name()) + "` ("
                        + run.state().text() + "):");
                run.plan().forEach(line -> getLog().info("  " + Controls.escaped(line)));
            } else if (run.batches() == 0 && run.state() == DataState.DONE) {
                getLog().info("`" + Controls.escapedLine(run.name()) + "` is done.");
            }
        }
        if (!result.dryRun() && !result.isDone()) {
            throw new MojoExecutionException("Not all of it is done: what was paused goes on at the next run.");
        }
    }
}
