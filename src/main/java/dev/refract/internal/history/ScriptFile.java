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
     * A script's text, which is UTF-8.
     *
     * @param name what to call it in messages
     */
    public static String text(String name, Bytes bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.read()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefractException(null, name + " is not UTF-8.", "Save it as UTF-8. Nothing was run.", e);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not read " + name + ": " + Migration.reason(e) + ".",
                    "Check its path and permissions.",
                    e);
        }
    }
}
