package dev.refract.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database on a PostgreSQL server. */
final class PostgresDatabase extends TestDatabase {

    private final Server server;

    private PostgresDatabase(Server server, String name) {
        super(Kind.POSTGRES, name);
        this.server = server;
    }

    static PostgresDatabase create(Server server, String name) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PostgresDatabase(server, name);
    }

    @Override
    public String url() {
        return server.url(name());
    }

    @Override
    public String missingUrl() {
        return server.url(name() + "_missing");
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(name());
    }

    /** From the catalogs, as pg_dump refuses a server newer than itself, and an embedded server comes without one. */
    @Override
    public String dump() throws SQLException {
        return query(DUMP);
    }

    @Override
    public List<String> sessionsRunning(String text) throws SQLException {
        try (Connection connection = connect()) {
            return rows(
                    connection,
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND "
                            + "pid <> pg_backend_pid() AND query LIKE "
                            + dialect().literal("%" + text + "%"));
        }
    }

    @Override
    public void close() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name() + " WITH (FORCE)");
            statement.execute("DROP DATABASE IF EXISTS " + name() + "_missing WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String DUMP = """
            WITH spaces AS (
              SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
            ), relations AS (
              SELECT c.*, quote_ident(s.nspname) || '.' || quote_ident(c.relname) AS name FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
              WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ), objects (line) AS (
              SELECT 'schema ' || nspname FROM spaces
              UNION ALL SELECT 'extension ' || extname || ' ' || extversion FROM pg_extension
              UNION ALL SELECT 'type ' || s.nspname || '.' || t.typname || ' enum '
                  || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
                FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace WHERE t.typtype = 'e'
              UNION ALL SELECT 'domain ' || s.nspname || '.' || t.typname || ' ' || format_type(t.typbasetype, t.typtypmod) || ' '
                  || t.typnotnull || ' ' || coalesce(t.typdefault, '')
                FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace WHERE t.typtype = 'd'
              UNION ALL SELECT 'relation ' || name || ' ' || relkind::text || ' ' || relpersistence::text || ' rls ' || relrowsecurity
                  || coalesce(' of ' || pg_get_partkeydef(oid), '') || coalesce(' bound ' || pg_get_expr(relpartbound, oid), '')
                  || coalesce(' options ' || reloptions::text, '') || coalesce(' acl ' || relacl::text, '')
                  || coalesce(' tablespace ' || (SELECT t.spcname FROM pg_tablespace t WHERE t.oid = reltablespace), '')
                FROM relations WHERE relkind <> 't'
              UNION ALL SELECT 'part ' || i.inhrelid::regclass || ' of ' || i.inhparent::regclass
                FROM pg_inherits i JOIN relations r ON r.oid = i.inhrelid
              UNION ALL SELECT 'column ' || r.name || ' ' || to_char(row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum), '0000') || ' '
                  || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || a.attidentity::text || a.attgenerated::text
                  || coalesce(' collate ' || nullif(a.attcollation, 0)::regcollation::text, '')
                FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum WHERE r.relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
              UNION ALL SELECT 'constraint ' || r.name || ' ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
                FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid
              UNION ALL SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
                FROM pg_index i JOIN relations r ON r.oid = i.indrelid WHERE r.relkind <> 't'
              UNION ALL SELECT 'sequence ' || r.name || ' ' || format_type(q.seqtypid, NULL) || ' start ' || q.seqstart || ' by ' || q.seqincrement
                  || coalesce((SELECT ' owned by ' || o.name || '.' || d.refobjsubid FROM pg_depend d JOIN relations o ON o.oid = d.refobjid
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')), '')
                FROM pg_sequence q JOIN relations r ON r.oid = q.seqrelid
              UNION ALL SELECT 'definition ' || name || ' ' || pg_get_viewdef(oid) FROM relations WHERE relkind IN ('v', 'm')
              UNION ALL SELECT 'routine ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
                WHERE p.prokind <> 'a' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
              UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid
                WHERE NOT t.tgisinternal
              UNION ALL SELECT 'rule ' || pg_get_ruledef(u.oid) FROM pg_rewrite u JOIN relations r ON r.oid = u.ev_class WHERE u.rulename <> '_RETURN'
              UNION ALL SELECT 'policy ' || p::text FROM pg_policies p
              UNION ALL SELECT 'comment ' || r.name || ' ' || d.objsubid || ' ' || d.description FROM pg_description d
                JOIN relations r ON r.oid = d.objoid AND d.classoid = 'pg_class'::regclass
            )
            SELECT line FROM objects ORDER BY line COLLATE "C"
            """;
}
