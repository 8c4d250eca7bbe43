package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.FaultyLink;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts that run statement by statement, killed at any moment or cut off from their server after it did what it was
 * told, and resumed: each statement takes effect once. Many more by hand: {@code -Dkills=N -Dseed=N}.
 */
class ResumeCrashTest {

    private static final int STATEMENTS = 40;

    @TempDir
    private Path project;

    @OnMysql
    @OnMariadb
    @OnPostgres
    @OnSqlite
    void eachStatementTakesEffectOnce(TestDatabase database) throws SQLException, IOException {
        int kills = Integer.getInteger("kills", 6);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ResumeCrashTest: -Dkills=" + kills + " -Dseed=" + seed);
        Random random = new Random(seed);
        write("0_base", """
                CREATE TABLE ran (n INTEGER NOT NULL);
                CREATE TABLE counted (total INTEGER NOT NULL);
                INSERT INTO counted VALUES (0);
                """);
        assertThat(run(database).exit()).isZero();
        int expected = 0;
        int killed = 0;
        for (int round = 1; killed < kills; round++) {
            write(round + "_half", script(round));
            while (!deployed(database, random)) {
                killed++;
            }
            expected += STATEMENTS;
            assertThat(database.query("SELECT count(*), count(DISTINCT n) FROM ran"))
                    .as("seed " + seed + ", round " + round)
                    .isEqualTo(expected + "|" + expected);
            assertThat(database.query("SELECT total FROM counted")).isEqualTo(String.valueOf(expected));
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"))
                .isEqualTo("0");
    }

    /** Rows that count how often each statement ran, between DDL that can't run twice. */
    private static String script(int round) {
        StringBuilder script = new StringBuilder();
        for (int i = 1; i <= STATEMENTS; i++) {
            String table = "t" + round + "_" + i;
            script.append("INSERT INTO ran VALUES (" + (round * 1000 + i) + ");\n");
            script.append("UPDATE counted SET total = total + 1;\n");
            if (i % 4 == 0) {
                script.append("CREATE TABLE " + table + " (a INTEGER);\n");
                script.append("ALTER TABLE " + table + " ADD COLUMN b INTEGER;\n");
                script.append("CREATE INDEX i_" + table + " ON " + table + " (b);\n");
                script.append("ALTER TABLE " + table + " RENAME COLUMN a TO c;\n");
            }
        }
        return script.toString();
    }

    /** Whether a deploy came to its end before it was killed. */
    private boolean deployed(TestDatabase database, Random random) {
        List<String> arguments = new ArrayList<>(List.of("--transaction=statement", "--lock-wait", "60"));
        if (await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"),
                        n -> true)
                .equals("1")) {
            arguments.add("--resume");
        }
        arguments.add(0, "deploy");
        if (database.kind() != Kind.SQLITE && random.nextBoolean()) {
            return deployedByFaultyLink(database, arguments, random);
        }
        try (Program.Running running = RefractProgram.migrate(database, project, arguments.toArray(String[]::new))
                .start()) {
            running.awaitOut(out -> out.contains("Applying migration `") || out.contains("successfully"));
            Thread.sleep(random.nextInt(160));
            running.kill();
            Program.Outcome outcome = running.await();
            assertThat(outcome.err()).doesNotContain("Error");
            return outcome.exit() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it came to its end before the link broke; if not, it says of which migration, and what to do. */
    private boolean deployedByFaultyLink(TestDatabase database, List<String> arguments, Random random) {
        try (FaultyLink link = new FaultyLink(database.url())) {
            List<String> all = new ArrayList<>(List.of("migrate"));
            all.addAll(arguments);
            all.addAll(List.of("--url", link.url(), "--migrations", project.toString()));
            link.breakAtAnswer(1 + random.nextInt(400));
            Program.Outcome outcome =
                    RefractProgram.in(project, all.toArray(String[]::new)).run();
            assertThat(outcome.exit() == 0 || outcome.err().contains("Error: P10"))
                    .as(outcome.toString())
                    .isTrue();
            if (outcome.out().contains("Applying migration `")) {
                assertThat(outcome.exit() == 0 || outcome.err().contains("_half`"))
                        .as(outcome.toString())
                        .isTrue();
            }
            return outcome.exit() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Program.Outcome run(TestDatabase database) {
        return RefractProgram.migrate(database, project, "deploy").run();
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(project.resolve(name));
        Files.writeString(project.resolve(name).resolve("migration.sql"), script);
    }
}
