package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** What lint found, for a person: the worst first. */
final class LintText {

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
        String last = "";
        for (LintFinding finding : result.findings()) {
            String its = finding.file() + ":" + finding.statement() + ":" + finding.sqlFrom() + ":" + finding.sqlTo();
            print(finding, !its.equals(last));
            last = its;
        }
        int read = result.statements() - result.unread().size();
        out.println(Counted.of(result.migrations().size(), "migration") + " for " + result.server() + ": "
                + Counted.of(result.count(Severity.ERROR), "error") + ", "
                + Counted.of(result.count(Severity.WARNING), "warning") + ", "
                + Counted.of(result.count(Severity.INFO), "info")
                + (result.ignored().isEmpty() ? "" : ", " + result.ignored().size() + " ignored") + ".");
        if (result.unread().isEmpty()) {
            out.println("All " + Counted.of(result.statements(), "statement") + " were read.");
        } else {
            out.println(read + " of " + Counted.of(result.statements(), "statement")
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

    /** @param shown whether the statement is shown as well: one that was just shown is not */
    private void print(LintFinding finding, boolean shown) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        String colour =
                switch (finding.severity()) {
                    case ERROR -> "red";
                    case WARNING -> "yellow";
                    case INFO -> "cyan";
                };
        out.println(Terminal.style(ansi, colour, severity) + " " + finding.rule() + "  "
                + Controls.escapedLine(finding.file()) + ":" + finding.line() + ":" + finding.column());
        if (shown && !finding.sql().isEmpty()) {
            new LintExcerpt(finding, ansi, colour).lines().forEach(out::println);
        }
        out.println("  " + Controls.escapedLine(finding.message()));
        out.println(
                "  " + Controls.escapedLine(finding.meaning()) + (finding.observed() ? " (observed)" : " (by rule)"));
        for (int i = 0; i < finding.safe().size(); i++) {
            int of = finding.safe().size();
            out.println(of == 1 ? "  Instead:" : "  -- migration " + (i + 1) + " of " + of);
            finding.safe().get(i).lines().forEach(line -> out.println("    " + line));
        }
        out.println();
    }
}
