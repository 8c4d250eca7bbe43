package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.migrate.Project;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.GenerateDownResult.DownFile;
import dev.refract.migrate.GenerateDownResult.Outcome;
import dev.refract.migrate.StatusResult;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Prisma;
import dev.refract.testing.Program;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Long histories go down to nothing, by ways back that were all generated, and up again. */
class WholeHistoryDownTest {

    @TempDir
    Path temp;

    @OnPostgres
    @WithPrisma
    void onPostgres(TestDatabase database, Prisma prisma) throws SQLException {
        Project project = downToNothing(database, 200, 1);
        String deployed = afterRefract;

        Program.Outcome outcome = prisma.migrate(database, project.folder(), "deploy");

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(database.dump()).isEqualTo(deployed);
        assertThat(project.refract().status().upToDate()).isTrue();
    }

    @OnMysql
    @OnMariadb
    void onMysql(TestDatabase database) throws SQLException {
        Project project = downToNothing(database, 60, 2);
        project.configure().lockWait(PATIENCE).build().deploy();
        assertThat(database.dump()).isEqualTo(afterRefract);
    }

    @OnSqlite
    void onSqlite(TestDatabase database) throws SQLException {
        Project project = downToNothing(database, 300, 3);
        project.refract().deploy();
        assertThat(database.dump()).isEqualTo(afterRefract);
    }

    /** A MySQL server has one lock for all databases, and other tests run beside this one. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private String afterRefract;

    private Project downToNothing(TestDatabase database, int migrations, long seed) throws SQLException {
        Project project = new Project(temp.resolve("migrations"), database);
        RandomHistory history = new RandomHistory(database.dialect(), seed);
        for (int i = 1; i <= migrations; i++) {
            project.migration(String.format("%04d_step", i), history.next());
        }

        boolean rows = database.dialect() == Dialect.SQLITE; // elsewhere RowsComeBackTest has them, for time
        GenerateDownResult result = project.refract().generateDown(GenerateDownOptions.DEFAULT.sample(rows));

        assertThat(result.files()).hasSize(migrations);
        for (DownFile file : result.files()) {
            assertThat(file.outcome())
                    .as(file.migration() + file.remains() + "\n" + file.text())
                    .isEqualTo(Outcome.VERIFIED);
        }
        project.configure().lockWait(PATIENCE).build().deploy();
        afterRefract = database.dump();
        project.configure().lockWait(PATIENCE).build().down(DownOptions.DEFAULT.range(new DownOptions.All()));
        assertThat(project.refract().status().names(StatusResult.State.ROLLED_BACK))
                .hasSize(migrations);
        return project;
    }
}
