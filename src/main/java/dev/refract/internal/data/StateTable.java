package dev.refract.internal.data;

import dev.refract.data.DataState;
import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How far the data migrations are, in a table of the database's own. On PostgreSQL it is in a schema of its own, so
 * that Prisma does not take it for drift.
 */
final class StateTable {

    private static final String SCHEMA = "_refract";
    private static final String NAME = "_refract_data";

    /** PostgreSQL's; MySQL's is of errors in general, none of which is another for a statement like that. */
    private static final Set<String> DENIED = Set.of("42501", "42000");

    private final Database database;

    StateTable(Database database) {
        this.database = database;
    }

    /**
     * A row of it.
     *
     * @param key the key's columns
     * @param lastKey the key of the last row that was gone through, as literals; empty before the first batch
     * @param rows changed by all its batches
     * @param size of its last batch
     * @param pass how often it began at the first row
     * @param owner who runs it
     */
    record Row(
            String name,
            String checksum,
            DataState state,
            String key,
            Optional<String> lastKey,
            long rows,
            long batches,
            long size,
            int pass,
            String owner,
            Optional<String> error,
            Instant updated) {

        /** Whether somebody paused it, and not the process that ran it. */
        boolean pausedByHand() {
            return state == DataState.PAUSED && owner.isEmpty();
        }
    }

    private String table() {
        Dialect dialect = database.dialect();
        return dialect == Dialect.POSTGRESQL ? dialect.quote(SCHEMA) + ".data_migrations" : database.qualified(NAME);
    }

    boolean exists() {
        String sql =
                switch (database.dialect()) {
                    case POSTGRESQL ->
                        "SELECT 1 WHERE pg_catalog.to_regclass('" + SCHEMA + ".data_migrations') IS NOT NULL";
                    case MYSQL ->
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = " + literal(database.schema())
                                + " AND table_name = '" + NAME + "'";
                    case SQLITE -> "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '" + NAME + "'";
                };
        return !database.query(sql, row -> row.getInt(1)).isEmpty();
    }

    void create() {
        if (exists()) {
            return;
        }
        Dialect dialect = database.dialect();
        if (dialect == Dialect.POSTGRESQL) {
            database.update("CREATE SCHEMA IF NOT EXISTS " + dialect.quote(SCHEMA));
        }
        String name = dialect == Dialect.MYSQL ? "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "TEXT";
        String text = dialect == Dialect.MYSQL ? "LONGTEXT CHARACTER SET utf8mb4" : "TEXT";
        database.update("CREATE TABLE IF NOT EXISTS " + table() + " (schema_name " + name + " NOT NULL, name " + name
                + " NOT NULL, checksum " + name + " NOT NULL, state " + name + " NOT NULL, key_columns " + text
                + " NOT NULL, last_key " + text + ", rows_changed BIGINT NOT NULL, batches BIGINT NOT NULL, batch_size "
                + "BIGINT NOT NULL, pass INTEGER NOT NULL, owner " + name + " NOT NULL, error " + text
                + ", started_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL, finished_ms BIGINT, PRIMARY KEY (schema_name, "
                + "name))" + (dialect == Dialect.MYSQL ? " ENGINE=InnoDB" : ""));
    }

    List<Row> rows() {
        return exists() ? read("schema_name = " + literal(database.schema())) : List.of();
    }

    /** As {@link #rows}; empty where the user may not read them. */
    Optional<List<Row>> readable() {
        try {
            List<Row> rows = rows();
            // MySQL does not list a table on which the user has no right
            return rows.isEmpty() && database.dialect() == Dialect.MYSQL ? probed() : Optional.of(rows);
        } catch (RefractException e) {
            return denied(e);
        }
    }

    private Optional<List<Row>> probed() {
        try {
            List<Integer> unused = database.query("SELECT 1 FROM " + table() + " LIMIT 0", row -> row.getInt(1));
            return Optional.of(List.of());
        } catch (RefractException e) {
            return e.sqlState().filter("42S02"::equals).isPresent() ? Optional.of(List.of()) : denied(e);
        }
    }

    private static Optional<List<Row>> denied(RefractException e) {
        boolean denied = e.sqlState().filter(DENIED::contains).isPresent();
        if (!denied) {
            throw e;
        }
        return Optional.empty();
    }

    Optional<Row> find(String name) {
        return exists() ? read(where(name)).stream().findFirst() : Optional.empty();
    }

