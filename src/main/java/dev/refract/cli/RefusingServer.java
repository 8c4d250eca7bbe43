package dev.refract.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback that speaks PostgreSQL's protocol up to the password, which it refuses: so that a rehearsal
 * goes the driver's way through SCRAM, the largest part of connecting, without a database. (PostgreSQL manual, chapter
 * "Frontend/Backend Protocol".)
 */
final class RefusingServer implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;

    private final ServerSocket socket;

    RefusingServer() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "refusing-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it is, as Prisma would write it. */
    String url() {
        return "postgresql://nobody:nothing@" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort()
                + "/nothing";
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(10_000);
                refuse(new DataInputStream(client.getInputStream()), new DataOutputStream(client.getOutputStream()));
            } catch (IOException e) {
                // the next one, or the end
            }
        }
    }

    private static void refuse(DataInputStream in, DataOutputStream out) throws IOException {
        for (int code = SSL_REQUEST; code == SSL_REQUEST || code == GSS_REQUEST; ) {
            int length = in.readInt();
            code = in.readInt();
            in.skipNBytes(length - 8L);
            if (code == SSL_REQUEST || code == GSS_REQUEST) {
                out.writeByte('N');
                out.flush();
            }
        }
        send(out, 'R', SASL, "SCRAM-SHA-256\0\0");
        String first = receive(in);
        String nonce = first.substring(first.lastIndexOf("r=") + 2);
        send(out, 'R', SASL_CONTINUE, "r=" + nonce + "refused,s=AAAAAAAAAAAAAAAAAAAAAA==,i=4096");
        receive(in);
        send(out, 'E', null, "SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0");
    }

    private static String receive(DataInputStream in) throws IOException {
        in.readByte();
        byte[] body = in.readNBytes(in.readInt() - 4);
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void send(DataOutputStream out, char type, @Nullable Integer kind, String text) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        if (kind != null) {
            fields.writeInt(kind);
        }
        fields.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(type);
        out.writeInt(body.size() + 4);
        body.writeTo(out);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
