package dev.refract.internal.lint;

import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In which form another program gets what lint found. */
public enum LintFormat {
    JSON,
    GITHUB,
    SARIF,
    GITLAB,
    JUNIT,
    MARKDOWN;

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(LintFormat::id).toList();
    }

    /** The one of that name; empty where there is none. */
    public static Optional<LintFormat> of(String id) {
        return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
    }

    private String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The whole report.
     *
     * @param root the repository's folder, which such programs take files' names to be in
     * @param limit from which severity on a finding is a failure; empty for none
     */
    public String text(LintResult result, Path root, Optional<Severity> limit) {
        LintFiles files = new LintFiles(root);
        return switch (this) {
            case JSON -> LintReports.json(result);
            case GITHUB -> LintReports.github(result.findings(), files);
            case SARIF -> LintSarif.text(result, files);
            case GITLAB -> LintReports.gitlab(result, files);
            case JUNIT -> LintReports.junit(result, limit);
            case MARKDOWN -> LintMarkdown.text(result);
        };
    }
}
