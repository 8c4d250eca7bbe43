package dev.refract.internal.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/new-rule} makes what compiles, and is entered. */
@DisabledOnOs(OS.WINDOWS)
class NewRuleTest {

    private static final Path RULES = Path.of("src/main/java/dev/refract/internal/lint/rules");
    private static final Path CASES = Path.of("src/test/resources/dev/refract/internal/lint/rules/cases.tsv");

    @TempDir
    private Path tree;

    @Test
    void makesTheSet() throws IOException {
        for (Path file : List.of(Path.of("scripts/new-rule"), RULES.resolve("Rules.java"), CASES)) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.copy(file, tree.resolve(file));
        }

        Program.Outcome outcome = run("lock-new-thing");

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        Path rule = tree.resolve(RULES).resolve("LockNewThingRule.java");
        Path entered = tree.resolve(RULES).resolve("Rules.java");
        assertThat(outcome.out().lines())
                .containsExactly(
                        rule.toString(),
                        entered.toString(),
                        tree.resolve("docs/rules/lock-new-thing.md").toString(),
                        tree.resolve(CASES).toString());
        assertThat(Files.readString(entered)).contains("            new LockNewThingRule());");
        assertThat(Files.readAllLines(tree.resolve(CASES)))
                .as("a good case and a bad one")
                .hasSize(Files.readAllLines(CASES).size() + 2);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                tree.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                rule.toString(),
                                entered.toString()))
                .as("it compiles")
                .isZero();
        assertThat(run("lock-new-thing").err()).contains("There is a rule lock-new-thing already.");
        assertThat(run("thing").exit()).isEqualTo(2);
    }

    private Program.Outcome run(String id) {
        return new Program(List.of("bash", tree.resolve("scripts/new-rule").toString(), id), tree).run();
    }
}
