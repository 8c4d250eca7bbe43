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
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large table is changed while it is written to and read all the time, and now and then by a transaction that stays
 * open: nobody waits for longer than the lock time-out and a second. The longest waits are printed, beside those of the
 * direct form; {@code -Drows=1000000} for a large table.
 */
class PostgresLoadTest {

    private static final int ROWS = Integer.getInteger("rows", 50_000);
    /** How long a transaction stays open now and then, in milliseconds. */
    private static final int OPEN = ROWS < 1_000_000 ? 600 : 3000;

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
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
    private record Waits(long statements, Duration longest) {
        Waits with(Waits other) {
            return new Waits(
                    statements + other.statements, longest.compareTo(other.longest) > 0 ? longest : other.longest);
        }
    }

    /** Those of the writers, and those of the readers. */
    private record Both(Waits writers, Waits readers) {}

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
            Both safe = during(database, table, () -> {
                deploys.add(kind[1]);
                deploys.run("min_rows=" + ROWS / 2, "lock_timeout=" + LOCK_TIMEOUT.toMillis() + "ms");
            });
            database.execute(kind[0]);
            Both direct = during(database, table, () -> {
                deploys.add(kind[1]);
                deploys.run("mode=off");
            });
            System.out.printf(
                    "Tests: %,d rows, in steps: writers %d ms, readers %d ms; directly: writers %d ms, readers %d ms: %s%n",
                    ROWS,
                    safe.writers().longest().toMillis(),
                    safe.readers().longest().toMillis(),
                    direct.writers().longest().toMillis(),
                    direct.readers().longest().toMillis(),
                    kind[1]);
            assertThat(safe.writers().statements()).isPositive();
            assertThat(safe.readers().statements()).isPositive();
            assertThat(safe.writers().longest()).as(kind[1]).isLessThan(LOCK_TIMEOUT.plusSeconds(1));
            assertThat(safe.readers().longest()).as(kind[1]).isLessThan(LOCK_TIMEOUT.plusSeconds(1));
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

    private static Both during(TestDatabase database, String table, Work work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS + 1);
        List<Future<Waits>> writers = new ArrayList<>();
        List<Future<Waits>> readers = new ArrayList<>();
        for (int i = 1; i <= WRITERS; i++) {
            int writer = i;
            writers.add(threads.submit(() -> repeat(database, done, () -> writing(table, writer))));
        }
        for (int i = 0; i < READERS; i++) {
            readers.add(threads.submit(() -> repeat(database, done, () -> reading(table))));
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
        return new Both(all(writers), all(readers));
    }

    private static Waits all(List<Future<Waits>> threads) throws Exception {
        Waits all = new Waits(0, Duration.ZERO);
        for (Future<Waits> one : threads) {
            all = all.with(one.get());
        }
        return all;
    }

    private static List<String> writing(String table, int writer) {
        String update = "UPDATE " + table + " SET n = n + 1 WHERE id = " + anyRow();
        if (!table.equals("item")) {
            return List.of(update);
        }
        long fresh = (long) writer * RANGE + ThreadLocalRandom.current().nextInt(RANGE);
        return List.of(
                update,
                "INSERT INTO item (id, code, n, name, team) VALUES (" + fresh + ", " + fresh + ", 1, 'row " + fresh
                        + "', 1) ON CONFLICT DO NOTHING",
                "DELETE FROM item WHERE id = " + fresh);
    }

    private static List<String> reading(String table) {
        return List.of("SELECT n FROM " + table + " WHERE id = " + anyRow());
    }

    private static long anyRow() {
        return 1L + ThreadLocalRandom.current().nextInt(ROWS);
    }

    /** Each round's statements, one after the other, until it is done. */
    private static Waits repeat(TestDatabase database, AtomicBoolean done, Supplier<List<String>> round)
            throws SQLException {
        Waits waits = new Waits(0, Duration.ZERO);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                for (String sql : round.get()) {
                    long start = System.nanoTime();
                    statement.execute(sql);
                    waits = waits.with(new Waits(1, Duration.ofNanos(System.nanoTime() - start)));
                }
            }
        }
        return waits;
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
