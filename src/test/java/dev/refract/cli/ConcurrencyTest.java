package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Fixture;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

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
}
