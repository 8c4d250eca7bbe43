package dev.refract.testing;

import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An empty database that one test has to itself. It is dropped after the test, with whatever is in it. */
public abstract class TestDatabase implements AutoCloseable {

    private final Kind kind;
    private final String name;

    TestDatabase(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** PostgreSQL, MySQL, MariaDB or SQLite. */
    public Kind kind() {
        return kind;
    }

    /** The SQL it speaks. */
    public Dialect dialect() {
        return kind.dialect();
    }

    /** The database's name on its server; for SQLite the file's without its ending. */
    public String name() {
        return name;
    }

    /** Its URL as a schema.prisma would have it, password and all, without parameters. SQLite's path is absolute. */
    public abstract String url();

    /**
     * The URL of a database beside this one that is not there. A test may create it: it is dropped after the test as
     * well. SQLite: a file in a folder that is there.
     */
    public abstract String missingUrl();

    /** The URL with a password that the server refuses. */
    public String wrongPasswordUrl() {
        return url().replaceFirst("^(\\w+://[^:@/]+)(:[^@]*)?@", "$1:not-the-password@");
    }

    /** A new connection with autocommit on; the caller closes it. */
    public abstract Connection connect() throws SQLException;

    /**
     * The schema, in a form that is equal for two databases that hold the same: definitions as the server gives them,
     * without the database's own name, in an order that does not depend on the one they were created in. The ledger is
     * part of it.
     */
    public abstract String dump() throws SQLException;

    /** Runs a script of any number of statements that have no bodies of their own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            run(statement, sql);
        }
    }

    /** Runs the script on a statement without escape processing. */
    void run(Statement statement, String sql) throws SQLException {
        statement.execute(sql);
    }

    /** The rows of a query as text: a line for each, columns parted by {@code |}, {@code null} for NULL. */
    public String query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return String.join("\n", rows(connection, sql));
        }
    }

    /** The one value that a query finds on a connection of the test's own. */
    public static String onlyValue(Connection connection, String sql) throws SQLException {
        return String.join("\n", rows(connection, sql));
    }

    /** The rows of a query on a connection, each as in {@link #query}. */
    static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet results = statement.executeQuery(sql)) {
                List<String> rows = new ArrayList<>();
                while (results.next()) {
                    StringJoiner row = new StringJoiner("|");
                    for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
                        row.add(String.valueOf(results.getString(column)));
                    }
                    rows.add(row.toString());
                }
                return rows;
            }
        }
    }

    /**
     * What Prisma's ledger holds, by the migrations' names, for comparison with another database's: the columns but for
     * id; of the times only whether there is one, and of a failed migration's logs too, as everybody words an error
     * differently.
     */
    public String ledger() throws SQLException {
        return query("""
                SELECT migration_name, checksum, CASE WHEN started_at IS NULL THEN 'not started' ELSE 'started' END,
                       CASE WHEN finished_at IS NULL THEN 'not finished' ELSE 'finished' END,
                       CASE WHEN rolled_back_at IS NULL THEN 'not rolled back' ELSE 'rolled back' END,
                       applied_steps_count, CASE WHEN logs <> '' THEN 'some logs' ELSE logs END
                FROM _prisma_migrations ORDER BY 1, 5 DESC, 4, 6, 2""");
    }

    /**
     * The server's ids of the sessions on this database that run a statement with such a text in it; none on SQLite.
     */
    public abstract List<String> sessionsRunning(String text) throws SQLException;

    /** Drops the database. */
    @Override
    public abstract void close();

    @Override
    public String toString() {
        return kind.label() + " database " + name;
    }

    /** The text without what a pattern matches. */
    static String without(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.replaceAll("");
    }
}
