package dev.refract.migrate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to bring a database that has its tables already under migrations. Immutable: start from {@link #upTo} or
 * {@link #FROM_DATABASE}, and name what is to be otherwise.
 */
public final class BaselineOptions {

    /** Write a first migration from what the database has. */
    public static final BaselineOptions FROM_DATABASE =
            new BaselineOptions(null, "0_init", false, DriftOptions.DEFAULT);

    private final @Nullable String upTo;
    private final String name;
    private final boolean force;
    private final DriftOptions drift;

    private BaselineOptions(@Nullable String upTo, String name, boolean force, DriftOptions drift) {
        this.upTo = upTo;
        this.name = name;
        this.force = force;
        this.drift = drift;
    }

    /**
     * Record all migrations up to one as applied.
     *
     * @param migration the last one's folder's whole name
     * @return how
     */
    public static BaselineOptions upTo(String migration) {
        return new BaselineOptions(Objects.requireNonNull(migration), FROM_DATABASE.name, false, DriftOptions.DEFAULT);
    }

    /**
     * What the migration is called that is written from the database.
     *
     * @param name of its folder; default {@code 0_init}
     * @return these options with that
     */
    public BaselineOptions name(String name) {
        return new BaselineOptions(upTo, Objects.requireNonNull(name), force, drift);
    }

    /**
     * Whether to record without a look at what the database has.
     *
     * @param force default false
     * @return these options with that
     */
    public BaselineOptions force(boolean force) {
        return new BaselineOptions(upTo, name, force, drift);
    }

    /**
     * What to leave out, and what may differ.
     *
     * @param drift whose statements are not written; default {@link DriftOptions#DEFAULT}
     * @return these options with that
     */
    public BaselineOptions drift(DriftOptions drift) {
        return new BaselineOptions(upTo, name, force, Objects.requireNonNull(drift));
    }

    /**
     * The last migration to record.
     *
     * @return empty where one is written from the database
     */
    public Optional<String> upTo() {
        return Optional.ofNullable(upTo);
    }

    /**
     * What the migration is called that is written.
     *
     * @return as {@link #name(String)} was told
     */
    public String name() {
        return name;
    }

    /**
     * Whether nothing is compared.
     *
     * @return as {@link #force(boolean)} was told
     */
    public boolean force() {
        return force;
    }

    /**
     * What is left out, and what may differ.
     *
     * @return as {@link #drift(DriftOptions)} was told
     */
    public DriftOptions drift() {
        return drift;
    }
}
