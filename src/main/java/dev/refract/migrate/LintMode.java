package dev.refract.migrate;

/** What a deploy does with what lint says of the pending migrations. */
public enum LintMode {
    /** It does not ask. */
    OFF,
    /** It tells, and goes on. */
    WARN,
    /** It tells, and changes nothing where there is an error. */
    REFUSE
}
