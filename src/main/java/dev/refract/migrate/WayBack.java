package dev.refract.migrate;

/** Whether a migration can be rolled back, as far as its down.sql tells. */
public enum WayBack {
    /** It has a down.sql that does something. */
    READY,
    /** Its down.sql has nothing but comments: somebody has said that there is no way back. */
    IRREVERSIBLE,
    /** Its down.sql was generated, and a line in it says what a person must still do, or that it does not lead back. */
    UNFINISHED,
    /** It has no down.sql. */
    NONE
}
