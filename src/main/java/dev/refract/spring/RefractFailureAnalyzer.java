package dev.refract.spring;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.OfferedCommand;
import dev.refract.internal.output.OfferedOption;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what stopped the start, and what to do, instead of a stack trace. */
public final class RefractFailureAnalyzer extends AbstractFailureAnalyzer<RefractException> {

    /** The command line's options that have a property. */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("url", "refract.datasource.url"),
            Map.entry("migrations", "refract.migrations"),
            Map.entry("lock-wait", "refract.lock-wait"),
            Map.entry("lock-timeout", "refract.lock-timeout"),
            Map.entry("statement-timeout", "refract.statement-timeout"),
            Map.entry("lock-retries", "refract.lock-retries"),
            Map.entry("wait-for-database", "refract.wait-for-database"),
            Map.entry("allow-prisma8", "refract.allow-prisma8"),
            Map.entry("lint", "refract.lint"),
            Map.entry("target-time", "refract.data.target-time"),
            Map.entry("batch-size", "refract.data.batch-size"),
            Map.entry("max-load", "refract.data.max-load"),
            Map.entry("max-lag", "refract.data.max-lag"),
            Map.entry("replica", "refract.data.replicas"),
            Map.entry("throttle-query", "refract.data.throttle-query"),
            Map.entry("window", "refract.data.window"));

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefractException cause) {
        String what = "The database migrations failed"
                + cause.code().map(code -> " (" + code + ")").orElse("") + ".\n\n" + Controls.escaped(cause.what());
        return new FailureAnalysis(what, Controls.escaped(offered(cause.next())), cause);
    }

    /** With properties in the place of options, and what the command line has to be told. */
    static String offered(String next) {
        String starting = OfferedCommand.replaced(next, RefractFailureAnalyzer::withData);
        String properties = OfferedOption.replaced(starting, RefractFailureAnalyzer::property);
        boolean commands = !OfferedCommand.replaced(starting, command -> command.with(List.of("--json")))
                .equals(starting);
        return commands
                ? properties + "\nThe commands are those of Refract's command line (java -jar refract.jar); --url and "
                        + "--migrations tell it which database and folder this application means."
                : properties;
    }

    /** The deploy is the application's start. */
    private static String withData(OfferedCommand command) {
        return command.arguments().stream()
                .filter(argument -> "--data".equals(argument.option()))
                .findFirst()
                .map(argument -> "refract.data.deploy=" + argument.value())
                .orElse(command.with(List.of()));
    }

    private static @Nullable String property(OfferedOption option) {
        String property = PROPERTIES.get(option.name());
        return property == null || option.value() == null ? property : property + "=" + option.value();
    }
}
