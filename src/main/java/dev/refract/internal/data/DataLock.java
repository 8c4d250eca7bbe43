package dev.refract.internal.data;

import dev.refract.data.DataState;
import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps other processes from running the same data migration. It is not Prisma's lock: no deploy waits for it. */
final class DataLock {

    /** What this process runs on SQLite. */
    private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    private final Database database;
    private final String name;

    private DataLock(Database database, String name) {
        this.database = database;
        this.name = name;
    }

    /**
     * Does something while this process alone may run the data migration.
     *
     * @throws RefractException where another process has it
     */
    static <T> T holding(Database database, StateTable states, String migration, Supplier<T> work) {
        DataLock lock = take(database, states, migration);
        try {
            return work.get();
        } finally {
            lock.release();
        }
    }

    private static DataLock take(Database database, StateTable states, String migration) {
        if (!database.keepsSession()) {
            throw new RefractException(
                    null,
                    "The connection goes through a pooler in transaction mode, where a data migration can't keep others "
                            + "from running it too.",
                    "Connect directly: directUrl in the schema file, or the variable that it names.");
        }
        DataLock lock = new DataLock(database, "refract data " + database.schema() + " " + migration);
        if (!lock.tryTake(states, migration)) {
            throw new RunElsewhereException(migration);
        }
        return lock;
    }

    /** The lock as the server's functions take it. */
    private String key() {
        String literal = database.dialect().literal(name);
        return database.dialect() == Dialect.MYSQL
                ? "SHA2(CONCAT(DATABASE(), " + literal + "), 256)"
                : "pg_catalog.hashtextextended(" + literal + ", 0)";
    }

    private boolean tryTake(StateTable states, String migration) {
        return switch (database.dialect()) {
            case POSTGRESQL ->
                database.queryOne("SELECT pg_catalog.pg_try_advisory_lock(" + key() + ")", row -> row.getBoolean(1))
                        .orElse(false);
            case MYSQL ->
                database.queryOne("SELECT GET_LOCK(" + key() + ", 0)", row -> row.getInt(1) == 1)
                        .orElse(false);
            case SQLITE -> {
                boolean free = states.find(migration)
                        .filter(row -> row.state() == DataState.RUNNING)
                        .filter(row -> isAlive(row.owner()))
                        .isEmpty();
                yield free && HELD.add(database.description() + name);
            }
        };
    }

    /** Whether another process that is there runs it: one file has one computer. */
    private static boolean isAlive(String owner) {
        String pid = owner.replaceFirst(" .*", "");
        return pid.matches("\\d{1,18}")
                && Long.parseLong(pid) != ProcessHandle.current().pid()
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    private void release() {
        try {
            switch (database.dialect()) {
                case POSTGRESQL -> unlock("SELECT pg_catalog.pg_advisory_unlock(" + key() + ")");
                case MYSQL -> unlock("SELECT RELEASE_LOCK(" + key() + ")");
                case SQLITE -> HELD.remove(database.description() + name);
            }
        } catch (RefractException e) {
            // the connection is gone, and its lock with it
        }
    }

    private void unlock(String sql) {
        Optional<String> unused = database.queryOne(sql, row -> row.getString(1));
    }
}
