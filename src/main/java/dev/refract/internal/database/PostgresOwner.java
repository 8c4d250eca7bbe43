package dev.refract.internal.database;

import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL lets only an owner do. It names what is owned, without its schema, and neither the owner nor a way
 * out; no GRANT on the thing itself is one.
 */
final class PostgresOwner {

    private static final Pattern MUST_BE = Pattern.compile("^must be owner of ([a-z ]+?) (\\S.*)$", Pattern.DOTALL);

    private static final Pattern DENIED =
            Pattern.compile("^permission denied for (schema|table|view|sequence) (\\S.*)$", Pattern.DOTALL);

    private final Connection connection;
    private final String schema;
    private final boolean script;

    /**
     * Asks on a connection that is outside of a transaction.
     *
     * @param schema where a name is looked for first
     * @param script whether it is a script that was refused, which may set a role
     */
    PostgresOwner(Connection connection, String schema, boolean script) {
        this.connection = connection;
        this.schema = schema;
        this.script = script;
    }

    /** Who owns it, and what to do; empty for another error than that, or where it is not found. */
    Optional<String> advice(SQLException e, String message) {
        if (!"42501".equals(e.getSQLState())) {
            return Optional.empty();
        }
        Matcher denied = DENIED.matcher(message);
        if (denied.find()) {
            return script ? granted(denied.group(1), denied.group(2)) : Optional.empty();
        }
        Matcher owned = MUST_BE.matcher(message);
        if (!owned.find()) {
            return Optional.empty();
        }
        String kind = owned.group(1);
        String name = Dialect.POSTGRESQL.literal(owned.group(2));
        return switch (kind) {
            case "table",
                    "view",
                    "materialized view",
                    "sequence",
                    "foreign table",
                    "index",
                    "relation",
                    "partitioned table" ->
                ask(
                        "SELECT CASE t.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' "
                                + "WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, t.oid::regclass::text, t.relowner "
                                + "FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = "
                                + "coalesce(i.indrelid, c.oid) JOIN pg_namespace n ON n.oid = t.relnamespace WHERE c.relname = "
                                + name + " AND NOT pg_has_role(t.relowner, 'USAGE') " + nearest());
            case "function", "procedure", "aggregate", "routine" ->
                ask("SELECT CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, "
                        + "p.oid::regprocedure::text, proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = "
                        + "pronamespace WHERE proname = " + name + " AND NOT pg_has_role(proowner, 'USAGE') "
                        + nearest());
            case "type", "domain" ->
                ask("SELECT CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, t.oid::regtype::text, typowner FROM "
                        + "pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE (typname = " + name
                        + " OR t.oid::regtype::text = " + name + ") AND NOT pg_has_role(typowner, 'USAGE') "
                        + nearest());
            case "schema" ->
                ask("SELECT 'SCHEMA', quote_ident(nspname), nspowner FROM pg_namespace WHERE nspname = " + name);
            case "extension" ->
                ask("SELECT '', quote_ident(extname), extowner FROM pg_extension WHERE extname = " + name);
            default -> Optional.empty();
        };
    }

    private Optional<String> granted(String kind, String name) {
        String literal = Dialect.POSTGRESQL.literal(name);
        String rights = kind.equals("schema") ? "USAGE, CREATE" : "ALL";
        return one("SELECT 'Let its owner, ' || quote_ident(pg_get_userbyid(owner)) || ', grant what is missing, for "
                + "example: GRANT " + rights + " ON " + (kind.equals("view") ? "TABLE" : kind.toUpperCase(Locale.ROOT))
                + " ' || name || ' TO ' || quote_ident(session_user) FROM ("
                + (kind.equals("schema")
                        ? "SELECT quote_ident(nspname), nspowner FROM pg_namespace WHERE nspname = " + literal
                        : "SELECT c.oid::regclass::text, relowner FROM pg_class c JOIN pg_namespace n ON n.oid = "
                                + "relnamespace WHERE relname = " + literal + " " + nearest())
                + ") AS f (name, owner)");
    }

    private String nearest() {
        return "ORDER BY n.nspname <> " + Dialect.POSTGRESQL.literal(schema) + " LIMIT 1";
    }

    /** The query's columns: the word of ALTER, or none where no ALTER changes its owner; the name; the owner's oid. */
    private Optional<String> ask(String found) {
        String role = "quote_ident(pg_get_userbyid(owner))";
        String member = "CASE WHEN NOT pg_has_role(session_user, owner, 'MEMBER') THEN ' Or let a superuser make this "
                + "user a member of it: GRANT ' || " + role + " || ' TO ' || quote_ident(session_user)"
                + (script ? " ELSE ' Or let the script begin with: SET ROLE ' || " + role : "") + " END";
        return one("SELECT concat('Its owner is ', " + role + ", ': connect as that role.', " + member
                + ", CASE WHEN verb <> '' THEN E'\\nOr let a superuser give it to this user: ALTER ' || verb || ' ' || "
                + "name || ' OWNER TO ' || quote_ident(session_user) END) FROM (" + found
                + ") AS f (verb, name, owner)");
    }

    private Optional<String> one(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty(); // the connection is gone: what the server said first is what there is
        }
    }
}
