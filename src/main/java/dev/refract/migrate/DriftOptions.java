package dev.refract.migrate;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How to look for drift. Immutable: start from {@link #DEFAULT}, and name what is to be otherwise. */
public final class DriftOptions {

    /** Look at everything, and say what differs. */
    public static final DriftOptions DEFAULT = new DriftOptions(List.of(), Set.of(), false, null);

    private final List<String> exclude;
    private final Set<Aspect> ignore;
    private final boolean sql;
    private final @Nullable Path cache;

    private DriftOptions(List<String> exclude, Set<Aspect> ignore, boolean sql, @Nullable Path cache) {
        this.exclude = List.copyOf(exclude);
        this.ignore = Set.copyOf(ignore);
        this.sql = sql;
        this.cache = cache;
    }

    /** What may differ and is no drift for somebody. */
    public enum Aspect {
        /** In which order a table has its columns. */
        COLUMN_ORDER,
        /** The comments that the database keeps for its objects. */
        COMMENTS
    }

    /**
     * Objects that are left out, with all that belongs to them.
     *
     * @param patterns of names, with {@code *} for any number of characters and {@code ?} for one; a name may have its
     *     schema before a dot. Default: none
     * @return these options with those
     */
    public DriftOptions exclude(List<String> patterns) {
        return new DriftOptions(patterns, ignore, sql, cache);
    }

    /**
     * What may differ.
     *
     * @param aspects default: nothing
     * @return these options with those
     */
    public DriftOptions ignore(Set<Aspect> aspects) {
        return new DriftOptions(exclude, aspects.isEmpty() ? Set.of() : EnumSet.copyOf(aspects), sql, cache);
    }

    /**
     * Whether to write the statements that lead from what the database has to what the migrations make.
     *
     * @param sql default false
     * @return these options with that
     */
    public DriftOptions sql(boolean sql) {
        return new DriftOptions(exclude, ignore, sql, cache);
    }

    /**
     * Where to keep what the migrations make, so that the same ones are not run again the next time.
     *
     * @param folder which is made where it is missing, readable for its owner only; null, the default, to keep nothing
     * @return these options with that
     */
    public DriftOptions cache(@Nullable Path folder) {
        return new DriftOptions(exclude, ignore, sql, folder);
    }

    /**
     * What is left out.
     *
     * @return as {@link #exclude(List)} was told
     */
    public List<String> exclude() {
        return exclude;
    }

    /**
     * What may differ.
     *
     * @return as {@link #ignore(Set)} was told
     */
    public Set<Aspect> ignore() {
        return ignore;
    }

    /**
     * Whether statements are written.
     *
     * @return as {@link #sql(boolean)} was told
     */
    public boolean sql() {
        return sql;
    }

    /**
     * Where what the migrations make is kept.
     *
     * @return empty for nowhere
     */
    public Optional<Path> cache() {
        return Optional.ofNullable(cache);
    }
}
