package dev.refract.internal.online.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.migrate.DownOptions;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.Deploys;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** Steps that fail, wait, are interrupted, and go on. */
class StepsTest {

    private static final String TABLES = """
            CREATE TABLE team (id int PRIMARY KEY);
            CREATE TABLE big (id int PRIMARY KEY, a int, b int, team int);
            """;

    private static final String LEFT =
            "SELECT (SELECT count(*) FROM pg_index WHERE NOT indisvalid), (SELECT count(*) FROM "
                    + "pg_constraint WHERE NOT convalidated OR conname LIKE '\\_refract%'), (SELECT count(*) FROM pg_class WHERE relname "
                    + "LIKE '\\_refract%')";

    private Deploys deploys(TestDatabase database, Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add(TABLES);
        deploys.run("mode=off");
        database.execute("INSERT INTO team VALUES (1)");
        database.execute("INSERT INTO big SELECT n, n, n, 1 FROM generate_series(1, 1000) n");
        return deploys;
    }

    private static RefractException failing(Deploys deploys) {
        return catchThrowableOfType(RefractException.class, () -> deploys.run("mode=always"));
    }

    @OnPostgres
    void aFailureLeavesNothingAndGoesOnWhenTheDataAreMended(TestDatabase database, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute(
                "UPDATE big SET a = 7 WHERE id IN (7, 8, 9); UPDATE big SET team = 2 WHERE id = 5; UPDATE big SET b "
                        + "= NULL WHERE id = 6");
        String[][] failures = {
            {"CREATE UNIQUE INDEX big_a ON big (a)", "values of (a) occur more than once", "UPDATE big SET a = id"},
            {
                "ALTER TABLE big ADD COLUMN c int, ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES team(id)",
                "violates foreign key constraint \"fk\"",
                "UPDATE big SET team = 1"
            },
            {
                "ALTER TABLE big ALTER COLUMN b SET NOT NULL",
                "column \"b\" of relation \"big\" contains null values",
                "UPDATE big SET b = 1 WHERE b IS NULL; UPDATE big SET b = -1 WHERE id = 3"
            },
            {"ALTER TABLE big ADD CONSTRAINT positive CHECK (b > 0)", "is violated by some row", "UPDATE big SET b = 1"
            },
            {"ALTER TABLE big ADD UNIQUE (b)", "values of (b) occur more than once", "UPDATE big SET b = id"},
        };
        deploys.add("SELECT 1;\n"
                + String.join(
                        ";\n",
                        List.of(failures).stream().map(failure -> failure[0]).toList()));
        RefractException failed = failing(deploys);
        for (int i = 0; i < failures.length; i++) {
            assertThat(failed)
                    .hasMessageContaining(failures[i][1])
                    .hasMessageContaining("statement " + (i + 2) + " of")
                    .hasMessageContaining("refract migrate deploy --resume");
            assertThat(failed.getMessage()).doesNotContain("=(7)");
            assertThat(database.query(LEFT)).as(failures[i][0]).isEqualTo("0|0|0");
            database.execute(failures[i][2]);
            boolean last = i == failures.length - 1;
            failed = catchThrowableOfType(
                    RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always"));
            assertThat(failed == null).isEqualTo(last);
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"))
                .isEqualTo("0");
        assertThat(database.query(
                        "SELECT conname FROM pg_constraint WHERE conrelid = 'big'::regclass AND contype <> 'n' ORDER "
                                + "BY 1"))
                .isEqualTo("big_b_key\nbig_pkey\nfk\npositive");
    }

    @OnPostgres
    void anInvalidIndexThatWasLeftIsBuiltAgain(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute("UPDATE big SET a = 1");
        try {
            database.execute("CREATE UNIQUE INDEX CONCURRENTLY big_a ON big (a)");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("23505");
        }
        database.execute("UPDATE big SET a = id");
        deploys.add("CREATE UNIQUE INDEX big_a ON big (a)");
        deploys.run("mode=always");
        assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'big_a'::regclass"))
                .isEqualTo("t");
        deploys.add("CREATE INDEX big_a ON big (b)");
        assertThat(failing(deploys)).hasMessageContaining("relation \"big_a\" already exists");
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always")))
                .hasMessageContaining("relation \"big_a\" already exists");
    }

    @OnPostgres
    void itGivesWayAndSaysWhoIsInTheWay(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        for (String sql : List.of(
                "ALTER TABLE big ADD COLUMN c int",
                "ALTER TABLE big ADD CONSTRAINT k CHECK (a > 0)",
                "BEGIN; ALTER TABLE big ADD COLUMN d int; COMMIT")) {
            deploys.add(sql);
        }
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("SET application_name = 'the report'");
            holder.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM big WHERE a = 1471108150");
            RefractException given = catchThrowableOfType(
                    RefractException.class, () -> deploys.run("mode=always", "lock_timeout=100ms", "patience=2500ms"));
            assertThat(given)
                    .hasMessageContaining("In the way:")
                    .hasMessageContaining("(the report) of ")
                    .hasMessageContaining("SELECT count(*) FROM big WHERE a =")
                    .hasMessageContaining("--online patience=30min");
            assertThat(given.getMessage()).doesNotContain("1471108150");
            assertThat(deploys.events(Event.LockYielded.class)).isNotEmpty().allSatisfy(yielded -> {
                assertThat(yielded.statement()).isEqualTo(1);
                assertThat(yielded.inTheWay()).hasSize(1);
            });
            holder.rollback();
        }
        assertThat(database.query(
                        "SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL"))
                .isEqualTo("1");
        database.execute("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL");
        assertThat(deploys.run("mode=always").applied()).hasSize(3);
    }

    @OnPostgres
    void aTableThatSomebodyHoldsDoesNotStopThePlan(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big ADD COLUMN c int CONSTRAINT c_fk REFERENCES team(id)");
        database.execute("ANALYZE");
        String steps = deploys.plan("mode=always").plan().toString();
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE big IN ACCESS EXCLUSIVE MODE");
            assertThat(deploys.plan("min_rows=100").plan().get(0).routes())
                    .singleElement()
                    .satisfies(route -> assertThat(route.reason()).contains("about 1,000 rows"));
            holder.rollback();
        }
        assertThat(steps).contains("ADD CONSTRAINT \"c_fk\" FOREIGN KEY (\"c\") REFERENCES team(id)\nNOT VALID");
        assertThat(deploys.run("mode=always").applied()).hasSize(1);
    }

