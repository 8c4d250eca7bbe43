package dev.refract.migrate;

/**
 * A lock that a statement took on a table or view which was there before its script, or on rows of one.
 *
 * @param statement its number in the script, from 1
 * @param table with its schema where that is not the connection's
 * @param mode the strongest that it took first, as the manual writes it: {@code ACCESS EXCLUSIVE}; on MySQL and MariaDB
 *     what it holds while it works, and as another {@code EXCLUSIVE for a moment}; or that it holds rows
 * @param blocks what waits for it meanwhile
 */
public record TableLock(int statement, String table, String mode, Blocks blocks) {

    /** What others must wait with for a lock on a table. */
    public enum Blocks {
        /** Others can neither read nor write the table. */
        READS_AND_WRITES,
        /** Others can read the table, not write it. */
        WRITES,
        /** Others can read and write the table. */
        NOTHING
    }
}
