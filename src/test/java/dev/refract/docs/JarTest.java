package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar is to a module path and to a class path without the optional parts. */
class JarTest {

    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void noPackageIsSplitWithADependency() throws IOException {
        Set<String> own = packages();
        assertThat(own)
                .contains("dev.refract", "dev.refract.maven", "dev.refract.spring", "dev.refract.telemetry")
                .allSatisfy(name -> assertThat(name).startsWith("dev.refract"));
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .toList();
        assertThat(jars).isNotEmpty();
        for (Path jar : jars) {
            assertThat(packages(jar)).as(jar.toString()).doesNotContainAnyElementsOf(own);
        }
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<Automatic-Module-Name>dev.refract</Automatic-Module-Name>");
    }

    private static Set<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file.getParent()).toString().replace(File.separatorChar, '.'))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> packages(Path jar) throws IOException {
        try (var file = new java.util.jar.JarFile(jar.toFile())) {
            return file.stream()
                    .map(java.util.zip.ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aDeployLoadsNothingOfMavenSpringOrOpenTelemetry(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("migrations/1_a"));
        Files.writeString(folder.resolve("migrations/1_a/migration.sql"), "CREATE TABLE a (id INTEGER);");
        Program.Outcome outcome = new Program(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xlog:class+load:file=" + folder.resolve("classes.log"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.refract.cli.Main",
                                "migrate",
                                "deploy",
                                "--url",
                                "file:" + folder.resolve("a.db"),
                                "--migrations",
                                folder.resolve("migrations").toString()),
                        folder)
                .run();
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        List<String> loaded = Files.readAllLines(folder.resolve("classes.log"));
        assertThat(loaded)
                .anyMatch(line -> line.contains("dev.refract.internal.migrate.Deploy "))
                .noneMatch(line -> Stream.of(
                                "org.springframework.",
                                "org.apache.maven.",
                                "io.opentelemetry.",
                                "io.micrometer.",
                                "dev.refract.spring.",
                                "dev.refract.maven.",
                                "dev.refract.telemetry.",
                                "com.zaxxer.")
                        .anyMatch(line::contains));
    }
}