    @OnPostgres
    void theWayBackGoesInStepsToo(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        String before = database.dump();
        String name = deploys.add("CREATE INDEX big_a ON big (a);\nALTER TABLE big ALTER COLUMN b DROP NOT NULL;");
        deploys.run("mode=always");
        Files.writeString(
                deploys.migrations().resolve(name + "/down.sql"),
                "DROP INDEX big_a;\nALTER TABLE big ADD CONSTRAINT k CHECK (a > 0);\nALTER TABLE big DROP CONSTRAINT k;\n");
        List<Event> events = new ArrayList<>();
        Refract.configure()
                .url(database.url())
                .migrations(deploys.migrations())
                .environment(Map.of("REFRACT_ONLINE_MODE", "always"))
                .listener(events::add)
                .build()
                .down(DownOptions.DEFAULT);
        assertThat(events.stream().filter(Event.StepStarted.class::isInstance).map(e -> ((Event.StepStarted) e).sql()))
                .containsExactly(
                        "DROP INDEX CONCURRENTLY big_a",
                        "ALTER TABLE big ADD CONSTRAINT k CHECK (a > 0)\nNOT VALID",
                        "ALTER TABLE big VALIDATE CONSTRAINT \"k\"");
        assertThat(database.dump()).isEqualTo(before);
    }

