package dev.refract.internal.lint;

import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Question;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.report.InterruptedRefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.ProgressHandler;

/**
 * The database that migrations are for, asked about its rows. Each question is a transaction of its own that can only
 * read, and ends after two seconds.
 */
final class RealDatabase implements Facts, AutoCloseable {

    private static final long PATIENCE_MILLIS = 2000;

    private static final String POSTGRES_TABLES =
            "SELECT n.nspname, c.relname, CASE c.relkind WHEN 'p' THEN (SELECT coalesce(sum("
                    + "pg_catalog.pg_total_relation_size(relid)), 0) FROM pg_catalog.pg_partition_tree(c.oid)) "
                    + "ELSE pg_catalog.pg_total_relation_size(c.oid) END, c.reltuples::bigint"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT LIKE 'pg\\_%'"
                    + " AND n.nspname <> 'information_schema' ORDER BY n.nspname <> current_schema(), 1, 2";
    private static final String MYSQL_TABLES =
            "SELECT NULL, TABLE_NAME, DATA_LENGTH + INDEX_LENGTH, TABLE_ROWS FROM information_schema.TABLES"
                    + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 2";
    private static final String SQLITE_TABLES =
            "SELECT NULL, name, NULL, NULL FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                    + "ESCAPE '\\' ORDER BY 2";

    private static final int DAY_SECONDS = 86_400;

    private record Row(Optional<String> schema, String table, Optional<Long> bytes, Optional<Long> estimate) {}

    private final Database database;
    private final Server server;
    private final List<Row> rows = new ArrayList<>();
    private final Map<Row, TableSize> sizes = new HashMap<>();
    private final boolean borrowed;
    /** What the session has again in the end, where it is somebody else's. */
    private final List<String> restore = new ArrayList<>();

    /** @param database this object's to close from now on */
    RealDatabase(Database database) {
        this(database, false);
    }

    /** On a session that is at work for somebody else, and as it was when this closes. */
    static RealDatabase borrowed(Database database) {
        return new RealDatabase(database, true);
    }

    private RealDatabase(Database database, boolean borrowed) {
        this.database = database;
        this.borrowed = borrowed;
        try {
            this.server = Server.of(database.connection().getMetaData(), database.dialect());
            limit();
            rows.addAll(ask(
                            Optional.empty(),
                            switch (database.dialect()) {
                                case POSTGRESQL -> POSTGRES_TABLES;
                                case MYSQL -> MYSQL_TABLES;
                                case SQLITE -> SQLITE_TABLES;
                            },
                            RealDatabase::tables)
                    .orElse(List.of()));
        } catch (SQLException e) {
            close();
            throw database.explain(e);
        }
    }

