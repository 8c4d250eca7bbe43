package dev.refract.internal.history;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A script that is no migration. */
public final class ScriptFile {

    private ScriptFile() {}

    /** Where a script's bytes come from. */
    @FunctionalInterface
    public interface Bytes {
        /** {@return all of them} */
        byte[] read() throws IOException;
    }

    /**
     * Whether bytes begin with UTF-16's mark, which is none of UTF-8: editors on Windows and PowerShell's redirection
     * write that.
     */
    static boolean isUtf16(byte[] bytes) {
        return bytes.length > 1
                && (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
                        || bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF);
    }

    /**
     * A script's text, which is UTF-8.
     *
     * @param name what to call it in messages
     */
    public static String text(String name, Bytes bytes) {
        byte[] read = {};
        try {
            read = bytes.read();
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefractException(
                    null,
                    name + (isUtf16(read) ? " is UTF-16, not UTF-8." : " is not UTF-8."),
                    "Save it as UTF-8. Nothing was run.",
                    e);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not read " + name + ": " + Migration.reason(e) + ".",
                    "Check its path and permissions.",
                    e);
        }
    }
}
