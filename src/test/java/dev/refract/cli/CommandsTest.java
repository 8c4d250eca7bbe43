package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {

    private static final CommandLine ALL = Main.commandLine();

    @Test
    void everyCommandIsCalledWhatItsHelpSays() {
        ALL.getSubcommands().values().forEach(group -> group.getSubcommands()
                .forEach((name, command) -> assertThat(name)
                        .isEqualTo(command.getCommand()
                                .getClass()
                                .getAnnotation(Command.class)
                                .name())));
    }

    /** Every class of this package that is a command, whether or not somebody has entered it. */
    @Test
    void everyCommandIsEntered() throws Exception {
        Set<Class<?>> entered = new HashSet<>();
        collect(ALL, entered);
        Set<Class<?>> written = new HashSet<>();
        Path folder = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(folder.resolve("dev/refract/cli"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.class$", "");
                Class<?> type = Class.forName("dev.refract.cli." + name);
                if (type.isAnnotationPresent(Command.class)) {
                    written.add(type);
                }
            }
        }
        assertThat(written).hasSizeGreaterThan(10);
        assertThat(entered).containsAll(written);
    }

    private static void collect(CommandLine line, Set<Class<?>> entered) {
        entered.add(line.getCommand().getClass());
        line.getSubcommands().values().forEach(command -> collect(command, entered));
    }

    @Test
    void aCommandBuiltAloneIsTheOneOfTheWholeTree() {
        Map<String, CommandLine> verbs = ALL.getSubcommands().get("migrate").getSubcommands();
        assertThat(verbs).hasSizeGreaterThan(5);
        verbs.forEach((name, whole) -> {
            CommandLine tree = Main.commandLine("migrate", name, "--json");
            assertThat(tree.getSubcommands().get("migrate").getSubcommands()).containsOnlyKeys(name);
            assertThat(tree.getSubcommands()
                            .get("migrate")
                            .getSubcommands()
                            .get(name)
                            .getUsageMessage())
                    .isEqualTo(whole.getUsageMessage());
        });
    }

    @Test
    void whatNamesNoCommandHasThemAll() {
        assertThat(Main.commandLine("migrate", "nope")
                        .getSubcommands()
                        .get("migrate")
                        .getSubcommands())
                .hasSizeGreaterThan(5);
        assertThat(Main.commandLine("help", "migrate").getSubcommands())
                .containsKeys("migrate", "db", "help", "generate-completion");
    }

    @Test
    void helpGoesDownToACommand() {
        assertThat(Commands.spelledOut("help", "migrate", "deploy")).containsExactly("migrate", "deploy", "--help");
        for (String[] other :
                new String[][] {{}, {"help"}, {"help", "migrate"}, {"migrate", "deploy", "--url", "help"}}) {
            assertThat(Commands.spelledOut(other)).isSameAs(other);
        }
    }
}
