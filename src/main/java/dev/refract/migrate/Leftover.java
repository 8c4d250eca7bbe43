package dev.refract.migrate;

/** A scratch database that a killed run left behind, and that no running process uses any more. */
public interface Leftover {

    /**
     * What it is called on its server; for SQLite its folder among the temporary files.
     *
     * @return its name
     */
    String name();

    /**
     * Drops it, with all that is in it.
     *
     * @throws dev.refract.report.RefractException when the server refuses; it says what to do by hand
     */
    void drop();
}