    @OnPostgres
    void aWayBackThatIsKilledInAStepGoesOnAsItsMessageSays(TestDatabase database, @TempDir Path folder)
            throws Exception {
        Deploys deploys = deploys(database, folder);
        database.execute("CREATE INDEX big_b ON big (b)");
        database.execute(
                "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.002); "
                        + "RETURN $1; END'");
        String before = database.dump();
        String name = deploys.add("CREATE INDEX big_a ON big (a);\nDROP INDEX big_b;");
        String create = "CREATE INDEX IF NOT EXISTS big_b ON big (b);\n";
        String drop = "DROP INDEX IF EXISTS big_a;\n";
        String check = """
                ALTER TABLE big DROP CONSTRAINT IF EXISTS k;
                ALTER TABLE big ADD CONSTRAINT k CHECK (slow(a) > 0);
                ALTER TABLE big DROP CONSTRAINT k;
                """;
        Map<String, String> scripts = Map.of(
                "CREATE INDEX CONCURRENTLY", create + drop + check,
                "DROP INDEX CONCURRENTLY", drop + create + check,
                "ALTER TABLE big VALIDATE CONSTRAINT", check + create + drop);
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            deploys.run("mode=always");
            Files.writeString(deploys.migrations().resolve(name + "/down.sql"), script.getValue());
            killedIn(script.getKey(), back(deploys, database, "migrate", "down"), database);
            Program.Outcome refused = back(deploys, database, "migrate", "down").run();
            assertThat(refused.out() + refused.err())
                    .contains("P3009")
                    .contains("The roll-back of `" + name + "` did not come to its end");
            assertThat((refused.out() + refused.err()).lines().map(String::strip))
                    .anySatisfy(line ->
                            assertThat(line).startsWith("refract migrate down").contains("--failed"));
            Program.Outcome done =
                    back(deploys, database, "migrate", "down", "--failed").run();
            assertThat(done.exit()).as(done.toString()).isZero();
            assertThat(database.dump()).isEqualTo(before);
            assertThat(database.query(LEFT)).isEqualTo("0|0|0");
            assertThat(
                            database.query(
                                    "SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NULL"))
                    .isEqualTo("0");
        }
    }

    @OnPostgres
    void aWayBackWhoseStepFailsGoesOnAsItsMessageSays(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        String before = database.dump();
        String name = deploys.add("CREATE INDEX big_a ON big (a);");
        Files.writeString(deploys.migrations().resolve(name + "/down.sql"), """
                DROP INDEX IF EXISTS big_a;
                CREATE UNIQUE INDEX u ON big (b);
                DROP INDEX u;
                """);
        deploys.run("mode=always");
        database.execute("UPDATE big SET b = 1471108150 WHERE id IN (7, 8)");
        Program.Outcome quiet = back(deploys, database, "migrate", "down").run();
        assertThat(quiet.exit()).as(quiet.toString()).isEqualTo(1);
        assertThat(quiet.err()).contains("occur more than once", "statement 2 of 3");
        assertThat(quiet.out() + quiet.err()).doesNotContain("1471108150");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        Program.Outcome verbose =
                back(deploys, database, offered(quiet, "--verbose")).run();
        assertThat(verbose.exit()).as(verbose.toString()).isEqualTo(1);
        assertThat(verbose.out() + verbose.err()).contains("b = 1471108150, count = 2");
        String query = verbose.err()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("SELECT "))
                .findFirst()
                .orElseThrow();
        assertThat(database.query(query)).isEqualTo("1471108150|2");
        database.execute("UPDATE big SET b = id");
        Program.Outcome done = back(deploys, database, offered(verbose, "--online", "patience=1s"))
                .run();
        assertThat(done.exit()).as(done.toString()).isZero();
        assertThat(database.dump()).isEqualTo(before);
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL"))
                .isEqualTo("1");
    }

    /** The verb and options of the way back that a message offers, but for where the project is. */
    private static String[] offered(Program.Outcome outcome, String... more) {
        String line = outcome.err()
                .lines()
                .map(String::strip)
                .filter(one -> one.startsWith("refract migrate down"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.toString()));
        List<String> words = new ArrayList<>(List.of("migrate", "down"));
        if (line.contains(" --failed")) {
            words.add("--failed");
        }
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /**
     * A writer's transaction is in the way of a step about an index, and a validation takes its time: the process is
     * killed there; then its session ends.
     */
    private static void killedIn(String step, Program program, TestDatabase database) throws SQLException {
        String sessions = " FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '" + step
                + "%' AND pid <> pg_backend_pid()";
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement();
                Program.Running running = program.start()) {
            holder.setAutoCommit(false);
            if (step.contains("INDEX")) {
                statement.execute("UPDATE big SET team = 1 WHERE id = 1");
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query(
                            "SELECT count(*)" + sessions + " AND wait_event_type IN ('Lock', 'Timeout')")
                    .equals("1"));
            ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
            running.await();
            database.query("SELECT pg_terminate_backend(pid)" + sessions);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query("SELECT count(*)" + sessions)
                    .equals("0"));
            holder.rollback();
        }
    }

    private static Program back(Deploys deploys, TestDatabase database, String... verb) {
        Path folder = deploys.migrations().getParent();
        List<String> line = new ArrayList<>(List.of(verb));
        line.addAll(List.of(
                "--url", database.url(), "--migrations", deploys.migrations().toString()));
        return RefractProgram.in(folder, line.toArray(String[]::new)).with("REFRACT_ONLINE_MODE", "always");
    }

    @OnPostgres
    void aBuildThatWaitsSaysForWhomAndCanBeInterrupted(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big ADD COLUMN c int, ADD CONSTRAINT u UNIQUE (a)");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE big SET b = 1 WHERE id = 1");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            Thread thread = new Thread(() -> ended.complete(failing(deploys)));
            // the column needs a lock that the writer's is in the way of
            thread.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !deploys.events(Event.LockYielded.class)
                    .isEmpty());
            holder.rollback();
            assertThat(ended.get()).isNull();
        }
        deploys.add("CREATE INDEX i ON big (b)");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE big SET b = 2 WHERE id = 1");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            Thread thread = new Thread(() -> ended.complete(failing(deploys)));
            thread.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !deploys.events(Event.StatementWaiting.class)
                    .isEmpty());
            assertThat(deploys.events(Event.StatementWaiting.class).get(0).inTheWay())
                    .singleElement()
                    .asString()
                    .contains("UPDATE big SET b =")
                    .doesNotContain("2 WHERE");
            thread.interrupt();
            assertThat(ended.get()).isInstanceOf(InterruptedRefractException.class);
            holder.rollback();
        }
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        assertThat(database.query("SELECT count(*) FROM pg_indexes WHERE indexname = 'i'"))
                .isEqualTo("1");
    }

    @OnPostgres
    void aConnectionThatIsLostInAStepGoesOn(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big ADD CONSTRAINT u UNIQUE (a);\nCREATE INDEX i ON big (b);");
        for (int run = 1; run <= 2; run++) {
            boolean first = run == 1;
            try (Connection holder = database.connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("UPDATE big SET team = 1 WHERE id = 1");
                CompletableFuture<RefractException> ended = new CompletableFuture<>();
                new Thread(() -> ended.complete(catchThrowableOfType(RefractException.class, () -> {
                            if (first) {
                                deploys.run("mode=always");
                            } else {
                                deploys.resume(OptionalInt.empty(), "mode=always");
                            }
                        })))
                        .start();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query(
                                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                                        + "current_database() AND wait_event_type = 'Lock' AND query LIKE "
                                        + "'%INDEX CONCURRENTLY%' AND pid <> pg_backend_pid()")
                        .equals("1"));
                assertThat(ended.get())
                        .hasMessageContaining("P1017")
                        .hasMessageContaining("refract migrate deploy --resume");
                holder.rollback();
            }
        }
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        assertThat(
                        database.query(
                                "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'big'::regclass ORDER BY indexrelid::regclass::text"))
                .isEqualTo("big_pkey\ni\nu");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"))
                .isEqualTo("0");
    }

    /** Between its two transactions; versions before 14 have no such form. */
    @OnPostgres
    void aDetachThatIsLostHalfWayIsFinished(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                CREATE TABLE log (id int, note int CONSTRAINT mine CHECK (note > 0)) PARTITION BY RANGE (id);
                CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
                ALTER TABLE log_1 ADD CONSTRAINT own CHECK (id < 100);
                """);
        deploys.run("mode=off");
        deploys.add("ALTER TABLE log DETACH PARTITION log_1");
        if (deploys.plan("mode=always").plan().get(0).routes().get(0).summary().equals("brief")) {
            return;
        }
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM log");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            new Thread(() -> ended.complete(failing(deploys))).start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query(
                            "SELECT count(*) FROM pg_inherits WHERE inhdetachpending")
                    .equals("1"));
            database.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                            + "AND (query LIKE 'ALTER TABLE%CONCURRENTLY' OR query LIKE 'DO $refract$%') AND pid <> pg_backend_pid()");
            assertThat(ended.get()).hasMessageContaining("refract migrate deploy --resume");
            holder.rollback();
        }
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query("SELECT count(*) FROM pg_inherits WHERE inhparent = 'log'::regclass"))
                .isEqualTo("0");
        assertThat(
                        database.query(
                                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'log_1'::regclass ORDER BY 1"))
                .isEqualTo("mine\nown");
    }

    /**
     * A transaction uses the partition by its own name for long: who comes later does not wait behind the detaching.
     */
    @OnPostgres
    void aDetachGivesWayToWhoUsesThePartition(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                CREATE TABLE log (id int) PARTITION BY RANGE (id);
                CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
                """);
        deploys.run("mode=off");
        deploys.add("ALTER TABLE log DETACH PARTITION log_1");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement();
                Connection other = database.connect();
                Statement reader = other.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM log_1");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            new Thread(() -> ended.complete(catchThrowableOfType(
                            RefractException.class,
                            () -> deploys.run("mode=always", "lock_timeout=300ms", "patience=60s"))))
                    .start();
            reader.execute("SET statement_timeout = '3s'");
            while (deploys.events(Event.LockYielded.class).size() < 3) {
                reader.execute("SELECT count(*) FROM log_1");
                assertThat(ended).isNotDone();
            }
            holder.rollback();
            assertThat(ended.get()).isNull();
        }
        assertThat(database.query("SELECT count(*) FROM pg_inherits WHERE inhparent = 'log'::regclass"))
                .isEqualTo("0");
        assertThat(database.query(
                        "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid = 'log_1'::regclass"))
                .isEqualTo("0");
    }

    @OnPostgres
    void aProcessThatIsKilledInAnyStepGoesOn(TestDatabase direct, TestDatabase killed, @TempDir Path folder)
            throws Exception {
        String sql = """
                CREATE INDEX big_a ON big (a);
                ALTER TABLE big ADD COLUMN c int DEFAULT 4, ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES team(id), ADD UNIQUE (b);
                ALTER TABLE big ALTER COLUMN a SET NOT NULL;
                DROP INDEX big_a;
                """;
        Deploys expected = deploys(direct, folder.resolve("direct"));
        expected.add(sql);
        expected.run("mode=off");
        Deploys deploys = deploys(killed, folder.resolve("killed"));
        deploys.add(sql);
        int steps = deploys.plan("mode=always").plan().get(0).routes().stream()
                .mapToInt(route -> route.steps().size())
                .sum();
        assertThat(steps).isGreaterThan(7);
        Random random = new Random(17);
        boolean done = false;
        for (int run = 0; !done && run < 40; run++) {
            try (Connection holder = killed.connect();
                    Statement statement = holder.createStatement();
                    Program.Running running = deploys.process(
                                    run == 0
                                            ? new String[] {"--json", "--online", "mode=always"}
                                            : new String[] {"--json", "--resume", "--online", "mode=always"})
                            .start()) {
                holder.setAutoCommit(false);
                statement.execute("SELECT 1 FROM team, big LIMIT 1");
                statement.execute("UPDATE big SET team = 1 WHERE id = 1");
                running.awaitOut(out -> out.contains("stepStarted"));
                holder.rollback();
                Thread.sleep(random.nextInt(150));
                ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
                done = running.await().exit() == 0;
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> killed.query(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid "
                                    + "FROM pg_database WHERE datname = current_database())")
                    .equals("0"));
            done |= killed.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL")
                    .equals("0");
        }
        assertThat(killed.dump()).isEqualTo(direct.dump());
        assertThat(killed.query(LEFT)).isEqualTo("0|0|0");
    }

    @OnPostgres
    void theQueryThatIsOfferedFindsTheDoubles(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute(
                "UPDATE big SET a = 1471108150 WHERE id IN (7, 8); UPDATE big SET b = NULL WHERE id IN (3, 4)");
        deploys.add("CREATE UNIQUE INDEX u ON big (a DESC NULLS LAST, (b * 0) DESC) WHERE id > 1");
        RefractException failed = failing(deploys);
        String query = failed.getMessage()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("SELECT "))
                .findFirst()
                .orElseThrow();
        assertThat(database.query(query)).isEqualTo("1471108150|0|2");
        assertThat(failed.getMessage()).doesNotContain("1471108150");
        assertThat(deploys.events.toString()).doesNotContain("a = 1471108150");
        assertThat(catchThrowableOfType(
                        RefractException.class,
                        () -> deploys.resume(OptionalInt.empty(), "mode=always", "show_values=true")))
                .hasMessageContaining("occur more than once");
        assertThat(deploys.events(Event.ServerMessage.class))
                .extracting(Event.ServerMessage::text)
                .anySatisfy(text -> assertThat(text).contains("a = 1471108150, ?column? = 0, count = 2"));
        Program.Outcome verbose = deploys.process("--resume", "--verbose", "--online", "mode=always")
                .run();
        assertThat(verbose.out()).contains("a = 1471108150");
        Program.Outcome quiet =
                deploys.process("--resume", "--online", "mode=always").run();
        assertThat(quiet.out() + quiet.err()).contains("occur more than once").doesNotContain("1471108150");
    }

    @OnPostgres
    void aFirstStatementThatIsHalfDoneIsNotCalledUndone(TestDatabase database, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute("UPDATE big SET a = 7 WHERE id = 8");
        deploys.add("ALTER TABLE big ADD COLUMN c int, ADD UNIQUE (a)");
        assertThat(failing(deploys))
                .hasMessageContaining("Steps of it that are committed: 1 of 3")
                .hasMessageContaining("Undo by hand what it has done so far");
        database.execute("UPDATE big SET a = id");
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(
                        "SELECT conname FROM pg_constraint WHERE contype = 'u' AND conrelid = 'big'::regclass"))
                .isEqualTo("big_a_key");
    }

    @OnPostgres
    void whatHasNoNameIsFoundAgain(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                CREATE INDEX ON big (a);
                CREATE INDEX ON big (a);
                ALTER TABLE big ADD CHECK (a > 0);
                ALTER TABLE big ADD CHECK (a > -1);
                ALTER TABLE big ADD FOREIGN KEY (team) REFERENCES team;
                ALTER TABLE big ADD FOREIGN KEY (team) REFERENCES team;
                """);
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            Thread thread = new Thread(() -> ended.complete(failing(deploys)));
            statement.execute("UPDATE big SET b = 2 WHERE id = 1");
            thread.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query(
                            "SELECT count(*) FROM pg_index WHERE NOT indisvalid")
                    .equals("1"));
            thread.interrupt();
            assertThat(ended.get())
                    .isInstanceOf(InterruptedRefractException.class)
                    .hasMessageContaining("DROP INDEX CONCURRENTLY big_a_idx;");
            holder.rollback();
        }
        database.execute("UPDATE big SET a = -1 WHERE id = 1; UPDATE big SET team = NULL");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE big SET b = 2 WHERE id = 1");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            new Thread(() -> ended.complete(catchThrowableOfType(
                            RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always"))))
                    .start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.query(
                            "SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indexrelid::regclass::text = "
                                    + "'big_a_idx'")
                    .equals("1"));
            holder.rollback();
            assertThat(ended.get()).hasMessageContaining("is violated by some row");
        }
        database.execute("UPDATE big SET a = 0 WHERE id = 1");
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always")))
                .hasMessageContaining("statement 3 of 6");
        database.execute("UPDATE big SET a = 1 WHERE id = 1");
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        assertThat(database.query("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'big'::regclass ORDER BY "
                        + "indexrelid::regclass::text"))
                .isEqualTo("big_a_idx\nbig_a_idx1\nbig_pkey");
        assertThat(database.query(
                        "SELECT conname FROM pg_constraint WHERE conrelid = 'big'::regclass AND contype IN ('c', 'f') "
                                + "ORDER BY 1"))
                .isEqualTo("big_a_check\nbig_a_check1\nbig_team_fkey\nbig_team_fkey1");
    }

    @OnPostgres
    void aKeyOfAPartitionedTableGoesOnWhereItFailed(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                CREATE TABLE log (id int, note int) PARTITION BY RANGE (id);
                CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
                CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
                CREATE TABLE log_2_a PARTITION OF log_2 FOR VALUES FROM (10) TO (20);
                """);
        deploys.run("mode=off");
        database.execute("INSERT INTO log SELECT n, n FROM generate_series(0, 19) n; INSERT INTO log VALUES (12, 12)");
        deploys.add("ALTER TABLE log ADD PRIMARY KEY (id)");
        assertThat(failing(deploys)).hasMessageContaining("values of (id) occur more than once");
        database.execute("DELETE FROM log WHERE ctid = (SELECT max(ctid) FROM log WHERE id = 12) AND id = 12");
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        assertThat(database.query(
                        "SELECT conname FROM pg_constraint WHERE contype = 'p' AND conname LIKE 'log%' ORDER BY 1"))
                .isEqualTo("log_1_pkey\nlog_2_a_pkey\nlog_2_pkey\nlog_pkey");
    }

    @OnPostgres
    void longStepsTellHowFarTheyAre(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute(
                "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.004); "
                        + "RETURN $1; END'");
        deploys.add("CREATE INDEX i ON big (slow(a));\nALTER TABLE big ADD CONSTRAINT k CHECK (slow(a) > 0);");
        deploys.run("mode=always");
        List<Event.StatementProgress> progress = deploys.events(Event.StatementProgress.class);
        assertThat(progress)
                .filteredOn(one -> one.statement() == 1)
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.phase()).contains("building index");
                    assertThat(one.elapsed()).isGreaterThan(Duration.ofSeconds(1));
                });
        assertThat(progress)
                .filteredOn(one -> one.statement() == 2)
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.percent()).isEmpty();
                    assertThat(one.elapsed()).isGreaterThan(Duration.ofSeconds(1));
                });
    }

    @OnPostgres
    void aNotNullConstraintGoesOn(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute("UPDATE big SET b = NULL WHERE id = 6");
        deploys.add("ALTER TABLE big ALTER a SET NOT NULL, ALTER b SET NOT NULL, ADD UNIQUE (b)");
        assertThat(failing(deploys)).hasMessageContaining("contains null values");
        database.execute("UPDATE big SET b = 7 WHERE id = 6");
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always")))
                .hasMessageContaining("occur more than once");
        database.execute("UPDATE big SET b = id");
        deploys.resume(OptionalInt.empty(), "mode=always");
        assertThat(database.query(LEFT)).isEqualTo("0|0|0");
        assertThat(database.query(
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'big'::regclass AND attnum > 0 AND "
                                + "attnotnull"))
                .isEqualTo("3");
    }

    @OnPostgres
    void aBuildTellsItsPercentAndNamesTheSameBlockerEachMinute(TestDatabase database, @TempDir Path folder)
            throws Exception {
        Deploys deploys = deploys(database, folder);
        database.execute(
                "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.0002); "
                        + "RETURN $1; END'");
        database.execute("INSERT INTO big SELECT n, n, n, 1 FROM generate_series(1001, 40000) n");
        deploys.add("CREATE INDEX i ON big (slow(a))");
        deploys.run("mode=always");
        assertThat(deploys.events(Event.StatementProgress.class))
                .filteredOn(one -> one.percent().isPresent())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.percent().get()).isBetween(0.0, 100.0))
                .anySatisfy(one -> {
                    assertThat(one.percent().get()).isGreaterThan(0);
                    assertThat(one.phase()).contains("building index");
                });
        deploys.add("CREATE INDEX j ON big (b)");
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE big SET b = 1 WHERE id = 1");
            CompletableFuture<RefractException> ended = new CompletableFuture<>();
            new Thread(() -> ended.complete(failing(deploys))).start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> deploys.events(Event.StatementWaiting.class).size() >= 2);
            holder.rollback();
            assertThat(ended.get()).isNull();
        }
        List<Event.StatementWaiting> waiting = deploys.events(Event.StatementWaiting.class);
        assertThat(waiting.get(0).inTheWay()).hasSize(1);
        assertThat(waiting.get(1).waited()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(75));
        assertThat(waiting.get(1).inTheWay())
                .singleElement()
                .asString()
                .startsWith(waiting.get(0).inTheWay().get(0).replaceFirst(",.*", ""));
    }
}
