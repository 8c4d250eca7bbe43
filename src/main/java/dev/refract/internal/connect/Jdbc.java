package dev.refract.internal.connect;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Opens connections. The drivers are called by name, not through {@code java.sql.DriverManager}: that would load all of
 * them.
 */
public final class Jdbc {

    /** The connections to servers that may be open. */
    private static final Map<Connection, DatabaseUrl> OPEN = Collections.synchronizedMap(new WeakHashMap<>());

    private Jdbc() {}

    /**
     * A new connection in autocommit mode. The caller closes it.
     *
     * <p>On PostgreSQL the search path and the time zone are the server's for this role and database: not the URL's
     * schema, not the JVM's zone. On SQLite foreign keys are checked, as in Prisma's engine.
     *
     * @throws SQLException of the driver; its message holds no password
     * @throws RefractException P1011 where a file for TLS can't be read
     */
    public static Connection connect(DatabaseUrl url) throws SQLException {
        return switch (url.dialect()) {
            case POSTGRESQL -> remembered(postgres(url), url);
            case MYSQL -> remembered(mysql(url), url);
            case SQLITE -> sqlite(url);
        };
    }

    private static Connection remembered(Connection connection, DatabaseUrl url) {
        OPEN.put(connection, url);
        return connection;
    }

    /**
     * For the end of the process: closes the sockets to each server that does not let a new connection in meanwhile.
     * Nothing else ends a read from a link that is dead but not closed.
     *
     * @param patience how long a server may take
     */
    public static void abandonDeadLinks(Duration patience) throws InterruptedException {
        Map<Connection, DatabaseUrl> open;
        synchronized (OPEN) {
            open = new HashMap<>(OPEN);
        }
        Map<DatabaseUrl, CountDownLatch> answers = new HashMap<>();
        for (DatabaseUrl url : open.values()) {
            CountDownLatch unused = answers.computeIfAbsent(url, Jdbc::knock);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Map.Entry<Connection, DatabaseUrl> entry : open.entrySet()) {
            CountDownLatch answer = Objects.requireNonNull(answers.get(entry.getValue()), "each URL has one");
            if (!answer.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                try {
                    entry.getKey().abort(Runnable::run);
                } catch (SQLException e) {
                    // it is closed already
                }
            }
        }
    }

