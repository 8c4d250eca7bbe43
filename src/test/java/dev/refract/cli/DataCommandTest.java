package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** {@code refract data} as a process. */
class DataCommandTest {

    private static final String NAME = "20240201000000_count";

    @TempDir
    private Path folder;

    private Program data(TestDatabase database, String... arguments) {
        List<String> all = new ArrayList<>(List.of("data"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--url",
                database.url(),
                "--migrations",
                folder.resolve("migrations").toString()));
        return RefractProgram.in(folder, all.toArray(String[]::new));
    }

    private void project(TestDatabase database, int rows, String... files) throws IOException, SQLException {
        Files.createDirectories(folder.resolve("migrations"));
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        for (int from = 0; from < rows; from += 500) {
            StringBuilder sql = new StringBuilder("INSERT INTO users VALUES ");
            for (int i = from; i < Math.min(rows, from + 500); i++) {
                sql.append(i == from ? "" : ", ").append("(").append(i * 3).append(", 0)");
            }
            database.execute(sql.toString());
        }
        Path data = Files.createDirectories(folder.resolve("data_migrations/" + NAME));
        Files.writeString(data.resolve("data.toml"), "table = \"users\"\n");
        Files.writeString(data.resolve("up.sql"), "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        for (int i = 0; i < files.length; i += 2) {
            Files.writeString(data.resolve(files[i]), files[i + 1]);
        }
    }

