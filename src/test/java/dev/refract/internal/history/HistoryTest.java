package dev.refract.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

    @TempDir
    private Path folder;

    @Test
    void foldersAreMigrationsAndFilesAreNot() throws IOException {
        write("2_b/migration.sql", "SELECT 2");
        write("10 with space/migration.sql", "SELECT 3");
        write("README.md", "no migration");
        Files.createSymbolicLink(folder.resolve("3_link"), folder.resolve("2_b"));
        History history = History.in(folder);
        assertThat(history.migrations()).extracting(Migration::name).containsExactly("10 with space", "2_b");
        assertThat(history.provider()).isEmpty();
    }

    @Test
    void aMissingFolderIsAnEmptyHistory() {
        assertThat(History.in(folder.resolve("nowhere")).migrations()).isEmpty();
    }

    @Test
    void refusesTheScriptsOfAnotherProvider() throws IOException {
        write("migration_lock.toml", "# comment\nprovider = \"mysql\"\n");
        History history = History.in(folder);
        history.requireProvider(Dialect.MYSQL);
        assertThatThrownBy(() -> history.requireProvider(Dialect.POSTGRESQL))
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P3019))
                .hasMessageContaining("`mysql`")
                .hasMessageContaining("`postgresql`");
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        Files.createDirectories(folder.resolve("1_latin"));
        Files.write(
                folder.resolve("1_latin/migration.sql"),
                "SELECT 1;\nSELECT 'é';".getBytes(StandardCharsets.ISO_8859_1));
        Migration migration = History.in(folder).migrations().get(0);
        assertThatThrownBy(() -> migration.text(Migration.UP, migration.script()))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("not UTF-8 (line 2)");
    }

    @Test
    void readsAClassPathFolderInADirectoryAndInAJar() throws IOException {
        Map<String, String> files = Map.of(
                "prisma/migrations/migration_lock.toml",
                "provider = \"sqlite\"",
                "prisma/migrations/2_b/migration.sql",
                "SELECT 2",
                "prisma/migrations/1_a/migration.sql",
                "SELECT 1",
                "prisma/migrations/1_a/down.sql",
                "SELECT 0");
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(file.getKey(), file.getValue());
        }
        Path jar = folder.resolve("app with space.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        for (Path root : new Path[] {folder, jar}) {
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
                History history = History.onClassPath("prisma/migrations", loader);
                assertThat(history.migrations())
                        .as("in %s", root)
                        .extracting(Migration::name)
                        .containsExactly("1_a", "2_b");
                assertThat(history.provider()).contains("sqlite");
                assertThat(history.find("1_a").orElseThrow().has(Migration.DOWN))
                        .isTrue();
                assertThat(history.find("2_b").orElseThrow().has(Migration.DOWN))
                        .isFalse();
                assertThat(new String(history.find("2_b").orElseThrow().script(), StandardCharsets.UTF_8))
                        .isEqualTo("SELECT 2");
            }
        }
        Files.delete(jar); // nothing keeps it open
        assertThatThrownBy(() -> History.onClassPath("elsewhere", HistoryTest.class.getClassLoader()))
                .hasMessageContaining("no folder elsewhere");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing", "provider = \"\"", "[table]\nprovider = \"mysql\"\n", "other = 1"})
    void aLockFileThatNamesNoProviderIsAWarning(String text) throws IOException {
        write("migration_lock.toml", text);
        History history = History.in(folder);
        assertThat(history.provider()).isEmpty();
        assertThat(history.warnings()).singleElement().asString().contains("names no provider", "migration_lock.toml");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheLockFile() throws IOException {
        write("migration_lock.toml", "\uFEFFprovider = \"mysql\"\r\n");
        assertThat(History.in(folder).provider()).contains("mysql");
        assertThat(History.in(folder).warnings()).isEmpty();
    }

    /** What Windows PowerShell's redirection writes, with UTF-16's mark in front. */
    @Test
    void filesInUtf16AreAnErrorThatSaysSo() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Path script = folder.resolve("1_a/migration.sql");
            Files.createDirectories(script.getParent());
            byte[] bytes = "\uFEFFCREATE TABLE a (id INTEGER);\r\n".getBytes(charset);
            Files.write(script, bytes);
            Migration migration = History.in(folder).migrations().get(0);
            assertThatThrownBy(() -> migration.text(Migration.UP, bytes))
                    .hasMessageContainingAll("migration.sql is UTF-16, not UTF-8", "Save the file as UTF-8");
            Files.write(folder.resolve("migration_lock.toml"), "\uFEFFprovider = \"mysql\"\n".getBytes(charset));
            assertThatThrownBy(() -> History.in(folder))
                    .hasMessageContainingAll("P3019", "migration_lock.toml is UTF-16, not UTF-8", "Save it as UTF-8");
            Files.delete(folder.resolve("migration_lock.toml"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider = 1",
                "provider = true",
                "provider = [\"mysql\"]",
                "[provider]\nx = 1",
                "provider = mysql-token"
            })
    void aLockFileOfAnotherFormIsAnError(String text) throws IOException {
        write("migration_lock.toml", text);
        assertThatThrownBy(() -> History.in(folder))
                .hasMessageContainingAll("P3019", "migration_lock.toml", "It should hold one line")
                .message()
                .doesNotContain("java.", "mysql-token");
    }

    @Test
    void aLockFileHasItsLimits() throws Exception {
        write("migration_lock.toml", "a = " + "[".repeat(9_000));
        assertThatThrownBy(() -> History.in(folder)).hasMessageContainingAll("P3019", "is not valid TOML");
        write("migration_lock.toml", "# " + "x".repeat(5_000_000));
        assertThatThrownBy(() -> History.in(folder)).hasMessageContainingAll("P3019", "is larger than");
        Files.delete(folder.resolve("migration_lock.toml"));
        assertThat(new ProcessBuilder(
                                "mkfifo", folder.resolve("migration_lock.toml").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> History.in(folder)).hasMessageContaining("it is not a file");
    }
}
