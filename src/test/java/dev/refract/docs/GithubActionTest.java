package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.cli.Main;
import dev.refract.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell steps of scripts/github-action/action.yml, run as GitHub runs them. */
@DisabledOnOs(OS.WINDOWS)
class GithubActionTest {

    private static final Path ACTION = Path.of("scripts/github-action/action.yml");
    private static final Pattern INPUT =
            Pattern.compile("(?m)^  ([a-z]+):\n    description: .*\n    default: (?:\"\"|\"?(.*?)\"?)$");
    private static final Pattern STEP = Pattern.compile(
            "(?ms)^    - (?:id: run\n      )?shell: bash\n      env:\n(.*?)      run: (?:\\|\n)?(.*?)(?=^    - |\\z)");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^        ([A-Z]+): \\$\\{\\{ (\\S+) }}$");

    @TempDir
    private Path project;

    private final Map<String, String> inputs = new TreeMap<>();
    private final Map<String, String> outputs = new TreeMap<>();

    @BeforeEach
    void aProject() throws IOException {
        INPUT.matcher(Files.readString(ACTION))
                .results()
                .forEach(input -> inputs.put(input.group(1), input.group(2) == null ? "" : input.group(2)));
        assertThat(inputs.keySet())
                .containsExactlyInAnyOrder("verb", "command", "arguments", "since", "sarif", "upload");
        inputs.put("since", "");
        inputs.put(
                "command",
                Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                        + System.getProperty("java.class.path") + " " + Main.class.getName());
        write("prisma/schema.prisma", "datasource db { provider = \"sqlite\" \n url = \"file:./app.db\" }\n");
        write("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
        write(
                "prisma/migrations/1_users/migration.sql",
                "CREATE TABLE users (id INTEGER PRIMARY KEY);\nINSERT INTO users VALUES (1);\n");
        write("prisma/migrations/1_users/down.sql", "DROP TABLE users;\n");
    }

    @Test
    void lintAnnotatesAndLeavesSarif() throws IOException {
        assertThat(run("deploy").out()).contains("successfully applied");
        write("prisma/migrations/2_empty/migration.sql", "\nDELETE FROM users;\n");

        Program.Outcome outcome = run("lint");

        assertThat(outcome.out())
                .contains("::error file=prisma/migrations/2_empty/migration.sql,line=2", "loss-delete-all");
        assertThat(outputs).containsEntry("code", "1").containsEntry("sarif", "refract.sarif");
        assertThat(Files.readString(project.resolve("refract.sarif"))).contains("\"ruleId\":\"loss-delete-all\"");
        assertThat(step(1).exit()).as("the last step fails the job").isEqualTo(1);

        inputs.put("arguments", "--fail-on\nnever\n");
        run("lint");
        assertThat(outputs).containsEntry("code", "0");
        assertThat(step(1).exit()).isZero();
    }

    @Test
    void deploysAndRehearses() throws IOException {
        assertThat(run("rehearse").out()).contains("1_users");
        assertThat(outputs).containsEntry("code", "0").doesNotContainKey("sarif");
        run("deploy");
        assertThat(outputs).containsEntry("code", "0");
        run("status");
        assertThat(outputs).containsEntry("code", "0");
        assertThat(run("reset").exit()).as("no verb that takes data").isEqualTo(2);
    }

    private Program.Outcome run(String verb) throws IOException {
        inputs.put("verb", verb);
        outputs.clear();
        Path file = project.resolve("output");
        Files.writeString(file, "");
        Program.Outcome outcome = step(0);
        for (String line : Files.readAllLines(file)) {
            outputs.put(line.split("=", 2)[0], line.split("=", 2)[1]);
        }
        return outcome;
    }

    /** One of the two shell steps. */
    private Program.Outcome step(int index) throws IOException {
        List<MatchResult> steps =
                STEP.matcher(Files.readString(ACTION)).results().toList();
        assertThat(steps).hasSize(2);
        Path script = project.resolve("step.sh");
        Files.writeString(script, steps.get(index).group(2).stripIndent());
        Program program = new Program(
                        new ArrayList<>(List.of("bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString())),
                        project)
                .with("GITHUB_ACTIONS", "true")
                .with("GITHUB_WORKSPACE", project.toString())
                .with("GITHUB_STEP_SUMMARY", project.resolve("summary.md").toString())
                .with("GITHUB_OUTPUT", project.resolve("output").toString());
        for (MatchResult variable :
                VARIABLE.matcher(steps.get(index).group(1)).results().toList()) {
            String name = variable.group(2);
            program = program.with(
                    variable.group(1),
                    name.startsWith("inputs.")
                            ? inputs.get(name.substring("inputs.".length()))
                            : outputs.get(name.substring("steps.run.outputs.".length())));
        }
        return program.run();
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
