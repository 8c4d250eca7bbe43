package dev.refract.cli;

import dev.refract.internal.lint.LintFormat;
import dev.refract.internal.lint.LintReports;
import dev.refract.internal.lint.RuleIds;
import dev.refract.internal.lint.RulePages;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lint",
        description =
                "Say what migrations would lock, rewrite, fail, lose or break, and the safe way. Changes nothing.",
        footer = {
            "",
            "Without names: what the database does not have yet, or has otherwise; where none answers, what the git",
            "branch changed; else all.",
            "Exit code 1 where something is at least as bad as --fail-on.",
            "",
            "Examples:",
            "  refract migrate lint",
            "  refract migrate lint --since origin/main --format github --format sarif=lint.sarif",
            "  refract migrate lint --all --server-version postgresql:15",
            "  refract migrate lint --explain lock-index"
        })
final class LintCommand extends VerbCommand {

    /** When lint fails the build. */
    enum FailOn {
        error,
        warning,
        info,
        never;

        Optional<Severity> limit() {
            return this == never ? Optional.empty() : Optional.of(Severity.valueOf(name().toUpperCase(Locale.ROOT)));
        }
    }

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "The migrations, by their folders' names.")
    private @Nullable List<String> names;

    @Option(names = "--all", description = "Look at every migration, applied or not.")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "COMMIT",
            description = "Look at the migrations that differ from a commit, such as origin/main.")
    private @Nullable String since;

    @Option(
            names = "--server-version",
            paramLabel = "SERVER",
            description = "The server to judge for, such as postgresql:16, mysql:8.4, mariadb:11.4. Default: that of "
                    + "the database, else the newest known.")
    private @Nullable String serverVersion;

    @Option(
            names = "--format",
            paramLabel = "FORMAT[=FILE]",
            description = "text, json, github, sarif, gitlab, junit or markdown, to standard output or a file. Several "
                    + "may be given. In a workflow of GitHub's, github comes beside text by itself.")
    private @Nullable List<String> formats;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "error, warning, info or never: what makes the exit code 1. Default: error.")
    private FailOn failOn = FailOn.error;

    @Option(
            names = "--observe",
            description = "Run the statements on a scratch database, to see what the server does with them; an error "
                    + "where that can't be. Default: where it can be.")
    private boolean observe;

    @Option(names = "--no-observe", description = "Run nothing: judge by the text.")
    private boolean noObserve;

    @Option(
            names = "--stats",
            paramLabel = "FILE",
            description = "How large tables are, from a file that --write-stats wrote on another database.")
    private @Nullable Path stats;

    @Option(
            names = "--write-stats",
            paramLabel = "FILE",
            description = "Write how large the database's tables are to a file, for --stats; look at nothing.")
    private @Nullable Path writeStats;

    @Option(names = "--explain", paramLabel = "RULE", description = "Say what a rule finds, and why; look at nothing.")
    private @Nullable String explain;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        if (explain != null) {
            explain(explain);
            return 0;
        }
        if (writeStats != null) {
            int tables = common.configure(renderer).build().writeLintStats(writeStats);
            renderer.done(
                    "lintStats",
                    "file",
                    writeStats.toString(),
                    "The sizes of " + Counted.of(tables, "table") + " are in " + writeStats + ".");
            return 0;
        }
        List<String> wanted = formats == null ? List.of() : formats;
        wanted.forEach(this::requireKnown);
        LintOptions options =
                LintOptions.DEFAULT.names(names == null ? List.of() : names).all(all);
        options = since == null ? options : options.since(since);
        options = serverVersion == null ? options : options.serverVersion(serverVersion);
        if (observe && noObserve) {
            throw new ParameterException(spec.commandLine(), "--observe and --no-observe: one of the two.");
        }
        options = observe || noObserve ? options.observe(observe) : options;
        options = stats == null ? options : options.stats(stats);
        LintResult result = common.configure(renderer).build().lint(options);
        boolean text = wanted.stream().allMatch(format -> format.contains("="));
        if (text) {
            renderer.linted(result);
        }
        wanted.forEach(format -> write(format, result, renderer));
        if (text && !common.json() && wanted.stream().noneMatch(format -> format.startsWith("github"))) {
            annotate(result);
        }
        return failOn.limit().filter(result::reaches).isPresent() ? 1 : 0;
    }

    private void requireKnown(String format) {
        String name = format.split("=", 2)[0];
        if (!name.equals("text") && LintFormat.of(name).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Unknown format '" + Controls.escapedLine(name) + "': text, "
                            + String.join(", ", LintFormat.names()) + ".");
        }
        if (name.equals("text") && format.contains("=")) {
            throw new ParameterException(spec.commandLine(), "Text goes to standard output: redirect it to a file.");
        }
    }

    private void write(String format, LintResult result, Renderer renderer) {
        String[] parts = format.split("=", 2);
        Optional<LintFormat> wanted = LintFormat.of(parts[0]);
        if (wanted.isEmpty()) {
            renderer.linted(result);
            return;
        }
        String text = wanted.get().text(result, root(), failOn.limit());
        if (parts.length == 1) {
            print(text);
        } else {
            write(Path.of(parts[1]), text);
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static void write(Path file, String text, OpenOption... how) {
        try {
            Files.writeString(file, text, how);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "The report can't be written to " + file + ".",
                    "Name a file in a folder that is there and may be written.",
                    e);
        }
    }

    /** GitHub shows the first ten of a kind, and a summary with all. */
    private void annotate(LintResult result) {
        if (!"true".equals(System.getenv("GITHUB_ACTIONS"))) {
            return;
        }
        print(LintReports.annotations(result, root()));
        String summary = System.getenv("GITHUB_STEP_SUMMARY");
        if (summary != null && !summary.isEmpty() && !result.migrations().isEmpty()) {
            write(
                    Path.of(summary),
                    LintFormat.MARKDOWN.text(result, root(), failOn.limit()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** The repository's folder, as GitHub's and GitLab's runners say it. */
    private static Path root() {
        return Stream.of("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
                .map(System::getenv)
                .filter(folder -> folder != null && !folder.isEmpty())
                .findFirst()
                .map(Path::of)
                .orElse(Path.of(""));
    }

    private void explain(String id) {
        RuleIds.require(id, "");
        Terminal out = new Terminal(spec.commandLine().getOut());
        RulePages.page(id).lines().forEach(out::println);
        out.flush();
    }
}
