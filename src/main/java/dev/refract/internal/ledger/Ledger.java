package dev.refract.internal.ledger;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.RecordedMeanwhileException;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Prisma's {@code _prisma_migrations} table: rows in, rows out. It always goes by its schema's name, and every time in
 * it is the server's, so that neither a script's settings nor a host's clock can change what is recorded.
 */
public final class Ledger {

    /** The table's name. */
    public static final String TABLE = "_prisma_migrations";

    private final Database database;
    private final String table;

    public Ledger(Database database) {
        this.database = database;
        this.table = database.qualified(TABLE);
    }

    /** A new row's id. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /**
     * Creates the table, as Prisma's engine does. Another process may have made it since somebody looked: behind a
     * pooler no lock is held here.
     */
    public void create() {
        try {
            createTable();
        } catch (RefractException e) {
            if (!database.contents().ledger()) {
                throw e;
            }
        }
    }

    private void createTable() {
        Database.ColumnTypes type = database.columnTypes();
        database.update("CREATE TABLE " + table + " ("
                + "id " + type.id() + " PRIMARY KEY NOT NULL,"
                + "checksum " + type.checksum() + " NOT NULL,"
                + "finished_at " + type.time() + ","
                + "migration_name " + type.name() + " NOT NULL,"
                + "logs " + type.text() + ","
                + "rolled_back_at " + type.time() + ","
                + "started_at " + type.time() + " NOT NULL DEFAULT " + type.now() + ","
                + "applied_steps_count " + type.count() + " NOT NULL DEFAULT 0)" + type.options());
    }

    /** All rows, by when they started. */
    public List<LedgerRow> rows() {
        return database
                .query(
                        "SELECT id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, "
                                + "applied_steps_count FROM "
                                + table,
                        this::row)
                .stream()
                .sorted(Comparator.comparing(LedgerRow::startedAt))
                .toList();
    }

