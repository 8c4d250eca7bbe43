package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Set;

/** One hazard, and how it is found in a statement. */
public abstract class Rule {

    private static final Set<String> OF_ROWS = Set.of(
            "fail-required-column",
            "fail-nulls",
            "fail-duplicates",
            "fail-orphans",
            "fail-cast",
            "fail-data-truncated",
            "fail-zero-date",
            "fail-nonconstant-default",
            "loss-narrowing",
            "loss-enum-value",
            "loss-delete-all",
            "loss-truncate",
            LockNoTimeoutRule.ID,
            "tx-backfill-under-lock",
            "tx-validate-in-same-transaction");

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

    /** What it means where nothing is known of the server. */
    public final String why() {
        return why;
    }

    /** What it means on a server. */
    public final String why(Server server) {
        return server.isPostgres() ? whyOnPostgres() : server.isMysql() ? whyOnMysql(server) : whyOnSqlite();
    }

    /** For a rule whose reason differs by server. */
    String whyOnPostgres() {
        return why;
    }

    /** For a rule whose reason differs by server: MySQL's, and MariaDB's. */
    String whyOnMysql(Server server) {
        return why;
    }

    /** For a rule whose reason differs by server. */
    String whyOnSqlite() {
        return why;
    }

    /** Whether it is heard where refract.toml says nothing of it. */
    public boolean isOn() {
        return true;
    }

    /** Whether it is about a data migration's batches, and so for its scripts too. */
    public boolean isOfBatches() {
        return false;
    }

    /** Whether what it finds takes as long as the table is large, and may be stopped meanwhile. */
    public final boolean isOfSize() {
        return id.startsWith("lock-") && !id.equals(LockNoTimeoutRule.ID)
                || id.startsWith("rewrite-")
                || id.equals("data-backfill");
    }

    /** Whether it does not matter to a table without rows. */
    public final boolean isOfRows() {
        return isOfSize() || id.startsWith("data-") || OF_ROWS.contains(id);
    }

    /** Reports what it finds in a statement to that step. */
    abstract void check(Step step);
}
