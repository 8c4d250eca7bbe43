package dev.refract.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A running server.
 *
 * @param kind never SQLITE
 * @param origin where it comes from, for people: "TEST_POSTGRES_URL", "Docker, image postgres:18" or "embedded"
 * @param url Prisma's way to write its address, with a user who may do anything, and no parameters
 * @param stopping what ends it; nothing for a server that was there before
 */
record Server(Kind kind, String origin, URI url, Runnable stopping) {

    /** The URL of one of its databases, as a schema.prisma would have it. */
    String url(String database) {
        String authority = url.getRawUserInfo() + "@" + url.getHost() + ":" + port();
        return url.getScheme() + "://" + authority + "/" + database;
    }

    /** A connection to one of its databases, through the driver alone: a test must not rely on what it tests. */
    Connection connect(String database) throws SQLException {
        String[] user = url.getRawUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", decode(user[0]));
        properties.setProperty("password", user.length < 2 ? "" : decode(user[1]));
        String address = url.getHost() + ":" + port() + "/" + database;
        if (kind == Kind.POSTGRES) {
            return DriverManager.getConnection("jdbc:postgresql://" + address, properties);
        }
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("sslMode", "DISABLED");
        return DriverManager.getConnection("jdbc:mysql://" + address, properties);
    }

    /** A connection to the database that every server of the kind has. */
    Connection connect() throws SQLException {
        return connect(kind == Kind.POSTGRES ? "postgres" : "mysql");
    }

    /** Its version and where it comes from; without its password. */
    String describe() {
        try (Connection connection = connect()) {
            return connection.getMetaData().getDatabaseProductVersion() + ", " + origin;
        } catch (SQLException e) {
            return origin + ": " + e.getMessage();
        }
    }

    void stop() {
        stopping.run();
    }

    private int port() {
        return url.getPort() < 0 ? kind.port() : url.getPort();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