    private LedgerRow row(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getString("id"),
                row.getString("checksum"),
                Optional.ofNullable(database.time(row, "finished_at")),
                row.getString("migration_name"),
                Optional.ofNullable(row.getString("logs")).map(Secrets::masked),
                Optional.ofNullable(database.time(row, "rolled_back_at")),
                Objects.requireNonNull(database.time(row, "started_at")),
                row.getInt("applied_steps_count"));
    }

    /**
     * The statement that records a start, for a transaction. Where the migration has a row already, which another
     * process has written since the plan was made, it has no checksum to write, and fails.
     */
    public String started(String id, String migration, String checksum) {
        String once = "CASE WHEN " + isRecorded(migration) + " THEN NULL ELSE " + text(checksum) + " END";
        return insert() + " SELECT " + values(id, once, "NULL", migration, "NULL");
    }

    private String isRecorded(String migration) {
        return "EXISTS (SELECT 1 FROM " + table + " WHERE migration_name = " + text(migration)
                + " AND rolled_back_at IS NULL)";
    }

    /**
     * The statements that record a success, for a transaction. Where the script has deleted the row, or given it
     * another name, they fail.
     */
    public String finished(String id, String migration) {
        return finish(List.of(id), migration) + ";" + stillThere(List.of(id), migration);
    }

    private String finish(List<String> ids, String migration) {
        return "UPDATE " + table + " SET finished_at = " + database.now()
                + ", applied_steps_count = applied_steps_count + 1, logs = NULL" + where(ids, migration);
    }

    /** As {@link #started}: a row that has no name to write fails. */
    private String stillThere(List<String> ids, String migration) {
        return insert() + " SELECT " + text(newId()) + ", '', " + database.now()
                + ", NULL, NULL, NULL, 0 WHERE (SELECT count(*) FROM " + table + where(ids, migration) + ") <> "
                + ids.size();
    }

    /** The statements that roll a migration's rows back and keep why in their logs; they fail as {@link #finished}. */
    public String rolledBack(List<String> ids, String migration, String logs) {
        return rollBackOnly(ids, migration, logs) + ";" + stillThere(ids, migration);
    }

    private String rollBackOnly(List<String> ids, String migration, String logs) {
        return "UPDATE " + table + " SET rolled_back_at = " + database.now() + ", finished_at = NULL, logs = "
                + logs(logs) + where(ids, migration);
    }

    /**
     * Rolls a migration's rows back and keeps why in their logs.
     *
     * @throws RefractException where the script has deleted or renamed one of them
     */
    public void rollBack(List<String> ids, String migration, String logs) {
        require(database.update(rollBackOnly(ids, migration, logs)), ids.size(), migration);
    }

    /** Turns a migration's rows into failed ones. */
    public void reopen(List<String> ids, String logs) {
        database.update("UPDATE " + table + " SET finished_at = NULL, rolled_back_at = NULL, logs = " + logs(logs)
                + where(ids));
    }

    /**
     * Records a start; {@code note} is what the logs say until there is an outcome.
     *
     * @throws RecordedMeanwhileException where the migration has a row already
     */
    public void start(String id, String migration, String checksum, String note) {
        int inserted =
                database.insertOnce(insert() + " SELECT " + values(id, text(checksum), "NULL", migration, logs(note))
                        + " FROM (SELECT 1 AS one) AS one_row WHERE NOT " + isRecorded(migration));
        if (inserted == 0) {
            throw new RecordedMeanwhileException(migration, null);
        }
    }

    /**
     * Records a success.
     *
     * @throws RefractException where the script has deleted or renamed the row
     */
    public void finish(String id, String migration) {
        require(database.update(finish(List.of(id), migration)), 1, migration);
    }

    private static void require(int updated, int expected, String migration) {
        if (updated != expected) {
            throw new RefractException(
                    Code.P3018,
                    "The script of `" + Controls.escapedLine(migration) + "` ran to its end, but "
                            + ScriptException.OWN_ROW + ": its outcome could not be recorded.",
                    "Take that out of the script, see what the ledger says (refract migrate status), and record the "
                            + "outcome by hand: refract migrate resolve");
        }
    }

    /** Replaces a row's logs. A row that is neither finished nor rolled back stays failed. */
    public void log(String id, String logs) {
        database.update(logging(id, logs));
    }

    /** The statement that replaces a row's logs. */
    public String logging(String id, String logs) {
        return "UPDATE " + table + " SET logs = " + logs(logs) + where(id);
    }

    /** Records a migration that failed and left nothing behind. */
    public void failed(String id, String migration, String checksum, String logs) {
        database.update(insert() + " VALUES (" + values(id, text(checksum), "NULL", migration, logs(logs)) + ")");
    }

    /** Records a migration that somebody says is applied, as {@code resolve --applied} does. */
    public void applied(String migration, String checksum) {
        String now = database.now();
        database.update(insert() + " VALUES (" + values(newId(), text(checksum), now, migration, "''") + ")");
    }

    /** Marks a row as rolled back, as {@code resolve --rolled-back} does. */
    public void markRolledBack(String id) {
        database.update("UPDATE " + table + " SET rolled_back_at = " + database.now() + where(id));
    }

    private String insert() {
        return "INSERT INTO " + table
                + " (id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count)";
    }

    /** A row's values; those of the checksum, of the end and of the logs are expressions of SQL. */
    private String values(String id, String checksum, String finishedAt, String migration, String logs) {
        return String.join(", ", text(id), checksum, database.now(), finishedAt, text(migration), logs, "0");
    }

    private static String where(String id) {
        return where(List.of(id));
    }

    private String where(List<String> ids, String migration) {
        return where(ids) + " AND migration_name = " + text(migration);
    }

    private static String where(List<String> ids) {
        return ids.stream()
                .map(id -> "'" + id.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", " WHERE id IN (", ")"));
    }

    /** As the database said it, control characters and all, but without secrets. */
    private String logs(String value) {
        return text(Secrets.masked(value));
    }

    private String text(String value) {
        return database.dialect().literal(value.replace("\0", "\\0"));
    }
}
