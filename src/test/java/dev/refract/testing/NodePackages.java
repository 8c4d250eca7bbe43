package dev.refract.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Packages of npm that tests hold Refract against, and the scripts of {@code src/test/node} that ask them. */
public final class NodePackages {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node");
    private static final String LOCK = "package-lock.json";

    private NodePackages() {}

    /**
     * Installs them into {@code target}, by their lock file, where that has not been done. Where there is no Node, no
     * npm or nothing to install from, the running test is skipped.
     *
     * @return the folder of the scripts and of {@code node_modules}
     */
    public static synchronized Path installed() throws IOException {
        Missing.unlessOnPath("node");
        Files.createDirectories(INSTALLED);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, INSTALLED.resolve(file.getFileName()));
            }
        }
        Path done =
                INSTALLED.resolve("node_modules").resolve(LOCK); // last of all, so that half of it is not taken for all
        if (!Files.exists(done) || Files.mismatch(SOURCES.resolve(LOCK), done) >= 0) {
            List<String> command = List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Program.Outcome outcome = new Program(command, INSTALLED).run();
            if (outcome.exit() != 0) {
                Missing.skip("npm could not install the packages of " + SOURCES + ": " + outcome.err());
            }
            copy(SOURCES.resolve(LOCK), done);
        }
        return INSTALLED.toAbsolutePath();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
