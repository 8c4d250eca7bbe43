package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.Project;
import dev.refract.internal.sample.Samples;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DeployOptions;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Folders;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Prisma;
import dev.refract.testing.Program;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Whole histories, each statement in steps wherever it has some, with rows in the tables: the schema is the same. */
class HistoryInStepsTest {

    private static final int MIGRATIONS = Integer.getInteger("migrations", 30);
    private static final long SEED = Long.getLong("seed", 5);

    @TempDir
    Path temp;

    @OnPostgres
    void aFixture(TestDatabase direct, TestDatabase steps) throws SQLException, IOException {
        same(direct, steps, Fixture.BLOG.migrations());
    }

    @OnPostgres
    void allKindsOfStatements(TestDatabase direct, TestDatabase steps) throws SQLException, IOException {
        same(direct, steps, Path.of("fixtures/kinds/postgresql/migrations").toAbsolutePath());
    }

    @OnPostgres
    @WithPrisma
    void aGeneratedHistory(TestDatabase direct, TestDatabase steps, Prisma prisma) throws SQLException, IOException {
        System.out.printf("Tests: %d generated migrations in steps, -Dseed=%d%n", MIGRATIONS, SEED);
        Project generated = new Project(temp.resolve("generated"), direct);
        RandomHistory history = new RandomHistory(Dialect.POSTGRESQL, SEED);
        for (int i = 1; i <= MIGRATIONS; i++) {
            generated.migration(String.format("%04d_step", i), history.next());
        }
        Project project = same(direct, steps, generated.folder());
        Program.Outcome status = prisma.migrate(steps, project.folder(), "status");
        assertThat(status.exit()).as(status.toString()).isZero();
        assertThat(status.out()).contains("Database schema is up to date");
    }

    private Project same(TestDatabase direct, TestDatabase steps, Path migrations) throws SQLException, IOException {
        Project one = new Project(Folders.copy(migrations, temp.resolve("direct")), direct);
        Project other = new Project(Folders.copy(migrations, temp.resolve("steps")), steps);
        List<String> names;
        try (Stream<Path> folders = Files.list(migrations)) {
            names = folders.filter(folder -> Files.exists(folder.resolve(Migration.UP)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
        int withRows = 0;
        for (String name : names) {
            fill(direct);
            fill(steps);
            boolean fits = deploys(one, name, "off");
            if (!fits) {
                empty(direct);
                empty(steps);
                one.refract().resolveRolledBack(name);
                assertThat(deploys(one, name, "off")).as(name).isTrue();
            }
            withRows += fits ? 1 : 0;
            assertThat(deploys(other, name, "always")).as(name).isTrue();
            assertThat(steps.dump()).as(name).isEqualTo(direct.dump());
        }
        int inSteps = other.events(Event.StepStarted.class).size();
        System.out.printf("Tests: %d of %d migrations with rows, %d steps%n", withRows, names.size(), inSteps);
        assertThat(withRows).isPositive();
        assertThat(inSteps).isPositive();
        assertThat(steps.query(
                        "SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL OR logs IS NOT NULL OR "
                                + "applied_steps_count <> 1"))
                .isEqualTo("0");
        return other;
    }

    private static boolean deploys(Project project, String name, String mode) {
        try {
            project.refract().deploy(DeployOptions.DEFAULT.to(name).online(List.of("mode=" + mode)));
            return true;
        } catch (RefractException e) {
            if (mode.equals("always")) {
                throw e;
            }
            return false;
        }
    }

    private static void fill(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            Samples samples = new Samples(connection, Dialect.POSTGRESQL);
            samples.fill(table -> !table.equals("_prisma_migrations"), Samples.Wildness.PLAIN, samples.keys());
        }
    }

    private static void empty(TestDatabase database) throws SQLException {
        Optional<String> tables = Optional.ofNullable(database.query(
                        "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = "
                                + "'public'::regnamespace AND relname <> '_prisma_migrations'"))
                .filter(list -> !list.equals("null"));
        if (tables.isPresent()) {
            database.execute("TRUNCATE " + tables.get() + " CASCADE");
        }
    }
}
