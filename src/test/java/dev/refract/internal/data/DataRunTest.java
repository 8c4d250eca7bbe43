package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Data migrations on every database, with rows. */
class DataRunTest {

    private static final String NAME = "20240201000000_status";
    private static final int ROWS = 5_000;

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private Refract refract(TestDatabase database, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("migrations"));
        events.clear();
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(events::add)
                .build();
    }

    private static void write(Path folder, String name, String file, String text) throws IOException {
        Path data = folder.resolve("data_migrations/" + name);
        Files.createDirectories(data);
        Files.writeString(data.resolve(file), text);
    }

    private static void rows(TestDatabase database, String columns, String values, int count) throws SQLException {
        for (int from = 0; from < count; from += 500) {
            StringBuilder sql = new StringBuilder("INSERT INTO users (" + columns + ") VALUES ");
            for (int i = from; i < Math.min(count, from + 500); i++) {
                sql.append(i == from ? "" : ", ").append(values.replace("N", String.valueOf(i)));
            }
            database.execute(sql.toString());
        }
    }

    private static DataRunOptions batches(int size) {
        return DataRunOptions.ALL.batchSize(size);
    }

    @OnEveryDatabase
    void everyRowOnceWithGapsAndAKeyOfTwoColumns(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute(
                "CREATE TABLE users (b INTEGER NOT NULL, a VARCHAR(40) NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (a, b))");
        rows(database, "a, b, n", "('k' || 'x', N, 0)".replace("'k' || 'x'", "'key N'"), ROWS);
        database.execute("DELETE FROM users WHERE b > 100 AND b < 900");
        int left = ROWS - 799;
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        Refract refract = refract(database, folder);
        DataRunResult.Run run = refract.data().run(batches(97)).migrations().get(0);
        assertThat(run.state()).isEqualTo(DataState.DONE);
        assertThat(run.rows()).isEqualTo(left);
        assertThat(run.batches()).isEqualTo((left + 96) / 97);
        assertThat(database.query("SELECT min(n), max(n), count(*) FROM users")).isEqualTo("1|1|" + left);
        assertThat(refract.data().run(batches(97)).migrations()).isEmpty();
        assertThat(events.stream().filter(Event.DataBatch.class::isInstance).count())
                .isEqualTo(run.batches());
        assertThat(events.stream().filter(Event.DataEnded.class::isInstance).count())
                .isEqualTo(1);
    }

    /** A pool gives the connection to the application again. */
    @OnEveryDatabase
    void aDataSourcesSessionIsAsItWas(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 50);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        Files.createDirectories(folder.resolve("migrations"));
        try (SingleConnectionDataSource pool = new SingleConnectionDataSource(database.connect(), true)) {
            String before = session(database, pool);
            Refract refract = Refract.configure()
                    .dataSource(pool)
                    .migrations(folder.resolve("migrations"))
                    .environment(Map.of())
                    .build();
            assertThat(refract.data().run(DataRunOptions.ALL).isDone()).isTrue();
            assertThat(session(database, pool)).isEqualTo(before);
        }
    }

    /** SQLite's data migration runs in the deploy's own session. */
    @OnEveryDatabase
    void aDeploysSessionIsAsItWas(TestDatabase database, @TempDir Path folder) throws Exception {
        write(folder, NAME, "data.toml", "table = \"users\"\nafter = \"1_users\"\nbefore = \"2_more\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        migration(folder, "1_users", """
                CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);
                INSERT INTO users VALUES (1, 0);
                """);
        migration(folder, "2_more", "CREATE TABLE more (id INTEGER NOT NULL PRIMARY KEY);");
        try (SingleConnectionDataSource pool = new SingleConnectionDataSource(database.connect(), true)) {
            String before = session(database, pool);
            Refract refract = Refract.configure()
                    .dataSource(pool)
                    .migrations(folder.resolve("migrations"))
                    .environment(Map.of())
                    .build();
            refract.deploy(DeployOptions.DEFAULT.data(DataMode.RUN));
            assertThat(session(database, pool)).isEqualTo(before);
        }
        assertThat(database.query("SELECT n FROM users")).isEqualTo("1");
    }

    private static void migration(Path folder, String name, String sql) throws IOException {
        Path made = Files.createDirectories(folder.resolve("migrations").resolve(name));
        Files.writeString(made.resolve("migration.sql"), sql);
    }

    private static String session(TestDatabase database, SingleConnectionDataSource pool) throws SQLException {
        String sql =
                switch (database.dialect()) {
                    case POSTGRESQL ->
                        "SELECT concat_ws('|', current_setting('lock_timeout'), current_setting('timezone'), "
                                + "current_setting('datestyle'), current_setting('default_transaction_isolation'))";
                    case MYSQL ->
                        "SELECT CONCAT_WS('|', @@SESSION.innodb_lock_wait_timeout, @@SESSION.lock_wait_timeout, "
                                + "@@SESSION.time_zone, @@SESSION.transaction_isolation)";
                    case SQLITE -> "PRAGMA busy_timeout";
                };
        try (Statement statement = pool.getConnection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @OnEveryDatabase
    void aTextKeyGoesInTheServersOrder(TestDatabase database, @TempDir Path folder) throws Exception {
        String type =
                switch (database.dialect()) {
                    case POSTGRESQL, SQLITE -> "VARCHAR(60)";
                    case MYSQL -> "VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci";
                };
        database.execute("CREATE TABLE users (id " + type + " NOT NULL PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)");
        List<String> keys = new ArrayList<>(
                List.of("", "'", "''x", "a\\b", "\\", "é", "z", "Z1", "ä", "😀", "😀😀", "ﬀ", "%", "_", "NULL", "ß2"));
        for (int i = 0; i < 300; i++) {
            keys.add((i % 2 == 0 ? "K" : "k") + i + (i % 3 == 0 ? "é" : i % 5 == 0 ? "Ω" : ""));
        }
        for (String key : keys) {
            database.execute(
                    "INSERT INTO users (id) VALUES (" + database.dialect().literal(key) + ")");
        }
        write(folder, NAME, "data.toml", "table = \"users\"\nalias = \"u\"\n");
        write(
                folder,
                NAME,
                "up.sql",
                database.dialect() == Dialect.MYSQL
                        ? "UPDATE users u SET u.n = u.n + 1 WHERE /*batch*/ TRUE"
                        : "UPDATE users AS u SET n = n + 1 WHERE /*batch*/ TRUE");
        DataRunResult.Run run =
                refract(database, folder).data().run(batches(7)).migrations().get(0);
        assertThat(run.rows()).isEqualTo(keys.size());
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("1|1");
    }

    @OnPostgres
    void keysOfManyTypes(TestDatabase database, @TempDir Path folder) throws Exception {
        int number = 0;
        for (String[] key : new String[][] {
            {"uuid", "gen_random_uuid()"},
            {"timestamptz(6)", "'2024-03-31 00:59:59.999999+00'::timestamptz + n * interval '7 minutes'"},
            {"bytea", "decode(md5(n::text), 'hex')"},
            {"numeric", "n * 1.000001"},
            {"date", "date '2024-01-01' + n"},
            {"text COLLATE \"C\"", "chr(200 + n) || n"},
            {"char(12)", "n"},
            {"bigint", "9007199254740993 + n"}
        }) {
            String table = "t" + number;
            String name = String.format("2024020100000%d_t", number++);
            database.execute("CREATE TABLE " + table + " (id " + key[0] + " PRIMARY KEY, n int NOT NULL DEFAULT 0)");
            database.execute("INSERT INTO " + table + " SELECT " + key[1] + " FROM generate_series(1, 333) n");
            write(folder, name, "data.toml", "table = \"" + table + "\"\n");
            write(folder, name, "up.sql", "UPDATE " + table + " SET n = n + 1 WHERE /* batch */ TRUE");
            refract(database, folder)
                    .data()
                    .run(DataRunOptions.of(List.of(name)).batchSize(10));
            assertThat(database.query("SELECT min(n), max(n) FROM " + table))
                    .as(key[0])
                    .isEqualTo("1|1");
        }
    }

    @OnMysql
    @OnMariadb
    void keysOfManyTypesOnMysql(TestDatabase database, @TempDir Path folder) throws Exception {
        int number = 0;
        for (String[] key : new String[][] {
            {"BINARY(16)", "UNHEX(LEFT(SHA2(%d, 256), 32))"},
            {"VARBINARY(20)", "UNHEX(SUBSTR(SHA2(%d, 256), 1, %<d %% 20 * 2))"},
            {"TIMESTAMP(3)", "FROM_UNIXTIME(1711846800 + %d * 60)"},
            {"DATETIME(6)", "TIMESTAMP '2024-03-31 01:59:59.999999' + INTERVAL %d MINUTE"},
            {"DECIMAL(20,6)", "%d * 1.000001"},
            {"BIGINT UNSIGNED", "18446744073709551000 + %d"},
            {"DATE", "DATE '2024-01-01' + INTERVAL %d DAY"},
            {"VARCHAR(20) CHARACTER SET latin1", "CONCAT('é', %d)"}
        }) {
            String table = "t" + number;
            String name = String.format("2024020100000%d_t", number++);
            database.execute(
                    "CREATE TABLE " + table + " (id " + key[0] + " NOT NULL PRIMARY KEY, n int NOT NULL DEFAULT 0)");
            int made = 0;
            for (int i = 1; i <= 80; i++) {
                if (key[0].startsWith("VARBINARY") && i % 20 == 0 && i > 20) {
                    continue; // an empty one is there already
                }
                database.execute("INSERT INTO " + table + " (id) VALUES (" + String.format(key[1], i) + ")");
                made++;
            }
            write(folder, name, "data.toml", "table = \"" + table + "\"\n");
            write(folder, name, "up.sql", "UPDATE " + table + " SET n = n + 1 WHERE /* batch */ TRUE");
            refract(database, folder)
                    .data()
                    .run(DataRunOptions.of(List.of(name)).batchSize(7));
            assertThat(database.query("SELECT min(n), max(n), count(*) FROM " + table))
                    .as(key[0])
                    .isEqualTo("1|1|" + made);
        }
    }

    @OnEveryDatabase
    void severalStatementsAreOneBatch(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, gone INTEGER NOT NULL)");
        database.execute("CREATE TABLE archive (id INTEGER NOT NULL PRIMARY KEY)");
        rows(database, "id, gone", "(N, N % 2)", 1000);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", """
                INSERT INTO archive SELECT id FROM users WHERE gone = 1 AND /* batch */ TRUE;
                DELETE FROM users WHERE gone = 1 AND /* batch */ TRUE;
                """);
        write(folder, NAME, "verify.sql", "SELECT count(*) FROM users WHERE gone = 1;\n");
        database.execute("INSERT INTO archive VALUES (777)");
        Refract refract = refract(database, folder);
        RefractException failed = catchThrowableOfType(
                RefractException.class, () -> refract.data().run(batches(100)));
        assertThat(failed)
                .hasMessageContaining("those before it stay")
                .hasMessageContaining("refract data run " + NAME);
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("650");
        DataStatus.Entry status = refract.data().status().migrations().get(0);
        assertThat(status.state()).isEqualTo(DataState.FAILED);
        assertThat(status.batches()).isEqualTo(7);
        assertThat(status.lastKey()).hasValue("699");
        assertThat(status.error().orElse("")).contains("failed and was rolled back");
        assertThat(refract.data().verify(List.of())).isEqualTo(Map.of(NAME, 150L));
        database.execute("DELETE FROM archive WHERE id = 777");
        assertThat(refract.data().run(batches(100)).migrations().get(0).rows()).isEqualTo(300);
        assertThat(database.query("SELECT count(*) FROM archive")).isEqualTo("500");
        assertThat(refract.data().verify(List.of(NAME))).isEqualTo(Map.of(NAME, 0L));
    }

    @OnEveryDatabase
    void rowsThatComeLateAreGoneThroughOnceMore(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, s INTEGER)");
        rows(database, "id", "(N)", 1000);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE");
        write(folder, NAME, "verify.sql", "SELECT count(*) FROM users WHERE s IS NULL");
        Files.createDirectory(folder.resolve("migrations"));
        Refract late = late(database, folder, 1);
        assertThat(late.data().run(batches(100)).migrations().get(0).rows()).isEqualTo(1001);
        assertThat(database.query("SELECT count(*) FROM users WHERE s IS NULL")).isEqualTo("0");
        late.data().restart(NAME);
        Refract always = late(database, folder, 100);
        RefractException unverified =
                catchThrowableOfType(RefractException.class, () -> always.data().run(batches(500)));
        assertThat(unverified).hasMessageContaining("still counts 1").hasMessageContaining("The first by (id): 1.");
        assertThat(always.data().status().migrations().get(0).state()).isEqualTo(DataState.UNVERIFIED);
        assertThat(refract(database, folder)
                        .data()
                        .run(batches(500))
                        .migrations()
                        .get(0)
                        .state())
                .isEqualTo(DataState.DONE);
    }

    /** Old code, that writes the old way after a batch: so many times at most. */
    private Refract late(TestDatabase database, Path folder, int times) {
        int[] left = {times};
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    if (event instanceof Event.DataBatch batch && batch.through() >= 1000 && left[0]-- > 0) {
                        try {
                            database.execute("UPDATE users SET s = NULL WHERE id = 1");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .build();
    }

    @OnEveryDatabase
    void itPausesAndGoesOn(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 1000);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        Refract refract = refract(database, folder);
        DataRunResult.Run paused = refract.data()
                .run(batches(10).maxTime(Duration.ofMillis(1)))
                .migrations()
                .get(0);
        assertThat(paused.state()).isEqualTo(DataState.PAUSED);
        Refract other = refract(database, folder);
        Refract pausing = Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    if (event instanceof Event.DataBatch batch && batch.batch() == 3) {
                        other.data().pause(NAME);
                        assertThat(catchThrowableOfType(RefractException.class, () -> other.data()
                                        .run(DataRunOptions.of(List.of(NAME)))))
                                .hasMessageContaining("is run by another process");
                    }
                })
                .build();
        assertThat(pausing.data().run(batches(10)).migrations().get(0).batches())
                .isEqualTo(3);
        assertThat(other.data().status().migrations().get(0).state()).isEqualTo(DataState.PAUSED);
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> other.data().pause(NAME)))
                .hasMessageContaining("does not run: it is paused");
        Refract interrupting = Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    if (event instanceof Event.DataBatch batch && batch.batch() == 3) {
                        Thread.currentThread().interrupt();
                    }
                })
                .build();
        assertThat(catchThrowableOfType(
                        InterruptedRefractException.class,
                        () -> interrupting.data().run(batches(10))))
                .hasMessageContaining("refract data run " + NAME);
        assertThat(Thread.interrupted()).isTrue();
        refract.data().run(batches(100));
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("1|1");
    }

    @OnEveryDatabase
    void downAndResolve(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 100);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        write(folder, NAME, "down.sql", "UPDATE users SET n = n - 1 WHERE /* batch */ TRUE");
        Refract refract = refract(database, folder);
        refract.data().run(batches(30));
        refract.data().down(NAME, batches(30));
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("0|0");
        assertThat(refract.data().status().migrations()).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(DataState.PENDING);
            assertThat(entry.edited()).isFalse();
        });
        refract.data().resolveDone(NAME);
        assertThat(refract.data().run(DataRunOptions.ALL).migrations()).isEmpty();
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 2 WHERE /* batch */ TRUE");
        assertThat(refract.data().status().migrations().get(0).edited()).isTrue();
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> refract.data().run(DataRunOptions.ALL)))
                .hasMessageContaining("was edited after it had run")
                .hasMessageContaining("refract data resolve --restart " + NAME);
        refract.data().restart(NAME);
        refract.data().run(DataRunOptions.ALL);
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("2|2");
    }

    @OnEveryDatabase
    void aResetForgetsIt(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 10);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        Refract refract = refract(database, folder);
        refract.data().run(DataRunOptions.ALL);
        refract.reset();
        assertThat(refract.data().status().migrations().get(0).state()).isEqualTo(DataState.PENDING);
    }

    @OnEveryDatabase
    void whatCanNotRunIsRefusedBeforeAnythingRuns(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER, f FLOAT)");
        database.execute("CREATE TABLE keyless (n INTEGER, f FLOAT)");
        database.execute("INSERT INTO users (id) VALUES (1)");
        database.execute("INSERT INTO keyless (n) VALUES (1)");
        String[][] cases = {
            {"users", "UPDATE users SET n = 1", "has the marker /* batch */ TRUE in no place"},
            {
                "users",
                "UPDATE users SET n = 1 WHERE /* batch */ TRUE AND /* batch */ TRUE",
                "has the marker /* batch */ TRUE more than once"
            },
            {"users", "UPDATE users SET id = 2 WHERE /* batch */ TRUE", "sets id, a column of the key"},
            {"users", "ALTER TABLE users ADD COLUMN x INTEGER", "no INSERT, UPDATE, DELETE, MERGE or SELECT"},
            {"users", "BEGIN; UPDATE users SET n = 1 WHERE /* batch */ TRUE; COMMIT", "no INSERT, UPDATE, DELETE"},
            {"users", "UPDATE users SET n = 1 WHERE '/* batch */ TRUE' = 'x'", "in no place"},
            {"keyless", "UPDATE keyless SET n = 2 WHERE /* batch */ TRUE", "can't be gone through in batches"},
            {"nowhere", "UPDATE nowhere SET n = 2 WHERE /* batch */ TRUE", "There is no table `nowhere`"},
            {
                "users\"\nkey = [\"n\"]\n#",
                "UPDATE users SET n = 2 WHERE /* batch */ TRUE",
                "no unique index without NULLs"
            },
            {"users\"\nkeys = \"n", "UPDATE users SET n = 2 WHERE /* batch */ TRUE", "Did you mean key?"},
            {"users\"\nbefore = \"nope", "UPDATE users SET n = 2 WHERE /* batch */ TRUE", "could not be found"},
            {"users\"\nafter = \"nope", "UPDATE users SET n = 2 WHERE /* batch */ TRUE", "could not be found"},
        };
        Refract refract = refract(database, folder);
        for (String[] one : cases) {
            write(folder, NAME, "data.toml", "table = \"" + one[0] + "\"\n");
            write(folder, NAME, "up.sql", one[1]);
            assertThat(catchThrowableOfType(
                            RefractException.class, () -> refract.data().run(DataRunOptions.ALL)))
                    .as(one[1])
                    .hasMessageContaining(one[2]);
        }
        assertThat(database.query("SELECT n FROM users")).isEqualTo("null");
        assertThat(database.query("SELECT n FROM keyless")).isEqualTo("1");
    }

    @OnEveryDatabase
    void asAWholeWithALimit(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (n INTEGER NOT NULL)");
        rows(database, "n", "(0)", 20);
        write(folder, NAME, "data.toml", "table = \"users\"\nmode = \"once\"\nmax_rows = 10\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1");
        Refract refract = refract(database, folder);
        assertThat(catchThrowableOfType(
                        RefractException.class, () -> refract.data().run(DataRunOptions.ALL)))
                .hasMessageContaining("more than max_rows = 10 allows");
        assertThat(database.query("SELECT max(n) FROM users")).isEqualTo("0");
        write(folder, NAME, "data.toml", "table = \"users\"\nmode = \"once\"\n");
        assertThat(refract.data().run(DataRunOptions.ALL).migrations().get(0).rows())
                .isEqualTo(20);
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("1|1");
    }

    @OnEveryDatabase
    void aDryRunChangesNothing(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 12000);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        Refract refract = refract(database, folder);
        DataRunResult.Run run =
                refract.data().run(DataRunOptions.ALL.dryRun(true)).migrations().get(0);
        assertThat(run.plan()).anySatisfy(line -> assertThat(line).startsWith("Key: (id) by the index"));
        assertThat(run.plan()).anySatisfy(line -> assertThat(line)
                .contains("<= " + (firstSize(database) - 1) + ")")
                .startsWith("First batch: UPDATE"));
        assertThat(run.plan()).anySatisfy(line -> assertThat(line).contains("and was rolled back"));
        assertThat(database.query("SELECT max(n) FROM users")).isEqualTo("0");
        assertThat(refract.data().status().migrations().get(0).state()).isEqualTo(DataState.PENDING);
    }

    @OnEveryDatabase
    void theSizeFollowsTheTime(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        int first = firstSize(database);
        int most = first * 3 / 2;
        rows(database, "id, n", "(N, 0)", 4 * first);
        write(folder, NAME, "data.toml", "table = \"users\"\nmin_size = 5\nmax_size = " + most + "\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        refract(database, folder).data().run(DataRunOptions.ALL.targetTime(Duration.ofNanos(1)));
        List<Integer> sizes = sizes();
        assertThat(sizes.get(sizes.size() - 1)).isEqualTo(5);
        refract(database, folder).data().restart(NAME);
        refract(database, folder).data().run(DataRunOptions.ALL.targetTime(Duration.ofHours(1)));
        assertThat(sizes()).startsWith(first, first * 12 / 10, first * 144 / 100, most);
        assertThat(Set.copyOf(sizes())).allMatch(size -> size <= most);
    }

    private static int firstSize(TestDatabase database) {
        return database.kind() == Kind.SQLITE ? 10_000 : 1_000;
    }

    private List<Integer> sizes() {
        return events.stream()
                .filter(Event.DataBatch.class::isInstance)
                .map(event -> ((Event.DataBatch) event).size())
                .toList();
    }

    /** Without statistics PostgreSQL takes a range for small, and would sort all that is left for each batch. */
    @OnPostgres
    void aTableThatWasNeverAnalysedIsReadOnceAndNotOnceABatch(TestDatabase database, @TempDir Path folder)
            throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL) WITH "
                + "(autovacuum_enabled = false)");
        rows(database, "id, n", "(N, 0)", ROWS);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = 1 WHERE n = 0 AND /* batch */ TRUE");
        Refract refract = refract(database, folder);
        assertThat(refract.data().run(batches(50)).migrations().get(0).batches())
                .isEqualTo(ROWS / 50);
        await().untilAsserted(() -> assertThat(
                        Long.parseLong(database.query("SELECT idx_tup_read + seq_tup_read FROM pg_stat_user_tables t, "
                                + "pg_stat_user_indexes i WHERE t.relname = 'users' AND i.relid = t.relid")))
                .isBetween((long) ROWS, 5L * ROWS));
    }

    @OnEveryDatabase
    void itWaitsForWhatItIsTold(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 10);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        Path file = Files.createFile(folder.resolve("pause"));
        Files.createDirectory(folder.resolve("migrations"));
        Refract waiting = Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    events.add(event);
                    if (event instanceof Event.DataThrottled) {
                        file.toFile().delete();
                    }
                })
                .build();
        waiting.data()
                .run(DataRunOptions.ALL
                        .pauseFile(file)
                        .throttleQuery("SELECT 0")
                        .window("00:00-23:59:59.999999999"));
        assertThat(events.stream().filter(Event.DataThrottled.class::isInstance))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.words()).contains("the file").contains("pause"));
        waiting.data().restart(NAME);
        for (DataRunOptions wrong : List.of(
                DataRunOptions.ALL.throttleQuery("SELECT nothing FROM nowhere"),
                DataRunOptions.ALL.window("late"),
                DataRunOptions.ALL.maxLag(Duration.ofSeconds(1), List.of()),
                DataRunOptions.ALL.maxLoad(
                        database.dialect() == Dialect.MYSQL ? "Nothing_running=1" : "Threads_running=1"))) {
            assertThat(catchThrowableOfType(
                            RefractException.class, () -> waiting.data().run(wrong)))
                    .isNotNull();
        }
        if (database.dialect() != Dialect.SQLITE) {
            assertThat(catchThrowableOfType(RefractException.class, () -> waiting.data()
                            .run(DataRunOptions.ALL.maxLag(Duration.ofSeconds(1), List.of(database.url())))))
                    .hasMessageContaining("the server is no replica");
        }
        assertThat(database.query("SELECT max(n) FROM users")).isEqualTo("1");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aLostConnectionGoesOn(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL)");
        rows(database, "id, n", "(N, 0)", 500);
        write(folder, NAME, "data.toml", "table = \"users\"\n");
        write(folder, NAME, "up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE");
        Files.createDirectories(folder.resolve("migrations"));
        Refract cut = Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .listener(event -> {
                    if (event instanceof Event.DataBatch batch && batch.batch() == 3) {
                        cut(database);
                    }
                })
                .build();
        assertThat(catchThrowableOfType(RefractException.class, () -> cut.data().run(batches(10))))
                .hasMessageContaining("refract data run " + NAME);
        refract(database, folder).data().run(batches(100));
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("1|1");
    }

    private static void cut(TestDatabase database) {
        try {
            if (database.dialect() == Dialect.POSTGRESQL) {
                database.query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                        + "current_database() AND pid <> pg_backend_pid()");
                return;
            }
            for (String id : database.query(
                            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> "
                                    + "CONNECTION_ID()")
                    .split("\n")) {
                database.execute("KILL " + id);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
