package dev.refract.internal.sql;

import java.util.Optional;

/**
 * One statement of a script, by its place there.
 *
 * @param number from 1
 * @param start where its piece begins: after the statement before it
 * @param code where its first token is: after the space, comments and empty statements before it
 * @param end after its semicolon, or after its last token where it has none
 * @param kind what it does, as far as anything depends on it
 * @param table the table it changes, for the kinds that have one; the first where it names several
 * @param outsideTransaction whether the database refuses it, or ignores it, inside a transaction
 * @param escapes whether a backslash escapes in its {@code '…'} literals
 */
public record SqlStatement(
        int number,
        int start,
        int code,
        int end,
        Kind kind,
        Optional<TableName> table,
        boolean outsideTransaction,
        boolean escapes) {

    /** What a statement does, as far as anything depends on it. */
    public enum Kind {
        /** Begins a transaction: {@code BEGIN}, {@code START TRANSACTION}. */
        BEGIN,
        /** Ends one: {@code COMMIT}, {@code END}; PostgreSQL's {@code PREPARE TRANSACTION} too. */
        COMMIT,
        /** Undoes one: {@code ROLLBACK}, {@code ABORT}; not {@code ROLLBACK TO} a savepoint. */
        ROLLBACK,
        CREATE_TABLE,
        ALTER_TABLE,
        DROP_TABLE,
        RENAME_TABLE,
        TRUNCATE,
        CREATE_INDEX,
        DROP_INDEX,
        /** PostgreSQL's {@code ALTER TYPE … ADD VALUE}: the value can't be used before the transaction ends. */
        ADD_ENUM_VALUE,
        /** PostgreSQL's {@code COPY … FROM STDIN}, with the lines of data after it: needs a client that sends them. */
        COPY_FROM_STDIN,
        /** PostgreSQL's {@code COPY … TO STDOUT}: needs a client that takes the rows. */
        COPY_TO_STDOUT,
        /** A line for psql, such as {@code \connect}; not SQL. */
        PSQL_COMMAND,
        /** A line for MySQL's client; not SQL. */
        DELIMITER,
        /** {@code INSERT}, {@code UPDATE}, {@code DELETE}, {@code REPLACE}, {@code MERGE}, {@code LOAD}. */
        DML,
        /** {@code SELECT}, {@code WITH}, {@code VALUES}, {@code SHOW}: may still change data. */
        QUERY,
        /** A procedure, which on PostgreSQL may commit when no transaction is around it. */
        CALL,
        SET,
        USE,
        LOCK_TABLES,
        UNLOCK_TABLES,
        PRAGMA,
        /** SQLite's {@code PRAGMA foreign_keys} and {@code PRAGMA defer_foreign_keys}. */
        FOREIGN_KEYS_PRAGMA,
        OTHER
    }

    /** Whether it begins or ends a transaction. */
    public boolean controlsTransaction() {
        return kind == Kind.BEGIN || kind == Kind.COMMIT || kind == Kind.ROLLBACK;
    }
}
