package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in and goes out of the process, and what a signal does to one that waits. */
class StreamsTest {

    @TempDir
    private Path folder;

    @DisabledOnOs(OS.WINDOWS)
    @Test
    void namesAreUtf8InALocaleWithoutAnEncoding() throws IOException {
        Path migration = Files.createDirectories(folder.resolve("m/01_größe_😀"));
        Files.writeString(migration.resolve("migration.sql"), "CREATE TABLE \"größe\" (id INTEGER);");
        Files.createDirectories(folder.resolve("m/02_leer+%41"));
        Files.writeString(folder.resolve("m/02_leer+%41/migration.sql"), "");
        String[] where = {"--url", "file:" + folder.resolve("x.db"), "--migrations", "m"};
        Program.Outcome deploy = posix("deploy", where);
        assertThat(deploy.exit()).as(deploy.err()).isZero();
        assertThat(deploy.out()).contains("01_größe_😀", "└─ 02_leer+%41");
        assertThat(posix("status", where).out()).contains("Database schema is up to date!");
        assertThat(RefractProgram.in(folder, "migrate", "status", "--json", "--url", where[1], "--migrations", "m")
                        .run()
                        .out())
                .contains("\"01_größe_😀\",\"state\":\"applied\"");
    }

    private Program.Outcome posix(String verb, String... where) {
        return RefractProgram.in(folder, "migrate", verb, where[0], where[1], where[2], where[3])
                .with("LC_ALL", "POSIX")
                .with("LANG", null)
                .run();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate deploy --json --frobnicate",
                "migrate --json",
                "frobnicate --json",
                "migrate resolve --json",
                "migrate deploy --json --lock-wait=-1"
            })
    void wrongUsageIsJsonToo(String line) {
        Program.Outcome outcome = RefractProgram.in(folder, line.split(" ")).run();
        assertThat(outcome.exit()).isEqualTo(2);
        JsonObject error = JsonParser.parseString(outcome.out()).getAsJsonObject();
        assertThat(error.get("result").getAsString()).isEqualTo("error");
        assertThat(error.get("code").isJsonNull()).isTrue();
        assertThat(error.get("next").getAsString()).contains("--help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate deploy --frobnicate",
                "migrate",
                "db",
                "frobnicate",
                "migrate deplyo",
                "migrate resolve",
                "migrate resolve --applied",
                "migrate resolve --applied a --rolled-back b",
                "migrate deploy --transaction none",
                "migrate deploy --lock-wait=-1",
                "migrate deploy --resume-at x"
            })
    void wrongUsageIsTwoLines(String line) {
        Program.Outcome outcome = RefractProgram.in(folder, line.split(" ")).run();
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines().toList())
                .as(outcome.err())
                .hasSize(2)
                .satisfies(what -> assertThat(what).startsWith("Error: "), atIndex(0))
                .satisfies(next -> assertThat(next).contains("See: refract").endsWith(" --help"), atIndex(1));
    }

    /** Whatever was to be read there: a script goes by the exit code. */
    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate deploy",
                "migrate deploy --json",
                "migrate status",
                "migrate status --json",
                "migrate status --quiet --verbose",
                "--help",
                "migrate deploy --help",
                "--version"
            })
    void outputThatCanNotBeWrittenIsAFailure(String line) throws IOException {
        Path migration = Files.createDirectories(folder.resolve("m/01_a"));
        Files.writeString(migration.resolve("migration.sql"), "CREATE TABLE a (id INTEGER);");
        String where = line.startsWith("migrate") && !line.endsWith("--help")
                ? " --migrations m --url file:" + folder.resolve("x.db")
                : "";
        assertThat(RefractProgram.in(folder, ("migrate deploy" + (where.isEmpty() ? " --help" : where)).split(" "))
                        .run()
                        .exit())
                .isZero();
        Program.Outcome outcome = toFullDevice(RefractProgram.in(folder, (line + where).split(" ")));
        if (line.contains("--quiet")) {
            assertThat(outcome).isEqualTo(new Program.Outcome(0, "", "")); // nothing was lost
        } else {
            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err()).startsWith("Error: Standard output could not be written to");
        }
    }

    private static Program.Outcome toFullDevice(Program program) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"));
        command.addAll(program.command());
        return new Program(command, program.folder(), program.environment()).run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "-V", "--version"})
    void theVersionIsPrintedInPrismasSpellingToo(String option) {
        Program.Outcome outcome = RefractProgram.in(folder, option).run();
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("refract ").contains("Java ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsSaidToBeSo() {
        Program.Outcome outcome = RefractProgram.in(
                        folder, "db", "execute", "--file", "nowhere.sql", "--url", "file:" + folder.resolve("x.db"))
                .run();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("Could not read nowhere.sql: there is no such file.");
    }

    @DisabledOnOs(OS.WINDOWS)
    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aSignalEndsTheWaitForAServerThatDoesNotAnswer(String scheme) throws IOException {
        Files.createDirectory(folder.resolve("m"));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Program.Running refract = RefractProgram.in(
                                folder,
                                "migrate",
                                "status",
                                "--migrations",
                                "m",
                                "--url",
                                scheme + "://u:geheim@127.0.0.1:" + silent.getLocalPort() + "/x?connect_timeout=0")
                        .start();
                Socket connected = silent.accept()) {
            assertThat(connected.isConnected()).isTrue();
            refract.terminate();
            Program.Outcome outcome = refract.await();
            assertThat(outcome.exit()).isEqualTo(130);
            assertThat(outcome.err()).contains("Interrupted while connecting").doesNotContain("geheim");
        }
    }
}
