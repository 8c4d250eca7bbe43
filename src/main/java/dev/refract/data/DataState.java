package dev.refract.data;

import java.util.Locale;

/** How far a data migration is in a database. */
public enum DataState {
    /** Nothing of it has run. */
    PENDING,
    /** A process runs it, or ended without a word while it did. */
    RUNNING,
    /** Somebody stopped it; the next run goes on after its last batch. */
    PAUSED,
    /** A batch failed; the next run goes on with that batch. */
    FAILED,
    /** All rows were gone through, and verify.sql still counts some. */
    UNVERIFIED,
    /** All rows were gone through. */
    DONE,
    /** What is recorded of it can't be read: the database's user has no right on that table. */
    UNKNOWN;

    /**
     * As it stands in JSON and in the database.
     *
     * @return in lower case
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
