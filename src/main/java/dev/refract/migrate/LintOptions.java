package dev.refract.migrate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which migrations lint looks at, and for which server. Immutable: start from {@link #DEFAULT}. */
public final class LintOptions {

    /**
     * What the database does not have yet, or has otherwise; where none answers, what the git branch changed; else all.
     */
    public static final LintOptions DEFAULT = new LintOptions(
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            10_000,
            1_000_000,
            Optional.empty());

    private final List<String> names;
    private final boolean all;
    private final Optional<String> since;
    private final Optional<String> serverVersion;
    private final Optional<Path> stats;
    private final long smallTable;
    private final long largeTable;
    private final Optional<Boolean> observe;

    private LintOptions(
            List<String> names,
            boolean all,
            Optional<String> since,
            Optional<String> serverVersion,
            Optional<Path> stats,
            long smallTable,
            long largeTable,
            Optional<Boolean> observe) {
        this.names = List.copyOf(names);
        this.all = all;
        this.since = since;
        this.serverVersion = serverVersion;
        this.stats = stats;
        this.smallTable = smallTable;
        this.largeTable = largeTable;
        this.observe = observe;
    }

    /**
     * Only migrations that are named.
     *
     * @param names of their folders, whole; one that is not there ends the command with P3017. Empty for the default
     * @return these options with that one
     */
    public LintOptions names(List<String> names) {
        return new LintOptions(names, all, since, serverVersion, stats, smallTable, largeTable, observe);
    }

    /**
     * Whether to look at every migration, applied or not.
     *
     * @param all default false
     * @return these options with that one
     */
    public LintOptions all(boolean all) {
        return new LintOptions(names, all, since, serverVersion, stats, smallTable, largeTable, observe);
    }

    /**
     * Only migrations whose files differ from those of a commit.
     *
     * @param ref what git takes for a commit, such as {@code origin/main}; not null
     * @return these options with that one
     */
    public LintOptions since(String ref) {
        return new LintOptions(names, all, Optional.of(ref), serverVersion, stats, smallTable, largeTable, observe);
    }

    /**
     * The server that the statements are judged for.
     *
     * @param server such as {@code postgresql:16}, {@code mysql:8.4}, {@code mariadb:11.4} or {@code sqlite}; default
     *     that of the database, where it answers, else the newest that the rules were observed on. Not null
     * @return these options with that one
     */
    public LintOptions serverVersion(String server) {
        return new LintOptions(
                names, all, since, Optional.of(Objects.requireNonNull(server)), stats, smallTable, largeTable, observe);
    }

    /**
     * How large tables are, from a file instead of the database, which is then asked nothing about its rows.
     *
     * @param file that {@code Refract.writeLintStats} wrote; not null
     * @return these options with that one
     */
    public LintOptions stats(Path file) {
        return new LintOptions(names, all, since, serverVersion, Optional.of(file), smallTable, largeTable, observe);
    }

    /**
     * Below how many rows a table is locked or rewritten so shortly that it is told as an info.
     *
     * @param rows default 10,000
     * @return these options with that one
     */
    public LintOptions smallTable(long rows) {
        return new LintOptions(names, all, since, serverVersion, stats, rows, largeTable, observe);
    }

    /**
     * Above how many rows a warning about a lock or a rewrite is an error.
     *
     * @param rows default 1,000,000
     * @return these options with that one
     */
    public LintOptions largeTable(long rows) {
        return new LintOptions(names, all, since, serverVersion, stats, smallTable, rows, observe);
    }

    /**
     * Whether statements run on a scratch database, to see what the server does with them.
     *
     * @param observe true: it is an error where they can't; false: they don't. By default they run where a scratch
     *     database can be had, on the server of the database or of {@code shadowDatabaseUrl}
     * @return these options with that one
     */
    public LintOptions observe(boolean observe) {
        return new LintOptions(names, all, since, serverVersion, stats, smallTable, largeTable, Optional.of(observe));
    }

    /** {@return the migrations that are named; empty for the default} */
    public List<String> names() {
        return names;
    }

    /** {@return whether to look at every migration} */
    public boolean all() {
        return all;
    }

    /** {@return the commit that files are compared with} */
    public Optional<String> since() {
        return since;
    }

    /** {@return the server that somebody named} */
    public Optional<String> serverVersion() {
        return serverVersion;
    }

    /** {@return the file that says how large tables are} */
    public Optional<Path> stats() {
        return stats;
    }

    /** {@return below how many rows a table is small} */
    public long smallTable() {
        return smallTable;
    }

    /** {@return above how many rows a table is large} */
    public long largeTable() {
        return largeTable;
    }

    /** {@return whether statements must, or must not, run on a scratch database; empty where they may} */
    public Optional<Boolean> observe() {
        return observe;
    }
}
