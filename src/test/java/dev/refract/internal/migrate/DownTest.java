package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.internal.history.Checksum;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.State;
import dev.refract.migrate.WayBack;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;

class DownTest {

    private static final String LEDGER =
            "SELECT migration_name, applied_steps_count, CASE WHEN finished_at IS NULL THEN 'open' ELSE 'finished' END,"
                    + " CASE WHEN rolled_back_at IS NULL THEN '-' ELSE 'rolled back' END FROM _prisma_migrations "
                    + "ORDER BY started_at, migration_name";

    @TempDir
    private Path folder;

    private static DownOptions forced(DownOptions.Range range) {
        return DownOptions.DEFAULT.range(range).force(true);
    }

    /** Three migrations, each with its table and the way back. */
    private Project three(TestDatabase database) {
        Project project = new Project(folder, database);
        for (String name : List.of("1_a", "2_b", "3_c")) {
            String table = name.substring(2);
            project.migration(name, "CREATE TABLE " + table + " (id INTEGER);")
                    .write(name + "/down.sql", "DROP TABLE " + table + ";\n");
        }
        return project;
    }

    @OnEveryDatabase
    void rollsBackTheNewestAndDeployAppliesItAgain(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        String applied = database.dump();
        String finished = project.refract()
                .status()
                .migrations()
                .get(2)
                .finishedAt()
                .orElseThrow()
                .toString();
        assertThat(project.refract().down().rolledBack()).containsExactly("3_c");
        assertThat(database.dump()).isNotEqualTo(applied).contains("b");
        assertThat(database.query(LEDGER)).isEqualTo("1_a|1|finished|-\n2_b|1|finished|-\n3_c|1|open|rolled back");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE migration_name = '3_c'"))
                .isEqualTo("Rolled back by its down.sql (SHA-256 "
                        + Checksum.of("DROP TABLE c;\n".getBytes(StandardCharsets.UTF_8)) + "). It had finished at "
                        + finished + ".");
        assertThat(project.refract().status().names(State.ROLLED_BACK)).containsExactly("3_c");
        assertThat(project.refract().deploy().applied()).containsExactly("3_c");
        assertThat(database.dump()).isEqualTo(applied);
        assertThat(project.refract().down().rolledBack())
                .as("the applied row counts, not the one rolled back before")
                .containsExactly("3_c");
        assertThat(project.events(Event.RollbackStarted.class))
                .extracting(Event.RollbackStarted::migration)
                .containsExactly("3_c", "3_c");
        assertThat(project.events(Event.MigrationRolledBack.class)).hasSize(2);
    }

    @OnEveryDatabase
    void goesBackInTheOrderInWhichTheyFinished(TestDatabase database) throws SQLException {
        Project project =
                three(database).migration("4_d", "CREATE TABLE d (id INTEGER)").write("4_d/down.sql", "DROP TABLE d;");
        project.refract().deploy();
        project.refract().down(DownOptions.DEFAULT.range(new DownOptions.Steps(3)));
        project.migration("2_b", "BROKEN");
        assertThatThrownBy(() -> project.refract().deploy()).isInstanceOf(RefractException.class);
        project.refract().resolveRolledBack("2_b");
        project.write("2_b/migration.sql", "CREATE TABLE b (id INTEGER);");
        database.execute("UPDATE _prisma_migrations SET migration_name = '9_late' WHERE migration_name = '1_a'");
        project.migration("9_late", "CREATE TABLE a (id INTEGER);")
                .write("9_late/down.sql", "DROP TABLE a;")
                .migration("1_a", "SELECT 1;")
                .write("1_a/down.sql", "SELECT 1;");
        project.refract().deploy();
        DownResult plan = project.refract()
                .down(DownOptions.DEFAULT.range(new DownOptions.All()).dryRun(true));
        assertThat(plan.plan())
                .extracting(DownResult.Entry::migration)
                .containsExactly("4_d", "3_c", "2_b", "1_a", "9_late");
        assertThat(plan.rolledBack()).isEmpty();
        assertThat(project.refract().status().upToDate())
                .as("a dry run changed nothing")
                .isTrue();
    }

