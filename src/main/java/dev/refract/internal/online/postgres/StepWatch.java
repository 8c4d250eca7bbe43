package dev.refract.internal.online.postgres;

import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.report.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks from another connection at a step that takes long: how far it is, and whom it waits for. Where that can't be
 * seen, the step runs all the same.
 */
final class StepWatch implements Runnable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** The first word comes after this. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration REMIND = Duration.ofMinutes(1);

    /** The phases count different things: blocks while the table is read, then tuples, then lockers. */
    private static final String INDEX =
            "SELECT phase, CASE WHEN lockers_total > 0 THEN NULL WHEN tuples_total > 0 THEN 100.0 "
                    + "* tuples_done / tuples_total WHEN blocks_total > 0 THEN 100.0 * blocks_done / blocks_total END FROM "
                    + "pg_catalog.pg_stat_progress_create_index WHERE pid = ";

    /** Some work on the server. */
    interface Work {
        void run() throws ScriptException;
    }

    private final CurrentStatement statement;
    private final int process;
    private final long start = System.nanoTime();

    private String phase = "";
    private double percentAtFirst;
    private long phaseStart;
    private long lastWord = start - PROGRESS.toNanos() + QUIET.toNanos();
    private List<String> inTheWay = List.of();
    private long waitingSince;
    private long lastReminder;

    private StepWatch(CurrentStatement statement, int process) {
        this.statement = statement;
        this.process = process;
    }

    /** Runs the work, and tells of it meanwhile. */
    static void during(CurrentStatement statement, Work work) throws ScriptException {
        int process = statement
                .database()
                .queryOne("SELECT pg_catalog.pg_backend_pid()", row -> row.getInt(1))
                .orElseThrow();
        Thread watch = new Thread(new StepWatch(statement, process), "refract-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            work.run();
        } finally {
            watch.interrupt();
        }
    }

    @Override
    public void run() {
        try {
            Thread.sleep(QUIET.toMillis());
        } catch (InterruptedException e) {
            return; // it was quick
        }
        Connection connection = null;
        try {
            connection = statement.database().source().connect();
            while (!Thread.currentThread().isInterrupted()) {
                look(connection);
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException | SQLException | RuntimeException e) {
            Thread.currentThread().interrupt(); // the step has ended, or can't be looked at
        } finally {
            if (connection != null) {
                Jdbc.closeQuietly(connection);
            }
        }
    }

    private void look(Connection connection) throws SQLException {
        long now = System.nanoTime();
        Optional<Phase> seen = new Catalog(connection)
                        .query(INDEX + process, row -> {
                            double percent = row.getDouble(2);
                            return new Phase(row.getString(1), row.wasNull() ? Optional.empty() : Optional.of(percent));
                        })
                        .stream()
                        .findFirst();
        waiting(InTheWay.of(connection, process), now);
        if (now - lastWord >= PROGRESS.toNanos()) {
            lastWord = now;
            progress(seen.orElse(new Phase("", Optional.empty())), now);
        }
    }

    private record Phase(String name, Optional<Double> percent) {}

    private void progress(Phase seen, long now) {
        if (!seen.name().equals(phase)) {
            phase = seen.name();
            phaseStart = now;
            percentAtFirst = seen.percent().orElse(0.0);
        }
        Optional<Duration> remaining = seen.percent()
                .filter(percent -> percent > percentAtFirst && now > phaseStart)
                .map(percent ->
                        Duration.ofNanos((long) ((now - phaseStart) * (100 - percent) / (percent - percentAtFirst))));
        statement
                .listener()
                .on(new Event.StatementProgress(
                        statement.migration(),
                        statement.number(),
                        seen.name(),
                        seen.percent(),
                        Duration.ofNanos(now - start),
                        remaining));
    }

    private void waiting(List<String> now, long time) {
        List<String> who =
                now.stream().map(line -> line.replaceFirst(",.*", "")).toList();
        if (who.isEmpty()) {
            inTheWay = List.of();
            return;
        }
        boolean others = !who.equals(inTheWay);
        if (others) {
            inTheWay = who;
            waitingSince = time;
        }
        if (others || time - lastReminder >= REMIND.toNanos()) {
            lastReminder = time;
            statement
                    .listener()
                    .on(new Event.StatementWaiting(
                            statement.migration(), statement.number(), Duration.ofNanos(time - waitingSince), now));
        }
    }
}
