package dev.refract.internal.lint;

import dev.refract.internal.output.Counted;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.util.Locale;

/** A comment on a pull request. What scripts say is text in it, whatever it says. */
final class LintMarkdown {

    /** GitHub takes no comment of more than 65,536 characters. */
    private static final int LARGEST = 60_000;

    private LintMarkdown() {}

    static String text(LintResult result) {
        StringBuilder text = new StringBuilder("## Migrations: ");
        text.append(Counted.of(result.count(Severity.ERROR), "error"))
                .append(", ")
                .append(Counted.of(result.count(Severity.WARNING), "warning"))
                .append(", ")
                .append(Counted.of(result.count(Severity.INFO), "info"));
        if (!result.ignored().isEmpty()) {
            text.append(", ").append(result.ignored().size()).append(" ignored");
        }
        text.append("\n\n")
                .append(Counted.of(result.migrations().size(), "migration"))
                .append(" for ")
                .append(plain(result.server()))
                .append(". ");
        int read = result.statements() - result.unread().size();
        text.append(
                result.unread().isEmpty()
                        ? "All " + Counted.of(result.statements(), "statement") + " were read.\n"
                        : read + " of " + Counted.of(result.statements(), "statement")
                                + " were read whole; not read, and not judged: "
                                + String.join(
                                        ", ",
                                        result.unread().stream()
                                                .limit(10)
                                                .map(LintMarkdown::code)
                                                .toList())
                                + (result.unread().size() > 10 ? ", …" : "") + "\n");
        int told = 0;
        for (LintFinding finding : result.findings()) {
            String one = finding(finding);
            if (text.length() + one.length() > LARGEST) {
                text.append("\nAnd ")
                        .append(result.findings().size() - told)
                        .append(" more: `refract migrate lint` shows all.\n");
                break;
            }
            text.append(one);
            told++;
        }
        return text.toString();
    }

    private static String finding(LintFinding finding) {
        StringBuilder text = new StringBuilder("\n- **");
        text.append(finding.severity().name().toLowerCase(Locale.ROOT))
                .append("** ")
                .append(code(finding.rule()))
                .append(" in ")
                .append(code(finding.file() + ":" + finding.line()))
                .append("  \n  ")
                .append(plain(finding.message()))
                .append(' ')
                .append(plain(finding.meaning()))
                .append('\n');
        if (!finding.safe().isEmpty()) {
            text.append("  <details><summary>Instead</summary>\n\n")
                    .append(fenced(LintReports.safe(finding).strip()))
                    .append("\n  </details>\n");
        }
        return text.toString();
    }

    /** In a fence that is longer than any in it. */
    private static String fenced(String sql) {
        String shown = LintReports.shown(sql);
        String fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
        StringBuilder text = new StringBuilder("  " + fence + "sql\n");
        shown.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.append("  ").append(fence).append('\n').toString();
    }

    private static String code(String text) {
        String shown = LintReports.shown(text).replace('\n', ' ');
        String ticks = "`".repeat(longestRun(shown) + 1);
        String space = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
        return ticks + space + shown + space + ticks;
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Without markup, mentions of people and issues, or links. */
    private static String plain(String text) {
        String escaped = LintReports.shown(text)
                .replaceAll("\\s+", " ")
                .replaceAll("[\\\\`*_{}\\[\\]<>()#+\\-!|~&$^=]", "\\\\$0");
        return escaped.replace("@", "@<!-- -->")
                .replace("\\#", "\\#<!-- -->")
                .replace("://", ":<!-- -->//")
                .replaceAll("(?i)www\\.", "www<!-- -->.");
    }
}
