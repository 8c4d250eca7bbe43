package dev.refract.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
public final class Folders {

    private Folders() {}

    /** Deletes the folder. */
    public static void delete(Path folder) {
        List<Path> parts =
                parts(folder).stream().sorted(Comparator.reverseOrder()).toList();
        try {
            for (Path part : parts) {
                Files.delete(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies the folder.
     *
     * @param to does not exist yet, or is an empty folder
     * @return {@code to}
     */
    public static Path copy(Path folder, Path to) {
        try {
            for (Path part : parts(folder)) {
                Path copy = to.resolve(folder.relativize(part).toString());
                if (Files.isDirectory(part)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(part, copy);
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> parts(Path folder) {
        try (Stream<Path> parts = Files.walk(folder)) {
            return parts.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
