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
            Map.entry("lint", "refract.lint"));

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefractException cause) {
        String what = "The database migrations failed"
                + cause.code().map(code -> " (" + code + ")").orElse("") + ".\n\n" + Controls.escaped(cause.what());
        return new FailureAnalysis(what, Controls.escaped(offered(cause.next())), cause);
    }

    /** With properties in the place of options, and what the command line has to be told. */
    private static String offered(String next) {
        String properties = OfferedOption.replaced(next, RefractFailureAnalyzer::property);
        boolean commands = !OfferedCommand.replaced(next, command -> command.with(List.of("--json")))
                .equals(next);
        return commands
                ? properties + "\nThe commands are those of Refract's command line (java -jar refract.jar); --url and "
                        + "--migrations tell it which database and folder this application means."
                : properties;
    }

    private static @Nullable String property(OfferedOption option) {
        String property = PROPERTIES.get(option.name());
        return property == null || option.value() == null ? property : property + "=" + option.value();
    }
}
