package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * What lint found.
 *
 * @param server the one that statements were judged for, with its version
 * @param migrations those that were looked at, in order
 * @param statements how many statements they have
 * @param unread where a statement, or a part of it, was not understood: one place a statement, as {@code file:line}
 * @param sizes where it is known from how large tables are
 * @param notObserved why not all statements were seen to run on a scratch database; empty where they were
 * @param findings the worst first, then in order
 * @param ignored what somebody chose not to hear, in order
 */
public record LintResult(
        String server,
        List<String> migrations,
        int statements,
        List<String> unread,
        Sizes sizes,
        Optional<String> notObserved,
        List<LintFinding> findings,
        List<Ignored> ignored) {

    /**
     * A finding that somebody chose not to hear.
     *
     * @param finding what it would have been
     * @param reason why, or whose comment says so without a reason
     * @param inScript whether a comment in the script says so, and not refract.toml
     */
    public record Ignored(LintFinding finding, String reason, boolean inScript) {}

    /** Where it is known from how large tables are. */
    public enum Sizes {
        /** The database, which was asked, and for what its rows hold as well. */
        DATABASE,
        /** A file that was written where the database is. */
        FILE,
        /** Nowhere: each table counts as large. */
        UNKNOWN
    }

    /**
     * Copies the lists.
     *
     * @param server the one that statements were judged for
     * @param migrations those that were looked at
     * @param statements how many statements they have
     * @param unread the places of what was not understood
     * @param sizes where it is known from how large tables are
     * @param notObserved why not all statements were seen to run
     * @param findings the worst first
     * @param ignored what somebody chose not to hear
     */
    public LintResult {
        migrations = List.copyOf(migrations);
        unread = List.copyOf(unread);
        findings = List.copyOf(findings);
        ignored = List.copyOf(ignored);
    }

    /**
     * How bad the worst is.
     *
     * @return empty where nothing was found
     */
    public Optional<LintFinding.Severity> worst() {
        return findings.stream().map(LintFinding::severity).max(LintFinding.Severity::compareTo);
    }

    /**
     * Whether the worst is at least so bad.
     *
     * @param limit how bad is too bad
     * @return false where nothing was found
     */
    public boolean reaches(LintFinding.Severity limit) {
        return worst().filter(worst -> worst.compareTo(limit) >= 0).isPresent();
    }

    /**
     * How many findings there are of a severity.
     *
     * @param severity that one alone
     * @return from 0
     */
    public long count(LintFinding.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
