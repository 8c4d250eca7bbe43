package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table that others write to meanwhile: each row that was there changes once. By hand with more: {@code -Drows=N}; it
 * prints how fast it is beside one single UPDATE.
 */
class DataLoadTest {

    private static final String NAME = "20240201000000_count";
    private static final int ROWS = Integer.getInteger("rows", 20_000);
    private static final int CHUNK = 1_000;
    private static final int WRITERS = 3;

    private final List<Duration> batches = Collections.synchronizedList(new ArrayList<>());

    @OnEveryDatabase
    void eachRowOnceWhileOthersWrite(TestDatabase database, @TempDir Path folder) throws Exception {
        fill(database);
        Refract refract = project(database, folder);
        long single = System.nanoTime();
        database.execute("UPDATE item SET n = n + 1");
        Duration alone = Duration.ofNanos(System.nanoTime() - single);
        database.execute("DROP TABLE item"); // or the batches would meet what the UPDATE left behind
        fill(database);
        DataRunResult.Run quiet =
                refract.data().run(DataRunOptions.ALL).migrations().get(0);
        assertThat(database.query("SELECT min(n), max(n) FROM item")).isEqualTo("1|1");
        Duration longest = batches.stream().skip(1).max(Duration::compareTo).orElse(Duration.ZERO);
        refract.data().restart(NAME);
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<Long>> writers = new ArrayList<>();
        for (int i = 1; i <= (database.dialect() == Dialect.SQLITE ? 1 : WRITERS); i++) {
            int writer = i;
            writers.add(threads.submit(() -> write(database, writer, done, writing)));
        }
        DataRunResult.Run busy;
        try {
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            busy = refract.data().run(DataRunOptions.ALL).migrations().get(0);
        } finally {
            done.set(true);
            threads.shutdown();
        }
        long writes = 0;
        for (Future<Long> writer : writers) {
            writes += writer.get();
        }
        System.out.printf(
                "Tests: %s, %,d rows: one UPDATE %d ms, in batches %d ms (longest but the first %d ms), beside %,d writes %d "
                        + "ms%n",
                database.kind(),
                ROWS,
                alone.toMillis(),
                quiet.duration().toMillis(),
                longest.toMillis(),
                writes,
                busy.duration().toMillis());
        assertThat(writes).isPositive();
        assertThat(database.query("SELECT min(n), max(n), count(*) FROM item WHERE id <= " + ROWS))
                .isEqualTo("2|2|" + ROWS);
        assertThat(database.query("SELECT count(*) FROM item WHERE id > " + ROWS + " AND n > 1"))
                .isEqualTo("0");
    }

    private static void fill(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, n INTEGER NOT NULL, note INTEGER NOT NULL)");
        for (int from = 1; from <= ROWS; from += CHUNK) {
            StringBuilder sql = new StringBuilder("INSERT INTO item VALUES ");
            for (int i = from; i < Math.min(ROWS + 1, from + CHUNK); i++) {
                sql.append(i == from ? "" : ", ").append("(").append(i).append(", 0, 0)");
            }
            database.execute(sql.toString());
        }
    }

    private Refract project(TestDatabase database, Path folder) throws Exception {
        Files.createDirectories(folder.resolve("migrations"));
        Path data = Files.createDirectories(folder.resolve("data_migrations/" + NAME));
        Files.writeString(data.resolve("data.toml"), "table = \"item\"\n");
        Files.writeString(data.resolve("up.sql"), "UPDATE item SET n = n + 1 WHERE /* batch */ TRUE;\n");
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    if (event instanceof Event.DataBatch batch) {
                        batches.add(batch.duration());
                    }
                })
                .build();
    }

    /** Rows that are changed, come and go; what meets a lock is left out. */
    private static long write(TestDatabase database, int writer, AtomicBoolean done, CountDownLatch writing)
            throws SQLException, InterruptedException {
        long writes = 0;
        long next = (long) ROWS * 10 * writer;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            if (database.dialect() == Dialect.SQLITE) {
                statement.execute("PRAGMA busy_timeout = 2000");
            }
            while (!done.get()) {
                long id = 1L + ThreadLocalRandom.current().nextInt(ROWS);
                next++;
                for (String sql : List.of(
                        "UPDATE item SET note = note + 1 WHERE id = " + id,
                        "INSERT INTO item VALUES (" + next + ", 0, 0)",
                        next % 2 == 0
                                ? "DELETE FROM item WHERE id = " + next
                                : "UPDATE item SET note = 1 WHERE id = " + next)) {
                    try {
                        statement.executeUpdate(sql);
                        writes++;
                        writing.countDown();
                    } catch (SQLException e) {
                        if (!Batches.isLock(database.dialect(), e)) {
                            throw e;
                        }
                    }
                    if (database.dialect() == Dialect.SQLITE) {
                        Thread.sleep(2); // its locks have no queue: who never pauses leaves nobody else in
                    }
                }
            }
        }
        return writes;
    }
}
