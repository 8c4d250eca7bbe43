package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.Limits;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An open connection to one database, and all that differs between databases. One file a database implements it. Every
 * method throws {@link RefractException} with Prisma's code when the connection or the server fails.
 */
public sealed interface Database extends AutoCloseable permits Postgres, Mysql, Sqlite {

    /** What to do where the database does not exist. */
    enum Missing {
        /** P1003. */
        FAIL,
        /** Create it, and PostgreSQL's schema. */
        CREATE
    }

    /**
     * The column types of the ledger.
     *
     * @param now the default of a time that is not given
     * @param options what follows the closing parenthesis of CREATE TABLE; may be empty
     */
    record ColumnTypes(
            String id,
            String checksum,
            String name,
            String text,
            String time,
            String now,
            String count,
            String options) {}

    /**
     * Who keeps the database.
     *
     * @param ledger whether the ledger's table is in the schema that migrations go to
     * @param prisma8 whether Prisma 8 has signed the database: its marker is there, whatever schema migrations go to
     */
    record Contents(boolean ledger, boolean prisma8) {}

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Connects.
     *
     * @param listener is told of a database or schema that was created
     */
    static Database open(ConnectionSource source, Missing missing, Listener listener) {
        if (source.url().isPresent()) {
            return switch (source.url().get().dialect()) {
                case POSTGRESQL -> Postgres.open(source, missing, listener);
                case MYSQL -> Mysql.open(source, missing, listener);
                case SQLITE -> Sqlite.open(source, missing, listener);
            };
        }
        return switch (productOf(source)) {
            case "PostgreSQL" -> Postgres.open(source, missing, listener);
            case "MySQL", "MariaDB" -> Mysql.open(source, missing, listener);
            case "SQLite" -> Sqlite.open(source, missing, listener);
            default ->
                throw new RefractException(
                        null,
                        "The DataSource is connected to " + productOf(source) + ".",
                        "Refract supports PostgreSQL, MySQL, MariaDB and SQLite.");
        };
    }

    private static String productOf(ConnectionSource source) {
        try (Connection connection = source.connect()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw noConnection(e);
        }
    }

