package dev.refract.migrate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to squash migrations. Immutable: start from {@link #upTo}, and name what is to be otherwise. */
public final class SquashOptions {

    private final String upTo;
    private final @Nullable String name;
    private final Data data;
    private final boolean dryRun;

    private SquashOptions(String upTo, @Nullable String name, Data data, boolean dryRun) {
        this.upTo = upTo;
        this.name = name;
        this.data = data;
        this.dryRun = dryRun;
    }

    /** What becomes of what the old migrations do to rows. */
    public enum Data {
        /** Nothing is squashed where they do anything to rows. */
        REFUSE,
        /** The rows that they leave in an empty database are written into the new one. */
        KEEP,
        /** It is left out. */
        DROP
    }

    /**
     * Squash all migrations up to one.
     *
     * @param migration the last one's folder's whole name
     * @return how
     */
    public static SquashOptions upTo(String migration) {
        return new SquashOptions(Objects.requireNonNull(migration), null, Data.REFUSE, false);
    }

    /**
     * What the new migration is called.
     *
     * @param name of its folder, which must sort before those that stay; null, the default, for {@code 0_squashed}, or
     *     the first of {@code 0_squashed_2}, … that no migration had
     * @return these options with that
     */
    public SquashOptions name(@Nullable String name) {
        return new SquashOptions(upTo, name, data, dryRun);
    }

    /**
     * What becomes of what the old migrations do to rows.
     *
     * @param data default {@link Data#REFUSE}
     * @return these options with that
     */
    public SquashOptions data(Data data) {
        return new SquashOptions(upTo, name, Objects.requireNonNull(data), dryRun);
    }

    /**
     * Whether to try it only, and write nothing.
     *
     * @param dryRun default false
     * @return these options with that
     */
    public SquashOptions dryRun(boolean dryRun) {
        return new SquashOptions(upTo, name, data, dryRun);
    }

    /**
     * The last migration to squash.
     *
     * @return as {@link #upTo(String)} was told
     */
    public String upTo() {
        return upTo;
    }

    /**
     * What the new migration is called.
     *
     * @return empty for a name of Refract's choice
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * What becomes of what the old migrations do to rows.
     *
     * @return as {@link #data(Data)} was told
     */
    public Data data() {
        return data;
    }

    /**
     * Whether nothing is written.
     *
     * @return as {@link #dryRun(boolean)} was told
     */
    public boolean dryRun() {
        return dryRun;
    }
}
