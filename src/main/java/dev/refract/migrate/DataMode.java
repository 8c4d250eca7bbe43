package dev.refract.migrate;

/** What a deploy does where a pending migration needs a data migration that is not done. */
public enum DataMode {
    /** It changes nothing. */
    REQUIRE,
    /** It runs the data migration before that migration. */
    RUN,
    /** It goes on. */
    IGNORE
}
