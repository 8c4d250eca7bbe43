package dev.refract.internal.online.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Asks the server what a change does to a table: the change is made to an empty temporary copy, in a transaction that
 * is rolled back. A rewrite shows as another file, a scan in the statistics, which count it on an empty table too.
 */
final class RewriteProbe {

    /** What the change does to each row of the table. */
    enum Effect {
        NOTHING,
        /** Each row is read while the table is locked. */
        SCANS,
        /** An index is built anew, or a new one: each row is read while the table is locked. */
        BUILDS_INDEXES,
        /** Each row is written anew, and each index built. */
        REWRITES
    }

    private static final String FILES =
            "SELECT pg_catalog.pg_relation_filenode(c.oid) FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON "
                    + "i.indexrelid = c.oid WHERE c.oid = %1$s::oid OR i.indrelid = %1$s::oid ORDER BY i.indexrelid NULLS "
                    + "FIRST";

    private static final String SCANS =
            "SELECT coalesce(sum(seq_scan), 0) FROM pg_catalog.pg_stat_xact_user_tables WHERE relid = %s::oid";

    private final Connection connection;

    RewriteProbe(Connection connection) {
        this.connection = connection;
    }

    /**
     * What these actions do.
     *
     * @param actions what follows {@code ALTER TABLE name}
     * @return empty where it can't be tried: the user may make no temporary tables, or the change needs what the copy
     *     has not
     */
    Optional<Effect> of(TableFacts table, String actions) throws SQLException {
        String copy = "pg_temp." + Catalog.quote(table.name());
        String original = Catalog.quote(table.schema()) + "." + Catalog.quote(table.name());
        boolean automatic = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET LOCAL lock_timeout = '2s'");
            statement.execute(
                    "CREATE TEMPORARY TABLE " + Catalog.quote(table.name()) + " (LIKE " + original + " INCLUDING ALL)");
            String relation = Catalog.relation(copy);
            Catalog catalog = new Catalog(connection);
            List<Long> files = catalog.query(FILES.formatted(relation), row -> row.getLong(1));
            long scans = catalog.query(SCANS.formatted(relation), row -> row.getLong(1))
                    .get(0);
            statement.execute("ALTER TABLE " + copy + " " + actions);
            List<Long> after = catalog.query(FILES.formatted(relation), row -> row.getLong(1));
            if (!after.get(0).equals(files.get(0))) {
                return Optional.of(Effect.REWRITES);
            }
            if (!files.containsAll(after)) {
                return Optional.of(Effect.BUILDS_INDEXES);
            }
            long scanned = catalog.query(SCANS.formatted(relation), row -> row.getLong(1))
                    .get(0);
            return Optional.of(scanned > scans ? Effect.SCANS : Effect.NOTHING);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("08")) {
                throw e;
            }
            return Optional.empty();
        } finally {
            connection.rollback();
            connection.setAutoCommit(automatic);
        }
    }
}
