package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite file or folder that the user may not write: what is said, and that it helps. */
@EnabledOnOs(OS.LINUX)
class FilePermissionsTest {

    @TempDir
    Path temp;

    Path folder;
    Path file;

    @BeforeEach
    void aDatabaseWithOneMigration() throws IOException {
        folder = Files.createDirectory(temp.resolve("data"));
        file = folder.resolve("app.db");
        migration("1_a", "CREATE TABLE a (id INTEGER);");
        assertThat(migrate("deploy", file).exit()).isZero();
        migration("2_b", "CREATE TABLE b (id INTEGER);");
    }

    @Test
    void aFileThatMayNotBeWritten() throws IOException {
        permit(file, "r--r--r--");
        refused(
                migrate("deploy", file),
                "P1010",
                file + " is read-only.",
                "Let this user write the file and its folder");
        Program.Outcome status = migrate("status", file);
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).contains("have not yet been applied", "2_b");
        permit(file, "rw-r--r--");
        assertThat(migrate("deploy", file).exit()).isZero();
        permit(file, "r--r--r--");
        assertThat(migrate("deploy", file).exit()).as("with nothing to do").isZero();
        assertThat(migrate("status", file).exit()).isZero();
        refused(migrate("reset", file, "--force"), "P3016", "is read-only", "Let this user write the file");
    }

    @Test
    void aFolderThatMayNotBeWritten() throws IOException {
        permit(folder, "r-xr-xr-x");
        refused(
                migrate("deploy", file),
                "P1010",
                "its folder can't be written, where SQLite keeps a journal",
                "Let this user write the file and its folder");
        assertThat(migrate("status", file).out()).contains("have not yet been applied", "2_b");
        refused(
                migrate("deploy", folder.resolve("new.db")),
                "P3000",
                "this user may not write the folder " + folder,
                "Let this user write the folder");
        refused(
                migrate("deploy", folder.resolve("sub/new.db")),
                "P3000",
                "this user may not write where " + folder.resolve("sub") + " would be",
                "Create it by hand");
        permit(folder, "rwxr-xr-x");
        assertThat(migrate("deploy", file).exit()).isZero();
        assertThat(migrate("deploy", folder.resolve("sub/new.db")).exit()).isZero();
    }

    @Test
    void aFileThatMayNotBeRead() throws IOException {
        permit(file, "---------");
        refused(migrate("status", file), "P1010", "may not read the SQLite database " + file, "Let this user read");
        permit(file, "rw-r--r--");
        assertThat(migrate("deploy", file).exit()).isZero();
    }

    private static void refused(Program.Outcome outcome, String code, String... words) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("Error: " + code + "\n").contains(words);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Program.Outcome migrate(String verb, Path database, String... options) {
        String[] arguments = new String[6 + options.length];
        System.arraycopy(
                new String[] {
                    "migrate",
                    verb,
                    "--url",
                    "file:" + database,
                    "--migrations",
                    temp.resolve("m").toString()
                },
                0,
                arguments,
                0,
                6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        return RefractProgram.boundByPermissions(RefractProgram.in(temp, arguments))
                .run();
    }

    private void migration(String name, String script) throws IOException {
        Files.createDirectories(temp.resolve("m").resolve(name));
        Files.writeString(temp.resolve("m").resolve(name).resolve("migration.sql"), script);
    }
}
