package dev.refract.internal.connect;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * Where SQLite's native library is unpacked to: a folder of this process in the temporary one. The driver deletes it at
 * the end, and can't tell later whose is left of a process that was killed; by the folder's name, the next one can.
 */
public final class SqliteLibrary {

    /** The driver's own setting, which wins. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static final String PREFIX = "refract-sqlite-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

    private SqliteLibrary() {}

    /** Names the folder, once, before the driver is asked for a connection, and removes those of dead processes. */
    static synchronized void prepare() {
        if (System.getProperty(FOLDER) != null || System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path temporary = temporary();
        try {
            Path own = Files.createTempDirectory(
                    temporary, PREFIX + ProcessHandle.current().pid() + "-");
            own.toFile().deleteOnExit(); // after what the driver puts there, which asks for that later
            System.setProperty(FOLDER, own.toString());
            removeLeftovers(temporary, own);
        } catch (IOException e) {
            // the driver says that it can't write there either
        }
    }

    /** The folder that the library is unpacked below. */
    public static Path temporary() {
        return Path.of(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir")));
    }

    private static void removeLeftovers(Path temporary, Path own) throws IOException {
        Object user = Files.getOwner(own);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
                if (name.matches()
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    remove(folder);
                }
            }
        }
    }

    /** Another process may do the same. */
    private static void remove(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // it stays for the next one
        }
    }

    /** Why there is no connection, where that is the library: it can't be unpacked, or not be run. */
    public static Optional<String> missing(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NativeLibraryNotFoundException || cause instanceof UnsatisfiedLinkError) {
                return Optional.of(String.valueOf(cause.getMessage()));
            }
        }
        return Optional.empty();
    }
}
