package dev.refract.internal.online.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Runs short DDL statements without ever making others wait for long: a statement that does not get its lock within a
 * second lets everybody through and tries again, for some minutes.
 */
record PatientStatements(Connection connection) {

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int TRIES = 120;
    private static final long PAUSE_MILLIS = 1000;

    void run(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION lock_wait_timeout = 1");
            try {
                for (String sql : statements) {
                    run(statement, sql);
                }
            } finally {
                statement.execute("SET SESSION lock_wait_timeout = DEFAULT");
            }
        }
    }

    /** The same, for foreign keys that hold already and need not be proved again. */
    void withoutForeignKeyChecks(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION foreign_key_checks = 0");
            try {
                run(statements);
            } finally {
                statement.execute("SET SESSION foreign_key_checks = 1");
            }
        }
    }

    private static void run(Statement statement, String sql) throws SQLException {
        boolean interrupted = false;
        for (int left = TRIES; ; left--) {
            try {
                statement.execute(sql);
                break;
            } catch (SQLException e) {
                if (e.getErrorCode() != LOCK_WAIT_TIMEOUT || left == 0) {
                    throw e;
                }
                interrupted |= pause();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What these statements tidy up must be tidied up all the more when somebody interrupts. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
