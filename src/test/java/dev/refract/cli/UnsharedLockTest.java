package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.FaultyLink;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deploys at once whose locks do not meet, as behind a proxy that leads to several servers or gives each transaction
 * another connection: the ledger's row is the guard.
 */
class UnsharedLockTest {

    private static final int DEPLOYS = 3;
    private static final int MIGRATIONS = 12;

    @TempDir
    private Path migrations;

    @OnMysql
    @OnMariadb
    void eachMigrationRunsOnce(TestDatabase database) throws Exception {
        write();
        atOnce(database);

        assertThat(database.query("SELECT count(*), count(DISTINCT n) FROM ran"))
                .as("what ran")
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS);
        assertThat(database.query(
                        "SELECT count(*), count(finished_at), count(DISTINCT migration_name) FROM _prisma_migrations"))
                .as("the ledger")
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS + "|" + MIGRATIONS);
    }

    private void atOnce(TestDatabase database) throws Exception {
        List<FaultyLink> links = new ArrayList<>();
        try {
            List<Program.Running> running = new ArrayList<>();
            for (int i = 0; i < DEPLOYS; i++) {
                FaultyLink link = new FaultyLink(database.url());
                link.unshareLock("prisma_migrate");
                links.add(link);
                running.add(RefractProgram.in(
                                migrations,
                                "migrate",
                                "deploy",
                                "--url",
                                link.url(),
                                "--migrations",
                                migrations.toString())
                        .start());
            }
            for (Program.Running deploy : running) {
                Program.Outcome outcome = deploy.await();
                assertThat(outcome.exit() == 0 || outcome.err().contains("Error: P3009"))
                        .as("done, or another one runs the migration: " + outcome)
                        .isTrue();
            }
        } finally {
            for (FaultyLink link : links) {
                link.close();
            }
        }
    }

    private void write() throws IOException {
        for (int i = 1; i <= MIGRATIONS; i++) {
            Path folder = Files.createDirectories(migrations.resolve("%02d_m".formatted(i)));
            Files.writeString(
                    folder.resolve("migration.sql"),
                    i == 1
                            ? "CREATE TABLE ran (n INT);\nINSERT INTO ran VALUES (1);\n"
                            : "INSERT INTO ran VALUES (" + i + ");\n");
        }
    }
}
