package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.lint.LintFormat;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.report.RefractException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Says what pending migrations would lock, rewrite, fail, lose or break. Changes nothing. Fails where something is at
 * least as bad as failOn.
 */
@Mojo(name = "lint", requiresProject = false, threadSafe = true)
public final class LintMojo extends RefractMojo {

    /** The migrations, by their folders' names. Default: what the database does not have yet, or has otherwise. */
    @Parameter(property = "refract.names")
    private @Nullable List<String> names;

    /** The whole history instead. */
    @Parameter(property = "refract.all", defaultValue = "false")
    private boolean all;

    /** Those that differ from a commit, such as origin/main. */
    @Parameter(property = "refract.since")
    private @Nullable String since;

    /** The server to judge for, such as postgresql:16. Default: that of the database, else the newest known. */
    @Parameter(property = "refract.serverVersion")
    private @Nullable String serverVersion;

    /** What fails the build: error, warning, info or never. */
    @Parameter(property = "refract.failOn", defaultValue = "error")
    private String failOn = "error";

    /** Reports for other programs, each FORMAT=FILE with json, github, sarif, gitlab, junit or markdown. */
    @Parameter(property = "refract.format")
    private @Nullable List<String> format;

    /** Where a report's files' names begin. */
    @Parameter(defaultValue = "${maven.multiModuleProjectDirectory}", readonly = true)
    private @Nullable File root;

    @Override
    void run(Refract.Builder configuration) throws MojoExecutionException {
        Optional<Severity> limit = limit();
        List<String> reports = format == null ? List.of() : format;
        reports.forEach(LintMojo::requireKnown);
        LintOptions options =
                LintOptions.DEFAULT.names(names == null ? List.of() : names).all(all);
        options = since == null ? options : options.since(since);
        options = serverVersion == null ? options : options.serverVersion(serverVersion);
        LintResult result = configuration.build().lint(options);
        write(LintFormat.JSON.text(result, root(), limit));
        for (String report : reports) {
            String[] parts = report.split("=", 2);
            write(new File(parts[1]), LintFormat.of(parts[0]).orElseThrow().text(result, root(), limit));
        }
        result.findings().forEach(this::show);
        result.unread().forEach(place -> getLog().warn("not understood, and not judged: " + place));
        if (limit.filter(result::reaches).isPresent()) {
            throw new MojoExecutionException(result.count(Severity.ERROR) + " errors, "
                    + result.count(Severity.WARNING) + " warnings. Write what is safe instead, or say why it is not "
                    + "needed: -- refract-lint-ignore RULE: reason");
        }
    }

    private Path root() {
        return root == null ? Path.of("") : root.toPath();
    }

    private void show(LintFinding finding) {
        StringBuilder text = new StringBuilder(finding.rule() + " " + finding.file() + ":" + finding.line() + ":"
                + finding.column() + "\n  " + finding.words());
        for (int i = 0; i < finding.safe().size(); i++) {
            text.append("\n-- migration " + (i + 1) + " of " + finding.safe().size() + "\n")
                    .append(finding.safe().get(i));
        }
        String shown = Controls.escaped(Secrets.masked(text.toString()));
        switch (finding.severity()) {
            case ERROR -> getLog().error(shown);
            case WARNING -> getLog().warn(shown);
            case INFO -> getLog().info(shown);
        }
    }

    private static void requireKnown(String report) {
        String[] parts = report.split("=", 2);
        if (parts.length < 2 || LintFormat.of(parts[0]).isEmpty()) {
            throw new RefractException(
                    null,
                    "refract.format is \"" + report + "\".",
                    "Give it FORMAT=FILE, with one of " + String.join(", ", LintFormat.names()) + ".");
        }
    }

    private Optional<Severity> limit() {
        if (failOn.equalsIgnoreCase("never")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new RefractException(
                    null, "refract.failOn is \"" + failOn + "\".", "Give it error, warning, info or never.", e);
        }
    }
}
