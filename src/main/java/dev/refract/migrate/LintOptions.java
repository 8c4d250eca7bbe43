package dev.refract.migrate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which migrations lint looks at, and for which server. Immutable: start from {@link #DEFAULT}. */
public final class LintOptions {

    /**
     * What the database does not have yet, or has otherwise; where none answers, what the git branch changed; else all.
     */
    public static final LintOptions DEFAULT = new LintOptions(List.of(), false, Optional.empty(), Optional.empty());

    private final List<String> names;
    private final boolean all;
    private final Optional<String> since;
    private final Optional<String> serverVersion;

    private LintOptions(List<String> names, boolean all, Optional<String> since, Optional<String> serverVersion) {
        this.names = List.copyOf(names);
        this.all = all;
        this.since = since;
        this.serverVersion = serverVersion;
    }

    /**
     * Only migrations that are named.
     *
     * @param names of their folders, whole; one that is not there ends the command with P3017. Empty for the default
     * @return these options with that one
     */
    public LintOptions names(List<String> names) {
        return new LintOptions(names, all, since, serverVersion);
    }

    /**
     * Whether to look at every migration, applied or not.
     *
     * @param all default false
     * @return these options with that one
     */
    public LintOptions all(boolean all) {
        return new LintOptions(names, all, since, serverVersion);
    }

    /**
     * Only migrations whose files differ from those of a commit.
     *
     * @param ref what git takes for a commit, such as {@code origin/main}; not null
     * @return these options with that one
     */
    public LintOptions since(String ref) {
        return new LintOptions(names, all, Optional.of(ref), serverVersion);
    }

    /**
     * The server that the statements are judged for.
     *
     * @param server such as {@code postgresql:16}, {@code mysql:8.4}, {@code mariadb:11.4} or {@code sqlite}; default
     *     that of the database, where it answers, else the newest that the rules were observed on. Not null
     * @return these options with that one
     */
    public LintOptions serverVersion(String server) {
        return new LintOptions(names, all, since, Optional.of(Objects.requireNonNull(server)));
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
}