    /** Many more by hand: {@code -Dkills=N -Dseed=N}. */
    @OnEveryDatabase
    void killedAtAnyMomentEachRowChangesOnce(TestDatabase database) throws Exception {
        int kills = Integer.getInteger("kills", 3);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("DataCommandTest: -Dkills=" + kills + " -Dseed=" + seed);
        Random random = new Random(seed);
        project(database, 4000);
        int killed = 0;
        boolean done = false;
        while (!done) {
            try (Program.Running running = data(
                            database, "run", "--all", "--json", "--batch-size", "10", "--sleep", "2ms")
                    .start()) {
                running.awaitOut(out -> out.contains("dataBatch"));
                if (killed < kills) {
                    Thread.sleep(random.nextInt(150));
                    ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
                Program.Outcome outcome = running.await();
                done = outcome.exit() == 0;
                killed += done ? 0 : 1;
                assertThat(killed).as(outcome.out() + outcome.err()).isLessThan(kills + 10);
            }
            Awaitility.await()
                    .until(() -> database.query("SELECT max(n) FROM users").equals("1"));
        }
        assertThat(killed).isPositive();
        assertThat(database.query("SELECT min(n), max(n), sum(n) FROM users")).isEqualTo("1|1|4000");
    }

    @OnSqlite
    void fromNewToDone(TestDatabase database) throws Exception {
        project(database, 3000, "verify.sql", "SELECT count(*) FROM users WHERE n = 0");
        Program.Outcome made =
                data(database, "new", "Lower e-mails", "--table", "users").run();
        assertThat(made.out()).contains("_lower_e_mails");
        try (Stream<Path> all = Files.list(folder.resolve("data_migrations"))) {
            Path fresh = all.filter(one -> one.toString().endsWith("_lower_e_mails"))
                    .findFirst()
                    .orElseThrow();
            Program.Outcome unwritten =
                    data(database, "run", fresh.getFileName().toString()).run();
            assertThat(unwritten.exit()).isEqualTo(1);
            assertThat(unwritten.err()).contains("up.sql:1 has no statement");
            Files.delete(fresh.resolve("up.sql"));
            Files.delete(fresh.resolve("verify.sql"));
            Files.delete(fresh.resolve("data.toml"));
            Files.delete(fresh);
        }
        assertThat(data(database, "status").run().out()).contains(NAME + "  pending");
        assertThat(data(database, "verify", NAME).run().exit()).isEqualTo(1);
        Program.Outcome plan = data(database, "run", "--all", "--dry-run").run();
        assertThat(plan.out()).contains("Key: (id)").contains("was rolled back").doesNotContain("Warning");
        Program.Outcome paused = data(
                        database, "run", NAME, "--batch-size", "100", "--max-time", "1ms", "--window", "00:00-23:59:59")
                .run();
        assertThat(paused.exit()).isEqualTo(1);
        assertThat(paused.err()).contains("was paused when its time was over");
        JsonObject status = JsonParser.parseString(data(database, "status", "--json")
                        .run()
                        .out()
                        .lines()
                        .reduce((a, b) -> b)
                        .orElseThrow())
                .getAsJsonObject();
        JsonObject entry = status.getAsJsonArray("migrations").get(0).getAsJsonObject();
        assertThat(entry.get("state").getAsString()).isEqualTo("paused");
        Program.Outcome run = data(
                        database,
                        "run",
                        "--all",
                        "--target-time",
                        "100ms",
                        "--sleep",
                        "1ms",
                        "--throttle-query",
                        "SELECT 0",
                        "--pause-file",
                        folder.resolve("pause").toString())
                .run();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Data migration `" + NAME + "` is done");
        assertThat(data(database, "status").run().out())
                .contains("done, 3000 rows in ")
                .containsPattern(" batch(es)?, up to ");
        assertThat(data(database, "verify").run().out()).contains("verified");
        assertThat(data(database, "run", "--all").run().out()).contains("All data migrations are done.");
        Program.Outcome load = data(database, "run", "--all", "--max-load", "Threads_running=5")
                .run();
        assertThat(load.err()).contains("--throttle-query SQL");
        assertThat(data(database, "pause", NAME).run().err()).contains("does not run: it is done");
        assertThat(data(database, "down", NAME).run().err()).contains("has no down.sql");
        assertThat(data(database, "resolve", NAME, "--restart").run().out()).contains("begins at the first row again");
        assertThat(data(database, "resolve", NAME, "--done").run().out()).contains("is recorded as done");
        Files.writeString(
                folder.resolve("data_migrations/" + NAME + "/down.sql"),
                "UPDATE users SET n = n - 1 WHERE /* batch */ TRUE;\n");
        assertThat(data(database, "resolve", NAME, "--restart").run().exit()).isZero();
        assertThat(data(database, "resolve", NAME, "--done").run().exit()).isZero();
        assertThat(data(database, "down", NAME, "--json").run().out()).contains("\"state\":\"done\"");
        assertThat(database.query("SELECT max(n) FROM users")).isEqualTo("0");
    }

    @OnSqlite
    void wrongUsage(TestDatabase database) throws Exception {
        project(database, 1);
        for (String[] line : new String[][] {
            {"run"},
            {"run", "--all", NAME},
            {"run", "--all", "--batch-size", "0"},
            {"run", "--all", "--batch-size", "1", "--target-time", "1s"},
            {"run", "--all", "--replica", "env:NOT_THERE"},
            {"run", "--all", "--max-lag", "5s", "--replica", "env:NOT_THERE"},
            {"resolve", NAME},
            {"new", "x"},
            {}
        }) {
            assertThat(data(database, line).run().exit())
                    .as(List.of(line).toString())
                    .isEqualTo(2);
        }
        Program.Outcome near = data(database, "run", "20240201000000_counts").run();
        assertThat(near.exit()).isEqualTo(1);
        assertThat(near.err()).contains(NAME).contains("refract data status");
        Program.Outcome lines = data(database, "new", "x", "--table", "us\ners").run();
        assertThat(lines.exit()).isEqualTo(1);
        assertThat(lines.err()).contains("control character", "--table");
        assertThat(folder.resolve("data_migrations").toFile().list()).containsExactly(NAME);
        Program.Outcome replica = data(
                        database,
                        "run",
                        "--all",
                        "--max-lag",
                        "5s",
                        "--replica",
                        "postgresql://u:secret@127.0.0.1:1/none")
                .run();
        assertThat(replica.exit()).isEqualTo(1);
        assertThat(replica.err()).contains("can't be reached").doesNotContain("secret");
    }

    @OnSqlite
    void aDeployCanBeTold(TestDatabase database) throws Exception {
        project(database, 10, "data.toml", "table = \"users\"\nbefore = \"20240301000000_x\"\n");
        Path migration = Files.createDirectories(folder.resolve("migrations/20240301000000_x"));
        Files.writeString(migration.resolve("migration.sql"), "CREATE INDEX i ON users (n);\n");
        assertThat(RefractProgram.migrate(
                                database, folder.resolve("migrations"), "resolve", "--applied", "20240301000000_x")
                        .run()
                        .exit())
                .isZero();
        database.execute("DELETE FROM _prisma_migrations");
        Program.Outcome refused = RefractProgram.migrate(database, folder.resolve("migrations"), "deploy")
                .run();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("refract migrate deploy --data run --url ")
                .containsPattern("refract data run --url \\S+ --migrations \\S+ " + NAME);
        Program.Outcome run = RefractProgram.migrate(database, folder.resolve("migrations"), "deploy", "--data", "run")
                .run();
        assertThat(run.out()).contains("Data migration `" + NAME + "` is done: 10 rows");
        assertThat(run.exit()).isZero();
        assertThat(database.query("SELECT min(n) FROM users")).isEqualTo("1");
    }
}
