package dev.refract.cli;

import dev.refract.internal.output.GivenUrl;
import dev.refract.internal.output.OfferedCommand;
import dev.refract.internal.output.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What was said on the command line and belongs to the commands that are offered after it: where the project and the
 * database are, and for the same verb how it is to run. With it they can be pasted into the same shell.
 */
final class KeptOptions {

    /** Of a command line that was not read. */
    static final KeptOptions NONE = new KeptOptions(null, Map.of());

    private static final String URL = "--url";

    private final @Nullable CommandSpec spec;
    private final Map<String, String> environment;

    /**
     * @param spec the command's; null where there is none
     * @param environment where the shell may have taken the URL from
     */
    KeptOptions(@Nullable CommandSpec spec, Map<String, String> environment) {
        this.spec = spec;
        this.environment = environment;
    }

    /** Of what was run last. */
    static KeptOptions of(CommandLine line) {
        ParseResult parsed = line.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed == null ? NONE : new KeptOptions(parsed.commandSpec(), System.getenv());
    }

    /** The text with the commands in it as they can be pasted. */
    String in(String text) {
        ParseResult parsed = spec == null ? null : spec.commandLine().getParseResult();
        if (parsed == null) {
            return text;
        }
        Optional<GivenUrl> url = parsed.matchedOptions().stream()
                .filter(option -> option.longestName().equals(URL))
                .findFirst()
                .map(option -> GivenUrl.of(option.originalStringValues().get(0), environment));
        String complete = OfferedCommand.replaced(text, command -> command.with(kept(command, parsed, url)));
        return url.isEmpty() || complete.equals(text) ? complete : url.get().explained(complete);
    }

    private static List<String> kept(OfferedCommand command, ParseResult parsed, Optional<GivenUrl> url) {
        List<String> kept = new ArrayList<>();
        url.map(GivenUrl::argument).ifPresent(argument -> kept.add(URL + " " + argument));
        parsed.matchedOptions().stream()
                .filter(option ->
                        command.keeps(option.longestName(), parsed.commandSpec().name()))
                .forEach(option -> kept.addAll(written(option)));
        return kept;
    }

    /** As it was given, each of its values with its name. */
    private static List<String> written(OptionSpec option) {
        String name = option.longestName();
        if (option.arity().max() == 0) {
            return List.of(name);
        }
        return option.originalStringValues().stream()
                .map(value -> name + (value.startsWith("-") ? "=" : " ") + Shell.quoted(value))
                .toList();
    }
}
