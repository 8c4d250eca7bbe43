package dev.refract.cli;

import dev.refract.data.DataRunOptions;
import dev.refract.internal.connect.UrlVariable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How batches run. */
final class DataRunOptionsMixin {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--target-time",
            paramLabel = "DURATION",
            converter = LimitOptions.Text.class,
            description = "How long a batch should take; its size follows. Default: 500ms.")
    private @Nullable Duration targetTime;

    @Option(names = "--batch-size", paramLabel = "N", description = "How many rows a batch goes through, always.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--sleep",
            paramLabel = "DURATION",
            converter = LimitOptions.Text.class,
            description = "A pause after each batch. Default: none.")
    private @Nullable Duration sleep;

    @Option(
            names = "--max-load",
            paramLabel = "LIMITS",
            description = "MySQL: wait while a status variable is above its limit, such as Threads_running=25.")
    private @Nullable String maxLoad;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            converter = LimitOptions.Text.class,
            description = "Wait while a replica lags more.")
    private @Nullable Duration maxLag;

    @Option(
            names = "--replica",
            paramLabel = "URL",
            description = "A replica to look at, or env:NAME, the variable that holds its URL; repeatable.")
    private List<String> replicas = List.of();

    @Option(
            names = "--throttle-query",
            paramLabel = "SQL",
            description = "Wait while its first value is neither 0, false nor NULL.")
    private @Nullable String throttleQuery;

    @Option(names = "--pause-file", paramLabel = "FILE", description = "Wait while this file is there.")
    private @Nullable Path pauseFile;

    @Option(names = "--window", paramLabel = "FROM-TO", description = "Run at this time of day, such as 22:00-06:00.")
    private @Nullable String window;

    @Option(
            names = "--max-time",
            paramLabel = "DURATION",
            converter = LimitOptions.Text.class,
            description = "Pause after this time; the next run goes on.")
    private @Nullable Duration maxTime;

    DataRunOptions apply(DataRunOptions options) {
        if (batchSize != null && batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1");
        }
        if (batchSize != null && targetTime != null) {
            throw new ParameterException(spec.commandLine(), "Give either --batch-size or --target-time");
        }
        if (maxLag == null && !replicas.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--replica needs --max-lag");
        }
        return options.targetTime(targetTime)
                .batchSize(batchSize)
                .sleep(sleep)
                .maxLoad(maxLoad)
                .maxLag(maxLag, urls())
                .throttleQuery(throttleQuery)
                .pauseFile(pauseFile)
                .window(window)
                .maxTime(maxTime);
    }

    private List<String> urls() {
        return replicas.stream()
                .map(replica -> UrlVariable.url(replica)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "--replica: there is no variable " + replica.substring(replica.indexOf(':') + 1))))
                .toList();
    }
}
