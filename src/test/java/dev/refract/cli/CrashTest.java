package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** What kill -9 leaves behind. */
class CrashTest {

    private static final int MIGRATIONS = 36;
    private static final int LONGEST_BEFORE_KILL = 6;

    @TempDir
    private Path migrations;

    @OnPostgres
    @OnSqlite
    void deployAfterAnyNumberOfKillsFinishes(TestDatabase database) throws SQLException, IOException {
        List<String> names = IntStream.rangeClosed(1, MIGRATIONS)
                .mapToObj(i -> String.format("202401010000%02d_step", i))
                .toList();
        for (String name : names) {
            write(
                    name,
                    "CREATE TABLE t" + name + " (id INTEGER NOT NULL PRIMARY KEY, label TEXT);\n"
                            + rows("t" + name, 2000) + "CREATE INDEX i" + name + " ON t" + name + " (label);\n");
        }
        Random random = new Random(database.kind().name().hashCode());
        int kills = 0;
        for (int applied = 0; applied < MIGRATIONS - LONGEST_BEFORE_KILL; applied = applied(database)) {
            killInTheMiddle(database, 1 + random.nextInt(LONGEST_BEFORE_KILL), random.nextInt(30));
            kills++;
        }
        assertThat(kills).isGreaterThan(4);

        Program.Outcome last = deploy(database).run();

        assertThat(last.exit()).as(last.toString()).isZero();
        assertThat(database.query("SELECT migration_name, applied_steps_count, logs FROM _prisma_migrations WHERE "
                                + "finished_at IS NOT NULL ORDER BY 1")
                        .lines())
                .containsExactlyElementsOf(
                        names.stream().map(name -> name + "|1|null").toList());
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo(String.valueOf(MIGRATIONS));
        String all =
                names.stream().map(name -> "SELECT count(*) FROM t" + name).collect(Collectors.joining(" UNION ALL "));
        assertThat(database.query(all).lines()).hasSize(MIGRATIONS).containsOnly("2000");
    }

    /** Ends a deploy some milliseconds after it has begun a migration. */
    private void killInTheMiddle(TestDatabase database, int migration, int milliseconds) {
        try (Program.Running running = deploy(database).start()) {
            running.awaitOut(out -> out.split("Applying migration `", -1).length > migration);
            Thread.sleep(milliseconds);
            running.kill();
            running.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many are applied; the server may not have noticed yet that a client is gone. */
    private static int applied(TestDatabase database) {
        return await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> Integer.parseInt(database.query("SELECT count(*) FROM _prisma_migrations")),
                        count -> true);
    }

    private static String rows(String table, int count) {
        return "INSERT INTO " + table + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + count + ") SELECT i, 'row ' || i FROM n;\n";
    }

    @OnMysql
    @OnMariadb
    void theNextDeployNamesTheStatementThatWasRunning(TestDatabase database) throws SQLException, IOException {
        write(
                "20240101000000_half",
                "CREATE TABLE one (id INTEGER PRIMARY KEY);\n\n-- the long one\nDO SLEEP(600);\nCREATE TABLE two (id "
                        + "INTEGER PRIMARY KEY);\n");
        try (Program.Running running = deploy(database).start()) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> database.sessionsRunning("DO SLEEP"), ids -> !ids.isEmpty());
            running.kill();
            running.await();
        }
        // A sleeping server does not look whether its client still listens; what runs there holds the lock.
        for (String id : database.sessionsRunning("DO SLEEP")) {
            database.execute("KILL " + id);
        }

        Program.Outcome next = deploy(database).run();

        assertThat(next.exit()).isEqualTo(1);
        assertThat(next.err())
                .startsWith("Error: P3009\n")
                .contains(
                        "20240101000000_half",
                        "Statement 2 of 3 was running",
                        "migration.sql:4",
                        "refract migrate resolve --rolled-back 20240101000000_half",
                        "refract migrate resolve --applied 20240101000000_half");
        assertThat(database.query("SHOW TABLES").lines()).contains("one").doesNotContain("two");
    }

    private Program deploy(TestDatabase database) {
        return RefractProgram.migrate(database, migrations, "deploy", "--lock-wait", "60");
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }
}
