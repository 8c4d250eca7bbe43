package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.internal.project.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long to wait and to run, for the verbs that run scripts. */
final class LimitOptions {

    @Option(
            names = "--lock-wait",
            paramLabel = "DURATION",
            converter = Text.class,
            description =
                    "How long to wait for the migration lock: seconds, or with a unit, such as 2min. Default: 10.")
    private @Nullable Duration lockWait;

    @Option(
            names = "--lock-timeout",
            paramLabel = "DURATION",
            converter = Text.class,
            description =
                    "How long a statement waits for each lock on the server: seconds, or with a unit, such as 500ms. "
                            + "Default: as the server is set.")
    private @Nullable Duration lockTimeout;

    @Option(
            names = "--statement-timeout",
            paramLabel = "DURATION",
            converter = Text.class,
            description = "How long a statement runs at most. Default: as the server is set.")
    private @Nullable Duration statementTimeout;

    @Option(
            names = "--lock-retries",
            paramLabel = "N",
            description =
                    "How often a migration that only failed to get a lock is tried again, after a pause. Default: 0.")
    private @Nullable Integer lockRetries;

    /** The configuration with these options; where one is not given, the configuration's default holds. */
    Refract.Builder apply(Refract.Builder configuration) {
        if (lockWait != null) {
            configuration.lockWait(lockWait);
        }
        if (lockTimeout != null) {
            configuration.lockTimeout(lockTimeout);
        }
        if (statementTimeout != null) {
            configuration.statementTimeout(statementTimeout);
        }
        if (lockRetries != null) {
            configuration.lockRetries(lockRetries);
        }
        return configuration;
    }

    static final class Text implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Durations.parse(text)
                    .orElseThrow(
                            () -> new TypeConversionException("'" + text + "' is no duration: give " + Durations.FORM));
        }
    }
}
