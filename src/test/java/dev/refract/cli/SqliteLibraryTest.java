package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Where SQLite's native library goes, and what is left of it. */
class SqliteLibraryTest {

    @TempDir
    Path folder;

    @OnSqlite
    void nothingIsLeftAndWhatAKillLeftIsRemoved(TestDatabase database) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path dead = Files.createDirectory(temporary.resolve("refract-sqlite-" + deadProcess() + "-1"));
        Files.writeString(dead.resolve("sqlite-1-libsqlitejdbc.so"), "a library");
        Path live = Files.createDirectory(
                temporary.resolve("refract-sqlite-" + ProcessHandle.current().pid() + "-2"));
        Path other = Files.writeString(temporary.resolve("refract-sqlite-notes"), "somebody's");
        Program.Outcome deployed = deploy(database, "-Djava.io.tmpdir=" + temporary);
        assertThat(deployed.exit()).as(deployed.err()).isZero();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> !path.toString().contains("hsperf"))).containsExactlyInAnyOrder(live, other);
        }
    }

    private static long deadProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @OnSqlite
    void aTemporaryFolderThatCantBeWritten(TestDatabase database) throws Exception {
        Program.Outcome refused = deploy(database, "-Djava.io.tmpdir=/dev/null");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("native library", "/dev/null", "--tmpfs /tmp:exec", "-Dorg.sqlite.tmpdir=");
        Program.Outcome advised = deploy(database, "-Djava.io.tmpdir=/dev/null -Dorg.sqlite.tmpdir=" + folder);
        assertThat(advised.exit()).as(advised.err()).isZero();
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    private Program.Outcome deploy(TestDatabase database, String options) throws Exception {
        Path migration = Files.createDirectories(folder.resolve("migrations/1_a"));
        Files.writeString(
                migration.resolve("migration.sql"), "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);\n");
        return RefractProgram.migrate(database, folder.resolve("migrations"), "deploy")
                .with("JAVA_TOOL_OPTIONS", options)
                .run();
    }
}
