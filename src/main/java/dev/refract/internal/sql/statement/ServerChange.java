package dev.refract.internal.sql.statement;

import java.util.List;

/**
 * What reaches beyond the database that the script runs in: the server's accounts, databases, settings, plugins,
 * replication.
 *
 * @param verb {@code CREATE}, {@code ALTER}, {@code DROP}, {@code GRANT}, {@code SET} …, in upper case
 * @param names without quotes; empty where none is named
 */
public record ServerChange(String verb, Kind kind, List<String> names, Span span) implements Change {
    public ServerChange {
        names = List.copyOf(names);
    }

    /** What it is about. */
    public enum Kind {
        /** {@code ROLE}, {@code USER}, {@code GROUP}. */
        ROLE,
        DATABASE,
        TABLESPACE,
        SUBSCRIPTION,
        /** PostgreSQL's {@code ALTER SYSTEM}. */
        SYSTEM,
        /** Which roles a role is a member of; on MySQL any privilege, as accounts are the server's. */
        MEMBERSHIP,
        /** MySQL's {@code SERVER}, {@code LOGFILE GROUP}, {@code RESOURCE GROUP}, {@code UNDO TABLESPACE}. */
        RESOURCE,
        /** {@code INSTALL}, {@code UNINSTALL}. */
        PLUGIN,
        /** {@code CHANGE REPLICATION SOURCE}, {@code START REPLICA}, {@code PURGE BINARY LOGS}, {@code RESET} … */
        REPLICATION,
        /** {@code KILL}, {@code SHUTDOWN}, {@code RESTART}, {@code FLUSH}, {@code CLONE}. */
        PROCESS,
        /** SQLite's {@code ATTACH} and {@code DETACH}. */
        ATTACHED
    }
}
