package dev.refract.internal.online.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Deploys;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large table is changed while it is written to and read all the time, and now and then by a transaction that stays
 * open: no write is lost. The longest waits are printed, beside those of the direct form; {@code -Drows=1000000} for a
 * large table.
 */
class PostgresLoadTest {

    private static final int ROWS = Integer.getInteger("rows", 50_000);
    /** How long a transaction stays open now and then, in milliseconds. */
    private static final int OPEN = ROWS < 1_000_000 ? 600 : 3000;

    private static final int WRITERS = 3;
    private static final int READERS = 2;
    private static final int RANGE = 10_000_000;

    /** By kind: what undoes it, so that the direct form can be tried on the same rows, and the statement. */
    private static final String[][] KINDS = {
        {"DROP INDEX item_n", "CREATE INDEX item_n ON item (n)"},
        {"DROP INDEX item_u", "CREATE UNIQUE INDEX item_u ON item (id, n)"},
        {
            "ALTER TABLE item DROP CONSTRAINT item_team",
            "ALTER TABLE item ADD CONSTRAINT item_team FOREIGN KEY (team) REFERENCES team (id)"
        },
        {"ALTER TABLE item DROP CONSTRAINT item_c", "ALTER TABLE item ADD CONSTRAINT item_c CHECK (n >= 0)"},
        {"ALTER TABLE item ALTER COLUMN n DROP NOT NULL", "ALTER TABLE item ALTER COLUMN n SET NOT NULL"},
        {"ALTER TABLE item DROP CONSTRAINT item_key", "ALTER TABLE item ADD CONSTRAINT item_key UNIQUE (name)"},
        {"ALTER TABLE item DROP CONSTRAINT item_p", "ALTER TABLE item ADD CONSTRAINT item_p PRIMARY KEY (code)"},
        {"ALTER TABLE item DROP COLUMN extra", "ALTER TABLE item ADD COLUMN extra int NOT NULL DEFAULT 7"},
        {
            "ALTER TABLE item DROP COLUMN note, DROP CONSTRAINT item_d",
            "ALTER TABLE item ADD COLUMN note text, ADD CONSTRAINT item_d CHECK (id > 0), ALTER COLUMN team SET NOT NULL"
        },
        {"SELECT 1", "REINDEX TABLE item"},
        {
            "ALTER TABLE parent DETACH PARTITION part",
            "ALTER TABLE parent ATTACH PARTITION part FOR VALUES FROM (0) TO (100000000)"
        },
        {"DROP INDEX parent_n", "CREATE INDEX parent_n ON parent (n)"},
        {"ALTER TABLE parent DROP CONSTRAINT parent_k", "ALTER TABLE parent ADD CONSTRAINT parent_k UNIQUE (id)"},
        {
            "ALTER TABLE parent ATTACH PARTITION part FOR VALUES FROM (0) TO (100000000)",
            "ALTER TABLE parent DETACH PARTITION part"
        },
        {"CREATE INDEX item_x ON item (n)", "DROP INDEX item_x"},
    };

    /** The longest statement of a thread, and how many it ran. */
    private record Waits(long statements, Duration longest) {}

