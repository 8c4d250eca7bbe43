package dev.refract.internal.connect;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Takes the parameter {@code TimeZone} out of the startup packet that the PostgreSQL driver sends; all that follows
 * passes untouched.
 *
 * <p>The driver always sends the JVM's time zone and has no setting for it. It would then decide what {@code now()}
 * gives in a column without time zone, and how a script's change from {@code timestamp} to {@code timestamptz} reads
 * the rows: on a laptop in Berlin otherwise than on a server in UTC, and otherwise than in Prisma, which leaves the
 * session's zone to the server. Once sent, the server's own default can't be asked for nor reset to. The packet:
 * "Message Formats", StartupMessage, in PostgreSQL's manual.
 */
final class StartupPacket extends FilterOutputStream {

    private static final int PROTOCOL_MAJOR = 3;
    private static final int LONGEST = 64 * 1024;

    private final BooleanSupplier encrypted;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean passed;

    /** @param encrypted whether TLS is laid over this stream by now, so that its packets can't be read here */
    StartupPacket(OutputStream out, BooleanSupplier encrypted) {
        super(out);
        this.encrypted = encrypted;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (passed || encrypted.getAsBoolean()) {
            out.write(bytes, offset, length);
            return;
        }
        waiting.write(bytes, offset, length);
        sendComplete();
    }

    private void sendComplete() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(waiting.toByteArray());
        if (buffer.remaining() < 8) {
            return;
        }
        int length = buffer.getInt(0);
        boolean startup = buffer.getShort(4) == PROTOCOL_MAJOR;
        if (length < 8 || length > LONGEST) {
            passed = true;
            out.write(buffer.array());
        } else if (buffer.remaining() >= length) {
            // A request for encryption comes before; the startup packet is the last that has no type byte.
            passed = startup;
            waiting.reset();
            out.write(startup ? withoutTimeZone(buffer.array(), length) : Arrays.copyOf(buffer.array(), length));
            out.write(buffer.array(), length, buffer.remaining() - length);
        }
    }

    private static byte[] withoutTimeZone(byte[] packet, int length) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        kept.write(packet, 4, 4);
        for (int at = 8; at < length - 1; ) {
            int name = end(packet, at, length);
            int value = end(packet, name, length);
            if (!new String(packet, at, name - at - 1, StandardCharsets.UTF_8).equalsIgnoreCase("TimeZone")) {
                kept.write(packet, at, value - at);
            }
            at = value;
        }
        kept.write(0);
        return ByteBuffer.allocate(kept.size() + 4)
                .putInt(kept.size() + 4)
                .put(kept.toByteArray())
                .array();
    }

    /** Where what follows the next zero byte begins. */
    private static int end(byte[] packet, int from, int length) {
        int at = from;
        while (at < length && packet[at] != 0) {
            at++;
        }
        return Math.min(at + 1, length);
    }
}
