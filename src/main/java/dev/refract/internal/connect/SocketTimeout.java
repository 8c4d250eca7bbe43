package dev.refract.internal.connect;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A server that is connected to and does not answer within the time of {@code socket_timeout}. The driver then closes
 * the connection; the server does not know that until it has finished.
 */
public final class SocketTimeout {

    private SocketTimeout() {}

    /** Whether an established connection's wait for an answer ended this way. */
    public static boolean is(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && "08001".equals(sql.getSQLState())) {
                return false; // there was no connection yet: that is connect_timeout
            }
            if (t instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** What happened, from "The server". */
    public static String what(ConnectionSource source) {
        String place = source.url().map(url -> " at " + url.place()).orElse("");
        return "The server" + place + " did not answer within "
                + source.url().map(url -> seconds(url.socketTimeout())).orElse("the driver's socketTimeout");
    }

    /** What to do about it. */
    public static String next(ConnectionSource source) {
        String name = source.url().isPresent()
                ? "socket_timeout in the connection URL (seconds; without it there is no limit)"
                : "the driver's socketTimeout";
        return "The server may still be at work on what it was sent. Raise " + name
                + "; to have the server itself end a statement, give --statement-timeout.";
    }

    /** P1008, of a question of Refract's own. */
    public static RefractException error(ConnectionSource source, Throwable cause) {
        return new RefractException(Code.P1008, what(source) + ".", next(source), cause);
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s (socket_timeout)";
    }
}
