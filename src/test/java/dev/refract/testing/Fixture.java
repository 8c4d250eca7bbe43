package dev.refract.testing;

import dev.refract.internal.sql.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The whole Prisma projects in {@code fixtures/}. */
public enum Fixture {
    BLOG("blog", "prisma/migrations"),
    SHOP("shop", "prisma/migrations"),
    NOTES("notes", "prisma/migrations"),
    PRISMA7("prisma7", "db/migrations");

    private static final Path ALL = Path.of("fixtures").toAbsolutePath();

    private final String folder;
    private final String migrations;

    Fixture(String folder, String migrations) {
        this.folder = folder;
        this.migrations = migrations;
    }

    /** The project written for a database. */
    public static Fixture of(Kind kind) {
        return switch (kind) {
            case POSTGRES -> BLOG;
            case MYSQL, MARIADB -> SHOP;
            case SQLITE -> NOTES;
        };
    }

    /** The folder of the broken projects. */
    public static Path broken() {
        return ALL.resolve("broken");
    }

    /** A project with data migrations, and rows for them; not to be written to. */
    public static Path seeds(Dialect dialect) {
        return ALL.resolve("seeds").resolve(dialect.provider());
    }

    /** The project's folder; not to be written to. */
    public Path folder() {
        return ALL.resolve(folder);
    }

    /** Its migrations folder; not to be written to. */
    public Path migrations() {
        return folder().resolve(migrations);
    }

    /** A copy of the project that a test may change. */
    public Path copyTo(Path folder) {
        return Folders.copy(folder(), folder);
    }

    /** A copy of its migrations folder with the first of them only. */
    public Path firstMigrations(int count, Path folder) {
        Folders.copy(migrations(), folder);
        names().stream().skip(count).forEach(name -> Folders.delete(folder.resolve(name)));
        return folder;
    }

    /** The migrations' names, oldest first. */
    public List<String> names() {
        try (Stream<Path> entries = Files.list(migrations())) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
