package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.Leftover;
import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An empty database of our own to try things in: a new one, with a generated name, on the server of the real database
 * or of {@code shadowDatabaseUrl}; for SQLite a file in a temporary folder. It is dropped by {@link #close}, and by the
 * JVM's end where that comes first (Ctrl-C, SIGTERM). What a killed run leaves behind is found by {@link #leftovers}.
 *
 * <p>No name that this class did not generate itself is ever dropped.
 */
public final class Scratch implements AutoCloseable {

    private static final String PREFIX = "refract_scratch_";

    /** Prefix, the creating process's id, and 12 random digits. */
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)_([0-9a-f]{12})");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final DatabaseUrl url;
    private final DatabaseUrl server;
    /**
     * Holds a lock from before the scratch database is created until after it is dropped: others see that it is in use.
     * Null for a file.
     */
    private final @Nullable Connection anchor;

    private final Thread hook;
    private boolean closed;

    private Scratch(String name, DatabaseUrl url, DatabaseUrl server, @Nullable Connection anchor) {
        this.name = name;
        this.url = url;
        this.server = server;
        this.anchor = anchor;
        this.hook = new Thread(this::drop, "refract-drop-scratch");
    }

    /**
     * Creates one.
     *
     * @param real the real database; it need not exist, and nothing happens to it
     * @param shadow the project's {@code shadowDatabaseUrl}, whose server is used instead; the database that it names
     *     is not touched
     * @throws RefractException P3014 when the server does not let us
     */
    public static Scratch create(DatabaseUrl real, Optional<DatabaseUrl> shadow) {
        DatabaseUrl server = shadow.orElse(real);
        String name = PREFIX + ProcessHandle.current().pid() + "_"
                + String.format("%012x", RANDOM.nextLong() & 0xffffffffffffL);
        try {
            Scratch scratch =
                    server.dialect() == Dialect.SQLITE ? file(name, server) : database(name, server, real.schema());
            return guarded(scratch);
        } catch (SQLException | IOException e) {
            boolean readOnly = e instanceof SQLException sql && ReadOnly.is(sql);
            throw new RefractException(
                    Code.P3014,
                    "A scratch database could not be created on " + server + ": " + e.getMessage(),
                    readOnly
                            ? ReadOnly.HINT + " Or let shadowDatabaseUrl name a server that takes changes."
                            : "Give the user the right to create databases (PostgreSQL: ALTER ROLE … CREATEDB; MySQL: "
                                    + "GRANT ALL ON `"
                                    + PREFIX
                                    + "%`.* TO …), or let shadowDatabaseUrl name a server where there is one that has "
                                    + "it.",
                    e);
        }
    }

    /** From here on the JVM's end drops it; where that has begun already, it is dropped at once. */
    private static Scratch guarded(Scratch scratch) {
        try {
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        } catch (IllegalStateException e) {
            scratch.drop();
            throw new InterruptedRefractException(
                    "Interrupted. The scratch database is dropped.", "Run the command again.");
        }
    }

    private static Scratch file(String name, DatabaseUrl like) throws IOException {
        Path folder = Files.createDirectory(temporary().resolve(name));
        return new Scratch(name, like.withFile(Files.createFile(folder.resolve("scratch.db"))), like, null);
    }

    private static Scratch database(String name, DatabaseUrl server, String schema) throws SQLException {
        DatabaseUrl door = door(server);
        DatabaseUrl url = server.dialect() == Dialect.MYSQL
                ? server.withDatabase(name)
                : server.withDatabase(name).withSchema(schema);
        Connection anchor = Jdbc.connect(door);
        try {
            create(anchor, name, url);
            return new Scratch(name, url, door, anchor);
        } catch (SQLException | RuntimeException e) {
            anchor.close();
            drop(door, name);
            throw e;
        }
    }

    private static void create(Connection anchor, String name, DatabaseUrl url) throws SQLException {
        try (Statement statement = anchor.createStatement()) {
            if (url.dialect() == Dialect.MYSQL) {
                statement.execute("SET SESSION wait_timeout = 86400");
                statement.executeQuery("SELECT GET_LOCK('" + name + "', 0)").close();
                statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
                return;
            }
            statement.executeQuery("SELECT pg_advisory_lock(" + key(name) + ")").close();
            statement.execute("CREATE DATABASE " + name);
            // Nothing in it is worth waiting for the disk.
            statement.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
        }
        try (Connection inside = Jdbc.connect(url);
                Statement statement = inside.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + Dialect.POSTGRESQL.quote(url.schema()));
        }
    }

    /** The random part of a name as the number of an advisory lock. */
    private static long key(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(2), 16) : 0;
    }

    /** A database that is always there, to connect to while another one is created or dropped. */
    @SuppressWarnings("try") // that it can be opened is the answer
    private static DatabaseUrl door(DatabaseUrl server) throws SQLException {
        if (server.dialect() == Dialect.MYSQL) {
            return server.withDatabase("");
        }
        try (Connection there = Jdbc.connect(server)) {
            return server;
        } catch (SQLException e) {
            if (!"3D000".equals(e.getSQLState())) {
                throw e;
            }
            return server.withDatabase("postgres");
        }
    }

    /** Where it is: as the real URL (user, parameters, PostgreSQL's schema), with the scratch database's name. */
    public DatabaseUrl url() {
        return url;
    }

    /**
     * Lets a connection to it not wait for the disk, where that is the connection's to say: after a crash nobody wants
     * it back.
     */
    public void hurry(Connection connection) throws SQLException {
        if (url.dialect() == Dialect.SQLITE) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("PRAGMA synchronous = OFF");
                statement.executeQuery("PRAGMA journal_mode = MEMORY").close();
            }
        }
    }

    /** Its generated name. */
    public String name() {
        return name;
    }

    /** Leaves it after on purpose; from now on {@link #close} drops nothing. */
    public synchronized void keep() {
        closed = true;
        release();
    }

    /**
     * Drops it, whatever is still connected.
     *
     * @throws RefractException when the server refuses, with the statement to run by hand
     */
    @Override
    public void close() {
        drop();
        release();
    }

    private void release() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, and the hook runs or ran
        }
        closeAnchor();
    }

    private void closeAnchor() {
        try {
            if (anchor != null) {
                anchor.close();
            }
        } catch (SQLException e) {
            // It was there to be seen by others, which has an end either way.
        }
    }

    private synchronized void drop() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            drop(server, name);
        } catch (SQLException e) {
            throw new RefractException(
                    null,
                    "The scratch database " + name + " could not be dropped: " + e.getMessage(),
                    "Drop it by hand: DROP DATABASE " + name + ";",
                    e);
        } finally {
            closeAnchor();
        }
    }

    private static void drop(DatabaseUrl door, String name) throws SQLException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(name + " is not a scratch database's name");
        }
        if (door.dialect() == Dialect.SQLITE) {
            delete(temporary().resolve(name));
            return;
        }
        try (Connection connection = Jdbc.connect(door);
                Statement statement = connection.createStatement()) {
            if (door.dialect() == Dialect.MYSQL) {
                disconnectAll(statement, name);
            }
            statement.execute(
                    "DROP DATABASE IF EXISTS " + name + (door.dialect() == Dialect.POSTGRESQL ? " WITH (FORCE)" : ""));
        }
    }

    /** An open transaction in it would make MySQL's DROP wait; PostgreSQL has FORCE for that. */
    private static void disconnectAll(Statement statement, String name) throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SHOW PROCESSLIST")) { // information_schema's fails over an emoji in anybody's statement
            while (rows.next()) {
                if (name.equals(rows.getString("db"))) {
                    sessions.add(rows.getLong("Id"));
                }
            }
        }
        for (long session : sessions) {
            try {
                statement.execute("KILL " + session);
            } catch (SQLException e) {
                if (e.getErrorCode() != 1094) { // it ended by itself in between
                    throw e;
                }
            }
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (java.nio.file.NoSuchFileException e) {
            // Someone else cleaned up.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A scratch database that no running process uses any more. */
    record OnServer(String name, DatabaseUrl server) implements Leftover {

        @Override
        public void drop() {
            try {
                Scratch.drop(server, name);
            } catch (SQLException e) {
                throw new RefractException(
                        null,
                        "The scratch database " + name + " could not be dropped: " + e.getMessage(),
                        "Drop it by hand: DROP DATABASE " + name + ";",
                        e);
            }
        }
    }

    /**
     * What killed runs left on the server on which {@link #create} would create one; for SQLite in the temporary
     * folder.
     *
     * @throws RefractException when the server can't be asked
     */
    public static List<Leftover> leftovers(DatabaseUrl real, Optional<DatabaseUrl> shadow) {
        DatabaseUrl server = shadow.orElse(real);
        try {
            return server.dialect() == Dialect.SQLITE ? folders(server) : databases(door(server));
        } catch (SQLException | IOException e) {
            Optional<RefractException> unreached = e instanceof SQLException sql
                    ? Unreached.known(new ConnectionSource.OfUrl(server), sql)
                    : Optional.empty();
            throw unreached.orElseGet(() -> new RefractException(
                    null,
                    "The scratch databases on " + server + " could not be listed: " + e.getMessage(),
                    "Check the connection string, then try again.",
                    e));
        }
    }

    private static List<Leftover> databases(DatabaseUrl door) throws SQLException {
        String query = door.dialect() == Dialect.POSTGRESQL
                ? "SELECT datname FROM pg_database d WHERE datname LIKE 'refract\\_scratch\\_%' "
                        + "AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) "
                        + "AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1 "
                        + "AND right(datname, 12) = lpad(to_hex(l.classid::bigint), 4, '0') || "
                        + "lpad(to_hex(l.objid::bigint), 8, '0')) ORDER BY 1"
                : "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'refract\\_scratch\\_%' "
                        + "AND IS_FREE_LOCK(SCHEMA_NAME) ORDER BY 1";
        List<Leftover> leftovers = new ArrayList<>();
        try (Connection connection = Jdbc.connect(door);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (NAME.matcher(name).matches()) {
                    leftovers.add(new OnServer(name, door));
                }
            }
        }
        return leftovers;
    }

    private static List<Leftover> folders(DatabaseUrl like) throws IOException {
        try (Stream<Path> files = Files.list(temporary())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(Scratch::abandoned)
                    .sorted()
                    .<Leftover>map(name -> new OnServer(name, like))
                    .toList();
        }
    }

    private static boolean abandoned(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }
}
