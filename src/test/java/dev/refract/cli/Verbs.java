package dev.refract.cli;

import java.lang.reflect.Member;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line's verbs, as the program itself knows them. */
public final class Verbs {

    private Verbs() {}

    /**
     * An option of a verb.
     *
     * @param names as they are typed
     * @param shared whether several verbs have it from one declaration
     */
    public record Option(String verb, List<String> names, boolean shared) {}

    /** All of them, but for {@code --help}. */
    public static List<Option> options() {
        return Main.commandLine().getSubcommands().values().stream()
                .flatMap(group -> group.getSubcommands().entrySet().stream())
                .flatMap(verb -> options(verb.getKey(), verb.getValue()))
                .collect(Collectors.toList());
    }

    private static Stream<Option> options(String name, CommandLine verb) {
        return verb.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(option -> new Option(name, List.of(option.names()), isShared(option.userObject())));
    }

    private static boolean isShared(Object declaration) {
        return declaration instanceof Member member
                && List.of(CommonOptions.class, LimitOptions.class, DataRunOptionsMixin.class)
                        .contains(member.getDeclaringClass());
    }
}
