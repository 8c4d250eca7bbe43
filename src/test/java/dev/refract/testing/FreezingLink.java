package dev.refract.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A link to a server that can stop to forward bytes, with all its sockets open. */
public final class FreezingLink implements AutoCloseable {

    private final ServerSocket door;
    private final URI target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean frozen;

    /** To the server of a connection URL. */
    public FreezingLink(String url) throws IOException {
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

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(server);
                start(() -> forward(client, server));
                start(() -> forward(server, client));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!frozen) {
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
        Thread thread = new Thread(work, "freezing-link");
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
