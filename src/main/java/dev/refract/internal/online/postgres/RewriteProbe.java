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
    private final Catalog catalog;
    private final List<String> earlier;

    /** @param earlier what is done to the table before: actions of ALTER TABLE, those that the copy can take */
    RewriteProbe(Connection connection, List<String> earlier) {
        this.connection = connection;
        this.earlier = List.copyOf(earlier);
        this.catalog = new Catalog(connection);
    }

    /**
     * What these actions do.
     *
     * @param actions what follows {@code ALTER TABLE name}
     * @return empty where it can't be tried: the user may make no temporary tables, or the change needs what the copy
     *     has not
     */
    Optional<Effect> of(TableFacts table, String actions) throws SQLException {
        return Trial.of(connection, sql -> {
            String relation = Catalog.relation(copy(table, sql));
            List<Long> files = catalog.query(FILES.formatted(relation), row -> row.getLong(1));
            long scans = catalog.query(SCANS.formatted(relation), row -> row.getLong(1))
                    .get(0);
            alter(table, actions, sql);
            List<Long> after = catalog.query(FILES.formatted(relation), row -> row.getLong(1));
            if (!after.get(0).equals(files.get(0))) {
                return Effect.REWRITES;
            }
            if (!files.containsAll(after)) {
                return Effect.BUILDS_INDEXES;
            }
            long scanned = catalog.query(SCANS.formatted(relation), row -> row.getLong(1))
                    .get(0);
            return scanned > scans ? Effect.SCANS : Effect.NOTHING;
        });
    }

    /**
     * The columns that a check without a name is about.
     *
     * @param action as it is written, from {@code ADD}
     * @return empty where it can't be tried
     */
    Optional<List<String>> columnsOf(TableFacts table, String action) throws SQLException {
        return Trial.of(connection, sql -> {
            String relation = Catalog.relation(copy(table, sql));
            String newest = "(SELECT max(oid) FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid = "
                    + relation + "::oid)";
            alter(table, action, sql);
            return catalog.query(
                    "SELECT a.attname FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_attribute a ON a.attrelid = "
                            + "c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.oid = " + newest,
                    row -> row.getString(1));
        });
    }

    private String copy(TableFacts table, Statement sql) throws SQLException {
        sql.execute("CREATE TEMPORARY TABLE " + Catalog.quote(table.name()) + " (LIKE " + Catalog.quote(table.schema())
                + "." + Catalog.quote(table.name()) + " INCLUDING ALL)");
        for (String actions : earlier) {
            sql.execute("SAVEPOINT refract");
            try {
                alter(table, actions, sql);
            } catch (SQLException e) {
                sql.execute("ROLLBACK TO SAVEPOINT refract"); // a foreign key, for example
            }
        }
        return "pg_temp." + Catalog.quote(table.name());
    }

    private static void alter(TableFacts table, String actions, Statement sql) throws SQLException {
        sql.execute("ALTER TABLE pg_temp." + Catalog.quote(table.name()) + " " + actions);
    }
}
