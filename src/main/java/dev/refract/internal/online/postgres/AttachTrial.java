package dev.refract.internal.online.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What attaching a partition does: an empty copy of it is attached, in a transaction that is rolled back. Where the
 * table has a default partition, to a copy of the table: the server would read the rows of the default one.
 */
final class AttachTrial {

    private final Catalog catalog;
    private final TableFacts parent;
    private final TableFacts part;
    private final String copy;

    AttachTrial(Catalog catalog, TableFacts parent, TableFacts part) {
        this.catalog = catalog;
        this.parent = parent;
        this.part = part;
        this.copy = Catalog.quote(part.schema()) + "." + Catalog.quote("_refract_attach_" + part.oid());
    }

    /**
     * What was found.
     *
     * @param bounds the condition that the bounds are; empty where every row fits
     * @param within the condition that the table has as a partition of another; empty where the bounds include it
     * @param missing what the server would build an index for
     */
    record Found(String bounds, String within, List<Missing> missing) {
        Found {
            missing = List.copyOf(missing);
        }

        /** What a row of the partition fulfils; empty where every row fits. */
        String check() {
            return bounds.isEmpty() || within.isEmpty() ? bounds + within : bounds + " AND " + within;
        }
    }

    /**
     * An index of the table that the partition has no match for.
     *
     * @param tail what follows the table's name in {@code CREATE INDEX}
     * @param contype as in {@code pg_constraint}, {@code u} or {@code p} for a key; empty for an index alone
     * @param traits {@code DEFERRABLE} and so on, with a blank before it, or nothing
     * @param columns the names of the index's columns
     * @param doubles what it refuses, by the table's name; empty where it is not unique
     * @param plain false where it has what the tail does not say: a tablespace, or operators that exclude
     */
    record Missing(
            boolean unique,
            String tail,
            String contype,
            String traits,
            List<String> columns,
            Optional<Doubles> doubles,
            boolean plain) {
        Missing {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Tries it.
     *
     * @param action as {@code ATTACH PARTITION} is written, by the partition's name
     * @param beside whether there is a default partition
     */
    Found run(UnaryOperator<String> action, boolean beside, Statement sql) throws SQLException {
        sql.execute("CREATE TABLE " + copy + " (LIKE " + part.quoted() + " INCLUDING ALL EXCLUDING INDEXES"
                + (beside ? " EXCLUDING IDENTITY" : "") + ")");
        for (String index : catalog.query(indexes(), row -> row.getString(1))) {
            sql.execute(index);
        }
        long newest = catalog.query(
                        "SELECT coalesce(max(indexrelid::bigint), 0) FROM pg_catalog.pg_index WHERE indrelid = "
                                + Catalog.relation(copy),
                        row -> row.getLong(1))
                .get(0);
        sql.execute("ALTER TABLE " + (beside ? parentCopy(sql) : parent.quoted()) + " " + action.apply(copy));
        return new Found(
                bounds(Catalog.relation(copy)),
                beside ? bounds(String.valueOf(parent.oid())) : "",
                catalog.query(missing(newest), this::missing));
    }

    private String parentCopy(Statement sql) throws SQLException {
        String name = Catalog.quote(parent.schema()) + "." + Catalog.quote("_refract_parent_" + parent.oid());
        String key = catalog.query("SELECT pg_catalog.pg_get_partkeydef(" + parent.oid() + ")", row -> row.getString(1))
                .get(0);
        sql.execute("CREATE TABLE " + name + " (LIKE " + parent.quoted()
                + " INCLUDING ALL EXCLUDING IDENTITY) PARTITION BY " + key);
        return name;
    }

    private String bounds(String relation) throws SQLException {
        return catalog.query(
                        "SELECT coalesce(pg_catalog.pg_get_partition_constraintdef(" + relation + "), '')",
                        row -> row.getString(1))
                .get(0);
    }

    /** The statements that give the copy the partition's valid indexes: no other is matched. */
    private String indexes() {
        return "SELECT CASE WHEN k.oid IS NULL THEN 'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || "
                + "'INDEX ON ' || " + Catalog.literal(copy) + " || ' ' || " + TAIL + " ELSE 'ALTER TABLE ' || "
                + Catalog.literal(copy) + " || ' ADD ' || pg_catalog.pg_get_constraintdef(k.oid) END" + FROM
                + "WHERE i.indrelid = " + part.oid() + " AND i.indisvalid ORDER BY i.indexrelid";
    }

    private String missing(long newest) {
        return "SELECT i.indisunique, " + TAIL + ", coalesce(k.contype::text, ''), CASE WHEN k.condeferrable THEN "
                + "' DEFERRABLE' ELSE '' END || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END, "
                + "ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid ORDER BY a.attnum), "
                + "ARRAY(SELECT pg_catalog.pg_get_indexdef(c.oid, n, true) FROM pg_catalog.generate_series(1, "
                + "i.indnkeyatts) n ORDER BY n), pg_catalog.pg_get_expr(i.indpred, i.indrelid, true), c.reltablespace = 0 "
                + "AND coalesce(k.contype, 'u') <> 'x'" + FROM + "WHERE i.indrelid = " + Catalog.relation(copy)
                + " AND i.indexrelid::bigint > " + newest + " ORDER BY i.indexrelid";
    }

    private static final String TAIL = "pg_catalog.substr(pg_catalog.pg_get_indexdef(c.oid), pg_catalog.length("
            + "pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, "
            + "c.relname, CASE WHEN c.relkind = 'I' THEN 'ONLY ' ELSE '' END, n.nspname, t.relname)) + 1)";

    private static final String FROM =
            " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_class t "
                    + "ON t.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace LEFT JOIN "
                    + "pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.contype IN ('u', 'p', 'x') ";

    private Missing missing(ResultSet row) throws SQLException {
        boolean unique = row.getBoolean(1);
        String tail = row.getString(2);
        List<String> parts = texts(row.getArray(6));
        return new Missing(
                unique,
                tail,
                row.getString(3),
                row.getString(4),
                texts(row.getArray(5)),
                unique
                        ? Optional.of(Doubles.of(
                                part.quoted(),
                                parts,
                                Optional.ofNullable(row.getString(7)),
                                tail.contains(" NULLS NOT DISTINCT")))
                        : Optional.empty(),
                row.getBoolean(8));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