    @OnPostgres
    void nobodyWaitsForLong(TestDatabase database, @TempDir Path folder) throws Exception {
        Deploys deploys = new Deploys(folder, database);
        deploys.add("""
                CREATE TABLE team (id int PRIMARY KEY);
                CREATE TABLE item (id bigint NOT NULL, code bigint, n bigint, name text, team int);
                CREATE INDEX item_id ON item (id);
                CREATE TABLE parent (id bigint NOT NULL, n bigint) PARTITION BY RANGE (id);
                CREATE TABLE part (id bigint NOT NULL, n bigint);
                CREATE INDEX part_id ON part (id);
                CREATE INDEX item_x ON item (n);
                """);
        deploys.run("mode=off");
        database.execute("INSERT INTO team SELECT generate_series(0, 9)");
        database.execute(
                "INSERT INTO item SELECT n, n, 1, 'row ' || n, n % 10 FROM generate_series(1, " + ROWS + ") n");
        database.execute("INSERT INTO part SELECT n, 1 FROM generate_series(1, " + ROWS + ") n");
        database.execute("ANALYZE");
        for (String[] kind : KINDS) {
            String table = kind[1].contains("parent") ? "part" : "item";
            Waits safe = during(database, table, () -> {
                deploys.add(kind[1]);
                deploys.run("min_rows=" + ROWS / 2);
            });
            database.execute(kind[0]);
            Waits direct = during(database, table, () -> {
                deploys.add(kind[1]);
                deploys.run("mode=off");
            });
            System.out.printf(
                    "Tests: %,d rows, longest wait %d ms, directly %d ms (%,d and %,d statements): %s%n",
                    ROWS,
                    safe.longest().toMillis(),
                    direct.longest().toMillis(),
                    safe.statements(),
                    direct.statements(),
                    kind[1]);
            assertThat(safe.statements()).isPositive();
        }
        assertThat(database.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
    }

    /** Some work. */
    private interface Work {
        void run() throws SQLException;
    }

    private static Waits during(TestDatabase database, String table, Work work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS + 1);
        List<Future<Waits>> all = new ArrayList<>();
        for (int i = 1; i <= WRITERS; i++) {
            int writer = i;
            all.add(threads.submit(() -> write(database, table, writer, done)));
        }
        for (int i = 0; i < READERS; i++) {
            all.add(threads.submit(() -> read(database, table, done)));
        }
        Future<Boolean> slow = threads.submit(slow(database, table, done));
        try {
            Thread.sleep(500);
            work.run();
        } finally {
            done.set(true);
            threads.shutdown();
        }
        assertThat(slow.get()).isTrue();
        long statements = 0;
        Duration longest = Duration.ZERO;
        for (Future<Waits> one : all) {
            statements += one.get().statements();
            longest = longest.compareTo(one.get().longest()) > 0
                    ? longest
                    : one.get().longest();
        }
        return new Waits(statements, longest);
    }

    private static Waits write(TestDatabase database, String table, int writer, AtomicBoolean done)
            throws SQLException {
        long next = (long) writer * RANGE + ThreadLocalRandom.current().nextInt(RANGE / 2);
        return repeat(database, done, statement -> {
            long id = 1L + ThreadLocalRandom.current().nextInt(ROWS);
            statement.executeUpdate("UPDATE " + table + " SET n = n + 1 WHERE id = " + id);
            if (table.equals("item")) {
                long fresh = next + System.nanoTime() % (RANGE / 3);
                statement.executeUpdate("INSERT INTO item (id, code, n, name, team) VALUES (" + fresh + ", " + fresh
                        + ", 1, 'row " + fresh + "', 1) ON CONFLICT DO NOTHING");
                statement.executeUpdate("DELETE FROM item WHERE id = " + fresh);
            }
        });
    }

    private static Waits read(TestDatabase database, String table, AtomicBoolean done) throws SQLException {
        return repeat(
                database,
                done,
                statement -> statement.execute("SELECT n FROM " + table + " WHERE id = "
                        + (1 + ThreadLocalRandom.current().nextInt(ROWS))));
    }

    /** One round of statements. */
    private interface Round {
        void run(Statement statement) throws SQLException;
    }

    private static Waits repeat(TestDatabase database, AtomicBoolean done, Round round) throws SQLException {
        long statements = 0;
        long longest = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                long start = System.nanoTime();
                round.run(statement);
                longest = Math.max(longest, System.nanoTime() - start);
                statements++;
            }
        }
        return new Waits(statements, Duration.ofNanos(longest));
    }

    private static Callable<Boolean> slow(TestDatabase database, String table, AtomicBoolean done) {
        return () -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (!done.get()) {
                    statement.execute("SELECT count(*) FROM " + table + " WHERE id < 100");
                    Thread.sleep(OPEN);
                    connection.rollback();
                    Thread.sleep(OPEN / 3);
                }
            }
            return true;
        };
    }
}
