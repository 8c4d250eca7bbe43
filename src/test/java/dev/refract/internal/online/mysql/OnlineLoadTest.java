package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Deploys;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.PtOsc;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPtOsc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large table is changed while it is written to all the time: no row is lost, none doubled, and each write is in it.
 */
@WithPtOsc
class OnlineLoadTest {

    private static final int DEADLOCK = 1213;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int WRITERS = 3;
    /** Each writer has an own range of ids to insert into, and an own share of the others to change. */
    private static final int RANGE = 10_000_000;

    /**
     * What one writer did.
     *
     * @param inserted rows inserted and not deleted again
     * @param changed by how much it raised the sum of n
     * @param refused writes that the server rolled back because of a deadlock
     * @param longest the longest write
     */
    private record Written(long inserted, long changed, long writes, long refused, Duration longest) {}

    @OnMysql
    void aMillionRowsWithTheNewestTool(TestDatabase database, PtOsc tool, @TempDir Path folder) throws Exception {
        List<Path> all = tool.executables();
        underLoad(database, all.get(all.size() - 1), folder, 20, List.of());
    }

    @OnMariadb
    void theSameOnMariadbWithTheOldestTool(TestDatabase database, PtOsc tool, @TempDir Path folder) throws Exception {
        underLoad(database, tool.executables().get(0), folder, 17, List.of("min_rows=100000"));
    }

    private void underLoad(TestDatabase database, Path tool, Path folder, int doublings, List<String> more)
            throws Exception {
        Deploys deploys = new Deploys(folder, database);
        deploys.add(
                "CREATE TABLE item (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n BIGINT NOT NULL, name VARCHAR(40) "
                        + "NOT NULL, KEY item_n (n));\n");
        deploys.run("mode=off");
        long rows = fill(database, doublings);
        long sum = Long.parseLong(database.query("SELECT SUM(n) FROM item"));
        deploys.add(
                "ALTER TABLE item MODIFY id BIGINT NOT NULL AUTO_INCREMENT, ADD COLUMN extra INT NOT NULL DEFAULT 7, "
                        + "ADD INDEX item_name (name);\n");
        List<String> settings = new ArrayList<>(
                List.of("tool=" + tool, "max_load=Threads_running=200", "critical_load=Threads_running=400"));
        settings.addAll(more);

        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<Written>> writers = new ArrayList<>();
        for (int writer = 1; writer <= WRITERS; writer++) {
            int number = writer;
            writers.add(threads.submit(() -> write(database, number, rows, done)));
        }
        long start = System.nanoTime();
        try {
            deploys.run(settings.toArray(String[]::new));
        } finally {
            done.set(true);
            threads.shutdown();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        List<Written> written = new ArrayList<>();
        for (Future<Written> writer : writers) {
            written.add(writer.get());
        }
        Duration longest =
                written.stream().map(Written::longest).max(Duration::compareTo).orElseThrow();
        System.out.printf(
                "Tests: %s, %,d rows in %d s with %s; %,d writes meanwhile, the longest %d ms, %d rolled back%n",
                database.kind().label(),
                rows,
                took.toSeconds(),
                tool,
                written.stream().mapToLong(Written::writes).sum(),
                longest.toMillis(),
                written.stream().mapToLong(Written::refused).sum());

        assertThat(deploys.toolLines()).contains("Successfully altered `" + database.name() + "`.`item`.");
        assertThat(deploys.toolLines()).anyMatch(line -> line.matches(".*Copying approximately [1-9]\\d{4,} rows.*"));
        assertThat(written).allSatisfy(one -> assertThat(one.writes()).isPositive());
        assertThat(database.query("SELECT COUNT(*), COUNT(DISTINCT id), SUM(n), MIN(extra), MAX(extra) FROM item"))
                .isEqualTo(rows + written.stream().mapToLong(Written::inserted).sum() + "|"
                        + (rows + written.stream().mapToLong(Written::inserted).sum()) + "|"
                        + (sum + written.stream().mapToLong(Written::changed).sum()) + "|7|7");
        // each row says which id it had, and what it counted up to: nothing landed in another's place
        assertThat(database.query("SELECT COUNT(*) FROM item WHERE name <> CONCAT('row ', id)"))
                .isEqualTo("0");
        assertThat(database.query("SELECT COUNT(*) FROM item IGNORE INDEX (item_name) WHERE id > 0"))
                .isEqualTo(database.query("SELECT COUNT(*) FROM item FORCE INDEX (item_name) WHERE name > ''"));
        assertThat(database.query("SHOW TABLES LIKE '%item%'")).isEqualTo("item");
    }

    private static long fill(TestDatabase database, int doublings) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO item (id, n, name) VALUES (1, 1, 'row 1')");
            for (int i = 0; i < doublings; i++) {
                statement.execute("INSERT INTO item (id, n, name) SELECT id + " + (1L << i)
                        + ", 1, CONCAT('row ', id + " + (1L << i) + ") FROM item");
            }
            statement.execute("ANALYZE TABLE item");
        }
        return 1L << doublings;
    }

    /** Inserts, updates and deletes, one statement at a time, until told to end. */
    private static Written write(TestDatabase database, int writer, long rows, AtomicBoolean done) throws SQLException {
        long inserted = 0;
        long changed = 0;
        long writes = 0;
        long refused = 0;
        long next = (long) writer * RANGE;
        long oldest = next;
        Duration longest = Duration.ZERO;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!done.get()) {
                long start = System.nanoTime();
                int choice = ThreadLocalRandom.current().nextInt(4);
                try {
                    if (choice == 0) {
                        inserted += statement.executeUpdate(
                                "INSERT INTO item (id, n, name) VALUES (" + next + ", 0, 'row " + next + "')");
                        next++;
                    } else if (choice == 1 && oldest < next) {
                        inserted -= statement.executeUpdate("DELETE FROM item WHERE id = " + oldest);
                        oldest++;
                    } else {
                        long id = ThreadLocalRandom.current().nextLong(rows / WRITERS) * WRITERS + writer;
                        changed +=
                                statement.executeUpdate("UPDATE item SET n = n + 1 WHERE id = " + Math.min(id, rows));
                    }
                    writes++;
                } catch (SQLException e) {
                    if (e.getErrorCode() != DEADLOCK && e.getErrorCode() != LOCK_WAIT_TIMEOUT) {
                        throw e;
                    }
                    refused++;
                }
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                longest = time.compareTo(longest) > 0 ? time : longest;
            }
        }
        return new Written(inserted, changed, writes, refused, longest);
    }
}
