package dev.refract.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A link to a server that can stop to forward bytes with all its sockets open, or break: then the server has done what
 * it was told, and its answer gets lost.
 */
public final class FaultyLink implements AutoCloseable {

    private final ServerSocket door;
    private final URI target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answersLeft = new AtomicInteger(Integer.MAX_VALUE);
    private volatile String fatal = "";
    private volatile boolean frozen;
    private volatile boolean broken;
    private volatile byte[] sharedLock = {};

    /** To the server of a connection URL. */
    public FaultyLink(String url) throws IOException {
        target = URI.create(url);
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The URL by way of this link. */
    public String url() {
        return target.toString()
                .replace("@" + target.getHost() + ":" + target.getPort(), "@127.0.0.1:" + door.getLocalPort());
    }

    /** From now on no byte passes, on old connections and new ones. */
    public void freeze() {
        frozen = true;
    }

    /** Breaks instead of passing on this answer of the server, counted from now. */
    public void breakAtAnswer(int number) {
        answersLeft.set(number);
    }

    /** Breaks instead of passing on the answer to a request with this text in it. */
    public void breakAfterRequest(String text) {
        fatal = text;
    }

    /**
     * Gives a lock of MySQL's another name of the same length on the way, as if the server behind a proxy were another
     * one each time: whoever takes it gets it.
     */
    public void unshareLock(String name) {
        sharedLock = ("_LOCK('" + name + "'").getBytes(StandardCharsets.US_ASCII);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                start(() -> forward(client, server, this::noteRequest));
                start(() -> forward(server, client, this::noteAnswer));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    /** What is to be known of bytes before they are passed on. */
    private interface Note {
        void on(byte[] bytes, int length) throws IOException;
    }

    private void noteRequest(byte[] bytes, int length) {
        if (!fatal.isEmpty() && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(fatal)) {
            answersLeft.set(1);
        }
        for (int start = 0; sharedLock.length > 0 && start + sharedLock.length <= length; start++) {
            int end = start + sharedLock.length;
            if (Arrays.equals(bytes, start, end, sharedLock, 0, sharedLock.length)) {
                String port = "%05d".formatted(door.getLocalPort()); // other links have other ones
                System.arraycopy(port.getBytes(StandardCharsets.US_ASCII), 0, bytes, end - 1 - port.length(), 5);
            }
        }
    }

    private void noteAnswer(byte[] bytes, int length) throws IOException {
        if (answersLeft.get() != Integer.MAX_VALUE && answersLeft.decrementAndGet() == 0) {
            broken = true;
            close();
        }
    }

    private void forward(Socket from, Socket to, Note note) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                note.on(buffer, count);
                if (!frozen && !broken) {
                    out.write(buffer, 0, count);
                }
            }
            if (!frozen) {
                to.close();
            }
        } catch (IOException e) {
            // one side is closed: the test is over, or the program
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faulty-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
