package dev.refract.internal.lint;

import dev.refract.migrate.LintFinding.Severity;
import java.util.Arrays;
import java.util.List;

/** What is said of how somebody chose not to hear a rule. */
public enum Remark {
    WITHOUT_REASON(
            "suppression-without-reason",
            Severity.WARNING,
            "a rule ignored without a reason",
            "What is not said why can't be judged by who comes later, so it hides nothing."),
    UNUSED(
            "unused-suppression",
            Severity.INFO,
            "a rule ignored where it finds nothing",
            "What hides nothing today may hide something tomorrow."),
    OF_ANOTHER_TOOL(
            "suppression-of-another-tool",
            Severity.INFO,
            "a comment of squawk, Atlas, eugene or pgfence that hides something",
            "It is honoured, and says no reason.");

    private final String id;
    private final Severity severity;
    private final String summary;
    private final String why;

    Remark(String id, Severity severity, String summary, String why) {
        this.id = id;
        this.severity = severity;
        this.summary = summary;
        this.why = why;
    }

    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    public String summary() {
        return summary;
    }

    public String why() {
        return why;
    }

    /** All ids. */
    static List<String> ids() {
        return Arrays.stream(values()).map(Remark::id).toList();
    }
}
