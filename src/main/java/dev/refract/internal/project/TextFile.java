package dev.refract.internal.project;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A file of the project, read whole: UTF-8, lines ended by LF. */
record TextFile(Path path, String text) {

    /** What its relative paths begin at. */
    Path folder() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    /** @throws RefractException P1012 when it can't be read or is not UTF-8 */
    static TextFile read(Path path) {
        byte[] bytes;
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new RefractException(
                    Code.P1012,
                    "The file " + path + " can't be read: it is not a file.",
                    "Name a file."); // a pipe may never end
        }
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new RefractException(
                    Code.P1012,
                    "The file " + path + " can't be read: " + e.getClass().getSimpleName() + ".",
                    "Check that it exists and that this user may read it.",
                    e);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return new TextFile(path, body.replace("\r\n", "\n").replace('\r', '\n'));
        } catch (CharacterCodingException e) {
            throw new RefractException(Code.P1012, "The file " + path + " is not UTF-8 text.", "Save it as UTF-8.", e);
        }
    }
}
