package dev.refract.internal.connect;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * Makes the kernel ask a silent server whether it is still there, so that a statement of hours does not wait for one
 * that is gone. Its own default on Linux is to ask after two hours for the first time.
 */
final class KeepAlive {

    private static final int IDLE_SECONDS = 30;
    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 3;

    private KeepAlive() {}

    /**
     * Asks after 30 seconds of silence, then each 10 seconds; the third question without an answer ends the connection.
     */
    static void start(Socket socket) throws IOException {
        Set<?> known = socket.supportedOptions();
        if (known.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
    }
}
