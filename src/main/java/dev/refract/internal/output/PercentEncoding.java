package dev.refract.internal.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What stands percent-encoded in a URL. */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** The bytes that a text stands for. A percent sign that no two hex digits follow stands for itself. */
    public static byte[] decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            decoded.write(low < 0 ? bytes[i] : high * 16 + low);
            i += low < 0 ? 0 : 2;
        }
        return decoded.toByteArray();
    }
}
