package dev.refract.internal.data;

import dev.refract.data.DataRunOptions;
import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.database.Database;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a run waits for between its batches. A signal that was asked for and can't be read is an error at the start, and
 * later a reason to wait.
 */
final class Throttle implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration REMIND = Duration.ofSeconds(10);

    /** Something that may be busy: then it says why. */
    private interface Asked {
        Optional<String> busy() throws SQLException;
    }

    /** @param kind as the event has it */
    private record Signal(String kind, Asked asked) {
        Optional<String> busy() throws SQLException {
            return asked.busy();
        }
    }

    /** Why it waits. */
    private record Busy(String kind, String reason) {}

    /** What has to hold for the waiting to go on. */
    interface Condition<E extends Exception> {
        void check() throws E;
    }

    private final Listener listener;
    private final List<Signal> signals = new ArrayList<>();
    private final List<Connection> replicas = new ArrayList<>();

    private Throttle(Listener listener) {
        this.listener = listener;
    }

    /** @throws RefractException where a signal can't be read */
    static Throttle of(Database database, DataRunOptions options, Listener listener) {
        Throttle throttle = new Throttle(listener);
        try {
            options.window().map(Window::parse).ifPresent(window -> throttle.add("window", window));
            options.pauseFile().ifPresent(file -> throttle.add("pauseFile", () -> pauseFile(file)));
            options.maxLoad().ifPresent(limits -> throttle.load(database, limits));
            options.throttleQuery().ifPresent(sql -> throttle.add("query", () -> query(database, sql)));
            options.maxLag().ifPresent(lag -> throttle.lag(options.replicas(), lag));
            throttle.requireReadable();
            return throttle;
        } catch (RuntimeException | Error e) {
            throttle.close();
            throw e;
        }
    }

    private void add(String kind, Asked asked) {
        signals.add(new Signal(kind, asked));
    }

    private void requireReadable() {
        for (Signal signal : signals) {
            try {
                Optional<String> unused = signal.busy();
            } catch (SQLException e) {
                throw new RefractException(
                        null,
                        "What the run should be throttled by can't be read: " + e.getMessage(),
                        "Correct it, or leave it out. Nothing was run.",
                        e);
            }
        }
    }

    /** Waits as long as a signal says so, and tells why. */
    <E extends Exception> void waitWhileBusy(String migration, Condition<E> condition) throws InterruptedException, E {
        long told = 0;
        Optional<Busy> busy = busy();
        while (busy.isPresent()) {
            long now = System.nanoTime();
            if (told == 0 || now - told >= REMIND.toNanos()) {
                listener.on(new Event.DataThrottled(
                        migration, busy.get().kind(), busy.get().reason()));
                told = now;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            condition.check();
            busy = busy();
        }
    }

    private Optional<Busy> busy() {
        for (Signal signal : signals) {
            try {
                Optional<String> busy = signal.busy();
                if (busy.isPresent()) {
                    return Optional.of(new Busy(signal.kind(), busy.get()));
                }
            } catch (SQLException e) {
                return Optional.of(new Busy("unreadable", "a signal can't be read: " + e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> pauseFile(Path file) {
        return Files.exists(file) ? Optional.of("the file " + file + " is there") : Optional.empty();
    }

    private static Optional<String> query(Database database, String sql) throws SQLException {
        try (Statement statement = database.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout(10);
            try (ResultSet row = statement.executeQuery(sql)) {
                String value = row.next() ? row.getString(1) : null;
                if (value == null
                        || List.of("", "0", "f", "false").contains(value.strip().toLowerCase(Locale.ROOT))) {
                    return Optional.empty();
                }
                return Optional.of("the throttle query says " + Controls.escapedLine(value));
            }
        }
    }

    private void load(Database database, String limits) {
        if (database.dialect() != Dialect.MYSQL) {
            throw new RefractException(
                    null,
                    "Only MySQL and MariaDB have status variables for a limit of load.",
                    "Use a throttle query, which gives 1 or true while the run is to wait: --throttle-query SQL");
        }
        for (String limit : limits.split(",")) {
            String[] parts = limit.strip().split("[=:]");
            if (parts.length != 2 || !parts[0].matches("\\w+") || !parts[1].matches("\\d{1,18}")) {
                throw new RefractException(
                        null,
                        "\"" + Controls.escapedLine(limit) + "\" is no limit of load.",
                        "Write a status variable and a number, for example: --max-load Threads_running=25");
            }
            add("load", () -> status(database, parts[0], Long.parseLong(parts[1])));
        }
    }

    private static Optional<String> status(Database database, String variable, long most) throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet row =
                        statement.executeQuery("SHOW GLOBAL STATUS LIKE '" + variable.replace("_", "\\_") + "'")) {
            if (!row.next()) {
                throw new SQLException("the server has no status variable " + variable);
            }
            long value = row.getLong(2);
            return value > most ? Optional.of(variable + " is " + value + ", above " + most) : Optional.empty();
        }
    }

    private void lag(List<String> urls, Duration most) {
        if (urls.isEmpty()) {
            throw new RefractException(
                    null, "A limit of lag needs a replica to look at.", "Name one or more: --replica URL");
        }
        for (String text : urls) {
            DatabaseUrl url = DatabaseUrl.parse(text, Path.of(""));
            try {
                Connection replica = new ConnectionSource.OfUrl(url).connect();
                replicas.add(replica);
                add("lag", () -> lag(url, replica, most));
            } catch (SQLException e) {
                throw new RefractException(
                        null,
                        "The replica " + url + " can't be reached: " + e.getMessage(),
                        "Correct --replica, or leave it out. Nothing was run.",
                        e);
            }
        }
    }

    private static Optional<String> lag(DatabaseUrl url, Connection replica, Duration most) throws SQLException {
        double seconds = url.dialect() == Dialect.POSTGRESQL ? postgresLag(replica) : mysqlLag(replica);
        return seconds * 1000 > most.toMillis()
                ? Optional.of("the replica " + url + " lags " + Event.words(Duration.ofMillis((long) (seconds * 1000))))
                : Optional.empty();
    }

    /**
     * A replica that has replayed all that it received does not lag, however long ago that was, as long as it still
     * receives.
     */
    private static double postgresLag(Connection replica) throws SQLException {
        try (Statement statement = replica.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN -1 WHEN "
                                + "EXISTS (SELECT 1 FROM pg_catalog.pg_stat_wal_receiver) AND "
                                + "pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() THEN 0 ELSE "
                                + "extract(epoch FROM pg_catalog.clock_timestamp() - "
                                + "pg_catalog.pg_last_xact_replay_timestamp()) END")) {
            row.next();
            double lag = row.getDouble(1);
            if (row.wasNull() || lag < 0) {
                throw new SQLException(lag < 0 ? "the server is no replica" : "the replica does not tell its lag");
            }
            return lag;
        }
    }

    private static double mysqlLag(Connection replica) throws SQLException {
        try (Statement statement = replica.createStatement();
                ResultSet row = statement.executeQuery("SHOW REPLICA STATUS")) {
            if (!row.next()) {
                throw new SQLException("the server is no replica");
            }
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                if (row.getMetaData().getColumnName(i).matches("(?i)Seconds_Behind_(Master|Source)")) {
                    double lag = row.getDouble(i);
                    if (row.wasNull()) {
                        throw new SQLException("the replica does not replicate");
                    }
                    return lag;
                }
            }
            throw new SQLException("the replica does not tell its lag");
        }
    }

    /** The time of day. */
    private record Window(LocalTime from, LocalTime to) implements Asked {

        static Window parse(String text) {
            String[] parts = text.strip().split("-");
            try {
                if (parts.length == 2) {
                    return new Window(LocalTime.parse(parts[0].strip()), LocalTime.parse(parts[1].strip()));
                }
            } catch (DateTimeParseException e) {
                // said below
            }
            throw new RefractException(
                    null,
                    "\"" + Controls.escapedLine(text) + "\" is no time of day.",
                    "Write where it begins and ends, for example: --window 22:00-06:00");
        }

        @Override
        public Optional<String> busy() {
            LocalTime now = LocalTime.now(ZoneId.systemDefault());
            boolean inside = from.isBefore(to)
                    ? !now.isBefore(from) && now.isBefore(to)
                    : !now.isBefore(from) || now.isBefore(to);
            return inside ? Optional.empty() : Optional.of("it is outside of " + from + "-" + to);
        }
    }

    @Override
    public void close() {
        replicas.forEach(Jdbc::closeQuietly);
    }
}
