package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Missing;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people expect of any command line. */
class HabitsTest {

    private static final String NAME = "20240301100000_init";

    @TempDir
    private Path folder;

    private Path migrations;

    @BeforeEach
    void makeMigrations() throws IOException {
        migrations = folder.resolve("m");
        write("1_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }

    // ---- a terminal

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|Applying 2/4 [===============               ] 1:05 20240301100000_init",
                "60 |Applying 2/4 [==========          ] 1:05 20240301100000_init",
                "43 |Applying 2/4 1:05 20240301100000_init",
                "30 |2/4 1:05 20240301100000_init",
                "24 |2/4 20240301100000_init",
                "20 |20240301100000_init",
                "9  |20240301…"
            })
    void aNarrowTerminalKeepsTheName(int width, String line) {
        String shown = Progress.line("Applying", 2, 4, NAME, Duration.ofSeconds(65), width);
        assertThat(shown).isEqualTo(line).hasSizeLessThanOrEqualTo(width);
    }

    @EnabledOnOs(OS.LINUX)
    @OnSqlite
    void whatWasAppliedBeforeAFailureIsNamedOnATerminal(TestDatabase database) throws IOException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        write("3_fails", "INSERT INTO nowhere VALUES (1);\n");
        String shown = atTerminal(RefractProgram.migrate(database, migrations, "deploy"));
        assertThat(shown)
                .containsPattern("(?s)Applied `1_a` in .*Applied `2_b` in .*Error: P3018")
                .doesNotContain("Applied `3_fails`");
        assertThat(shown.split("Applied `1_a`", -1)).hasSize(2);
    }

    /** What a program shows on a terminal of its own, 44 columns wide. */
    private static String atTerminal(Program program) {
        Missing.unlessOnPath("script");
        String called = String.join(
                " ",
                program.command().stream()
                        .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
                        .toList());
        Program inside = new Program(
                List.of("script", "-qec", "stty cols 44; " + called, "/dev/null"),
                program.folder(),
                program.environment());
        Program.Outcome outcome = inside.with("TERM", "xterm").run();
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        return outcome.out();
    }

    // ---- where things are

    @OnEveryDatabase
    void aMigrationsFolderThatIsNamedIsThere(TestDatabase database) throws IOException {
        Path nowhere = folder.resolve("nowhere");
        for (String verb : List.of("deploy", "status")) {
            Program.Outcome refused =
                    RefractProgram.migrate(database, nowhere, verb).run();
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("There is no migrations folder " + nowhere, "it may be empty");
        }
        Files.createDirectory(nowhere);
        Program.Outcome empty =
                RefractProgram.migrate(database, nowhere, "deploy").run();
        assertThat(empty.exit()).as(empty.err()).isZero();
    }

    @OnPostgres
    @OnSqlite
    void theVariablesAreAsTheOptions(TestDatabase database) throws IOException, SQLException {
        Program named = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_URL", database.url())
                .with("REFRACT_MIGRATIONS", "m");
        assertDone(named.run());
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        Program.Outcome wrong = named.with("REFRACT_MIGRATIONS", "nowhere").run();
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("There is no migrations folder " + folder.resolve("nowhere"));
        Program.Outcome option = RefractProgram.in(folder, "migrate", "status", "--migrations", "m")
                .with("REFRACT_URL", database.url())
                .with("REFRACT_MIGRATIONS", "nowhere")
                .run();
        assertDone(option);
        Program.Outcome database1 = RefractProgram.in(folder, "migrate", "status", "--migrations", "m")
                .with("DATABASE_URL", database.url())
                .run();
        assertDone(database1);
    }

    @OnSqlite
    void theSchemaOfTheVariableWins(TestDatabase database) throws IOException {
        String block = "datasource db {\n  provider = \"sqlite\"\n  url = \"" + database.url() + "\"\n}\n";
        Files.writeString(folder.resolve("schema.prisma"), block.replace(database.url(), "file:./other.db"));
        Path other = Files.createDirectories(folder.resolve("sub")).resolve("my.prisma");
        Files.writeString(other, block);
        Program.Outcome deploy = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_SCHEMA", "sub/my.prisma")
                .with("REFRACT_MIGRATIONS", "m")
                .with("DATABASE_URL", "file:./not-this.db")
                .run();
        assertDone(deploy);
        assertThat(deploy.out())
                .contains(Path.of(database.url().substring("file:".length()))
                        .getFileName()
                        .toString());
        assertThat(folder.resolve("other.db")).doesNotExist();
        assertThat(folder.resolve("not-this.db")).doesNotExist();
        Program.Outcome missing = RefractProgram.in(folder, "migrate", "deploy")
                .with("REFRACT_SCHEMA", "nowhere.prisma")
                .run();
        assertThat(missing.err()).startsWith("Error: P1012").contains("Correct REFRACT_SCHEMA.");
    }

    private static void assertDone(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    // ---- a database that starts later

    @OnPostgres
    @OnMysql
    void itWaitsForADatabase(TestDatabase database) throws IOException, SQLException {
        URI real = URI.create(database.url());
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String later = database.url().replace(real.getHost() + ":" + real.getPort(), "127.0.0.1:" + port);
        String[] deploy = {"migrate", "deploy", "--json", "--url", later, "--migrations", "m"};
        assertThat(RefractProgram.in(folder, deploy).run().out()).contains("\"code\":\"P1001\"");

        List<String> patient = new ArrayList<>(List.of(deploy));
        patient.addAll(List.of("--wait-for-database", "3s"));
        Program.Outcome never =
                RefractProgram.in(folder, patient.toArray(String[]::new)).run();
        assertThat(never.exit()).isEqualTo(1);
        assertThat(never.out()).contains("Waiting for it, 3.0 s at most.", "\"code\":\"P1001\"");

        patient.set(patient.size() - 1, "2min");
        try (Program.Running waiting =
                RefractProgram.in(folder, patient.toArray(String[]::new)).start()) {
            assertThat(waiting.awaitOut(out -> out.contains("Waiting for it"))).isTrue();
            try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
                daemon(() -> forward(server, real));
                Program.Outcome outcome = waiting.await();
                assertDone(outcome);
                assertThat(outcome.out().split("Waiting for it", -1)).hasSize(2);
            }
        }
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
    }

    private static void forward(ServerSocket server, URI real) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket target = new Socket(real.getHost(), real.getPort());
                daemon(() -> copy(client, target));
                daemon(() -> copy(target, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // the other way has ended
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forwards to a database");
        thread.setDaemon(true);
        thread.start();
    }

    // ---- status

    @OnEveryDatabase
    void strictStatusFailsWhereTheFoldersAreNotWhatWasApplied(TestDatabase database) throws IOException {
        write("2_b", "CREATE TABLE b (id INTEGER);\n");
        assertDone(RefractProgram.migrate(database, migrations, "deploy").run());
        assertDone(strict(database));

        write("2_b", "CREATE TABLE b (id INTEGER, more INTEGER);\n");
        assertThat(RefractProgram.migrate(database, migrations, "status").run().exit())
                .isZero();
        Program.Outcome edited = strict(database);
        assertThat(edited.exit()).isEqualTo(1);
        assertThat(edited.out()).contains("not what was applied").doesNotContain("up to date");
        assertThat(edited.err()).contains("edited after they were applied: 2_b");
        assertThat(RefractProgram.migrate(database, migrations, "status", "--strict", "--json")
                        .run()
                        .out())
                .contains("\"upToDate\":true,\"consistent\":false");

        Files.delete(migrations.resolve("2_b/migration.sql"));
        assertThat(strict(database).exit()).isEqualTo(1);
        Files.delete(migrations.resolve("2_b"));
        Program.Outcome unknown = strict(database);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("without a folder: 2_b");
    }

    private Program.Outcome strict(TestDatabase database) {
        return RefractProgram.migrate(database, migrations, "status", "--strict")
                .run();
    }

    @Test
    void theProgramSaysHowToNameADatabase() {
        Program.Outcome nothing = RefractProgram.in(folder, "migrate", "deploy", "--migrations", "m")
                .run();
        assertThat(nothing.err()).contains("or pass --schema or --url, or set DATABASE_URL.");
    }
}
