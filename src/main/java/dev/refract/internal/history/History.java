package dev.refract.internal.history;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Nearest;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The migrations on disk or on the class path, in the order in which Prisma applies them.
 *
 * @param location where they are, as a person would name it
 * @param migrations in order
 * @param provider what migration_lock.toml names; empty without that file
 * @param warnings one sentence for each thing that is odd about the folder, but no error
 */
public record History(String location, List<Migration> migrations, Optional<String> provider, List<String> warnings) {

    /** The file beside the migrations that names the provider they were written for. */
    public static final String LOCK_FILE = "migration_lock.toml";
    /** What stands in a path for bytes that the platform's encoding can't read. */
    private static final char UNREADABLE = '\uFFFD';

    public History {
        migrations = List.copyOf(migrations);
        warnings = List.copyOf(warnings);
    }

    /** A history without migrations, for a verb that needs none. */
    public static History empty() {
        return new History("", List.of(), Optional.empty(), List.of());
    }

    /** The history in a folder; empty where the folder is missing, as for Prisma. */
    public static History in(Path folder) {
        Map<String, Path> folders = new LinkedHashMap<>(folders(folder));
        Optional<String> prisma8 = Prisma8Folders.takeOut(shown(folder), folders);
        return read(
                shown(folder), folders.keySet(), new FolderFiles(shown(folder), folders), lockFile(folder), prisma8);
    }