    private List<Row> read(String condition) {
        return database.query(
                "SELECT name, checksum, state, key_columns, last_key, rows_changed, batches, batch_size, pass, owner, "
                        + "error, updated_ms FROM " + table() + " WHERE " + condition + " ORDER BY name",
                row -> new Row(
                        row.getString(1),
                        row.getString(2),
                        DataState.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                        row.getString(4),
                        Optional.ofNullable(row.getString(5)).filter(key -> !key.isEmpty()),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getInt(9),
                        row.getString(10),
                        Optional.ofNullable(row.getString(11)),
                        Instant.ofEpochMilli(row.getLong(12))));
    }

    private String where(String name) {
        return "schema_name = " + literal(database.schema()) + " AND name = " + literal(name);
    }

    private String literal(String text) {
        return database.dialect().literal(text);
    }

    void insert(String name, String checksum, String key, String owner) {
        long now = System.currentTimeMillis();
        database.insertOnce("INSERT INTO " + table()
                + " (schema_name, name, checksum, state, key_columns, rows_changed, "
                + "batches, batch_size, pass, owner, started_ms, updated_ms) SELECT " + literal(database.schema())
                + ", "
                + literal(name) + ", " + literal(checksum) + ", '" + DataState.RUNNING.text() + "', " + literal(key)
                + ", 0, 0, 0, 1, " + literal(owner) + ", " + now + ", " + now + " WHERE NOT EXISTS (SELECT 1 FROM "
                + table() + " WHERE " + where(name) + ")");
    }

    /** Makes this process the one that runs it. */
    void take(String name, String checksum, String key, String owner) {
        boolean unused = set(
                name,
                "state = '" + DataState.RUNNING.text() + "', checksum = " + literal(checksum) + ", key_columns = "
                        + literal(key) + ", owner = " + literal(owner) + ", error = NULL, finished_ms = NULL");
    }

    /**
     * The statement that a batch's transaction begins with: it changes one row where this process still runs it, and
     * keeps others from it until the transaction ends.
     */
    String claim(String name, String owner) {
        return "UPDATE " + table() + " SET updated_ms = updated_ms + 1 WHERE " + where(name) + " AND owner = "
                + literal(owner) + " AND state = '" + DataState.RUNNING.text() + "'";
    }

    /** The statement that a batch's transaction ends with. */
    String progress(String name, String lastKey, long rows, long size) {
        return "UPDATE " + table() + " SET last_key = " + literal(lastKey) + ", rows_changed = rows_changed + " + rows
                + ", batches = batches + 1, batch_size = " + size + ", updated_ms = " + System.currentTimeMillis()
                + " WHERE " + where(name);
    }

    void end(String name, String owner, DataState state, Optional<String> error) {
        database.update("UPDATE " + table() + " SET state = '" + state.text() + "', error = "
                + error.map(this::literal).orElse("NULL") + ", updated_ms = " + System.currentTimeMillis()
                + (state == DataState.DONE ? ", finished_ms = " + System.currentTimeMillis() : "") + " WHERE "
                + where(name) + " AND owner = " + literal(owner) + " AND state = '" + DataState.RUNNING.text() + "'");
    }

    void nextPass(String name) {
        boolean unused = set(name, "last_key = NULL, pass = pass + 1");
    }

    /**
     * Pauses what another process runs, which is then nobody's.
     *
     * @return false where it does not run
     */
    boolean pause(String name) {
        return database.update("UPDATE " + table() + " SET state = '" + DataState.PAUSED.text()
                        + "', owner = '', updated_ms = "
                        + System.currentTimeMillis() + " WHERE " + where(name) + " AND state = '"
                        + DataState.RUNNING.text() + "'")
                > 0;
    }

    boolean markDone(String name) {
        return set(
                name,
                "state = '" + DataState.DONE.text() + "', error = NULL, finished_ms = " + System.currentTimeMillis());
    }

    /** @return whether there was anything to forget */
    boolean forget(String name) {
        return database.update("DELETE FROM " + table() + " WHERE " + where(name)) > 0;
    }

    /** Of all in this schema, whose tables are gone. */
    void forgetAll() {
        if (exists()) {
            database.update("DELETE FROM " + table() + " WHERE schema_name = " + literal(database.schema()));
        }
    }

    private boolean set(String name, String assignments) {
        return database.update("UPDATE " + table() + " SET " + assignments + ", updated_ms = "
                        + System.currentTimeMillis() + " WHERE " + where(name))
                > 0;
    }
}
