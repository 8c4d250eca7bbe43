package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.Fixture;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that deploy to one database. */
class ConcurrencyTest {

    @OnEveryDatabase
    void oneOfThreeDeploysAppliesAndTheOthersFindNothing(TestDatabase database) throws SQLException {
        Fixture fixture = Fixture.of(database.kind());
        Program deploy = RefractProgram.migrate(database, fixture.migrations(), "deploy", "--lock-wait", "120");
        List<Program.Running> running = Stream.generate(deploy::start).limit(3).toList();
        List<Program.Outcome> outcomes =
                running.stream().map(Program.Running::await).toList();

        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(outcome.exit()).as(outcome.toString()).isZero());
        assertThat(outcomes)
                .filteredOn(o -> o.out().contains("All migrations have been successfully applied."))
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(o -> o.out().contains("No pending migrations to apply."))
                .hasSize(2);
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER "
                                + "BY 1")
                        .lines()
                        .toList())
                .isEqualTo(fixture.names());
    }

    /**
     * CREATE INDEX CONCURRENTLY waits for every statement that was running before it, also for one that waits for the
     * lock.
     */
    @OnPostgres
    void aWaitingDeployIsNotInTheWayOfAConcurrentIndex(TestDatabase database) throws SQLException {
        Program deploy = RefractProgram.migrate(database, Fixture.BLOG.migrations(), "deploy", "--lock-wait", "120");
        deploy.run();
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(72707369)");
            try (Program.Running waiting = deploy.start()) {
                assertThat(waiting.awaitOut(out -> out.contains("Waiting up to 120 s for the migration lock")))
                        .isTrue();
                statement.execute("CREATE INDEX CONCURRENTLY waited_for ON \"Tag\" (lower(\"name\"))");
                statement.execute("SELECT pg_advisory_unlock(72707369)");
                Program.Outcome outcome = waiting.await();
                assertThat(outcome.exit()).as(outcome.toString()).isZero();
            }
        }
    }

    @OnPostgres
    void deploysOfTwoSchemasRunSideBySideAndKeepPrismaOut(TestDatabase database, @TempDir Path folder)
            throws Exception {
        Path waits = Files.createDirectories(folder.resolve("waits/1_waits"));
        Files.writeString(waits.resolve("migration.sql"), "CREATE TABLE a (id int); SELECT pg_advisory_xact_lock(1);");
        Path quick = Files.createDirectories(folder.resolve("quick/1_quick"));
        Files.writeString(quick.resolve("migration.sql"), "CREATE TABLE a (id int);");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
            try (Program.Running first =
                    deploy(database, "one", waits.getParent()).start()) {
                await().until(() ->
                        !database.sessionsRunning("pg_advisory_xact_lock(1)").isEmpty());

                Program.Outcome other =
                        deploy(database, "two", quick.getParent()).run();
                Program.Outcome same =
                        deploy(database, "one", quick.getParent()).run();
                String prisma = TestDatabase.onlyValue(holder, "SELECT pg_try_advisory_lock(72707369)");

                assertThat(other.exit()).as(other.toString()).isZero();
                assertThat(same.exit()).as(same.toString()).isEqualTo(1);
                assertThat(same.err()).startsWith("Error: P1002").contains("Held by: server process");
                assertThat(prisma).isEqualTo("f");
                statement.execute("SELECT pg_advisory_unlock(1)");
                Program.Outcome outcome = first.await();
                assertThat(outcome.exit()).as(outcome.toString()).isZero();
            }
            assertThat(TestDatabase.onlyValue(holder, "SELECT pg_try_advisory_lock(72707369)"))
                    .isEqualTo("t");
            Program.Outcome refused = deploy(database, "two", quick.getParent()).run();
            assertThat(refused.err()).startsWith("Error: P1002");
        }
        assertThat(database.query("SELECT count(*) FROM one.a, two.a")).isEqualTo("0");
    }

    private static Program deploy(TestDatabase database, String schema, Path migrations) {
        return RefractProgram.in(
                migrations,
                "migrate",
                "deploy",
                "--lock-wait",
                "1",
                "--url",
                database.url() + "?schema=" + schema,
                "--migrations",
                migrations.toString());
    }

    @OnMysql
    @OnMariadb
    void theHoldersDatabaseIsNamedSinceTheLockIsTheServers(TestDatabase database) throws SQLException {
        for (String where : List.of(database.name(), "information_schema")) {
            try (Connection holder = database.connect();
                    Statement statement = holder.createStatement()) {
                holder.setCatalog(where);
                statement.execute("SELECT GET_LOCK('prisma_migrate', 120)");

                Program.Outcome refused = RefractProgram.migrate(
                                database, Fixture.of(database.kind()).migrations(), "deploy", "--lock-wait", "1")
                        .run();

                assertThat(refused.err())
                        .startsWith("Error: P1002")
                        .contains(
                                where.equals(database.name())
                                        ? " to this database"
                                        : " to another database, \"information_schema\"");
            }
        }
    }
}
