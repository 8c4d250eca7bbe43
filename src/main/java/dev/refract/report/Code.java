package dev.refract.report;

/** Prisma's error codes that Refract answers with. Scripts match on them: a code never changes its meaning. */
public enum Code {
    /** Authentication failed. */
    P1000,
    /** The server was not reached. */
    P1001,
    /** The server was reached, but did not answer in time; also: the migration lock is held by another. */
    P1002,
    /** The database does not exist. */
    P1003,
    /** The server did not answer within {@code socket_timeout}. */
    P1008,
    /** Access denied. */
    P1010,
    /** TLS could not be set up. */
    P1011,
    /** The schema or configuration file is not valid. */
    P1012,
    /** The connection string is not valid. */
    P1013,
    /** The server closed the connection. */
    P1017,
    /** The database could not be created. */
    P3000,
    /** A system database was named. */
    P3004,
    /** The schema is not empty, and there is no ledger. */
    P3005,
    /** The migration is already recorded as applied. */
    P3008,
    /** The ledger holds failed migrations. */
    P3009,
    /** A migration's name is longer than 200 bytes. */
    P3010,
    /** A migration that was never applied can't be rolled back. */
    P3011,
    /** A migration that did not fail can't be marked as rolled back. */
    P3012,
    /** The scratch (Prisma: shadow) database could not be created. */
    P3014,
    /** A migration's script was not found. */
    P3015,
    /** The reset failed. */
    P3016,
    /** The migration to mark was not found on disk. */
    P3017,
    /** A migration failed to apply. */
    P3018,
    /** The lock file names another provider than the schema. */
    P3019,
    /** The server has direct DDL switched off (Vitess). */
    P3022
}
