package dev.refract.internal.online.postgres;

import dev.refract.internal.online.TableSize;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.statement.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server's catalogs say of tables, indexes and constraints. Names are found as the session finds them. */
final class Catalog {

    /** lock_not_available. */
    private static final String LOCKED = "55P03";

    /** What the names of a step's own checks begin with. */
    static final String OWN_CHECK = "_refract_not_null_";

    private final Connection connection;

    Catalog(Connection connection) {
        this.connection = connection;
    }

    /** Reads a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, Reader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    boolean is(String condition) throws SQLException {
        return query("SELECT " + condition, row -> row.getBoolean(1)).get(0);
    }

    static String literal(String text) {
        return Dialect.POSTGRESQL.literal(text);
    }

    static String quote(String name) {
        return Dialect.POSTGRESQL.quote(name);
    }

    static String quoted(QualifiedName name) {
        return prefix(name) + quote(name.name());
    }

    /** The schema of a name, in quotes and with its dot; nothing where it has none. */
    static String prefix(QualifiedName name) {
        return name.schemaName().map(schema -> quote(schema) + ".").orElse("");
    }

    /** The relation of a name as an expression: null where there is none. */
    static String relation(String quotedName) {
        return "pg_catalog.to_regclass(" + literal(quotedName) + ")";
    }

    /**
     * A table, by its name in quotes; empty where there is none. Rows are what the statistics would give for the pages
     * that it has now. Where somebody holds the table for himself its size can't be asked: then the statistics' pages
     * count.
     */
    Optional<TableFacts> facts(String quotedName) throws SQLException {
        try {
            return facts(quotedName, "pg_catalog.pg_relation_size(p.oid)", "pg_catalog.pg_total_relation_size(p.oid)");
        } catch (SQLException e) {
            if (!LOCKED.equals(e.getSQLState())) {
                throw e;
            }
            String pages = "p.relpages * pg_catalog.current_setting('block_size')::bigint";
            return facts(quotedName, pages, pages);
        }
    }

    /** The time-out ends with the statement, which is a transaction of its own. */
    private Optional<TableFacts> facts(String quotedName, String size, String total) throws SQLException {
        return query(
                        "SELECT f.* FROM (SELECT pg_catalog.set_config('lock_timeout', '1s', true) AS set OFFSET 0) AS "
                                + "limited CROSS JOIN LATERAL (SELECT c.oid, n.nspname, c.relname, c.relkind, "
                                + "c.relispartition, EXISTS (SELECT FROM "
                                + "pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AND c.relkind <> 'p', s.rows, s.bytes "
                                + "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                                + "CROSS JOIN LATERAL (SELECT CASE WHEN bool_or(known) THEN sum(rows) ELSE -1 END AS rows, "
                                + "sum(bytes) AS bytes FROM (SELECT p.reltuples >= 0 AND (p.reltuples > 0 OR p.relpages > 0) "
                                + "OR " + size + " = 0 AS known, CASE WHEN p.relpages > 0 THEN "
                                + "greatest(p.reltuples, 0) / p.relpages * " + size + " / "
                                + "pg_catalog.current_setting('block_size')::int ELSE 0 END AS rows, "
                                + total
                                + " AS bytes FROM pg_catalog.pg_class p WHERE limited.set IS NOT NULL AND (p.oid = "
                                + "c.oid AND c.relkind <> 'p' OR c.relkind = 'p' AND p.relkind <> 'p' AND p.oid IN (SELECT relid "
                                + "FROM pg_catalog.pg_partition_tree(c.oid)))) AS parts) AS s WHERE c.oid = "
                                + relation(quotedName) + " AND c.relkind IN ('r', 'p', 'm')) AS f",
                        row -> new TableFacts(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4).charAt(0),
                                row.getBoolean(5),
                                row.getBoolean(6),
                                new TableSize((long) row.getDouble(7), row.getLong(8), false)))
                .stream()
                .findFirst();
    }

