package dev.refract.internal.database;

/** How a script is cut into transactions. */
public enum TransactionMode {
    /** One transaction wherever the database allows it; otherwise statement by statement. */
    AUTO,
    /** One transaction, whatever is in the script. */
    SCRIPT,
    /** Each statement by itself. */
    STATEMENT
}
