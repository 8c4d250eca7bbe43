package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;

/** One hazard, and how it is found in a statement. */
public abstract class Rule {

    private final String id;
    private final Severity severity;
    private final String summary;
    private final String why;

    /**
     * @param id its family, then what it is, in kebab case
     * @param severity where nothing is known that makes it more or less
     * @param summary what it finds
     * @param why what that means for who uses the database
     */
    Rule(String id, Severity severity, String summary, String why) {
        this.id = id;
        this.severity = severity;
        this.summary = summary;
        this.why = why;
    }

    public final String id() {
        return id;
    }

    public final Severity severity() {
        return severity;
    }

    public final String summary() {
        return summary;
    }

    public final String why() {
        return why;
    }

    /** Reports what it finds in a statement to that step. */
    abstract void check(Step step);
}
