package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
