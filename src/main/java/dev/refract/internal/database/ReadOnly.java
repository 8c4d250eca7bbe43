package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Servers that take no changes: replicas, and those that somebody made read-only. */
final class ReadOnly {

    private static final String PRIMARY = "Point the connection URL at the primary, the server that takes changes.";

    /** Where the server is not asked for more. */
    static final String HINT =
            "This server is a replica, or it was made read-only. Point the connection URL at the primary.";

    private static final Pattern OWN = Pattern.compile("(?i)read[ _]only");

    /**
     * ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE, and ER_SCHEMA_READ_ONLY_ERROR; 1290 tells of other
     * options as well.
     */
    private static final Set<Integer> MYSQL = Set.of(1792, 1836, 3989);

    private ReadOnly() {}

    /** Whether a server refused a change for that. */
    static boolean is(SQLException e) {
        return "25006".equals(e.getSQLState()) && e.getErrorCode() == 0
                || MYSQL.contains(e.getErrorCode())
                || e.getErrorCode() == 1290
                        && String.valueOf(e.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("read-only");
    }

    /** What to do about a script's failure; empty where it is another, or the script's own wish. */
    static Optional<String> hint(SQLException e, Script script) {
        return is(e) && !OWN.matcher(script.text()).find() ? Optional.of(HINT) : Optional.empty();
    }

    /**
     * PostgreSQL's, which says no more than that; the server is asked why.
     *
     * @param connection to the server, outside of a transaction
     */
    static RefractException postgres(ConnectionSource source, Connection connection, String text, SQLException e) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery(), source, "
                        + "pg_catalog.quote_ident(current_database()), pg_catalog.quote_ident(session_user) "
                        + "FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'")) {
            if (row.next()) {
                return row.getBoolean(1)
                        ? error(source, "it is a standby, a replica that is only read", text, "", e)
                        : error(
                                source,
                                "default_transaction_read_only is on",
                                text,
                                switchedOn(row.getString(2), row.getString(3), row.getString(4)),
                                e);
            }
        } catch (SQLException other) {
            // the connection is gone: what the server said first is what there is
        }
        return error(source, "it is a standby, or was made read-only", text, "", e);
    }

    private static String switchedOn(String by, String database, String user) {
        String reset = " RESET default_transaction_read_only; COMMIT";
        return " If this is it, "
                + switch (by) {
                    case "database" -> "switch writing on again: BEGIN READ WRITE; ALTER DATABASE " + database + reset;
                    case "user" -> "switch writing on again: BEGIN READ WRITE; ALTER ROLE " + user + reset;
                    case "database user" ->
                        "switch writing on again: BEGIN READ WRITE; ALTER ROLE " + user + " IN DATABASE " + database
                                + reset;
                    case "client" -> "take default_transaction_read_only out of the connection URL's options";
                    case "session" -> "let the DataSource give connections that may write";
                    default ->
                        "set default_transaction_read_only = off where the server is configured; a host may have "
                                + "switched it on because the disk is full";
                }
                + ".";
    }

    /** MySQL's and MariaDB's. */
    static RefractException mysql(ConnectionSource source, String database, SQLException e) {
        String text = String.valueOf(e.getMessage());
        String again = " If this is it, switch writing on again: ";
        return switch (e.getErrorCode()) {
            case 1792 ->
                error(
                        source,
                        "its transactions are read-only",
                        text,
                        source.url().isPresent()
                                ? again + "SET GLOBAL transaction_read_only = OFF"
                                : " Let the DataSource give connections that may write.",
                        e);
            case 3989 ->
                error(
                        source,
                        "the database was made read-only",
                        text,
                        again + "ALTER DATABASE " + Dialect.MYSQL.quote(database) + " READ ONLY = 0",
                        e);
            default ->
                error(
                        source,
                        "it is a replica, or was made read-only",
                        text,
                        text.contains("innodb") || e.getErrorCode() == 1836
                                ? " If this is it, start it without innodb_read_only."
                                : again + "SET GLOBAL read_only = OFF",
                        e);
        };
    }

    private static RefractException error(
            ConnectionSource source, String why, String text, String orElse, SQLException e) {
        return new RefractException(
                null,
                "The server at " + Unreached.place(source) + " takes no changes: " + why + ". It answered: " + text,
                (source.url().isPresent() ? PRIMARY : PRIMARY.replace("connection URL", "DataSource")) + orElse,
                e);
    }
}
