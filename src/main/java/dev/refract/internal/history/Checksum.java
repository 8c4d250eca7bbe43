package dev.refract.internal.history;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The SHA-256 that identifies a script: of its bytes as they are on disk, as 64 lower-case hexadecimal digits. */
public final class Checksum {

    private Checksum() {}

    /** The checksum to record for a script. */
    public static String of(byte[] script) {
        return HexFormat.of().formatHex(sha256(script));
    }

    /** Those of a script as it is, with every CRLF as LF, and with every LF as CRLF. */
    public static Set<String> all(byte[] script) {
        byte[] lf = toLf(script);
        return new LinkedHashSet<>(List.of(of(script), of(lf), of(toCrlf(lf))));
    }

    /**
     * Whether a recorded checksum is this script's. Line ends don't count, since a checkout on another system changes
     * them: the script matches as it is, with every CRLF as LF, or with every LF as CRLF. A recorded value that is not
     * 64 characters long comes from an old Prisma that did not pad each byte with a zero; it is compared in that form.
     */
    public static boolean matches(String recorded, byte[] script) {
        boolean unpadded = recorded.length() != 64;
        if (recorded.equals(text(script, unpadded))) {
            return true;
        }
        byte[] lf = toLf(script);
        return recorded.equals(text(lf, unpadded)) || recorded.equals(text(toCrlf(lf), unpadded));
    }

    private static String text(byte[] script, boolean unpadded) {
        if (!unpadded) {
            return of(script);
        }
        StringBuilder text = new StringBuilder();
        for (byte b : sha256(script)) {
            text.append(Integer.toHexString(b & 0xff));
        }
        return text.toString();
    }

    private static byte[] toLf(byte[] script) {
        return new String(script, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] toCrlf(byte[] lf) {
        ByteArrayOutputStream crlf = new ByteArrayOutputStream(lf.length + lf.length / 32);
        for (byte b : lf) {
            if (b == '\n') {
                crlf.write('\r');
            }
            crlf.write(b);
        }
        return crlf.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
