package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.migrate.DownOptions;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.State;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Prisma;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Roll-backs beside the real Prisma, and roll-backs that are killed. */
class DownInteropTest {

    private static final String LEDGER =
            "SELECT migration_name, applied_steps_count, CASE WHEN finished_at IS NULL THEN 'open' ELSE 'finished' END,"
                    + " CASE WHEN rolled_back_at IS NULL THEN '-' ELSE 'rolled back' END FROM _prisma_migrations "
                    + "ORDER BY started_at, migration_name";

    @TempDir
    private Path folder;

    private Project two(TestDatabase database) {
        return new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);")
                .write("1_a/down.sql", "DROP TABLE a;")
                .migration("2_b", "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);")
                .write("2_b/down.sql", "DROP TABLE b;");
    }

    @OnPostgres
    @OnSqlite
    @WithPrisma
    void prismaGoesOnFromEachState(TestDatabase database, Prisma prisma) throws SQLException {
        Project project = two(database);
        assertThat(prisma.migrate(database, project.folder(), "deploy").exit()).isZero();
        String deployed = database.dump();
        assertThat(project.refract().down().rolledBack()).containsExactly("2_b");
        assertThat(database.query(LEDGER)).isEqualTo("1_a|1|finished|-\n2_b|1|open|rolled back");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE migration_name = '2_b'"))
                .startsWith("Rolled back by its down.sql (SHA-256 ")
                .contains("It had finished at 20");
        assertThat(prisma.migrate(database, project.folder(), "status").exit())
                .as("Prisma counts a migration that was rolled back as known")
                .isZero();

        Program.Outcome again = prisma.migrate(database, project.folder(), "deploy");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains("2_b");
        assertThat(database.dump()).isEqualTo(deployed);
        assertThat(database.query(LEDGER)).isEqualTo("1_a|1|finished|-\n2_b|1|open|rolled back\n2_b|1|finished|-");
        assertThat(prisma.migrate(database, project.folder(), "status").exit()).isZero();

        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.All()))
                        .rolledBack())
                .containsExactly("2_b", "1_a");
        assertThat(prisma.migrate(database, project.folder(), "resolve", "--applied", "1_a")
                        .exit())
                .isZero();
        assertThat(project.refract().status().names(State.APPLIED)).containsExactly("1_a");
        database.execute("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)");
        assertThat(prisma.migrate(database, project.folder(), "deploy").exit()).isZero();
        assertThat(database.dump()).isEqualTo(deployed);
    }

    @OnPostgres
    @OnSqlite
    @WithPrisma
    void aMigrationThatFailedInPrismaIsCleanedUp(TestDatabase database, Prisma prisma) throws SQLException {
        Project project = two(database)
                .migration("2_b", "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);")
                .write("2_b/down.sql", "DROP TABLE IF EXISTS b;");
        assertThat(prisma.migrate(database, project.folder(), "deploy").exit()).isEqualTo(1);
        assertThat(project.refract().status().names(State.FAILED)).containsExactly("2_b");
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                        .rolledBack())
                .containsExactly("2_b");
        project.migration("2_b", "CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);");
        Program.Outcome deploy = prisma.migrate(database, project.folder(), "deploy");
        assertThat(deploy.exit()).as(deploy.err()).isZero();
    }

    /**
     * Kill -9 while a statement runs: each state that it leaves is one that docs/rollback.md names, with its way on.
     */
    @OnEveryDatabase
    void aKilledRollBackLeavesAStateThatIsDocumented(TestDatabase database) throws SQLException {
        Project project = two(database);
        project.refract().deploy();
        database.execute("INSERT INTO a VALUES (1)");
        String before = database.dump();
        project.write("2_b/down.sql", "DROP TABLE b;\n" + slow(database) + ";");
        try (Program.Running running = RefractProgram.migrate(database, project.folder(), "down", "--json")
                .start()) {
            int last = commitsEachStatement(database) ? 2 : 1;
            assertThat(running.awaitOut(out -> out.lines()
                            .anyMatch(line -> line.contains("\"event\":\"statementStarted\"")
                                    && line.contains("\"number\":" + last))))
                    .isTrue();
            running.kill();
            running.await();
        }
        StatusResult.Entry entry = project.refract().status().migrations().get(1);
        if (commitsEachStatement(database)) {
            assertThat(entry.state()).isEqualTo(State.FAILED);
            assertThat(entry.logs().orElseThrow())
                    .startsWith("Rolling back by its down.sql")
                    .contains("Statement 2 of 2 was running (");
            project.write("2_b/down.sql", "DROP TABLE IF EXISTS b;");
            assertThat(project.configure()
                            .lockWait(java.time.Duration.ofMinutes(2))
                            .build()
                            .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                            .rolledBack())
                    .containsExactly("2_b");
        } else {
            // PostgreSQL's server may have the whole transaction already: it then runs to its end, and holds the lock
            // until then
            project.write("2_b/down.sql", "DROP TABLE b;");
            DownResult rest = project.configure()
                    .lockWait(java.time.Duration.ofMinutes(2))
                    .build()
                    .down(DownOptions.DEFAULT.range(new DownOptions.To("1_a")));
            assertThat(rest.rolledBack())
                    .as("either nothing of it stayed, or all")
                    .isIn(List.of(), List.of("2_b"));
        }
        assertThat(project.refract().status().names(State.ROLLED_BACK)).containsExactly("2_b");
        assertThat(project.refract().deploy().applied()).containsExactly("2_b");
        assertThat(database.dump()).isEqualTo(before);
    }

    private static boolean commitsEachStatement(TestDatabase database) {
        return database.dialect() == dev.refract.internal.sql.Dialect.MYSQL;
    }

    private static String slow(TestDatabase database) {
        return switch (database.kind()) {
            case POSTGRES -> "SELECT pg_sleep(20)";
            case MYSQL, MARIADB -> "SELECT SLEEP(20) FROM a";
            case SQLITE ->
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000000) SELECT count(*) "
                        + "FROM c";
        };
    }
}
