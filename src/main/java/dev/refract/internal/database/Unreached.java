package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why there is no connection: the same for each server, told by what the system said to the driver. */
final class Unreached {

    /** What to do where the server refuses the password: one that is not encoded is read as another. */
    static final String CREDENTIALS = "Check the user and password in the connection URL. In a URL, special characters "
            + "of theirs are percent-encoded: % is %25, @ is %40.";

    private Unreached() {}

    /** The error for it; empty where nothing below the driver says why. */
    static Optional<RefractException> known(ConnectionSource source, SQLException e) {
        String place = place(source);
        String can = "Can't reach the database server at " + place + ": ";
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException) {
                return Optional.of(new RefractException(
                        Code.P1001,
                        can + "the name "
                                + source.url()
                                        .map(url -> "\"" + url.host() + "\" ")
                                        .orElse("") + "does not resolve to an address.",
                        "Correct the host in " + url(source) + ", or make the name known here: another container's "
                                + "name is known only in a network that both are in.",
                        e));
            }
            if (t instanceof SocketTimeoutException) {
                return Optional.of(isWhileConnecting(t) ? noWay(source, can, e) : silent(place, e));
            }
            if (t instanceof NoRouteToHostException) {
                return Optional.of(noRoute(source, can, e));
            }
            if (t instanceof ConnectException || t instanceof SocketException && socket(source) != null) {
                return Optional.of(refused(source, can, t, e));
            }
        }
        return Optional.empty();
    }

    /** The error where a new connection was closed before anything was answered; empty where it was not. */
    static Optional<RefractException> closed(ConnectionSource source, SQLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof EOFException || t instanceof SocketException) {
                return Optional.of(new RefractException(
                        Code.P1001,
                        "Can't reach the database server at " + place(source)
                                + ": the connection was taken, and closed without an answer.",
                        "The server may be starting, or a proxy, a load balancer or a container's port answers there and has "
                                + "no server behind it: wait for it with --wait-for-database, or correct the host and port in "
                                + url(source) + ".",
                        e));
            }
        }
        return Optional.empty();
    }

    /** The error where something answers that is no server of this kind. */
    static RefractException otherProgram(ConnectionSource source, String kind, SQLException e) {
        return new RefractException(
                Code.P1001,
                "Can't reach the database server at " + place(source) + ": what answers there is no " + kind
                        + " server.",
                "Correct the host and port in " + url(source) + ".",
                e);
    }

    /** The server as errors name it. */
    static String place(ConnectionSource source) {
        return source.url().map(DatabaseUrl::place).orElse("the DataSource's address");
    }

    private static String url(ConnectionSource source) {
        return source.url().isPresent() ? "the connection URL" : "the DataSource's URL";
    }

    private static @Nullable Path socket(ConnectionSource source) {
        return source.url().flatMap(DatabaseUrl::socket).orElse(null);
    }

    private static boolean isWhileConnecting(Throwable timeout) {
        return String.valueOf(timeout.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
    }

    private static RefractException noWay(ConnectionSource source, String can, SQLException e) {
        return new RefractException(
                Code.P1001,
                can + "nothing answered in time.",
                "Something between drops what is sent there, such as a firewall or a security group, or no machine has "
                        + "that address: let this one through, or correct the host and port in " + url(source)
                        + ". Where the way is only slow, raise connect_timeout there (seconds, 0 for none).",
                e);
    }

    private static RefractException silent(String place, SQLException e) {
        return new RefractException(
                Code.P1002,
                "The server at " + place + " took the connection, and did not answer in time.",
                "Check that it is a database server and not overloaded, or raise connect_timeout in the connection URL "
                        + "(seconds, 0 for none).",
                e);
    }

    private static RefractException noRoute(ConnectionSource source, String can, SQLException e) {
        return new RefractException(
                Code.P1001,
                can + "there is no route to it.",
                "Check this machine's network (a VPN?), and the host in " + url(source) + ".",
                e);
    }

    private static RefractException refused(ConnectionSource source, String can, Throwable said, SQLException e) {
        Path socket = socket(source);
        if (socket != null) {
            boolean there = Files.exists(socket);
            return new RefractException(
                    Code.P1001,
                    can + (there ? String.valueOf(said.getMessage()) : "there is no such socket") + ".",
                    there
                            ? "Check that the server runs and that this user may write to its socket."
                            : "Start the server, or correct the socket's path in the connection URL.",
                    e);
        }
        return String.valueOf(said.getMessage()).contains("refused")
                ? new RefractException(
                        Code.P1001,
                        can + "nothing listens on that port.",
                        "Start the server, or correct the port in " + url(source)
                                + ". In a container, localhost is the container itself: name the server's.",
                        e)
                : noRoute(source, can, e);
    }
}