    @OnEveryDatabase
    void goesBackAsFarAsItIsTold(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.To("3_c")))
                        .rolledBack())
                .isEmpty();
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.To("1_a")))
                        .rolledBack())
                .containsExactly("3_c", "2_b");
        assertThatThrownBy(() -> project.refract().down(DownOptions.DEFAULT.range(new DownOptions.To("2_b"))))
                .hasMessageContaining("is not applied");
        assertThatThrownBy(() -> project.refract().down(DownOptions.DEFAULT.range(new DownOptions.To("2"))))
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P3017));
        project.refract().deploy();
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Steps(2)))
                        .rolledBack())
                .containsExactly("3_c", "2_b");
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.All()))
                        .rolledBack())
                .containsExactly("1_a");
        assertThat(project.refract().down().plan()).isEmpty();
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                        .plan())
                .isEmpty();
    }

    @OnEveryDatabase
    void aDatabaseWithoutLedgerHasNothingToRollBack(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE t (id INTEGER)");
        assertThat(three(database).refract().down().rolledBack()).isEmpty();
        assertThat(database.dump()).doesNotContain("_prisma_migrations");
    }

    @OnEveryDatabase
    void everythingIsCheckedBeforeAnythingRuns(TestDatabase database) throws SQLException {
        Project project = three(database)
                .migration("4_no_down", "SELECT 1;")
                .migration("5_gone", "SELECT 1;")
                .migration("6_forever", "SELECT 1;")
                .write("6_forever/down.sql", "-- The old prices are lost.\n/* ask Ada */;\n")
                .migration("7_draft", "SELECT 1;")
                .write("7_draft/down.sql", "SELECT 1;\n-- refract: TODO fill in the values\n");
        project.refract().deploy();
        project.migration("2_b", "CREATE TABLE b (id INTEGER); -- edited\n");
        database.execute(
                "UPDATE _prisma_migrations SET migration_name = '5_elsewhere' WHERE migration_name = '5_gone'");
        String before = database.dump() + database.ledger();
        RefractException refusal = catchThrowableOfType(
                RefractException.class, () -> project.refract().down(DownOptions.DEFAULT.range(new DownOptions.All())));
        assertThat(refusal.what())
                .contains(
                        "migration.sql was edited since it ran",
                        "`4_no_down` has no way back",
                        "`5_elsewhere` is applied, but",
                        "declared irreversible",
                        "    -- The old prices are lost.\n    /* ask Ada */",
                        "7_draft/down.sql:2 says that this file is not finished");
        assertThat(refusal.next()).doesNotContain("--force");
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
        database.execute("DELETE FROM _prisma_migrations WHERE migration_name IN ('4_no_down', '5_elsewhere')");
        RefractException passable = catchThrowableOfType(
                RefractException.class, () -> project.refract().down(DownOptions.DEFAULT.range(new DownOptions.All())));
        assertThat(passable.next()).contains("--force");
        project.write("2_b/down.sql", "'never closed");
        assertThatThrownBy(() -> project.refract().down(forced(new DownOptions.All())))
                .hasMessageContaining("ends inside");
        project.write("2_b/down.sql", "DROP TABLE b;");
        project.events.clear();
        assertThat(project.refract().down(forced(new DownOptions.All())).rolledBack())
                .containsExactly("7_draft", "6_forever", "3_c", "2_b", "1_a");
        assertThat(project.events(Event.Warning.class)).hasSize(3);
    }

    @OnEveryDatabase
    void statusSaysWhatHasAWayBack(TestDatabase database) {
        Project project = three(database)
                .write("2_b/down.sql", "-- no")
                .write("3_c/down.sql", "-- refract: TODO\n")
                .migration("4_d", "SELECT 1;");
        project.refract().deploy();
        assertThat(project.refract().status().migrations())
                .extracting(StatusResult.Entry::wayBack)
                .containsExactly(WayBack.READY, WayBack.IRREVERSIBLE, WayBack.UNFINISHED, WayBack.NONE);
        assertThat(project.refract().status().withWayBack()).isEqualTo(1);
    }

    @OnEveryDatabase
    void deployCanDemandAWayBack(TestDatabase database) throws SQLException {
        Project project = three(database)
                .migration("4_d", "SELECT 1;")
                .migration("5_e", "SELECT 1;")
                .write("5_e/down.sql", "-- refract: TODO think\n");
        RefractException refusal = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy(DeployOptions.DEFAULT.requireDown(true)));
        assertThat(refusal.what())
                .contains("4_d/down.sql is missing", "5_e/down.sql is not finished")
                .doesNotContain("3_c");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
        project.write("4_d/down.sql", "-- there is no way back").write("5_e/down.sql", "SELECT 1;");
        assertThat(project.refract()
                        .deploy(DeployOptions.DEFAULT.requireDown(true))
                        .applied())
                .hasSize(5);
    }

    @OnEveryDatabase
    void aMigrationThatWasResolvedAsAppliedGoesBackAsWell(TestDatabase database) throws SQLException {
        Project project = three(database);
        database.execute("CREATE TABLE a (id INTEGER)");
        project.refract().resolveApplied("1_a");
        assertThat(project.refract().down().rolledBack()).containsExactly("1_a");
        project.refract().resolveApplied("1_a");
        assertThat(project.refract().status().names(State.APPLIED)).containsExactly("1_a");
    }

    @OnPostgres
    @OnSqlite
    void whereTheScriptRollsBackTheMigrationStaysApplied(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        project.write("3_c/down.sql", "DROP TABLE c;\nDROP TABLE nowhere;");
        String before = database.dump() + database.ledger();
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().down(DownOptions.DEFAULT.range(new DownOptions.All())));
        assertThat(failure.code()).isEmpty();
        assertThat(failure.what())
                .contains(
                        "A migration failed to roll back.",
                        "Migration name: 3_c",
                        "down.sql:2:",
                        "(statement 2 of 2)",
                        "nothing of down.sql stays");
        assertThat(database.dump() + database.ledger()).isEqualTo(before);
        assertThat(project.refract().status().upToDate()).isTrue();
        assertThat(project.events(Event.MigrationFailed.class)).hasSize(1);
    }

    @OnMysql
    @OnMariadb
    void whereTheScriptCanNotRollBackTheMigrationIsLeftFailed(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        project.write("3_c/down.sql", "DROP TABLE c;\nDROP TABLE nowhere;");
        failsHalfWayAndIsFixed(database, project, "DROP TABLE IF EXISTS c;");
    }

    @OnPostgres
    void aScriptThatIsNoTransactionIsLeftFailedOnPostgres(TestDatabase database) throws SQLException {
        Project project = three(database).migration("3_c", "CREATE TABLE c (id INTEGER); CREATE INDEX c_id ON c (id);");
        project.refract().deploy();
        project.write("3_c/down.sql", "DROP INDEX CONCURRENTLY c_id;\nDROP TABLE nowhere;");
        failsHalfWayAndIsFixed(database, project, "DROP INDEX CONCURRENTLY IF EXISTS c_id; DROP TABLE c;");
    }

    @OnSqlite
    void aScriptThatIsNoTransactionIsLeftFailedOnSqlite(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        project.write("3_c/down.sql", "DROP TABLE c;PRAGMA foreign_keys=OFF;\nDROP TABLE nowhere;");
        failsHalfWayAndIsFixed(database, project, "PRAGMA foreign_keys=OFF; DROP TABLE IF EXISTS c;");
    }

    private static void failsHalfWayAndIsFixed(TestDatabase database, Project project, String fixed)
            throws SQLException {
        String finished = project.refract()
                .status()
                .migrations()
                .get(2)
                .finishedAt()
                .orElseThrow()
                .toString();
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().down());
        assertThat(failure.what()).contains("A migration failed to roll back.", "DROP TABLE nowhere");
        assertThat(failure.next())
                .contains("refract migrate down --failed", "resolve --rolled-back 3_c", "resolve --applied 3_c");
        assertThat(database.query(LEDGER)).endsWith("3_c|1|open|-");
        assertThat(project.refract().status().migrations().get(2).logs().orElseThrow())
                .contains("DROP TABLE nowhere", "(statement ", "It had finished at " + finished);
        assertThatThrownBy(() -> project.refract().down()).isInstanceOfSatisfying(RefractException.class, e -> {
            assertThat(e.code()).contains(Code.P3009);
            assertThat(e.next()).contains("down --failed");
        });
        assertThatThrownBy(() -> project.refract().deploy())
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P3009));
        project.write("3_c/down.sql", fixed);
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                        .rolledBack())
                .containsExactly("3_c");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE migration_name = '3_c'"))
                .startsWith(
                        "Rolled back by its down.sql (SHA-256 " + Checksum.of(fixed.getBytes(StandardCharsets.UTF_8)))
                .contains("It had finished at " + finished, "DROP TABLE nowhere");
        assertThat(project.refract().deploy().applied()).containsExactly("3_c");
        assertThat(project.refract().down().rolledBack()).containsExactly("3_c");
    }

    @OnEveryDatabase
    void cleansUpAfterAFailedMigration(TestDatabase database) throws SQLException {
        Project project = three(database)
                .migration("3_c", "CREATE TABLE c (id INTEGER);\nINSERT INTO nowhere VALUES (1);")
                .write("3_c/down.sql", "DROP TABLE IF EXISTS c;");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.code()).contains(Code.P3018);
        assertThat(project.refract()
                        .down(DownOptions.DEFAULT.range(new DownOptions.Failed()))
                        .rolledBack())
                .containsExactly("3_c");
        assertThat(database.query(LEDGER)).endsWith("3_c|0|open|rolled back");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE migration_name = '3_c'"))
                .contains("It had failed.", "INSERT INTO nowhere");
        project.migration("3_c", "CREATE TABLE c (id INTEGER);");
        assertThat(project.refract().deploy().applied()).containsExactly("3_c");
    }

    /** Two deploys without a common lock leave it: one succeeds, the other fails on what that one made. */
    @OnEveryDatabase
    void whatFailedBesideAnAppliedAttemptIsNotUndone(TestDatabase database) throws SQLException {
        Project project = three(database);
        project.refract().deploy();
        database.execute("INSERT INTO c VALUES (7)");
        database.execute(
                "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) SELECT 'second', checksum, "
                        + "migration_name, 'it exists' FROM _prisma_migrations WHERE migration_name = '3_c'");
        for (DownOptions.Range range : List.of(new DownOptions.Failed(), new DownOptions.Steps(1))) {
            assertThatThrownBy(() -> project.refract().down(forced(range)))
                    .hasMessageContaining("refract migrate resolve --rolled-back 3_c")
                    .hasMessageNotContaining("down --failed");
        }
        for (DeployOptions options :
                List.of(DeployOptions.DEFAULT, DeployOptions.DEFAULT.resume(DeployOptions.Resume.AT_FAILURE))) {
            assertThatThrownBy(() -> project.refract().deploy(options))
                    .hasMessageContaining("refract migrate resolve --rolled-back 3_c")
                    .hasMessageNotContaining("down --failed")
                    .hasMessageNotContaining("deploy --resume");
        }
        assertThat(project.refract().status().migrations())
                .extracting(StatusResult.Entry::alsoApplied)
                .containsExactly(false, false, true);
        assertThat(RefractProgram.migrate(database, project.folder(), "status")
                        .run()
                        .toString())
                .contains("refract migrate resolve --rolled-back 3_c")
                .doesNotContain("down --failed");
        assertThat(database.query("SELECT id FROM c")).isEqualTo("7");
        project.refract().resolveRolledBack("3_c");
        assertThat(project.refract().status().upToDate()).isTrue();
        assertThat(project.refract().down().rolledBack()).containsExactly("3_c");
    }

    @OnEveryDatabase
    void aTransactionThatIsLeftOpenIsNoWayBack(TestDatabase database) throws SQLException {
        Project project = three(database).write("3_c/down.sql", "BEGIN;\nDELETE FROM c;");
        project.refract().deploy();
        database.execute("INSERT INTO c VALUES (7)");
        assertThatThrownBy(() -> project.refract().down()).hasMessageContaining("Add COMMIT at its end");
        assertThat(database.query("SELECT id FROM c")).isEqualTo("7");
        assertThat(project.refract().status().names(State.FAILED)).containsExactly("3_c");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void anInterruptCancelsTheStatementThatRuns(TestDatabase database) throws Exception {
        boolean postgres = database.kind() == dev.refract.testing.Kind.POSTGRES;
        Project project = three(database)
                .write(
                        "3_c/down.sql",
                        "DROP TABLE c;\nSELECT " + (postgres ? "pg_sleep(60)" : "SLEEP(60) FROM a") + ";");
        project.refract().deploy();
        database.execute("INSERT INTO a VALUES (1)");
        CountDownLatch slow = new CountDownLatch(1);
        int last = postgres ? 1 : 2;
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                project.configure()
                        .listener(event -> {
                            if (event instanceof Event.StatementStarted started && started.number() == last) {
                                slow.countDown();
                            }
                        })
                        .build()
                        .down();
                outcome.complete(null);
            } catch (RuntimeException e) {
                outcome.complete(e);
            }
        });
        thread.start();
        slow.await();
        thread.interrupt();
        assertThat(outcome.get())
                .isInstanceOf(InterruptedRefractException.class)
                .hasMessageContaining("the roll-back of `3_c`");
        assertThat(project.refract().status().migrations().get(2).state())
                .isEqualTo(postgres ? State.APPLIED : State.FAILED);
    }

    @OnEveryDatabase
    void whoHasWaitedForTheLockDoesNotRollBackAnotherMigrationThanItMeant(TestDatabase database) throws Exception {
        Project project = three(database);
        project.refract().deploy();
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch secondWaits = new CountDownLatch(1);
        CompletableFuture<DownResult> first = CompletableFuture.supplyAsync(() -> project.configure()
                .listener(event -> {
                    if (event instanceof Event.RollbackStarted) {
                        firstRuns.countDown();
                        await(secondWaits);
                    }
                })
                .build()
                .down());
        CompletableFuture<?> unused = first.whenComplete((result, failure) -> firstRuns.countDown());
        firstRuns.await();
        RefractException refusal = catchThrowableOfType(RefractException.class, () -> project.configure()
                .lockWait(Duration.ofSeconds(60))
                .listener(event -> {
                    if (event instanceof Event.LockWaiting) {
                        secondWaits.countDown();
                    }
                })
                .build()
                .down());
        assertThat(refusal.what()).contains("Another process held the migration lock");
        assertThat(first.get().rolledBack()).containsExactly("3_c");
        assertThat(database.query(LEDGER)).isEqualTo("1_a|1|finished|-\n2_b|1|finished|-\n3_c|1|open|rolled back");
    }

    @OnEveryDatabase
    void aDownWaitsForTheDeployThatRuns(TestDatabase database) throws Exception {
        Project project = three(database);
        project.refract().deploy(DeployOptions.DEFAULT.to("1_a"));
        CountDownLatch deployRuns = new CountDownLatch(1);
        CountDownLatch downWaits = new CountDownLatch(1);
        CompletableFuture<DeployResult> deploy = CompletableFuture.supplyAsync(() -> project.configure()
                .listener(event -> {
                    if (event instanceof Event.MigrationStarted) {
                        deployRuns.countDown();
                        await(downWaits);
                    }
                })
                .build()
                .deploy());
        CompletableFuture<?> unused = deploy.whenComplete((result, failure) -> deployRuns.countDown());
        deployRuns.await();
        DownResult down = project.configure()
                .lockWait(Duration.ofSeconds(60))
                .listener(event -> {
                    if (event instanceof Event.LockWaiting) {
                        downWaits.countDown();
                    }
                })
                .build()
                .down(DownOptions.DEFAULT.range(new DownOptions.To("1_a")));
        assertThat(deploy.get().applied()).containsExactly("2_b", "3_c");
        assertThat(down.rolledBack()).containsExactly("3_c", "2_b");
    }

    @OnSqlite
    void theCommandLineSaysItInTextAndJson(TestDatabase database) {
        Project project = three(database);
        project.refract().deploy();
        assertThat(RefractProgram.migrate(database, project.folder(), "down", "--steps", "1", "--all")
                        .run()
                        .exit())
                .isEqualTo(2);
        assertThat(RefractProgram.migrate(database, project.folder(), "down", "--steps", "0")
                        .run()
                        .exit())
                .isEqualTo(2);
        Program.Outcome plan = RefractProgram.migrate(database, project.folder(), "down", "--to", "1_a", "--dry-run")
                .run();
        assertThat(plan.exit()).isZero();
        assertThat(plan.out())
                .containsSubsequence(
                        "Would roll back, in this order:",
                        "3_c  1 statement, one transaction; applied 20",
                        "2_b",
                        "Nothing was changed.");
        Program.Outcome down =
                RefractProgram.migrate(database, project.folder(), "down").run();
        assertThat(down.out())
                .containsSubsequence(
                        "Rolling back migration `3_c`",
                        "The following migration(s) have been rolled back:",
                        "3_c/",
                        "down.sql",
                        "The next deploy applies it again.");
        Program.Outcome json = RefractProgram.migrate(database, project.folder(), "down", "--all", "--json")
                .run();
        assertThat(json.out().lines().reduce((a, b) -> b).orElseThrow())
                .contains("\"result\":\"down\"", "\"rolledBack\":[\"2_b\",\"1_a\"]");
        Program.Outcome nothing =
                RefractProgram.migrate(database, project.folder(), "down").run();
        assertThat(nothing.exit()).isZero();
        assertThat(nothing.out()).contains("Nothing to roll back.");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
