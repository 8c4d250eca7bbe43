package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.TableLock.Blocks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which metadata locks a statement takes, by {@code performance_schema.metadata_locks}. MySQL and MariaDB give them up
 * when a statement of DDL ends, so another session reads the tables meanwhile, as an application would: each statement
 * that must have a table for itself waits for that reader, is looked at while it waits, and goes on. The next such
 * moment is met by a second reader, which waited for the end of the first.
 *
 * <p>Only for a scratch database, where nobody else is.
 */
final class MysqlLocks implements AutoCloseable {

    private static final String HELD = "SELECT m.OBJECT_NAME, m.LOCK_TYPE, m.LOCK_STATUS = 'PENDING'"
            + " FROM performance_schema.metadata_locks m"
            + " JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID"
            + " WHERE t.PROCESSLIST_ID = ? AND m.OBJECT_TYPE = 'TABLE' AND m.OBJECT_SCHEMA = DATABASE()";

    /** What looks there holds locks itself, on what it looks at. */
    private static final String OWN = "SELECT COUNT(*) FROM performance_schema.metadata_locks m"
            + " JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID"
            + " WHERE t.PROCESSLIST_ID = CONNECTION_ID()";

    private static final String EXCLUSIVE = "EXCLUSIVE";
    /** Weakest first. What is not among them, blocks neither reads nor writes of rows. */
    private static final List<String> BLOCKING =
            List.of("SHARED_READ_ONLY", "SHARED_NO_WRITE", "SHARED_NO_READ_WRITE", EXCLUSIVE);

    private static final Set<String> BLOCKING_READS = Set.of("SHARED_NO_READ_WRITE", EXCLUSIVE);

    /** Tables in one SELECT: more than 61 can't be joined, but a UNION has no such limit. */
    private static final int TOGETHER = 200;

    private static final long LONGEST_PAUSE = 20;

    private final ConnectionSource source;
    private final Connection monitor;
    private final Optional<String> unseen;
    private final List<Connection> readers = new ArrayList<>();

    /** @param waiting whether it is waited for */
    private record Lock(String table, String mode, boolean waiting) {}

    /** A moment at which a statement waited for a lock: what it held on that table, and what it waits for. */
    private record Wait(Optional<String> held, String wanted) {}

    /**
     * What a statement took of one table that others read meanwhile.
     *
     * @param held the strongest that it held while it worked; empty where it did not begin before it had the other
     * @param wanted what it waited for
     * @param waits how many times it did
     */
    record Taken(Optional<String> held, String wanted, int waits) {}

    private MysqlLocks(ConnectionSource source, Connection monitor, Optional<String> unseen) {
        this.source = source;
        this.monitor = monitor;
        this.unseen = unseen;
    }

    static MysqlLocks open(ConnectionSource source) throws SQLException {
        Connection monitor = source.connectAnother("looking at the locks of a script");
        try {
            return new MysqlLocks(source, monitor, unseen(monitor));
        } catch (SQLException e) {
            Jdbc.closeQuietly(monitor);
            throw e;
        }
    }