    /** Which server it is is not known yet, so that the codes of each count. */
    private static RefractException noConnection(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.equals("3D000") || e.getErrorCode() == 1049) {
            return new RefractException(
                    Code.P1003,
                    "The DataSource's database does not exist: " + e.getMessage(),
                    "Create it, or give Refract the database's URL instead of a DataSource: a deploy then creates it.",
                    e);
        }
        boolean login = state.startsWith("28");
        return new RefractException(
                login ? Code.P1000 : Code.P1001,
                "The DataSource gave no connection: " + e.getMessage(),
                login ? "Check its user and password." : "Check its URL and credentials.",
                e);
    }

    Dialect dialect();

    /** For example {@code PostgreSQL database "shop", schema "public" at 127.0.0.1:5432}; never a secret. */
    String description();

    /** The database's or (PostgreSQL) schema's name. */
    String schema();

    /** The connection that the ledger is read and written on. It stays this object's. */
    Connection connection();

    /** Where further connections come from. */
    ConnectionSource source();

    /** Who keeps it now. */
    Contents contents();

    /**
     * The names of the tables in the way of a first deploy, which Prisma counts too: not the ledger, nor extensions'.
     *
     * @param schemas PostgreSQL's to look at beside the connection's; may be empty
     */
    List<String> tables(List<String> schemas);

    /** Creates the schema where the database keeps several and it is missing (PostgreSQL). */
    void createSchema(Listener listener);

    /** The types of the ledger's columns. */
    ColumnTypes columnTypes();

    /** An SQL expression of the ledger's time type: the server's clock now, in UTC, to the millisecond. */
    String now();

    /** A moment from the ledger; null where the column is null. */
    @Nullable
    Instant time(ResultSet row, String column) throws SQLException;

    /** A table's name, quoted, with its schema. */
    default String qualified(String table) {
        return dialect().quote(schema()) + "." + dialect().quote(table);
    }

    /** What the migration lock is about. On PostgreSQL alone they differ. */
    enum Claim {
        /** The schema that migrations go to: those of other schemas run beside it, and Prisma is kept out. */
        SCHEMA,
        /** The whole database, with whatever schemas it has. */
        DATABASE
    }

    /**
     * Takes the migration lock, which keeps Prisma out as well; P1002 where another holds it for longer than
     * {@code wait}.
     *
     * @param wait whole seconds; zero does not wait
     * @param listener is told when there is somebody to wait for
     */
    void lock(Claim claim, Duration wait, Listener listener);

    /** Gives the lock back; does nothing where it is not held. */
    void unlock();

    /** Whether others can read the database while somebody holds the lock. */
    default boolean isReadableWhileLocked() {
        return true;
    }

    /** Asks the server whether this connection still holds the lock. */
    boolean holdsLock();

    /** How a script would run. */
    static Execution execution(Script script, TransactionMode mode) {
        return switch (script.dialect()) {
            case POSTGRESQL -> Postgres.execution(script, mode).withSkippedOf(script);
            case MYSQL -> Mysql.execution(script, mode);
            case SQLITE -> Sqlite.execution(script, mode);
        };
    }

    /** The limits of scripts; none until {@link #limit}. */
    Limits limits();

    /**
     * Limits the scripts that run from here on.
     *
     * @param listener is told of what this database can't limit
     */
    void limit(Limits limits, Listener listener);

    /** Whether a script only failed to get a lock. */
    boolean isLock(ScriptException.Failure failure);

    /**
     * Why a step that only failed to get a lock can't be run again, for a message; empty where it left nothing behind.
     *
     * @param step what ran; all of the script where it is one transaction
     */
    Optional<String> hindersRetry(Script script, Execution.Step step);

    /** Whether what is set in the session holds for the next statement: not behind a pooler of transactions. */
    default boolean keepsSession() {
        return true;
    }

    /** A session for one script's steps. */
    ScriptSession session(Script script, Listener listener, String migration);

    /**
     * Runs a whole script in one transaction with what goes before and after it, and commits; on failure all of it is
     * rolled back.
     *
     * @param before one statement without a semicolon, or nothing
     * @param after statements with semicolons between them, or nothing
     */
    void runAtomically(String before, Script script, String after, Listener listener, String migration)
            throws ScriptException;

    /**
     * Runs a whole script without bookkeeping: in one transaction where that is possible, otherwise step by step.
     *
     * @param name what to call it in events
     */
    default void run(Script script, Listener listener, String name) throws ScriptException {
        Execution execution = Database.execution(script, TransactionMode.AUTO);
        if (execution.atomic()) {
            runAtomically("", script, "", listener, name);
            return;
        }
        try (ScriptSession session = session(script, listener, name)) {
            for (Execution.Step step : execution.steps()) {
                session.run(step);
            }
            session.end();
        }
    }

    /**
     * Which locks a script would take on tables that are there; empty where the database does not tell. The script runs
     * for it, and all that it does is rolled back; a statement that can't be in a transaction is left out, and where a
     * later one fails for that, the list ends.
     */
    default List<TableLock> locks(Script script) {
        return List.of();
    }

    /**
     * Runs a script on a scratch database as {@link #run} does, and watches how the server does it, where that is seen
     * only then (MySQL, MariaDB).
     *
     * @param watched gets what was seen, also where the script fails
     */
    default void watch(Script script, Listener listener, String name, Watched watched) throws ScriptException {
        run(script, listener, name);
    }

    /** Why {@link #watch} sees no locks; empty where it does, and where {@link #locks} or nobody does. */
    default Optional<String> locksUnseen() {
        return Optional.empty();
    }

    /** How many rows each table of the schema has, by its name. The ledger is left out. */
    default Map<String, Long> rowCounts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String table : tables(List.of())) {
            counts.put(
                    table,
                    queryOne("SELECT count(*) FROM " + qualified(table), row -> row.getLong(1))
                            .orElseThrow());
        }
        return counts;
    }

    /**
     * Drops all that is in the schema (MySQL: the database), so that it is as new. The ledger goes in any case.
     *
     * @param schemas PostgreSQL's to empty instead of the connection's; may be empty
     * @param keepExtensions PostgreSQL: whether its extensions in them stay
     */
    void empty(List<String> schemas, boolean keepExtensions);

    /** Removes what Prisma 8 keeps of a database that it has signed: its marker, and with it its own history. */
    void removePrisma8();

    /** An error of a statement of Refract's own, as an exception to show. */
    RefractException explain(SQLException e);

    @Override
    void close();

    /**
     * Whether a step of a script that is not one transaction can be one with the ledger's note of it, so that after a
     * crash the ledger knows whether it ran.
     */
    boolean commitsWithNote(Script script, Execution.Step step);

    /**
     * What still runs a statement on the server though the process that sent it is gone; empty where nothing does, or
     * where it would still hold the migration lock.
     */
    default Optional<String> stillRunning(Script script, SqlStatement part) {
        return Optional.empty();
    }

    /**
     * Whether the catalogs have something now; empty where they can't tell.
     *
     * @param schema the qualifier, where the statement has one
     */
    Optional<Boolean> has(Existing kind, Optional<String> schema, String table, String name);

    /** What {@link #has} can look for. */
    enum Existing {
        /** A table or view; its name is the table's. */
        TABLE,
        COLUMN,
        INDEX,
        CONSTRAINT
    }

    /** Reads all rows of a statement of Refract's own. */
    default <T> List<T> query(String sql, RowReader<T> reader) {
        try (Statement statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** The first row of a statement of Refract's own; empty also where the reader makes null of it. */
    default <T> Optional<T> queryOne(String sql, RowReader<T> reader) {
        List<T> rows = query(sql, reader);
        return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(0));
    }

    /** Runs a statement of Refract's own; returns the number of rows it touched. */
    default int update(String sql) {
        try (Statement statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /**
     * Runs an INSERT of Refract's own that looks first whether its row is there: of several at once, one inserts.
     *
     * @return the number of rows it inserted
     */
    default int insertOnce(String sql) {
        return update(sql);
    }
}
