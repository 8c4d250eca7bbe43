package dev.refract.internal.data;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataState;
import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.database.Database;
import dev.refract.internal.output.Counted;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says how a data migration would go: its key, the plan of its first batch, and the time, from a batch that is rolled
 * back.
 */
final class Rehearsal {

    /** Below that a server reads the whole table because it is small. */
    private static final long SMALL = 10_000;

    private final Database database;
    private final DataMigration migration;
    private final StateTable states;
    private final DataRunOptions options;
    private final List<String> lines = new ArrayList<>();

    Rehearsal(Database database, DataMigration migration, StateTable states, DataRunOptions options) {
        this.database = database;
        this.migration = migration;
        this.states = states;
        this.options = options;
    }

    DataRunResult.Run run() {
        Optional<StateTable.Row> row = states.find(migration.name());
        long begun = System.nanoTime();
        if (migration.once()) {
            lines.add("It runs as a whole, in one transaction: mode = \"once\"; at most "
                    + Counted.of(migration.tuning().maxRows(), "row") + " and "
                    + Event.words(migration.tuning().timeout()) + ".");
        } else {
            try {
                batch(row.flatMap(StateTable.Row::lastKey));
            } catch (Interruptible.Cancelled e) {
                throw new InterruptedRefractException("Interrupted while a batch was tried.", "It was rolled back.");
            } catch (SQLException e) {
                throw database.explain(e);
            }
        }
        DataState state = row.map(StateTable.Row::state).orElse(DataState.PENDING);
        return new DataRunResult.Run(migration.name(), state, 0, 0, Duration.ofNanos(System.nanoTime() - begun), lines);
    }

    private void batch(Optional<String> lastKey) throws SQLException {
        Batches batches = new Batches(database, migration, migration.up());
        lines.add("Key: (" + String.join(", ", batches.key().names()) + ") by the index "
                + batches.key().index()
                + (migration.key().isEmpty()
                        ? ", the first that is unique and has no NULLs."
                        : ", as data.toml says."));
        long rows = batches.estimate();
        int size = options.batchSize().orElse(migration.tuning().firstSize());
        Optional<List<String>> last = lastKey.map(batches.key()::parse);
        Optional<List<String>> bound = batches.last();
        Optional<List<String>> end = bound.isEmpty() ? Optional.empty() : batches.end(last, bound.get(), size);
        if (end.isEmpty()) {
            lines.add("There are no rows to go through.");
            return;
        }
        List<String> statements = batches.statements(last, end.get());
        for (String statement : statements) {
            lines.add("First batch: " + statement.strip());
            plan(statement, rows);
        }
        Duration took = tried(statements);
        lines.add("A batch of " + Counted.of(size, "row") + " took " + Event.words(took) + " and was rolled back"
                + (rows < 0
                        ? "."
                        : "; about " + String.format(Locale.ROOT, "%,d", rows) + " rows: about "
                                + Event.words(Duration.ofMillis(Math.max(1, rows * took.toMillis() / size))) + "."));
    }

    private void plan(String statement, long rows) throws SQLException {
        String explain =
                switch (database.dialect()) {
                    case POSTGRESQL -> "EXPLAIN ";
                    case MYSQL -> "EXPLAIN FORMAT=TRADITIONAL "; // MySQL 9's own default is a tree
                    case SQLITE -> "EXPLAIN QUERY PLAN ";
                };
        boolean scans = false;
        try (Statement sql = database.connection().createStatement()) {
            sql.setEscapeProcessing(false);
            try (ResultSet row = sql.executeQuery(explain + statement)) {
                while (row.next()) {
                    String line =
                            switch (database.dialect()) {
                                case POSTGRESQL -> row.getString(1);
                                case MYSQL ->
                                    row.getString("table") + ": " + row.getString("type") + " by "
                                            + row.getString("key");
                                case SQLITE -> row.getString("detail");
                            };
                    lines.add("    " + line);
                    scans |= isScan(line);
                }
            }
        }
        if (scans && (rows < 0 || rows > SMALL)) {
            lines.add("Warning: the plan reads the whole table for each batch, and no range of an index.");
        }
    }

    private boolean isScan(String line) {
        String table = migration.tableName();
        return switch (database.dialect()) {
            case POSTGRESQL -> line.contains("Seq Scan on " + table) || line.contains("Seq Scan on \"" + table + "\"");
            case MYSQL ->
                line.startsWith(migration.up().qualifier() + ": ALL")
                        || line.startsWith(migration.up().qualifier() + ": index by");
            case SQLITE -> line.startsWith("SCAN " + migration.up().qualifier());
        };
    }

    private Duration tried(List<String> statements) throws SQLException {
        Connection connection = database.connection();
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            long begun = System.nanoTime();
            Interruptible.run(() -> Batches.execute(sql, statements), sql::cancel);
            return Duration.ofNanos(System.nanoTime() - begun);
        } finally {
            Batches.rollBack(connection);
        }
    }
}
