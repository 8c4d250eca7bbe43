package dev.refract.cli;

import dev.refract.internal.output.OfferedCommand;
import dev.refract.internal.output.Secrets;
import dev.refract.internal.output.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    private static final String PRISMA8 = "--allow-prisma8";

    private static final List<String> STAND_INS = List.of("REFRACT_URL", "DATABASE_URL");

    private static final Set<String> PLACES =
            Set.of("--schema", "--config", "--migrations", "--env-file", "--no-env-file");
    private static final Set<String> GUARDED = Set.of("deploy", "down", "resolve", "reset");

    /** How a verb runs, again in the next attempt at it. */
    private static final Map<String, Set<String>> MANNERS = Map.of(
            "deploy",
            Set.of(
                    "--to",
                    "--require-down",
                    "--online",
                    "--transaction",
                    "--lock-wait",
                    "--lock-timeout",
                    "--lock-retries",
                    "--statement-timeout"),
            "down",
            Set.of("--transaction", "--lock-wait", "--lock-timeout", "--lock-retries", "--statement-timeout"));

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
        Optional<Url> url = parsed.matchedOptions().stream()
                .filter(option -> option.longestName().equals(URL))
                .findFirst()
                .map(option -> url(option.originalStringValues().get(0)));
        String complete = OfferedCommand.replaced(text, command -> command.with(kept(command, parsed, url)));
        boolean unset = url.isPresent() && url.get().unset() != null;
        return unset && !complete.equals(text)
                ? complete + "\n" + url.get().unset() + " stands for the connection URL, which holds a password and is "
                        + "not shown: set that variable first."
                : complete;
    }

    private static List<String> kept(OfferedCommand command, ParseResult parsed, Optional<Url> url) {
        String own = parsed.commandSpec().name();
        Set<String> manners = command.verb().equals(own) ? MANNERS.getOrDefault(own, Set.of()) : Set.of();
        List<String> kept = new ArrayList<>();
        url.ifPresent(given -> kept.addAll(given.option()));
        for (OptionSpec option : parsed.matchedOptions()) {
            String name = option.longestName();
            boolean guard = name.equals(PRISMA8) && GUARDED.contains(command.verb());
            if ((PLACES.contains(name) || manners.contains(name) || guard) && !command.has(name)) {
                kept.addAll(written(option));
            }
        }
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

    /**
     * How the URL is given again.
     *
     * @param option empty where it need not be given
     * @param unset the variable that it needs and that is not there
     */
    private record Url(List<String> option, @Nullable String unset) {}

    /** A password is given by the variable that held it, or by one that the user sets. */
    private Url url(String given) {
        if (Secrets.masked(given).equals(given)) {
            return new Url(List.of(URL + " " + Shell.quoted(given)), null);
        }
        if (given.equals(environment.get("REFRACT_URL"))) {
            return new Url(List.of(), null); // wins over all but the option
        }
        Optional<String> held = new TreeMap<>(environment)
                .entrySet().stream()
                        .filter(entry ->
                                entry.getValue().equals(given) && entry.getKey().matches("[A-Za-z_]\\w*"))
                        .map(Map.Entry::getKey)
                        .findFirst();
        String name = held.or(() -> STAND_INS.stream()
                        .filter(variable -> !environment.containsKey(variable))
                        .findFirst())
                .orElse("GIVEN_URL");
        return new Url(List.of(URL + " \"$" + name + "\""), held.isPresent() ? null : name);
    }
}
