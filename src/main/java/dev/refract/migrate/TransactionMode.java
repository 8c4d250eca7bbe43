package dev.refract.migrate;

/** How a script is cut into transactions. */
public enum TransactionMode {
    /** One transaction wherever the database allows it; otherwise statement by statement. */
    AUTO,
    /** One transaction, whatever is in the script. */
    SCRIPT,
    /** Each statement by itself. */
    STATEMENT
}
