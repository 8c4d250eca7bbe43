package dev.refract.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Maven as a user starts it, with this build's Refract in its local repository: the classes that are being tested, as a
 * jar.
 *
 * @param repository the local repository: links to the one that this build uses, and Refract beside them
 */
public record MavenProgram(Path repository) {

    /** The version that this build makes. */
    public static final String VERSION = "0.1.0";

    private static final Path CLASSES = Path.of("target/classes");

    private static MavenProgram prepared;

    /** Maven with its repository in target/, made anew by the first test that asks. */
    public static synchronized MavenProgram get() {
        if (prepared == null) {
            Path folder = Path.of("target/maven-repository").toAbsolutePath();
            if (Files.exists(folder)) {
                Folders.delete(folder);
            }
            prepared = in(folder);
        }
        return prepared;
    }

    private static MavenProgram in(Path folder) {
        Path real = Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path own = folder.resolve("dev/refract/refract").resolve(VERSION);
        try {
            link(real, folder, "dev");
            link(real.resolve("dev"), folder.resolve("dev"), "refract");
            Files.createDirectories(own);
            Files.copy(Path.of("pom.xml"), own.resolve("refract-" + VERSION + ".pom"));
            jar(own.resolve("refract-" + VERSION + ".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MavenProgram(folder);
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.filter(
                            path -> !path.getFileName().toString().equals(except))
                    .toList()) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
    }

    private static void jar(Path file) throws IOException {
        if (!Files.exists(CLASSES.resolve("META-INF/maven/plugin.xml"))) {
            throw new AssertionError(
                    "target/classes has no plugin.xml: run the test through Maven, or mvn process-classes first");
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(CLASSES)) {
            jar.setLevel(1);
            for (Path path : files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("META-INF/MANIFEST.MF"))
                    .toList()) {
                jar.putNextEntry(
                        new JarEntry(CLASSES.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, jar);
                jar.closeEntry();
            }
        }
    }

    /**
     * Maven in a folder, without a terminal; offline where this build is.
     *
     * @param settings a settings.xml; null for the user's
     */
    public Program run(Path folder, Path settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn",
                "-B",
                "-Dmaven.repo.local=" + repository));
        if ("offline=true".equals(System.getProperty("test.maven"))) {
            command.add("-o");
        }
        if (settings != null) {
            // the user's own settings may name a mirror: keep them
            boolean own = Files.exists(Path.of(System.getProperty("user.home"), ".m2", "settings.xml"));
            command.addAll(List.of(own ? "-gs" : "-s", settings.toString()));
        }
        command.addAll(List.of(arguments));
        return new Program(command, folder)
                .with("DATABASE_URL", null)
                .with("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                .with("JAVA_HOME", System.getProperty("java.home"));
    }
}
