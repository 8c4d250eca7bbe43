package dev.refract.migrate;

import java.util.List;
import java.util.Objects;

/**
 * For which migrations to write down.sql, and how. Immutable: start from {@link #DEFAULT}, and name what is to be
 * otherwise.
 */
public final class GenerateDownOptions {

    /** Write what is missing, and verify it. */
    public static final GenerateDownOptions DEFAULT = new GenerateDownOptions(new Missing(), true, false, true, true);

    private final Which which;
    private final boolean write;
    private final boolean force;
    private final boolean verify;
    private final boolean sample;

    private GenerateDownOptions(Which which, boolean write, boolean force, boolean verify, boolean sample) {
        this.which = which;
        this.write = write;
        this.force = force;
        this.verify = verify;
        this.sample = sample;
    }

    /** Which migrations to write down.sql for. */
    public sealed interface Which {}

    /** All that have no down.sql, or an empty one. */
    public record Missing() implements Which {}

    /** Those of them that the database does not have yet. */
    public record Pending() implements Which {}

    /**
     * Those that are named.
     *
     * @param names of their folders, whole. One that is not there ends the command with P3017.
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
     * Which migrations to write down.sql for.
     *
     * @param which default all that have no down.sql, or an empty one; not null
     * @return these options with that one
     */
    public GenerateDownOptions which(Which which) {
        return new GenerateDownOptions(Objects.requireNonNull(which), write, force, verify, sample);
    }

    /**
     * Whether to write the files; otherwise the texts are only in the result.
     *
     * @param write default true
     * @return these options with that one
     */
    public GenerateDownOptions write(boolean write) {
        return new GenerateDownOptions(which, write, force, verify, sample);
    }

    /**
     * Whether to write over a down.sql that says something.
     *
     * @param force default false: it is an error then where such a migration is named
     * @return these options with that one
     */
    public GenerateDownOptions force(boolean force) {
        return new GenerateDownOptions(which, write, force, verify, sample);
    }

    /**
     * Whether to try each file on a scratch database: up, down, compare, up, compare.
     *
     * @param verify default true
     * @return these options with that one
     */
    public GenerateDownOptions verify(boolean verify) {
        return new GenerateDownOptions(which, write, force, verify, sample);
    }

    /**
     * Whether to try each file with rows in the tables as well: a few for each, with values at the edges of their
     * types. What does not come back as it was is said in the file. Without {@link #verify(boolean)} nothing is tried.
     *
     * @param sample default true
     * @return these options with that one
     */
    public GenerateDownOptions sample(boolean sample) {
        return new GenerateDownOptions(which, write, force, verify, sample);
    }

    /**
     * Which migrations get a down.sql.
     *
     * @return as {@link #which(Which)} was told
     */
    public Which which() {
        return which;
    }

    /**
     * Whether the files are written.
     *
     * @return as {@link #write(boolean)} was told
     */
    public boolean write() {
        return write;
    }

    /**
     * Whether a down.sql that says something is written over.
     *
     * @return as {@link #force(boolean)} was told
     */
    public boolean force() {
        return force;
    }

    /**
     * Whether each file is tried.
     *
     * @return as {@link #verify(boolean)} was told
     */
    public boolean verify() {
        return verify;
    }

    /**
     * Whether each file is tried with rows.
     *
     * @return as {@link #sample(boolean)} was told
     */
    public boolean sample() {
        return sample;
    }
}