    /**
     * The history in a class-path folder, in a directory or inside a jar. It is read whole, so that the jar does not
     * stay open.
     *
     * @param folder for example {@code prisma/migrations}
     * @param loader whose class path
     * @throws RefractException where the class path has no such folder
     */
    public static History onClassPath(String folder, ClassLoader loader) {
        String name = folder.replaceAll("^/+|/+$", "");
        URL lock = loader.getResource(name + "/" + LOCK_FILE);
        URL url = lock != null ? lock : loader.getResource(name);
        if (url == null) {
            throw new RefractException(
                    null,
                    "The class path has no folder " + name + ".",
                    "Package the Prisma project's migrations folder as a resource under that name, its " + LOCK_FILE
                            + " included.");
        }
        try {
            URI uri = url.toURI();
            if (uri.getScheme().equals("file")) {
                Path path = Path.of(uri);
                return in(lock != null ? parent(path) : path);
            }
            String text = uri.toString();
            int inside = text.lastIndexOf("!/");
            try (FileSystem jar = FileSystems.newFileSystem(URI.create(text.substring(0, inside)), Map.of(), loader)) {
                Path path = jar.getPath(uri.getSchemeSpecificPart()
                        .substring(uri.getSchemeSpecificPart().lastIndexOf("!/") + 1));
                return inMemory("classpath:" + name, lock != null ? parent(path) : path);
            }
        } catch (URISyntaxException | IOException e) {
            throw new RefractException(
                    null,
                    "Could not read the class-path folder " + name + ": " + e.getMessage() + ".",
                    "Check the jar that holds it.",
                    e);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file on the class path lies in a folder");
    }

    /** The migration of that name; empty where there is none. */
    public Optional<Migration> find(String name) {
        return migrations.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /**
     * The migration of that name.
     *
     * @throws RefractException P3017 where there is none, with the name that was probably meant
     */
    public Migration require(String name) {
        return find(name)
                .orElseThrow(() -> new RefractException(
                        Code.P3017,
                        "The migration `" + Controls.escapedLine(name) + "` could not be found in " + location + ".",
                        Nearest.question(
                                        name,
                                        migrations.stream().map(Migration::name).toList())
                                + "Give the full name of its folder. All names: refract migrate status"));
    }

    /**
     * Refuses a history that was written for another database (P3019). Without a lock file there is nothing to check.
     */
    public void requireProvider(Dialect dialect) {
        provider.filter(p -> Dialect.ofProvider(p).orElse(null) != dialect).ifPresent(p -> {
            throw new RefractException(
                    Code.P3019,
                    "The datasource's provider is `" + dialect.provider() + "`, but " + location + "/" + LOCK_FILE
                            + " says `" + p + "`.",
                    "These migrations were written for another database. Use a " + p
                            + " database, or start a new migrations folder for " + dialect.provider() + ".");
        });
    }

    private static History read(
            String location,
            Set<String> names,
            Migration.Files files,
            Optional<byte[]> lock,
            Optional<String> warning) {
        List<Migration> migrations = names.stream()
                .sorted(NameOrder.INSTANCE)
                .map(n -> new Migration(n, files))
                .toList();
        Optional<String> provider = lock.flatMap(bytes -> LockFile.provider(location + "/" + LOCK_FILE, bytes));
        List<String> warnings = new ArrayList<>(warning.stream().toList());
        if (lock.isPresent() && provider.isEmpty()) {
            warnings.add(
                    location + "/" + LOCK_FILE + " names no provider, so it is not checked that these migrations were "
                            + "written for this database. It should hold one line, for example: provider = \"postgresql\"");
        }
        return new History(location, migrations, provider, warnings);
    }

    private static Map<String, Path> folders(Path folder) {
        Map<String, Path> folders = new LinkedHashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                // Like Prisma, which does not follow a link to a folder either.
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    folders.put(name(entry), entry);
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (NotDirectoryException e) {
            throw new RefractException(
                    null,
                    shown(folder) + " is a file, not a migrations folder.",
                    "Name the folder that holds the migrations: --migrations FOLDER",
                    e);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return folders;
    }

    /**
     * A folder's name. In a locale without an encoding, as most containers have, Java can't read a name that is not
     * ASCII: its bytes, which are UTF-8, are then in the path's URI only.
     */
    private static String name(Path folder) {
        String name = folder.getFileName().toString().replaceAll("/$", "");
        if (name.indexOf(UNREADABLE) < 0) {
            return name;
        }
        String raw = folder.toUri().getRawPath().replaceAll("/$", "");
        return URLDecoder.decode(raw.substring(raw.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> lockFile(Path folder) {
        try {
            return readIfThere(folder.resolve(LOCK_FILE));
        } catch (IOException e) {
            throw unreadable(folder.resolve(LOCK_FILE), e);
        }
    }

    private static RefractException unreadable(Path path, IOException e) {
        return new RefractException(
                null,
                "Could not read " + shown(path) + ": " + Migration.reason(e) + ".",
                "Make it readable, and run the command again.",
                e);
    }

    private static Optional<byte[]> readIfThere(Path file) throws IOException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException("it is not a file"); // a pipe would never end
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A path as a person would name it: from the working folder where it lies in it. */
    public static String shown(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return path.toString();
        }
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(here) && !absolute.equals(here) ? here.relativize(absolute) : absolute).toString();
    }

    private static History inMemory(String location, Path folder) throws IOException {
        Map<String, Map<String, byte[]>> contents = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : folders(folder).entrySet()) {
            Map<String, byte[]> files = new HashMap<>();
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(entry.getValue(), Files::isRegularFile)) {
                for (Path file : inside) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
            contents.put(entry.getKey(), files);
        }
        return read(
                location,
                contents.keySet(),
                new MemoryFiles(location, contents),
                readIfThere(folder.resolve(LOCK_FILE)),
                Optional.empty());
    }

    private record FolderFiles(String location, Map<String, Path> folders) implements Migration.Files {
        @Override
        public Optional<byte[]> read(String migration, String file) throws IOException {
            return readIfThere(folder(migration).resolve(file));
        }

        private Path folder(String migration) {
            return Objects.requireNonNull(folders.get(migration), migration);
        }

        @Override
        public boolean has(String migration, String file) {
            Path folder = folder(migration);
            if (Files.isRegularFile(folder.resolve(file))) {
                return true;
            }
            if (!Files.isExecutable(folder)) {
                // what is in it can't be known: it is not missing
                throw unreadable(folder, new AccessDeniedException(folder.toString()));
            }
            return false;
        }

        @Override
        public String path(String migration, String file) {
            return location + "/" + migration + "/" + file;
        }
    }

    private record MemoryFiles(String location, Map<String, Map<String, byte[]>> contents) implements Migration.Files {
        @Override
        public Optional<byte[]> read(String migration, String file) {
            return Optional.ofNullable(contents.get(migration)).map(files -> files.get(file));
        }

        @Override
        public boolean has(String migration, String file) {
            return read(migration, file).isPresent();
        }

        @Override
        public String path(String migration, String file) {
            return location + "/" + migration + "/" + file;
        }
    }
}