    /** Counts down when the server has let a connection in, or has refused it: then it is there. */
    private static CountDownLatch knock(DatabaseUrl url) {
        CountDownLatch answered = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        closeQuietly(connect(url));
                    } catch (SQLException | RuntimeException e) {
                        // refused: an answer, too; a time that is up comes too late to count
                    }
                    answered.countDown();
                },
                "refract-knock");
        thread.setDaemon(true);
        thread.start();
        return answered;
    }

    /** Closes a connection that has nothing to lose. */
    public static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server notices by itself
        }
    }

    private static Connection postgres(DatabaseUrl url) throws SQLException {
        Properties properties = new Properties();
        if (!url.user().isEmpty()) {
            properties.setProperty("user", url.user());
        }
        // An empty one keeps the driver from looking for a .pgpass file, which Prisma does not read.
        properties.setProperty("password", url.password() == null ? "" : url.password());
        properties.setProperty("ApplicationName", url.applicationName());
        properties.setProperty("channelBinding", url.channelBinding());
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("allowEncodingChanges", "true");
        properties.setProperty(
                "connectTimeout", String.valueOf(url.connectTimeout().toSeconds()));
        // Limits each wait for the server's answer while the session is being set up.
        properties.setProperty(
                "socketTimeout", String.valueOf(url.connectTimeout().toSeconds()));
        url.options().ifPresent(options -> properties.setProperty("options", options));
        url.statementCacheSize()
                .ifPresent(size -> properties.setProperty("preparedStatementCacheQueries", String.valueOf(size)));
        if (url.pgbouncer() || url.statementCacheSize().orElse(1) == 0) {
            properties.setProperty("prepareThreshold", "0");
        }
        if (!url.pgbouncer()) {
            // Saves a round trip, by a startup parameter that pgbouncer refuses.
            properties.setProperty("assumeMinServerVersion", "13");
        }
        postgresTls(url, properties);
        properties.setProperty("socketFactory", PostgresSockets.class.getName());
        properties.setProperty(
                "socketFactoryArg", url.socket().map(Path::toString).orElse(""));
        String host = url.socket().isPresent() ? "localhost" : bracketed(url.host());
        Connection connection = new org.postgresql.Driver()
                .connect("jdbc:postgresql://" + host + ":" + url.port() + "/" + encoded(url.database()), properties);
        return withTimeout(connection, url.socketTimeout());
    }

    private static void postgresTls(DatabaseUrl url, Properties properties) {
        if (url.encryption() == DatabaseUrl.Encryption.OFF || url.socket().isPresent()) {
            properties.setProperty("sslmode", "disable");
            return;
        }
        requireTlsFiles(url);
        // The factory verifies by itself: the driver's own modes can't say "if there is TLS, then verified".
        properties.setProperty("sslmode", url.encryption() == DatabaseUrl.Encryption.REQUIRED ? "require" : "prefer");
        properties.setProperty("sslfactory", Tls.class.getName());
        properties.setProperty(
                "sslrootcert", url.authority().map(Path::toString).orElse(""));
        properties.setProperty("sslkey", url.identity().map(Path::toString).orElse(""));
        properties.setProperty("sslpassword", url.identityPassword());
        properties.setProperty("sslfactoryarg", url.verification().name());
    }

    /** The drivers' own words for a file that is not there don't name it, or take it for a lost connection. */
    private static void requireTlsFiles(DatabaseUrl url) {
        requireReadable("sslcert", url.authority());
        requireReadable("sslidentity", url.identity());
    }

    private static void requireReadable(String parameter, Optional<Path> file) {
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new RefractException(
                    Code.P1011,
                    "The file that " + parameter + " in the connection URL names can't be read: " + file.get() + ".",
                    "Put it there and let this user read it, or fix " + parameter + " in the connection URL.");
        }
    }

    @SuppressWarnings("try") // the file is only to be deleted
    private static Connection mysql(DatabaseUrl url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", url.user());
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        String connectMillis = String.valueOf(url.connectTimeout().toMillis());
        properties.setProperty("connectTimeout", connectMillis);
        properties.setProperty("socketTimeout", connectMillis);
        properties.setProperty("connectionAttributes", "program_name:refract");
        properties.setProperty("characterEncoding", "UTF-8");
        // As Prisma's driver, on every server version: views, triggers and routines keep the collation they were made
        // with.
        properties.setProperty("connectionCollation", "utf8mb4_general_ci");
        // Neither asks the server for its zone nor sets the session's; the ledger's times are UTC.
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("forceConnectionTimeZoneToSession", "false");
        // Otherwise the driver changes the session's sql_mode.
        properties.setProperty("jdbcCompliantTruncation", "false");
        // As the server's own client: ROW_COUNT() counts the rows that changed.
        properties.setProperty("useAffectedRows", "true");
        properties.setProperty("enableEscapeProcessing", "false");
        // Otherwise the driver asks and sets a variable of the session before each statement.
        properties.setProperty("readOnlyPropagatesToServer", "false");
        properties.setProperty("netTimeoutForStreamingResults", "0");
        properties.setProperty("allowLoadLocalInfile", "false");
        properties.setProperty("yearIsDateType", "false");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", MysqlSockets.class.getName());
        url.socket().ifPresent(socket -> {
            properties.setProperty("socketFactory", "org.newsclub.net.mysql.AFUNIXDatabaseSocketFactoryCJ");
            properties.setProperty("junixsocket.file", socket.toString());
        });
        String host = url.socket().isPresent() ? "localhost" : bracketed(url.host());
        String location = "jdbc:mysql://" + host + ":" + url.port() + "/"
                + encoded(url.database()).replace("+", "%20");
        if (url.encryption() == DatabaseUrl.Encryption.OFF || url.socket().isPresent()) {
            properties.setProperty("sslMode", "DISABLED");
            // The password is then encrypted with a key that the server sends, as Prisma does it.
            properties.setProperty("allowPublicKeyRetrieval", "true");
            return withTimeout(mysql(location, properties), url.socketTimeout());
        }
        try (Tls.TrustFile trust = mysqlTls(url, properties)) {
            return withTimeout(mysql(location, properties), url.socketTimeout());
        } catch (IOException | UncheckedIOException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
    }

    /** The driver gives a server that does not let it in in time the state of a connection that breaks later. */
    private static Connection mysql(String location, Properties properties) throws SQLException {
        try {
            return new com.mysql.cj.jdbc.Driver().connect(location, properties);
        } catch (SQLException e) {
            if (SocketTimeout.is(e)) {
                throw new SQLException(e.getMessage(), "08001", e.getErrorCode(), e);
            }
            throw e;
        }
    }

    private static Tls.TrustFile mysqlTls(DatabaseUrl url, Properties properties) throws IOException {
        requireTlsFiles(url);
        properties.setProperty(
                "sslMode",
                switch (url.verification()) {
                    case NONE -> "REQUIRED";
                    case AUTHORITY -> "VERIFY_CA";
                    case HOST -> "VERIFY_IDENTITY";
                });
        url.identity().ifPresent(file -> {
            properties.setProperty("clientCertificateKeyStoreUrl", file.toUri().toString());
            properties.setProperty("clientCertificateKeyStoreType", "PKCS12");
            properties.setProperty("clientCertificateKeyStorePassword", url.identityPassword());
        });
        if (url.verification() == DatabaseUrl.Verification.NONE
                || url.authority().isEmpty()) {
            return Tls.TrustFile.NONE;
        }
        Tls.TrustFile trust = Tls.TrustFile.of(url.authority().get());
        properties.setProperty(
                "trustCertificateKeyStoreUrl",
                Objects.requireNonNull(trust.file()).toUri().toString());
        properties.setProperty("trustCertificateKeyStoreType", "PKCS12");
        properties.setProperty("trustCertificateKeyStorePassword", Tls.TrustFile.PASSWORD);
        properties.setProperty("fallbackToSystemTrustStore", "false");
        return trust;
    }

    private static Connection sqlite(DatabaseUrl url) throws SQLException {
        SqliteLibrary.prepare();
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(
                url.socketTimeout().isZero()
                        ? Integer.MAX_VALUE
                        : (int) Math.min(url.socketTimeout().toMillis(), Integer.MAX_VALUE));
        // The driver would otherwise match every statement against a pattern for INSERT.
        config.setGetGeneratedKeys(false);
        // A question mark in a plain path begins the driver's own parameters; in a file URI it is escaped.
        String name = fileUri(Objects.requireNonNull(url.file()));
        return new JDBC4Connection("jdbc:sqlite:" + name, name, config.toProperties());
    }

    private static String fileUri(Path file) {
        URI uri = file.toUri();
        return "file://" + uri.getRawPath();
    }

    private static Connection withTimeout(Connection connection, Duration timeout) throws SQLException {
        if (connection == null) {
            throw new SQLException("The driver did not take the URL.", "08001");
        }
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        return connection;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
