package dev.refract.internal.online.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Something that is tried in a transaction which is rolled back. */
final class Trial {

    private static final String CONNECTION_LOST = "08";

    private Trial() {}

    /** What is tried. */
    interface Work<T> {
        T run(Statement sql) throws SQLException;
    }

    /**
     * Tries it; it waits for no lock for longer than two seconds.
     *
     * @return what it found; empty where the server refused it
     */
    static <T> Optional<T> of(Connection connection, Work<T> work) throws SQLException {
        boolean automatic = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            sql.execute("SET LOCAL lock_timeout = '2s'");
            return Optional.of(work.run(sql));
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(CONNECTION_LOST)) {
                throw e;
            }
            return Optional.empty();
        } finally {
            connection.rollback();
            connection.setAutoCommit(automatic);
        }
    }
}
