package dev.refract.internal.history;

import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.LineCounter;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * One folder of the migrations folder. Its files are read when they are asked for, since a deploy needs only the
 * pending ones.
 */
public final class Migration {

    /** The script that applies a migration. */
    public static final String UP = "migration.sql";
    /** The script that rolls it back; Prisma ignores it. */
    public static final String DOWN = "down.sql";
    /** Refract's settings for this migration alone; Prisma ignores it. */
    public static final String SETTINGS = "refract.toml";

    /** Where a migration's files come from. */
    interface Files {
        /** The file's bytes; empty where there is no such file. */
        Optional<byte[]> read(String migration, String file) throws IOException;

        boolean has(String migration, String file);

        /** The file as a person would name it. */
        String path(String migration, String file);
    }

    private final String name;
    private final Files files;

    Migration(String name, Files files) {
        this.name = name;
        this.files = files;
    }

    /** The folder's name. */
    public String name() {
        return name;
    }

    /** Where a file of this migration is, for messages. */
    public String path(String file) {
        return Controls.escapedLine(files.path(name, file));
    }

    /** The same for a program: a whole file. */
    public ScriptPlace place(String file) {
        return new ScriptPlace(Optional.of(name), path(file), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A script's file, of which a dialect may have its own, such as {@code up.mysql.sql}.
     *
     * @param script {@code up}, say
     */
    public String fileFor(String script, Dialect dialect) {
        String own = script + "." + dialect.provider() + ".sql";
        return has(own) ? own : script + ".sql";
    }

    /** Whether it has that file. */
    public boolean has(String file) {
        return files.has(name, file);
    }

    /**
     * The bytes of one of its files; empty where there is none.
     *
     * @throws RefractException where the file is there but can't be read
     */
    public Optional<byte[]> read(String file) {
        try {
            return files.read(name, file);
        } catch (IOException e) {
            throw new RefractException(
                    Code.P3015,
                    "Could not read " + path(file) + ": " + reason(e) + ".",
                    "Make the file readable, and run the command again.",
                    e,
                    place(file));
        }
    }

    /** The bytes of {@link #UP}; P3015 where it is missing. */
    public byte[] script() {
        return read(UP).orElseThrow(() -> new RefractException(
                Code.P3015,
                "Could not find the migration file at " + path(UP) + ".",
                "Put the file back, or remove the folder " + Controls.escapedLine(name) + ".",
                null,
                place(UP)));
    }

    /**
     * The text of a file's bytes.
     *
     * @param file its name, for the message
     * @throws RefractException where they are not UTF-8, with the line of the first byte that is not
     */
    public String text(String file, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // Something may have been replaced: ask the decoder that says so, which takes several times the memory.
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            int line = lineOfFirstBadByte(bytes);
            throw new RefractException(
                    null,
                    path(file)
                            + (ScriptFile.isUtf16(bytes)
                                    ? " is UTF-16, not UTF-8."
                                    : " is not UTF-8 (line " + line + ")."),
                    "Save the file as UTF-8 and run the command again. Nothing of it was run.",
                    e,
                    new ScriptPlace(
                            Optional.of(name), path(file), Optional.of(line), Optional.empty(), Optional.empty()));
        }
    }

    private static int lineOfFirstBadByte(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
        return new LineCounter(before).line(before.length());
    }

    /** Why a file could not be read or written, for a message: the exception's own text may be the path alone. */
    public static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    }

    @Override
    public String toString() {
        return name;
    }
}