    /**
     * The tables that go by one of these names, each by its name in quotes with its schema.
     *
     * @param schemas where to look, beside where the session looks
     */
    List<String> tables(Collection<String> names, Collection<String> schemas) throws SQLException {
        return query(
                "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
                        + "c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname <> 'pg_catalog' AND c.relname = "
                        + "ANY (" + array(names) + ") AND (pg_catalog.pg_table_is_visible(c.oid) OR n.nspname = ANY ("
                        + array(names) + ") OR n.nspname = ANY (" + array(schemas) + ")) ORDER BY 1, 2",
                row -> quote(row.getString(1)) + "." + quote(row.getString(2)));
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Catalog::literal).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    int version() throws SQLException {
        return query("SELECT pg_catalog.current_setting('server_version_num')::int / 10000", row -> row.getInt(1))
                .get(0);
    }

    /** The table of an index, as a name in quotes with its schema; empty where there is no such index. */
    Optional<IndexFacts> index(String quotedIndex) throws SQLException {
        return query(
                        "SELECT n.nspname, t.relname, t.oid, c.relkind = 'I', EXISTS (SELECT FROM pg_catalog.pg_constraint k "
                                + "WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')), c.relispartition FROM "
                                + "pg_catalog.pg_index i JOIN "
                                + "pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_class t ON t.oid = "
                                + "i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE c.oid = "
                                + relation(quotedIndex),
                        row -> new IndexFacts(
                                quote(row.getString(1)) + "." + quote(row.getString(2)),
                                row.getLong(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getBoolean(6)))
                .stream()
                .findFirst();
    }

    /**
     * An index that is there.
     *
     * @param table its table's name, in quotes
     * @param partitioned whether it is that of a partitioned table, which stores nothing
     * @param constraint whether a constraint needs it
     * @param attached whether it is a part of such an index
     */
    record IndexFacts(String table, long tableOid, boolean partitioned, boolean constraint, boolean attached) {}

    /** The partitions of a partitioned table that hold rows or further partitions, one level down. */
    List<TableFacts> partitions(long parent) throws SQLException {
        return query(
                "SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON "
                        + "c.oid = i.inhrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.inhparent = "
                        + parent + " ORDER BY c.oid",
                row -> new TableFacts(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4).charAt(0),
                        true,
                        false,
                        new TableSize(-1, 0, false)));
    }

    /** Whether something of the schema has the name, so that a new one of this kind can't. */
    boolean isTaken(String schema, String name, ChosenNames.Label label) throws SQLException {
        return label.relation && hasRelation(schema, name) || label.constraint && hasConstraint(schema, name);
    }

    private boolean hasRelation(String schema, String name) throws SQLException {
        return is(
                "EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                        + "c.relname = " + literal(name) + " AND n.nspname = " + literal(schema) + ")");
    }

    private boolean hasConstraint(String schema, String name) throws SQLException {
        return is(
                "EXISTS (SELECT FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace "
                        + "WHERE c.conname = " + literal(name) + " AND n.nspname = " + literal(schema) + ")");
    }

    /**
     * A column as it is now.
     *
     * @param notNull whether it refuses NULL
     * @param proved whether a valid check says that it has none; a check that is a step's own counts for nothing, as
     *     the last step drops it
     * @param invalid the name of its NOT NULL constraint where that is there and not valid (PostgreSQL 18)
     */
    record ColumnFacts(boolean notNull, boolean proved, Optional<String> invalid) {}

    Optional<ColumnFacts> column(long table, String name) throws SQLException {
        return query(
                        "SELECT a.attnotnull, EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = a.attrelid AND "
                                + "k.contype = 'c' AND k.convalidated AND k.conname !~ '^" + OWN_CHECK
                                + "' AND pg_catalog.pg_get_constraintdef(k.oid) = 'CHECK ((' || "
                                + "pg_catalog.quote_ident(a.attname) || ' IS NOT NULL))'), (SELECT k.conname FROM "
                                + "pg_catalog.pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT "
                                + "k.convalidated AND k.conkey = ARRAY[a.attnum] LIMIT 1) FROM pg_catalog.pg_attribute a WHERE "
                                + "a.attrelid = " + table + " AND a.attname = " + literal(name)
                                + " AND NOT a.attisdropped",
                        row -> new ColumnFacts(
                                row.getBoolean(1), row.getBoolean(2), Optional.ofNullable(row.getString(3))))
                .stream()
                .findFirst();
    }
}
