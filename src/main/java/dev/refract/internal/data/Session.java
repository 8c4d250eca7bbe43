package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a run sets in its session. */
final class Session {

    /** How long a batch waits for a lock before it gives way. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(2);
    /**
     * SQLite's locks have no queue: whoever writes without a pause is overtaken by chance, and waiting blocks nobody.
     */
    private static final Duration SQLITE_LOCK_WAIT = Duration.ofSeconds(10);

    private Session() {}

    /** Has its batches give way; set back afterwards: a pool gives the connection to the application again. */
    static <T> T forBatches(Database database, Supplier<T> work) {
        List<String> before = before(database);
        try {
            set(database);
            return work.get();
        } finally {
            restore(database, before);
        }
    }

    private static void set(Database database) {
        switch (database.dialect()) {
            case POSTGRESQL -> {
                database.update("SET lock_timeout = " + LOCK_WAIT.toMillis());
                database.update("SET default_transaction_isolation = 'read committed'");
                database.update("SET datestyle = 'ISO, YMD'");
                database.update("SET timezone = 'UTC'");
            }
            case MYSQL -> {
                database.update("SET SESSION innodb_lock_wait_timeout = " + LOCK_WAIT.toSeconds());
                database.update("SET SESSION lock_wait_timeout = " + LOCK_WAIT.toSeconds());
                database.update("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
                database.update("SET SESSION time_zone = '+00:00'");
            }
            case SQLITE -> database.update("PRAGMA busy_timeout = " + SQLITE_LOCK_WAIT.toMillis());
        }
    }

    /** The statements that set it back; PostgreSQL's is reset when it is closed. */
    private static List<String> before(Database database) {
        List<String> before = new ArrayList<>();
        switch (database.dialect()) {
            case POSTGRESQL -> {}
            case MYSQL -> {
                for (String variable : List.of("innodb_lock_wait_timeout", "lock_wait_timeout")) {
                    value(database, "SELECT @@SESSION." + variable)
                            .ifPresent(value -> before.add("SET SESSION " + variable + " = " + value));
                }
                value(database, "SELECT @@SESSION.time_zone")
                        .ifPresent(value -> before.add(
                                "SET SESSION time_zone = " + database.dialect().literal(value)));
                isolation(database)
                        .ifPresent(level ->
                                before.add("SET SESSION TRANSACTION ISOLATION LEVEL " + level.replace('-', ' ')));
            }
            case SQLITE ->
                value(database, "PRAGMA busy_timeout").ifPresent(value -> before.add("PRAGMA busy_timeout = " + value));
        }
        return before;
    }

    /** MariaDB before 11.1 has the old name only. */
    private static Optional<String> isolation(Database database) {
        return value(database, "SHOW SESSION VARIABLES WHERE Variable_name = 'transaction_isolation'", 2)
                .or(() -> value(database, "SHOW SESSION VARIABLES WHERE Variable_name = 'tx_isolation'", 2));
    }

    private static Optional<String> value(Database database, String sql) {
        return value(database, sql, 1);
    }

    private static Optional<String> value(Database database, String sql, int column) {
        return database.queryOne(sql, row -> row.getString(column));
    }

    private static void restore(Database database, List<String> before) {
        try {
            before.forEach(database::update);
        } catch (RefractException e) {
            // the connection is gone: its pool will notice
        }
    }
}
