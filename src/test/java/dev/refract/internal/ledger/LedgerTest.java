package dev.refract.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.RecordedMeanwhileException;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Behind a pooler nothing locks what happens before the first migration. */
class LedgerTest {

    @OnPostgres
    @OnMysql
    @OnMariadb
    void processesThatMakeItAtOnceAllFindIt(TestDatabase database) throws Exception {
        for (int round = 0; round < 5; round++) {
            atOnce(database, "", own -> {
                new Ledger(own).create();
                assertThat(new Ledger(own).rows()).isEmpty();
            });
            database.execute("DROP TABLE _prisma_migrations");
        }
    }

    @OnPostgres
    void processesThatMakeASchemaAtOnceAllFindIt(TestDatabase database) throws Exception {
        for (int round = 0; round < 5; round++) {
            atOnce(database, "?schema=tenant", own -> own.createSchema(event -> {}));
            database.execute("DROP SCHEMA tenant");
        }
    }

    /** Also where rows are read as committed, which locks no gap between them. */
    @OnMysql
    @OnMariadb
    void ofProcessesThatStartAMigrationAtOnceOneDoes(TestDatabase database) throws Exception {
        atOnce(database, "", own -> new Ledger(own).create());
        for (String level : List.of("REPEATABLE READ", "READ COMMITTED")) {
            for (int round = 0; round < 30; round++) {
                String migration = level + " " + round;
                AtomicInteger started = new AtomicInteger();
                AtomicInteger refused = new AtomicInteger();
                atOnce(database, "", own -> {
                    own.update("SET SESSION TRANSACTION ISOLATION LEVEL " + level);
                    try {
                        new Ledger(own).start(Ledger.newId(), migration, "sum", "note");
                        started.incrementAndGet();
                    } catch (RecordedMeanwhileException e) {
                        refused.incrementAndGet();
                    }
                });
                assertThat(started).as(migration).hasValue(1);
                assertThat(refused).as(migration).hasValue(3);
            }
        }
    }

    private static void atOnce(TestDatabase database, String parameters, Consumer<Database> action) throws Exception {
        int processes = 4;
        DatabaseUrl url =
                DatabaseUrl.parse(database.url() + parameters, Path.of("").toAbsolutePath());
        CyclicBarrier start = new CyclicBarrier(processes);
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                runs.add(threads.submit(() -> {
                    try (Database own =
                            Database.open(new ConnectionSource.OfUrl(url), Database.Missing.FAIL, event -> {})) {
                        start.await();
                        action.accept(own);
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
