package dev.refract.internal.history;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Prisma 8 keeps in a migrations folder: {@code app/NAME/ops.json} for each migration, {@code snapshots}, and
 * {@code app/refs}. There is no SQL in it that could be run.
 */
final class Prisma8Folders {

    /** Prisma 7's own names, which need no look inside. */
    private static final Pattern PRISMA7 = Pattern.compile("\\d{14}.*", Pattern.DOTALL);

    private Prisma8Folders() {}

    /**
     * Takes Prisma 8's folders out of those that were found.
     *
     * @param location the migrations folder as a person would name it
     * @return a warning where there were some beside others
     * @throws RefractException where there was nothing else
     */
    static Optional<String> takeOut(String location, Map<String, Path> folders) {
        List<String> theirs = new ArrayList<>();
        folders.forEach((name, folder) -> {
            if (!PRISMA7.matcher(name).matches() && isPrisma8(name, folder)) {
                theirs.add(name);
            }
        });
        if (theirs.isEmpty()) {
            return Optional.empty();
        }
        theirs.forEach(folders::remove);
        if (folders.isEmpty()) {
            throw new RefractException(
                    null,
                    location + " holds a history of Prisma 8 (" + String.join(", ", theirs)
                            + "), which has no SQL scripts: Refract runs the migration.sql files of Prisma 7 and earlier.",
                    "Run it with Prisma 8: prisma db migrate. If the Prisma 7 history is kept elsewhere, name its folder: "
                            + "--migrations FOLDER");
        }
        return Optional.of(location + " also holds a history of Prisma 8 (" + String.join(", ", theirs)
                + "), which Refract leaves alone.");
    }

    private static boolean isPrisma8(String name, Path folder) {
        if (Files.exists(folder.resolve(Migration.UP))) {
            return false;
        }
        if (Files.exists(folder.resolve("ops.json"))) {
            return true;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                boolean theirs = Files.exists(child.resolve("ops.json"))
                        || name.equals("snapshots") && Files.exists(child.resolve("contract.json"))
                        || name.equals("refs") && child.toString().endsWith(".json");
                if (theirs) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // what is wrong with it is said where it is read as a migration
        }
    }
}
