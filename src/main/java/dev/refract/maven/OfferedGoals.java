package dev.refract.maven;

import dev.refract.internal.output.GivenUrl;
import dev.refract.internal.output.OfferedCommand;
import dev.refract.internal.output.OfferedOption;
import dev.refract.internal.output.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line's commands and options in a text, as Maven has them: goals and properties, with what this call of
 * Maven was told about project and database.
 *
 * @param goal the one that runs
 * @param called Maven's goals and phases, as they were typed
 * @param modules those that were chosen by {@code -pl}
 * @param given the properties that were typed
 */
record OfferedGoals(
        String goal, List<String> called, List<String> modules, Properties given, Map<String, String> environment) {

    private static final String PREFIX = "refract.";
    private static final String URL = "refract.url";

    /** The parameters of each goal, as options of the command line, beside those that all goals have. */
    private static final Map<String, Set<String>> GOALS = Map.ofEntries(
            Map.entry(
                    "deploy",
                    Set.of(
                            "--to",
                            "--online",
                            "--resume",
                            "--resume-at",
                            "--require-down",
                            "--lint",
                            "--data",
                            "--drift",
                            "--dry-run",
                            "--allow-prisma8")),
            Map.entry(
                    "down",
                    Set.of(
                            "--to",
                            "--steps",
                            "--all",
                            "--failed",
                            "--force",
                            "--no-loss",
                            "--online",
                            "--dry-run",
                            "--allow-prisma8")),
            Map.entry("resolve", Set.of("--applied", "--up-to", "--rolled-back", "--allow-prisma8")),
            Map.entry("reset", Set.of("--force", "--keep-extensions", "--allow-prisma8")),
            Map.entry("rehearse", Set.of("--all", "--from-dump", "--keep", "--remove-leftovers")),
            Map.entry("generate-down", Set.of("--pending", "--force", "--no-verify", "--no-sample", "--stdout")),
            Map.entry("status", Set.of()),
            Map.entry("handover", Set.of()),
            Map.entry("drift", Set.of("--sql", "--exclude", "--ignore")),
            Map.entry("squash", Set.of("--up-to", "--name", "--keep-data", "--drop-data", "--dry-run")),
            Map.entry(
                    "baseline",
                    Set.of(
                            "--up-to",
                            "--from-database",
                            "--name",
                            "--force",
                            "--exclude",
                            "--ignore",
                            "--allow-prisma8")),
            Map.entry("execute", Set.of("--file")),
            Map.entry("seed", Set.of()),
            Map.entry("lint", Set.of("--all", "--since", "--server-version")),
            Map.entry("data-run", Set.of("--all", "--dry-run")),
            Map.entry("data-status", Set.of()),
            Map.entry("data-verify", Set.of()),
            Map.entry("data-down", Set.of()),
            Map.entry("data-pause", Set.of()),
            Map.entry("data-resolve", Set.of("--done", "--restart")));

    /** Those that take one name. */
    private static final Set<String> ONE_NAME = Set.of("data-down", "data-pause", "data-resolve");

    /** Those that a text names by themselves; other programs have options, too. */
    private static final Set<String> NAMED = Set.of(
            "url",
            "schema",
            "config",
            "migrations",
            "env-file",
            "no-env-file",
            "wait-for-database",
            "to",
            "online",
            "transaction",
            "lock-wait",
            "lock-timeout",
            "lock-retries",
            "statement-timeout",
            "resume",
            "resume-at",
            "require-down",
            "lint",
            "drift",
            "batch-size",
            "target-time",
            "max-lag",
            "max-load",
            "replica",
            "throttle-query",
            "window",
            "dry-run",
            "allow-prisma8",
            "force",
            "no-loss",
            "applied",
            "rolled-back",
            "from-dump");

    /** A text for Maven's user. */
    String in(String text) {
        Optional<GivenUrl> url =
                Optional.ofNullable(given.getProperty(URL)).map(typed -> GivenUrl.of(typed, environment));
        String goals = OfferedCommand.replaced(text, command -> goal(command, url));
        String complete = OfferedOption.replaced(
                goals, option -> NAMED.contains(option.name()) ? property(option.name(), option.value()) : null);
        return url.isEmpty() || goals.equals(text) ? complete : url.get().explained(complete);
    }

    /** As the command where there is no goal for it. */
    private String goal(OfferedCommand command, Optional<GivenUrl> url) {
        Set<String> known = GOALS.getOrDefault(command.goal(), Set.of());
        boolean possible = GOALS.containsKey(command.goal())
                && command.arguments().stream()
                        .allMatch(each -> each.option() == null || known.contains(each.option()));
        if (!possible) {
            return command.with(List.of());
        }
        List<String> line = new ArrayList<>(List.of("mvn"));
        if (!modules.isEmpty()) {
            line.add("-pl " + Shell.quoted(String.join(",", modules)));
        }
        line.add(plugin() + ":" + command.goal());
        List<String> names = new ArrayList<>();
        for (OfferedCommand.Argument argument : command.arguments()) {
            if (argument.option() == null) {
                names.add(String.valueOf(argument.value()));
            } else if (!(argument.option().equals("--applied") && argument.value() == null)) { // --up-to says it
                line.add(property(argument.option().substring(2), argument.value()));
            }
        }
        if (!names.isEmpty()) {
            line.add("-Drefract." + (ONE_NAME.contains(command.goal()) ? "name=" : "names=") + String.join(",", names));
        }
        url.map(GivenUrl::argument).ifPresent(argument -> line.add("-D" + URL + "=" + argument));
        given.stringPropertyNames().stream()
                .sorted()
                .filter(name ->
                        name.startsWith(PREFIX) && (name.equals("refract.server") || command.keeps(option(name), goal)))
                .forEach(name -> line.add("-D" + name + "=" + Shell.quoted(given.getProperty(name))));
        return String.join(" ", line);
    }

    /** As it was typed: without the plugin in a pom, its short name is not known. */
    private String plugin() {
        return called.stream()
                .filter(each -> each.matches("(?:refract|dev\\.refract:refract(?::[^:]+)?):" + goal + "(?:@.*)?"))
                .map(each -> each.substring(0, each.lastIndexOf(':' + goal)))
                .findFirst()
                .orElse("refract");
    }

    private static String property(String option, @Nullable String value) {
        String name =
                switch (option) {
                    case "stdout" -> "dryRun";
                    case "up-to" -> "appliedUpTo";
                    default -> camel(option);
                };
        return "-D" + PREFIX + name + (value == null ? "" : "=" + value);
    }

    private static String camel(String option) {
        StringBuilder camel = new StringBuilder();
        for (String word : option.split("-")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    /** A property's option. */
    private static String option(String property) {
        return "--" + kebab(property.substring(PREFIX.length()));
    }

    static String kebab(String camel) {
        return camel.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
