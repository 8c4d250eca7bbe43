package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.Deploys;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.Program;
import dev.refract.testing.PtOsc;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPtOsc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end half way: what they leave, and that whoever follows the messages gets to the end. */
@WithPtOsc
class OnlineInterruptTest {

    private static final String PASSWORD = "p'w\"d \\#;% é$(id)`";
    private static final List<String> SLOWLY = List.of(
            "--online",
            "mode=always",
            "--online",
            "sleep=0.6",
            "--online",
            "extra_args=--chunk-size=50",
            "--online",
            "chunk_time=0.05");

    private Deploys deploys(TestDatabase database, Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add("CREATE TABLE item (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v INT);\nCREATE TABLE log (id INT "
                + "NOT NULL);\n");
        deploys.run("mode=off");
        database.execute("INSERT INTO item (v) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)");
        database.execute("INSERT INTO item (v) SELECT a.v * 100 + b.v * 10 + c.v FROM item a, item b, item c");
        database.query("ANALYZE TABLE item"); // the tool copies a table that it takes for a small one at once
        deploys.add(
                "INSERT INTO log VALUES (1);\nALTER TABLE item ADD COLUMN x INT NOT NULL DEFAULT 5;\nINSERT INTO log "
                        + "SELECT COUNT(*) FROM item WHERE x = 5;\n");
        return deploys;
    }

    private static Program slow(Deploys deploys, Path tool, Path runtime, String... more) {
        List<String> arguments = Stream.of(SLOWLY, List.of("--online", "tool=" + tool), List.of(more))
                .flatMap(List::stream)
                .toList();
        return deploys.process(arguments.toArray(String[]::new)).with("XDG_RUNTIME_DIR", runtime.toString());
    }

    private static boolean copies(String out) {
        return out.contains("Copying approximately");
    }

    private static void assertUntouched(TestDatabase database) throws SQLException {
        assertThat(database.query("SHOW COLUMNS FROM item LIKE 'x'")).isEmpty();
        assertThat(database.query("SELECT COUNT(*), SUM(v) FROM item")).isEqualTo("1010|610555");
    }

