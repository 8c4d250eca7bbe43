package dev.refract.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A database on a MySQL or MariaDB server, with the character set that Prisma creates one with. */
final class MysqlDatabase extends TestDatabase {

    private static final Pattern NEXT_ID = Pattern.compile(" AUTO_INCREMENT=\\d+");

    private final Server server;

    private MysqlDatabase(Server server, String name) {
        super(server.kind(), name);
        this.server = server;
    }

    static MysqlDatabase create(Server server, String name) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new MysqlDatabase(server, name);
    }

    @Override
    public String url() {
        return server.url(name());
    }

    @Override
    public String missingUrl() {
        return server.url(name() + "_missing");
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(name());
    }

    @Override
    public String dump() throws SQLException {
        try (Connection connection = connect()) {
            List<String> objects = new ArrayList<>();
            for (String table :
                    names(connection, "TABLES", "TABLE_NAME", "TABLE_SCHEMA", "TABLE_TYPE = 'BASE TABLE'")) {
                objects.add(without(NEXT_ID, definition(connection, "TABLE", table, "Create Table")));
            }
            for (String view : names(connection, "VIEWS", "TABLE_NAME", "TABLE_SCHEMA", "true")) {
                objects.add(definition(connection, "VIEW", view, "Create View"));
            }
            for (String trigger : names(connection, "TRIGGERS", "TRIGGER_NAME", "TRIGGER_SCHEMA", "true")) {
                objects.add(definition(connection, "TRIGGER", trigger, "SQL Original Statement"));
            }
            for (String routine :
                    names(connection, "ROUTINES", "ROUTINE_NAME", "ROUTINE_SCHEMA", "ROUTINE_TYPE = 'PROCEDURE'")) {
                objects.add(definition(connection, "PROCEDURE", routine, "Create Procedure"));
            }
            for (String routine :
                    names(connection, "ROUTINES", "ROUTINE_NAME", "ROUTINE_SCHEMA", "ROUTINE_TYPE = 'FUNCTION'")) {
                objects.add(definition(connection, "FUNCTION", routine, "Create Function"));
            }
            for (String event : names(connection, "EVENTS", "EVENT_NAME", "EVENT_SCHEMA", "true")) {
                objects.add(definition(connection, "EVENT", event, "Create Event"));
            }
            return String.join("\n\n", objects).replace("`" + name() + "`.", "");
        }
    }

    private List<String> names(Connection connection, String table, String column, String schema, String condition)
            throws SQLException {
        return rows(
                connection,
                "SELECT " + column + " FROM information_schema." + table + " WHERE " + schema + " = '" + name()
                        + "' AND " + condition + " ORDER BY 1");
    }

    private static String definition(Connection connection, String type, String object, String column)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SHOW CREATE " + type + " `" + object + "`")) {
            results.next();
            return results.getString(column);
        }
    }

    @Override
    public List<String> sessionsRunning(String text) throws SQLException {
        try (Connection connection = connect()) {
            return sessions(connection, name(), text);
        }
    }

    /**
     * Not from information_schema.PROCESSLIST: MySQL fails there while anybody runs a statement with an emoji in it.
     */
    private static List<String> sessions(Connection connection, String database, String text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet sessions = statement.executeQuery("SHOW FULL PROCESSLIST")) {
            List<String> ids = new ArrayList<>();
            while (sessions.next()) {
                String running = String.valueOf(sessions.getString("Info"));
                if (database.equals(sessions.getString("db")) && running.contains(text)) {
                    ids.add(sessions.getString("Id"));
                }
            }
            return ids;
        }
    }

    /** Ends what is still connected first: a transaction that a failed test left open would hold the drop up. */
    @Override
    public void close() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String database : List.of(name(), name() + "_missing")) {
                for (String id : sessions(connection, database, "")) {
                    kill(statement, id);
                }
                statement.execute("DROP DATABASE IF EXISTS `" + database + "`");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void kill(Statement statement, String id) throws SQLException {
        try {
            statement.execute("KILL " + id);
        } catch (SQLException e) {
            if (e.getErrorCode() != 1094) { // it ended by itself in between
                throw e;
            }
        }
    }
}
