package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** What lint found, for a person: the worst first. */
final class LintText {

    private static final int LINES = 6;

    private final Terminal out;
    private final Ansi ansi;

    LintText(Terminal out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(LintResult result) {
        if (result.migrations().isEmpty()) {
            out.println("No migration to look at.");
            out.flush();
            return;
        }
        result.findings().forEach(this::print);
        int read = result.statements() - result.unread().size();
        out.println(TextRenderer.counted(result.migrations().size(), "migration") + " for " + result.server() + ": "
                + TextRenderer.counted(result.count(Severity.ERROR), "error") + ", "
                + TextRenderer.counted(result.count(Severity.WARNING), "warning") + ", "
                + TextRenderer.counted(result.count(Severity.INFO), "info")
                + (result.ignored().isEmpty() ? "" : ", " + result.ignored().size() + " ignored") + ".");
        if (result.unread().isEmpty()) {
            out.println("All " + TextRenderer.counted(result.statements(), "statement") + " were read.");
        } else {
            out.println(read + " of " + TextRenderer.counted(result.statements(), "statement")
                    + " were read whole; not read, and not judged:");
            result.unread().forEach(place -> out.println("  " + Controls.escapedLine(place)));
        }
        out.println(result.notObserved()
                .map(reason ->
                        "Not all of it was seen to run, and is judged by rule: " + Controls.escapedLine(reason) + ".")
                .orElse("What the server does was seen on a scratch database."));
        out.println(
                switch (result.sizes()) {
                    case DATABASE -> "How large tables are, and what they hold, the database was asked.";
                    case FILE -> "How large tables are is from the file; no row was looked at.";
                    case UNKNOWN -> "How large tables are is not known: each counts as large.";
                });
        out.flush();
    }

    private void print(LintFinding finding) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        String colour =
                switch (finding.severity()) {
                    case ERROR -> "red";
                    case WARNING -> "yellow";
                    case INFO -> "cyan";
                };
        out.println(Terminal.style(ansi, colour, severity) + " " + finding.rule() + "  "
                + Controls.escapedLine(finding.file()) + ":" + finding.line() + ":" + finding.column());
        List<String> lines = finding.sql().lines().toList();
        lines.stream().limit(LINES).forEach(line -> out.println("  | " + line));
        if (lines.size() > LINES) {
            out.println("  | … (" + (lines.size() - LINES) + " more lines)");
        }
        out.println("  " + Controls.escapedLine(finding.message()));
        out.println("  " + Controls.escapedLine(finding.why()) + (finding.observed() ? " (observed)" : " (by rule)"));
        for (int i = 0; i < finding.safe().size(); i++) {
            int of = finding.safe().size();
            out.println(of == 1 ? "  Instead:" : "  -- migration " + (i + 1) + " of " + of);
            finding.safe().get(i).lines().forEach(line -> out.println("    " + line));
        }
        out.println();
    }
}
