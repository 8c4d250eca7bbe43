package dev.refract.internal.schema.model;

import java.sql.Connection;
import java.sql.SQLException;

/** Reads a database's catalogs into a {@link Schema}. It changes nothing, and leaves the session as it found it. */
public interface Introspection {

    /**
     * Reads the schema of a database.
     *
     * @param connection to the database; it may stand in a transaction, whose own changes are seen
     * @param schema PostgreSQL: the schema in which unqualified names live, usually {@code public}; elsewhere the
     *     connection's database is read and this is not looked at
     */
    Schema read(Connection connection, String schema) throws SQLException;
}
