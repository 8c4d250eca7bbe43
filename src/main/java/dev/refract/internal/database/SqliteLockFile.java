package dev.refract.internal.database;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file beside the database, which the operating system gives back when the process ends. The file is gone
 * when the lock is released; one that a killed process left behind is taken over.
 */
final class SqliteLockFile {

    /**
     * What this process holds. The operating system forgets a process's lock when any of its channels to the file is
     * closed, so none may be opened to a file in here.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private SqliteLockFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static Path beside(Path database) {
        return database.resolveSibling(database.getFileName() + "-refract-lock");
    }

    /** Takes the lock if it is free; empty where another process, or another thread of this one, holds it. */
    static Optional<SqliteLockFile> tryTake(Path database) {
        Path path = beside(database).toAbsolutePath().normalize();
        if (!HELD.add(path)) {
            return Optional.empty();
        }
        Optional<SqliteLockFile> taken = Optional.empty();
        try {
            taken = tryLock(path);
            return taken;
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not lock " + path + ", which keeps two deploys of the same database apart: "
                            + e.getMessage(),
                    "Let this user write the database's folder, which SQLite itself needs as well.",
                    e);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(path);
            }
        }
    }

    private static Optional<SqliteLockFile> tryLock(Path path) throws IOException {
        try {
            Object file = created(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            if (channel.tryLock() != null && file.equals(key(path))) {
                return Optional.of(new SqliteLockFile(path, channel));
            }
            channel.close();
        } catch (NoSuchFileException e) {
            // its holder has just released it
        }
        return Optional.empty();
    }

    /**
     * What the file is to the operating system. Its holder deletes it at the end: who has opened that one before has
     * locked what nobody else will find. It must not be opened to find out, since the process's lock on a file goes
     * with the first of its channels that is closed.
     */
    private static Object created(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // another's, or left behind by a process that was killed
        }
        return key(path);
    }

    private static Object key(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
    }

    void release() {
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // it stays, and the next deploy takes it over
        } finally {
            HELD.remove(path);
        }
    }
}