    private static void assertNothingLeft(TestDatabase database, Path runtime) throws SQLException, IOException {
        assertThat(database.query(
                        "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"))
                .isEmpty();
        assertThat(database.query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                        + "AND TABLE_NAME LIKE '%item%'"))
                .isEqualTo("item");
        try (Stream<Path> files = Files.list(runtime)) {
            assertThat(files).isEmpty();
        }
    }

    private static void assertDone(TestDatabase database) throws SQLException {
        assertThat(database.query("SELECT COUNT(*), SUM(x) FROM item")).isEqualTo("1010|5050");
        assertThat(database.query("SELECT id FROM log ORDER BY id")).isEqualTo("1\n1010");
        assertThat(database.query(
                        "SELECT COUNT(*), COUNT(finished_at), SUM(applied_steps_count) FROM _prisma_migrations"))
                .isEqualTo("2|2|2");
    }

    private static List<Long> toolProcesses(TestDatabase database) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("pt-online-schema-change")
                        && process.info().commandLine().orElse("").contains("D=" + database.name()))
                .map(ProcessHandle::pid)
                .toList();
    }

    @OnMysql
    void progressIsTold(TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime)
            throws Exception {
        Deploys deploys = deploys(database, folder);
        Program.Outcome outcome =
                slow(deploys, tool.executables().get(0), runtime, "--json").run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .containsPattern(
                        "\"event\":\"toolProgress\",[^\\n]*\"statement\":2,\"tool\":\"pt-online-schema-change\","
                                + "\"percent\":[1-9]");
        assertDone(database);
    }

    @OnMysql
    @OnMariadb
    void anInterruptCleansUpAndResumeFinishes(
            TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime) throws Exception {
        Deploys deploys = deploys(database, folder);
        Path executable = tool.executables().get(0);
        try (Program.Running running = slow(deploys, executable, runtime).start()) {
            assertThat(running.awaitOut(OnlineInterruptTest::copies)).isTrue();
            new ProcessBuilder("kill", "-INT", Long.toString(running.pid()))
                    .start()
                    .waitFor();
            Program.Outcome outcome = running.await();
            assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(130);
            assertThat(outcome.err())
                    .contains(
                            "was stopped, because it was interrupted",
                            "item is as it was.",
                            "Removed what it had made: trigger pt_osc_",
                            "refract migrate deploy --resume");
        }
        assertThat(toolProcesses(database)).isEmpty();
        assertUntouched(database);
        assertNothingLeft(database, runtime);
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL"))
                .contains(
                        "(statement 2 of 3)",
                        "Its last lines:",
                        "Copying approximately",
                        "Statement 1 has run and stays applied.");
        resumes(database, deploys, executable, runtime);
    }

    @OnMysql
    @OnMariadb
    void aKilledToolIsTidiedUpAfter(TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime)
            throws Exception {
        Deploys deploys = deploys(database, folder);
        Path executable = tool.executables().get(tool.executables().size() - 1);
        try (Program.Running running = slow(deploys, executable, runtime).start()) {
            assertThat(running.awaitOut(OnlineInterruptTest::copies)).isTrue();
            toolProcesses(database).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            Program.Outcome outcome = running.await();
            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains(
                            "P3018",
                            "ended by signal 9",
                            "item is as it was.",
                            "Removed what it had made: trigger pt_osc_",
                            "refract migrate deploy --resume");
        }
        assertUntouched(database);
        assertNothingLeft(database, runtime);
        resumes(database, deploys, executable, runtime);
    }

    @OnMysql
    @OnMariadb
    void afterKillNineOfRefractTheNextPlanNamesWhatIsLeft(
            TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime) throws Exception {
        Deploys deploys = deploys(database, folder);
        Path executable = tool.executables().get(0);
        try (Program.Running running = slow(deploys, executable, runtime).start()) {
            assertThat(running.awaitOut(OnlineInterruptTest::copies)).isTrue();
            running.kill();
            running.await();
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> toolProcesses(database).isEmpty()); // it ends when it next prints, and never swaps
        assertUntouched(database);

        Program.Outcome again = deploys.process().run();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("P3009", "Statement 2 of 3 was running", "refract migrate deploy --resume");

        finishByHand(database, deploys, executable, runtime);
    }

    @OnMysql
    @OnMariadb
    void aLostLockStopsTheToolBeforeTheSwap(
            TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime) throws Exception {
        Deploys deploys = deploys(database, folder);
        Path executable = tool.executables().get(0);
        try (Program.Running running = slow(deploys, executable, runtime, "--lock-wait", "100")
                .with("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", null)
                .start()) {
            assertThat(running.awaitOut(OnlineInterruptTest::copies)).isTrue();
            database.execute("KILL " + database.query("SELECT IS_USED_LOCK('prisma_migrate')"));
            Program.Outcome outcome = running.await();
            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains(
                            "P1017",
                            "The migration lock was lost, so the tool was stopped before it swapped the tables: item "
                                    + "is as it was.");
        }
        assertThat(toolProcesses(database)).isEmpty();
        assertUntouched(database);
        finishByHand(database, deploys, executable, runtime);
    }

    /** As the plan says. */
    private static void finishByHand(TestDatabase database, Deploys deploys, Path executable, Path runtime)
            throws SQLException, IOException {
        Program.Outcome resumed = slow(deploys, executable, runtime, "--resume").run();
        assertThat(resumed.exit()).isEqualTo(1);
        assertThat(resumed.err()).contains("left something behind: ", "table _item_new", "Nothing was run.");
        for (String line : resumed.err()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("DROP "))
                .toList()) {
            database.execute(line);
        }
        resumes(database, deploys, executable, runtime);
    }

    private static void resumes(TestDatabase database, Deploys deploys, Path executable, Path runtime)
            throws SQLException, IOException {
        Program.Outcome resumed = deploys.process(
                        "--resume", "--online", "mode=always", "--online", "tool=" + executable)
                .with("XDG_RUNTIME_DIR", runtime.toString())
                .run();
        assertThat(resumed.exit()).as(resumed.out() + resumed.err()).isZero();
        assertDone(database);
        assertNothingLeft(database, runtime);
    }

    @OnMysql
    @OnMariadb
    void noSecretIsInAnyArgument(TestDatabase database, PtOsc tool, @TempDir Path folder, @TempDir Path runtime)
            throws Exception {
        String user = "u_" + database.name();
        user = user.substring(0, Math.min(32, user.length()));
        String literal = PASSWORD.replace("\\", "\\\\").replace("'", "''");
        database.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + literal + "'");
        try {
            database.execute("GRANT ALL ON *.* TO '" + user + "'@'%'");
            String encoded = java.net.URLEncoder.encode(PASSWORD, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20");
            String url = database.url().replaceFirst("//[^@]*@", "//" + user + ":" + encoded + "@");
            deploys(database, folder);
            Deploys secret = new Deploys(folder, url);
            for (Path executable : tool.executables()) {
                sampled(database, slow(secret, executable, runtime, "--verbose"), runtime);
                database.execute("ALTER TABLE item DROP COLUMN x");
                database.execute("DELETE FROM _prisma_migrations WHERE migration_name LIKE '%2\\_m'");
            }
        } finally {
            database.execute("DROP USER '" + user + "'@'%'");
        }
    }

    /** Every command line of this machine, every few milliseconds, while the tool runs. */
    private static void sampled(TestDatabase database, Program deploy, Path runtime) throws Exception {
        StringBuilder seen = new StringBuilder();
        try (Program.Running running = deploy.start()) {
            int samples = 0;
            while (ProcessHandle.of(running.pid())
                    .filter(ProcessHandle::isAlive)
                    .isPresent()) {
                for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
                    String line = process.info().commandLine().orElse("");
                    if (line.contains("D=" + database.name())) {
                        seen.append(line).append('\n');
                        samples++;
                    }
                }
                Thread.sleep(20);
            }
            Program.Outcome outcome = running.await();
            assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
            assertThat(samples).isPositive();
            assertThat(seen + outcome.out() + outcome.err())
                    .doesNotContain(PASSWORD)
                    .doesNotContain("p'w")
                    .contains("--execute")
                    .contains("--dry-run");
        }
        assertNothingLeft(database, runtime);
    }
}