    /** What a database is, whoever it is of. */
    static Server serverOf(Database database) {
        try {
            return Server.of(database.connection().getMetaData(), database.dialect());
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    Database database() {
        return database;
    }

    Server server() {
        return server;
    }

    /**
     * Whether the server, or the user's settings, say how long a statement waits for a lock: PostgreSQL's default is
     * for ever, MariaDB's a day, MySQL's a year.
     */
    boolean limitsWaits() {
        return switch (database.dialect()) {
            case POSTGRESQL ->
                ask(
                                Optional.empty(),
                                "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'",
                                RealDatabase::number)
                        .filter(millis -> millis > 0)
                        .isPresent();
            case MYSQL ->
                ask(Optional.empty(), "SELECT @@GLOBAL.lock_wait_timeout", RealDatabase::number)
                        .filter(seconds -> seconds < DAY_SECONDS)
                        .isPresent();
            case SQLITE -> true;
        };
    }

    /** Of all tables. */
    SizesFile all() {
        return new SizesFile(server, rows.stream().map(this::size).toList());
    }

    /**
     * How a deploy would run the statements of a pending migration, those before which were asked about. What needs a
     * transaction that writes is not found out.
     */
    List<Route> routes(Plan.Routes routes, Migration migration, Script script) {
        Connection connection = database.connection();
        try {
            boolean before = connection.isReadOnly();
            connection.setReadOnly(true);
            try {
                return routes.of(migration, script);
            } finally {
                connection.setReadOnly(before);
            }
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    @Override
    public Optional<TableSize> size(Optional<String> schema, String table) {
        List<Row> named = rows.stream()
                .filter(row -> row.table().equalsIgnoreCase(table))
                .filter(row -> schema.isEmpty()
                        || row.schema().isEmpty()
                        || row.schema().get().equals(schema.get()))
                .toList();
        return named.stream()
                .filter(row -> row.table().equals(table))
                .findFirst()
                .or(() -> named.stream().findFirst())
                .map(this::size);
    }

    @Override
    public Optional<Long> count(Optional<String> schema, Question question) {
        boolean elsewhere = database.dialect() == Dialect.MYSQL
                && schema.filter(name -> !name.equals(database.schema())).isPresent();
        return elsewhere ? Optional.empty() : count(schema, question.rows());
    }

    private Optional<Long> count(Optional<String> schema, String query) {
        return ask(
                schema,
                "SELECT count(*) FROM (" + query + " LIMIT " + (COUNTED + 1) + ") counted",
                RealDatabase::number);
    }

    private TableSize size(Row row) {
        return sizes.computeIfAbsent(row, its -> new TableSize(its.schema(), its.table(), rowCount(its), its.bytes()));
    }

    private Optional<Long> rowCount(Row row) {
        Dialect dialect = database.dialect();
        String name = row.schema().map(schema -> dialect.quote(schema) + ".").orElse("") + dialect.quote(row.table());
        Optional<Long> counted = count(Optional.empty(), "SELECT 1 FROM " + name);
        if (counted.filter(count -> count <= COUNTED).isPresent()) {
            return counted;
        }
        Optional<Long> estimate =
                switch (dialect) {
                    case POSTGRESQL ->
                        ask(Optional.empty(), "EXPLAIN (FORMAT JSON) SELECT 1 FROM " + name, RealDatabase::planned)
                                .or(row::estimate);
                    case MYSQL -> row.estimate();
                    case SQLITE -> ask(Optional.empty(), "SELECT count(*) FROM " + name, RealDatabase::number);
                };
        return counted.map(count -> Math.max(count, estimate.orElse(0L))).or(() -> estimate.filter(rows -> rows > 0));
    }

    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private static List<Row> tables(ResultSet rows) throws SQLException {
        List<Row> tables = new ArrayList<>();
        while (rows.next()) {
            String name = rows.getString(2);
            if (!name.equals(Ledger.TABLE)) {
                tables.add(new Row(
                        Optional.ofNullable(rows.getString(1)),
                        name,
                        Optional.of(rows.getLong(3)).filter(bytes -> bytes > 0),
                        Optional.of(rows.getLong(4)).filter(estimate -> estimate > 0)));
            }
        }
        return tables;
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }

    /** The planner knows how far the table has grown since it was last analyzed. */
    private static long planned(ResultSet rows) throws SQLException {
        rows.next();
        String plan = rows.getString(1);
        int at = plan.indexOf("\"Plan Rows\":") + "\"Plan Rows\":".length();
        return Long.parseLong(plan.substring(at, plan.indexOf(',', at)).trim());
    }

    private void limit() throws SQLException {
        try (Statement statement = database.connection().createStatement()) {
            if (database.dialect() == Dialect.MYSQL) {
                set(statement, "lock_wait_timeout", "2");
                if (server.isMariadb()) {
                    set(statement, "max_statement_time", "2");
                } else {
                    set(statement, "max_execution_time", String.valueOf(PATIENCE_MILLIS));
                    set(statement, "information_schema_stats_expiry", "0");
                }
            } else if (database.dialect() == Dialect.SQLITE) {
                String before = value(statement, "PRAGMA query_only");
                statement.execute("PRAGMA query_only = ON");
                restore.add("PRAGMA query_only = " + before);
            }
        }
    }

    private void set(Statement statement, String variable, String value) throws SQLException {
        String before = value(statement, "SELECT @@SESSION." + variable);
        statement.execute("SET SESSION " + variable + " = " + value);
        restore.add("SET SESSION " + variable + " = " + before);
    }

    private static String value(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Empty where the server refuses, or does not answer in time. */
    private <T> Optional<T> ask(Optional<String> schema, String query, Reader<T> reader) {
        Connection connection = database.connection();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return Optional.of(Interruptible.run(
                    () -> {
                        begin(statement, schema);
                        try (ResultSet rows = statement.executeQuery(query)) {
                            return reader.read(rows);
                        } finally {
                            end(statement);
                        }
                    },
                    statement::cancel));
        } catch (Interruptible.Cancelled e) {
            throw new InterruptedRefractException(
                    "Interrupted while the database was asked about its rows.", "Run the command again.");
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private void begin(Statement statement, Optional<String> schema) throws SQLException {
        switch (database.dialect()) {
            case POSTGRESQL -> {
                statement.execute("BEGIN TRANSACTION READ ONLY");
                statement.execute("SET LOCAL statement_timeout = " + PATIENCE_MILLIS);
                statement.execute("SET LOCAL row_security = off"); // all rows, or an error
                statement.execute(
                        "SET LOCAL search_path TO " + Dialect.POSTGRESQL.quote(schema.orElse(database.schema())));
            }
            case MYSQL -> statement.execute("START TRANSACTION READ ONLY");
            case SQLITE -> {
                long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
                ProgressHandler.setHandler(database.connection(), 10_000, new ProgressHandler() {
                    @Override
                    protected int progress() {
                        return System.nanoTime() > end ? 1 : 0;
                    }
                });
            }
        }
    }

    private void end(Statement statement) throws SQLException {
        if (database.dialect() == Dialect.SQLITE) {
            ProgressHandler.clearHandler(database.connection());
        } else {
            statement.execute("ROLLBACK");
        }
    }

    @Override
    public void close() {
        if (!borrowed) {
            database.close();
            return;
        }
        try (Statement statement = database.connection().createStatement()) {
            for (String setting : restore) {
                statement.execute(setting);
            }
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }
}