    private static Optional<String> unseen(Connection monitor) throws SQLException {
        try (Statement statement = monitor.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT @@performance_schema")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Optional.of("the server runs with performance_schema=OFF");
                }
            }
            try (ResultSet row = statement.executeQuery(OWN)) {
                row.next();
                return row.getInt(1) > 0
                        ? Optional.empty()
                        : Optional.of("the server does not record them: its instrument wait/lock/metadata/sql/mdl is "
                                + "off");
            } catch (SQLException e) {
                return Optional.of("the user may not read performance_schema.metadata_locks and "
                        + "performance_schema.threads, or the server has no such table: " + e.getMessage());
            }
        }
    }

    /** Why no lock is seen; empty where they are. */
    Optional<String> unseen() {
        return unseen;
    }

    static Blocks blocks(String mode) {
        return BLOCKING_READS.contains(mode)
                ? Blocks.READS_AND_WRITES
                : BLOCKING.contains(mode) ? Blocks.WRITES : Blocks.NOTHING;
    }

    /**
     * Whether a statement needs the table for itself only before and after its work: it says so itself, it meets a
     * reader again at its end, or has worked already under a lock that lets others read.
     */
    static boolean isForAMoment(Taken taken, Optional<MysqlAlgorithms.Taken> way) {
        return taken.held().isPresent()
                && (taken.waits() > 1
                        || way.filter(one -> !one.blocksReads()).isPresent()
                        || blocks(taken.held().get()) == Blocks.WRITES);
    }

    /** The tables, sequences and views that are there now; of views, which, is the value. */
    Map<String, Boolean> tables() throws SQLException {
        Map<String, Boolean> tables = new LinkedHashMap<>();
        try (Statement statement = monitor.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT TABLE_NAME, TABLE_TYPE = 'VIEW' FROM information_schema.TABLES"
                                + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'")) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        return tables;
    }

    /** The strongest lock that a session holds now, by table. */
    Map<String, String> held(long session) throws SQLException {
        Map<String, String> held = new LinkedHashMap<>();
        for (Lock lock : locks(session)) {
            if (!lock.waiting()) {
                held.merge(lock.table(), lock.mode(), MysqlLocks::stronger);
            }
        }
        return held;
    }

    private List<Lock> locks(long session) throws SQLException {
        List<Lock> locks = new ArrayList<>();
        try (Statement statement = monitor.createStatement();
                ResultSet rows = statement.executeQuery(HELD.replace("?", String.valueOf(session)))) {
            while (rows.next()) {
                locks.add(new Lock(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
            }
        }
        return locks;
    }

    private static String stronger(String one, String other) {
        return BLOCKING.indexOf(one) >= BLOCKING.indexOf(other) ? one : other;
    }

    /** A statement to look at. */
    interface Work<T> {
        T run() throws ScriptException;
    }

    /**
     * Runs a statement, and looks at it whenever it waits for a reader.
     *
     * @param session the one that it runs on
     * @param tables what is there, as {@link #tables} has it
     * @param altered the table that it changes, where it is one
     * @param taken gets what it took, by table
     */
    <T> T during(
            long session, Map<String, Boolean> tables, Optional<String> altered, Map<String, Taken> taken, Work<T> work)
            throws ScriptException {
        Watcher watcher = new Watcher(session, tables, altered);
        try {
            watcher.read();
        } catch (SQLException e) {
            watcher.letAllPass(); // what can't be read can't be looked at
            return work.run();
        }
        Thread thread = new Thread(watcher, "refract-looks-at-locks");
        thread.setDaemon(true);
        thread.start();
        try {
            return work.run();
        } finally {
            watcher.end(thread);
            watcher.taken(taken);
        }
    }

    private Connection reader(int number) throws SQLException {
        while (readers.size() <= number) {
            Connection reader = source.connectAnother("reading tables while a script is looked at");
            readers.add(reader);
            try (Statement statement = reader.createStatement()) {
                // It is to be alone on a scratch database: who waits longer than that, waits for the script itself.
                statement.execute("SET SESSION lock_wait_timeout = " + (number < 2 ? 2 : 86400));
            }
            reader.setAutoCommit(false);
        }
        return readers.get(number);
    }

    @Override
    public void close() {
        readers.forEach(Jdbc::closeQuietly);
        Jdbc.closeQuietly(monitor);
    }

    /** Looks at one statement. */
    private final class Watcher implements Runnable {

        /** The number of the reader that waits for the end of what the other two are in the way of. */
        private static final int NEXT = 2;

        private final long session;
        private final Map<String, Boolean> tables;
        private final Optional<String> altered;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Map<String, List<Wait>> waits = new LinkedHashMap<>();
        /** Which of the first two reads now. */
        private int current;
        /** What the third waits for, or has. */
        private @Nullable CompletableFuture<Boolean> queued;

        Watcher(long session, Map<String, Boolean> tables, Optional<String> altered) {
            this.session = session;
            this.tables = tables;
            this.altered = altered;
        }

        void read() throws SQLException {
            Map<String, String> own = held(session);
            read(
                    reader(current),
                    tables.keySet().stream()
                            .filter(table -> !BLOCKING_READS.contains(own.getOrDefault(table, "")))
                            .toList());
        }

        /** Each statement of a transaction that is not ended keeps what it read. */
        private void read(Connection reader, List<String> wanted) throws SQLException {
            List<String> plain = wanted.stream()
                    .filter(table -> !tables.getOrDefault(table, false))
                    .toList();
            try (Statement statement = reader.createStatement()) {
                for (int start = 0; start < plain.size(); start += TOGETHER) {
                    statement
                            .executeQuery(String.join(
                                    " UNION ALL ",
                                    plain.subList(start, Math.min(plain.size(), start + TOGETHER)).stream()
                                            .map(Watcher::select)
                                            .toList()))
                            .close();
                }
                for (String view : wanted) {
                    if (tables.getOrDefault(view, false)) {
                        readView(statement, view);
                    }
                }
            }
        }

        private static String select(String table) {
            return "(SELECT 1 FROM " + Dialect.MYSQL.quote(table) + " LIMIT 0)";
        }

        private static void readView(Statement statement, String view) {
            try {
                statement.executeQuery(select(view)).close();
            } catch (SQLException e) {
                // what it is made of is not there
            }
        }

        @Override
        public void run() {
            try {
                long begun = System.nanoTime();
                long pause = 1;
                Optional<Lock> seen = Optional.empty(); // a lock that is given at once is listed as waited for as well
                while (!ended.await(pause, TimeUnit.MILLISECONDS)) {
                    List<Lock> locks = locks(session);
                    Optional<Lock> waiting = locks.stream()
                            .filter(Lock::waiting)
                            .filter(lock -> tables.containsKey(lock.table()))
                            .findFirst();
                    if (waiting.isPresent() && waiting.equals(seen)) {
                        letPass(locks, waiting.get());
                    }
                    seen = waiting;
                    pause = Math.min(LONGEST_PAUSE, 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 50);
                }
            } catch (SQLException | InterruptedException e) {
                // what was seen until then counts; who waits for a reader must not wait any longer
            } finally {
                letAllPass();
            }
        }

        private void letPass(List<Lock> locks, Lock waiting) throws SQLException, InterruptedException {
            String table = waiting.table();
            boolean again = waits.containsKey(table);
            CompletableFuture<Boolean> next = queued;
            if (again
                    && (next == null
                            || !next.isDone()
                            || altered.filter(table::equals).isEmpty())) {
                return; // it has the lock, and the list of them does not say so yet
            }
            Optional<String> held = locks.stream()
                    .filter(lock -> !lock.waiting() && lock.table().equals(table))
                    .map(Lock::mode)
                    .reduce(MysqlLocks::stronger);
            waits.computeIfAbsent(table, t -> new ArrayList<>()).add(new Wait(held, waiting.mode()));
            if (again) {
                reader(NEXT).rollback();
                queued = null;
                return;
            }
            int other = 1 - current;
            read(
                    reader(other),
                    tables.keySet().stream()
                            .filter(name -> !waits.containsKey(name)
                                    && locks.stream()
                                            .noneMatch(lock ->
                                                    lock.table().equals(name) && BLOCKING_READS.contains(lock.mode())))
                            .toList());
            if (altered.filter(table::equals).isPresent()) {
                queue(table);
            }
            reader(current).rollback();
            current = other;
        }

        /** Lets the third reader ask for the table; it is given after what waits for it now. */
        private void queue(String table) throws SQLException, InterruptedException {
            Connection reader = reader(NEXT);
            long id;
            try (Statement statement = reader.createStatement();
                    ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
                row.next();
                id = row.getLong(1);
            }
            CompletableFuture<Boolean> asked = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try (Statement statement = reader.createStatement()) {
                            statement.executeQuery(select(table)).close();
                            asked.complete(true);
                        } catch (SQLException e) {
                            asked.complete(false); // the table is gone
                        }
                    },
                    "refract-reads-next");
            thread.setDaemon(true);
            thread.start();
            queued = asked;
            while (!asked.isDone() && locks(id).stream().noneMatch(Lock::waiting)) {
                if (ended.await(1, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }

        private void letAllPass() {
            try {
                for (int number = 0; number < Math.min(NEXT, readers.size()); number++) {
                    readers.get(number).rollback();
                }
                if (queued != null) {
                    queued.get();
                    readers.get(NEXT).rollback();
                }
            } catch (SQLException | InterruptedException | ExecutionException e) {
                readers.forEach(Jdbc::closeQuietly);
                readers.clear();
            }
        }

        /** The statement has ended. */
        void end(Thread thread) {
            ended.countDown();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void taken(Map<String, Taken> into) {
            waits.forEach((table, all) -> {
                Wait last = all.get(all.size() - 1);
                into.put(table, new Taken(last.held(), last.wanted(), all.size()));
            });
        }
    }
}
