package dev.refract.internal.database;

import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a script in a transaction, looks at {@code pg_locks} after each statement, and rolls back. PostgreSQL keeps the
 * locks of a transaction to its end, so what is new after a statement is what that statement took.
 */
final class PostgresLocks {

    /** Weakest first: the manual's table "Table-Level Lock Modes" (13.3.1). */
    private static final List<String> MODES = List.of(
            "ACCESS SHARE",
            "ROW SHARE",
            "ROW EXCLUSIVE",
            "SHARE UPDATE EXCLUSIVE",
            "SHARE",
            "SHARE ROW EXCLUSIVE",
            "EXCLUSIVE",
            "ACCESS EXCLUSIVE");

    private static final int FIRST_THAT_BLOCKS_WRITES = MODES.indexOf("SHARE");

    /** What people read: tables, partitioned or not, and views of both kinds. */
    private static final String TABLES =
            "SELECT c.oid, CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind IN ('r', 'p', 'm', 'v') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> "
                    + "'information_schema' AND c.relname <> '_prisma_migrations'";

    /** {@code AccessExclusiveLock} as the catalogs say it becomes {@code ACCESS EXCLUSIVE}. */
    private static final String HELD =
            "SELECT relation, upper(trim(regexp_replace(replace(mode, 'Lock', ''), '([A-Z])', ' \\1', 'g')))"
                    + " FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' "
                    + "AND granted";

    private final Connection connection;
    private final String schema;

    PostgresLocks(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    List<TableLock> of(Script script) throws SQLException {
        List<TableLock> locks = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET search_path TO " + Dialect.POSTGRESQL.quote(schema));
            Map<Long, String> tables = tables(statement);
            connection.setAutoCommit(false);
            Set<String> known = new HashSet<>();
            for (SqlStatement part : script.statements()) {
                if (part.controlsTransaction() || part.outsideTransaction()) {
                    concurrently(part, tables, locks);
                    continue;
                }
                if (!succeeds(statement, script.sql(part))) {
                    break; // the run itself says why
                }
                taken(statement, part.number(), tables, known, locks);
                locks.addAll(new RowLocks(script, part, tables::containsValue).ofPostgres());
            }
            connection.rollback();
        }
        return locks;
    }

    /** CREATE INDEX CONCURRENTLY can't be tried in a transaction; the manual says what it takes (13.3.1). */
    private static void concurrently(SqlStatement part, Map<Long, String> tables, List<TableLock> locks) {
        if (part.kind() == SqlStatement.Kind.CREATE_INDEX) {
            part.table()
                    .map(dev.refract.internal.sql.TableName::name)
                    .filter(tables::containsValue)
                    .ifPresent(table ->
                            locks.add(new TableLock(part.number(), table, "SHARE UPDATE EXCLUSIVE", Blocks.NOTHING)));
        }
    }

    private static boolean succeeds(Statement statement, String sql) throws SQLException {
        try {
            return Interruptible.run(
                    () -> {
                        statement.execute(sql);
                        return true;
                    },
                    statement::cancel);
        } catch (Interruptible.Cancelled e) {
            throw e;
        } catch (SQLException e) {
            return false;
        }
    }

    private static Map<Long, String> tables(Statement statement) throws SQLException {
        Map<Long, String> tables = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.put(rows.getLong(1), rows.getString(2));
            }
        }
        return tables;
    }

    private static void taken(
            Statement statement, int number, Map<Long, String> tables, Set<String> known, List<TableLock> locks)
            throws SQLException {
        Map<String, Integer> strongest = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(HELD)) {
            while (rows.next()) {
                String table = tables.get(rows.getLong(1));
                String mode = rows.getString(2);
                if (table != null && known.add(table + " " + mode)) {
                    strongest.merge(table, MODES.indexOf(mode), Math::max);
                }
            }
        }
        strongest.forEach((table, mode) -> locks.add(new TableLock(number, table, MODES.get(mode), blocks(mode))));
    }

    private static Blocks blocks(int mode) {
        return mode == MODES.size() - 1
                ? Blocks.READS_AND_WRITES
                : mode >= FIRST_THAT_BLOCKS_WRITES ? Blocks.WRITES : Blocks.NOTHING;
    }
}
