package dev.refract.migrate;

/** What a deploy does where the database differs from what its applied migrations make. */
public enum DriftMode {
    /** It does not look. */
    OFF,
    /** It says so, and goes on. */
    WARN,
    /** It changes nothing. */
    REFUSE
}
