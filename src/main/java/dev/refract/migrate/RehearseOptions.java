package dev.refract.migrate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to rehearse. Immutable: start from {@link #DEFAULT}, and name what is to be otherwise. */
public final class RehearseOptions {

    /** Rehearse what is pending. */
    public static final RehearseOptions DEFAULT = new RehearseOptions(new Pending(), null, false);

    private final Which which;
    private final @Nullable Path dump;
    private final boolean keep;

    private RehearseOptions(Which which, @Nullable Path dump, boolean keep) {
        this.which = which;
        this.dump = dump;
        this.keep = keep;
    }

    /** Which migrations to rehearse. */
    public sealed interface Which {}

    /** Those that the next deploy applies. */
    public record Pending() implements Which {}

    /** The whole history, on an empty schema. */
    public record All() implements Which {}

    /**
     * Those of these names.
     *
     * @param names of their folders, whole. One that is not there ends the rehearsal with P3017.
     */
    public record Named(List<String> names) implements Which {

        /**
         * Copies the list.
         *
         * @param names of their folders
         */
        public Named {
            names = List.copyOf(names);
        }
    }

    /**
     * Which migrations to rehearse.
     *
     * @param which default those that are pending; not null
     * @return these options with that one
     */
    public RehearseOptions which(Which which) {
        return new RehearseOptions(Objects.requireNonNull(which), dump, keep);
    }

    /**
     * A dump of a real database to rehearse on, instead of an empty schema; what is pending is then what the dump's
     * ledger lacks.
     *
     * @param file of pg_dump, mysqldump or mariadb-dump, or an SQLite file; null, the default, for an empty schema. One
     *     that can't be read or loaded ends the rehearsal.
     * @return these options with that one
     */
    public RehearseOptions dump(@Nullable Path file) {
        return new RehearseOptions(which, file, keep);
    }

    /**
     * Whether to leave the scratch database behind, to look at.
     *
     * @param keep default false
     * @return these options with that one
     */
    public RehearseOptions keep(boolean keep) {
        return new RehearseOptions(which, dump, keep);
    }

    /**
     * Which migrations are rehearsed.
     *
     * @return as {@link #which(Which)} was told
     */
    public Which which() {
        return which;
    }

    /**
     * The dump to rehearse on.
     *
     * @return its file; empty for an empty schema
     */
    public Optional<Path> dump() {
        return Optional.ofNullable(dump);
    }

    /**
     * Whether the scratch database stays.
     *
     * @return as {@link #keep(boolean)} was told
     */
    public boolean keep() {
        return keep;
    }
}
