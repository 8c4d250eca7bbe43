package dev.refract.internal.migrate;

import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Makes a new, empty migration on disk. Needs no database. */
public final class Create {

    /** Prisma's limit for a migration's name, in bytes. */
    private static final int LONGEST = 200;

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private Create() {}

    /**
     * Makes a folder with an empty script, and migration_lock.toml where that is missing.
     *
     * @param name in any words; the folder gets them in snake case
     * @param down whether to make an empty down.sql as well
     * @return the folder
     * @throws RefractException P3010 for a name that is too long
     */
    public static Path run(Path migrations, Dialect provider, String name, boolean down, Clock clock) {
        return folder(migrations, name, clock, folder -> {
            Files.createFile(folder.resolve(Migration.UP));
            if (down) {
                Files.createFile(folder.resolve(Migration.DOWN));
            }
            writeLockFile(migrations.resolve(History.LOCK_FILE), provider);
        });
    }

    /** What a new folder gets. */
    public interface Contents {
        /** Writes it. */
        void write(Path folder) throws IOException;
    }

    /**
     * Makes a folder that is called after a UTC timestamp and the words in snake case.
     *
     * @param parent is made where it is missing
     * @throws RefractException P3010 for a name that is too long
     */
    public static Path folder(Path parent, String name, Clock clock, Contents contents) {
        Path folder = parent.resolve(folderName(name, clock));
        try {
            Files.createDirectories(parent);
            Files.createDirectory(folder);
            contents.write(folder);
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new RefractException(
                    null, e.getFile() + " already exists.", "Wait a second, or choose another name.", e);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not write in " + parent + ": " + Migration.reason(e) + ".",
                    "Make the folder writable.",
                    e);
        }
    }

    /** Writes migration_lock.toml where it is missing. */
    public static void writeLockFile(Path file, Dialect provider) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(
                    file,
                    "# Which database these migrations are written for. Keep it under version control.\nprovider = \""
                            + provider.provider() + "\"\n");
        }
    }

    private static String folderName(String name, Clock clock) {
        String words = snakeCase(name);
        requireShort(name);
        return TIMESTAMP.format(clock.instant()) + (words.isEmpty() ? "" : "_" + words);
    }

    /** Refuses a migration's name that is too long for Prisma: P3010. */
    public static void requireShort(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
            throw new RefractException(
                    Code.P3010,
                    "The name of the migration is too long: " + bytes + " bytes, and at most " + LONGEST
                            + " are allowed.",
                    "Choose a shorter one.");
        }
    }

    private static String snakeCase(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return plain.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^\\p{L}\\p{N}]+", "_")
                .replaceAll("^_+|_+$", "")
                .toLowerCase(Locale.ROOT);
    }
}
