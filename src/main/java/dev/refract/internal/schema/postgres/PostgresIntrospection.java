package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Introspection;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 13 to 18, from its system catalogs in one round trip. Everything outside the system's own schemas is read,
 * as seen from one schema: what stands there has a bare name, the rest a qualified one. What belongs to an extension is
 * the extension's, and the names of NOT NULL constraints (PostgreSQL 18) are not described. An owner is where it is not
 * the one who reads.
 *
 * <p>Each query gives kind, table, name, identity and position, and then one column a property, whose label is the
 * property's name; null and empty stand for the default.
 */
public final class PostgresIntrospection implements Introspection {

    private static final String USER_SCHEMA = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

    // 16384 is the first oid that the system itself has no use for; by it the indexes of the catalogs find what is
    // ours.

    private static final String OWNER = """
            case when $1 <> quote_ident(current_user)::regrole then $1::regrole::text end as owner,
            """;

    /** A right on a line; what the owner and everybody have from the start is not one. */
    private static final String PRIVILEGES = differences("$2", "acldefault('$1', $3)");

    /** One that belongs to a column has its table's. */
    private static final String SEQUENCE_OWNER = """
            case when c.relowner <> quote_ident(current_user)::regrole and not exists (select from pg_depend d
                where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'a')
                then c.relowner::regrole::text end as owner,
            """;

    private static final String DEFAULT_RIGHTS = differences(
            "d.defaclacl",
            "case when d.defaclnamespace = 0 then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, "
                    + "d.defaclrole) end");

    /** The schema public has more than a created one from the start. */
    private static final String SCHEMA_RIGHTS = differences(
            "n.nspacl",
            "coalesce((select i.initprivs from pg_init_privs i where i.classoid = 'pg_namespace'::regclass "
                    + "and i.objoid = n.oid), acldefault('n', n.nspowner))");

    private static String differences(String rights, String usual) {
        return minus(rights, rights, usual) + " as granted, " + minus(rights, usual, rights) + " as revoked";
    }

    private static String minus(String known, String some, String others) {
        String right =
                "g.privilege_type || ' TO ' || case g.grantee when 0 then 'PUBLIC' else g.grantee::regrole::text end "
                        + "|| case when g.is_grantable then ' WITH GRANT OPTION' else '' end";
        return "case when " + known + " is not null then (select string_agg(r, chr(10) order by r) from (select "
                + right
                + " from aclexplode(" + some + ") g except select " + right + " from aclexplode(" + others
                + ") g) as rights (r)) end";
    }

    private static final String SCHEMAS = """
            select 'SCHEMA', '', quote_ident(n.nspname), '2615:' || n.oid, 0,
                   obj_description(n.oid, 'pg_namespace') as comment,
                   {owner n.nspowner}{privileges n n.nspacl n.nspowner}
            from pg_namespace n
            where {user schema} and n.nspname <> 'public' and n.nspname <> current_schema() and {own pg_namespace n}
            """;

    private static final String EXTENSIONS = """
            select 'EXTENSION', '', quote_ident(e.extname), '3079:' || e.oid, 0,
                   case when n.nspname <> current_schema() then quote_ident(n.nspname) end as schema,
                   e.extversion as version
            from pg_extension e join pg_namespace n on n.oid = e.extnamespace
            where e.extname <> 'plpgsql'
            """;

    /** Standalone types. An enum's identity carries those of its values after a slash, in their order. */
    private static final String TYPES = """
            select case t.typtype when 'e' then 'ENUM' when 'd' then 'DOMAIN' when 'r' then 'RANGE_TYPE'
                       else 'COMPOSITE_TYPE' end,
                   '', t.oid::regtype::text,
                   '1247:' || t.oid || coalesce((select '/' || string_agg(v.oid::text, ',' order by v.enumsortorder)
                       from pg_enum v where v.enumtypid = t.oid), ''), 0,
                   case when t.typtype = 'e' then coalesce((select string_agg(quote_literal(v.enumlabel), ', '
                       order by v.enumsortorder) from pg_enum v where v.enumtypid = t.oid), ' ') end as values,
                   case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as type,
                   case when t.typtype = 'd' and t.typcollation <> b.typcollation
                       then t.typcollation::regcollation::text end as collation,
                   case when t.typtype = 'd' then pg_get_expr(t.typdefaultbin, 0) end as default,
                   case when t.typtype = 'd' and t.typnotnull then 'yes' end as "not null",
                   case when t.typtype = 'd' then (select string_agg('CONSTRAINT ' || quote_ident(k.conname) || ' '
                           || pg_get_constraintdef(k.oid), ' ' order by k.conname)
                       from pg_constraint k where k.contypid = t.oid and k.contype = 'c') end as checks,
                   case when t.typtype = 'c' then coalesce((select string_agg(quote_ident(a.attname) || ' '
                           || format_type(a.atttypid, a.atttypmod)
                           || case when a.attcollation <> y.typcollation
                               then ' COLLATE ' || a.attcollation::regcollation::text else '' end,
                           ', ' order by a.attnum)
                       from pg_attribute a join pg_type y on y.oid = a.atttypid
                       where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), ' ') end as attributes,
                   (select format('SUBTYPE = %s', format_type(r.rngsubtype, null))
                           || case when r.rngcollation <> 0 and r.rngcollation <> s.typcollation
                               then ', COLLATION = ' || r.rngcollation::regcollation::text else '' end
                           || case when r.rngcanonical <> 0 then ', CANONICAL = ' || r.rngcanonical::regproc::text
                               else '' end
                           || case when r.rngsubdiff <> 0 then ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc::text
                               else '' end
                       from pg_range r join pg_type s on s.oid = r.rngsubtype where r.rngtypid = t.oid) as definition,
                   obj_description(t.oid, 'pg_type') as comment,
                   {owner t.typowner}{privileges T t.typacl t.typowner}
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            left join pg_type b on b.oid = t.typbasetype
            left join pg_class c on c.oid = t.typrelid
            where {user schema} and t.oid >= 16384 and t.typtype in ('e', 'd', 'r', 'c') and (t.typtype <> 'c' or c.relkind = 'c')
              and {own pg_type t}
            """;

    /** A sequence's options, where they are not the defaults of its type and direction. */
    private static final String SEQUENCE_OPTIONS = """
            concat_ws(' ',
                case when s.seqincrement <> 1 then 'INCREMENT BY ' || s.seqincrement end,
                case when s.seqmin <> case when s.seqincrement > 0 then 1 else {least} end
                    then 'MINVALUE ' || s.seqmin end,
                case when s.seqmax <> case when s.seqincrement > 0 then {most} else -1 end
                    then 'MAXVALUE ' || s.seqmax end,
                case when s.seqstart <> case when s.seqincrement > 0 then s.seqmin else s.seqmax end
                    then 'START WITH ' || s.seqstart end,
                case when s.seqcache <> 1 then 'CACHE ' || s.seqcache end,
                case when s.seqcycle then 'CYCLE' end)""".replace(
                    "{least}",
                    "case s.seqtypid when 21 then -32768 when 23 then -2147483648 " + "else -9223372036854775808 end")
            .replace(
                    "{most}",
                    "case s.seqtypid when 21 then 32767 when 23 then 2147483647 " + "else 9223372036854775807 end");

    private static final String SEQUENCES = """
            select 'SEQUENCE', '', c.oid::regclass::text, '1259:' || c.oid, 0,
                   case when c.relpersistence = 'u' then 'unlogged' end as persistence,
                   case when s.seqtypid <> 20 then format_type(s.seqtypid, null) end as type,
                   {sequence options} as options,
                   (select d.refobjid::regclass || '.' || quote_ident(a.attname)
                       from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                       where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'a'
                         and d.refclassid = 'pg_class'::regclass) as "owned by",
                   obj_description(c.oid, 'pg_class') as comment,
                   {sequence owner}{privileges s c.relacl c.relowner}
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
            where {user schema} and c.oid >= 16384 and {own pg_class c}
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                  and d.deptype = 'i')
            """;

    private static final String FUNCTIONS = """
            select case p.prokind when 'a' then 'AGGREGATE' when 'p' then 'PROCEDURE' else 'FUNCTION' end,
                   '', p.oid::regprocedure::text, '1255:' || p.oid, 0,
                   case when p.prokind = 'a' then (
                       select format('%s(%s) (SFUNC = %s, STYPE = %s', p.oid::regproc, pg_get_function_arguments(p.oid),
                               g.aggtransfn::regproc, format_type(g.aggtranstype, null))
                           || case when g.aggfinalfn <> 0 then ', FINALFUNC = ' || g.aggfinalfn::regproc else '' end
                           || case when g.aggcombinefn <> 0 then ', COMBINEFUNC = ' || g.aggcombinefn::regproc else '' end
                           || case when g.aggserialfn <> 0 then ', SERIALFUNC = ' || g.aggserialfn::regproc else '' end
                           || case when g.aggdeserialfn <> 0 then ', DESERIALFUNC = ' || g.aggdeserialfn::regproc
                               else '' end
                           || coalesce(', INITCOND = ' || quote_literal(g.agginitval), '')
                           || case p.proparallel when 's' then ', PARALLEL = SAFE' when 'r' then ', PARALLEL = RESTRICTED'
                               else '' end || ')'
                       from pg_aggregate g where g.aggfnoid = p.oid)
                   when n.nspname <> current_schema() then rtrim(pg_get_functiondef(p.oid), E'\\n')
                   else 'CREATE OR REPLACE ' || k.word || ' ' || quote_ident(p.proname)
                       || substr(rtrim(pg_get_functiondef(p.oid), E'\\n'),
                           length('CREATE OR REPLACE ' || k.word || ' ' || quote_ident(n.nspname) || '.'
                               || quote_ident(p.proname)) + 1)
                   end as definition,
                   obj_description(p.oid, 'pg_proc') as comment,
                   {owner p.proowner}{privileges f p.proacl p.proowner}
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            cross join lateral (select case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end as word) k
            where {user schema} and p.oid >= 16384 and {own pg_proc p}
              and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
                  and d.deptype = 'i')
            """;

    private static final String TABLES = """
            select 'TABLE', '', c.oid::regclass::text, '1259:' || c.oid, 0,
                   case c.relkind when 'f' then 'foreign' else case c.relpersistence when 'u' then 'unlogged' end
                       end as persistence,
                   case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partition by",
                   case when c.relispartition then
                       (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid) end as "partition of",
                   case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as bounds,
                   case when not c.relispartition then
                       (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) from pg_inherits i
                           where i.inhrelid = c.oid) end as inherits,
                   case when c.reloftype <> 0 then c.reloftype::regtype::text end as "of type",
                   (select m.amname from pg_am m where m.oid = c.relam and m.amname <> 'heap') as "access method",
                   (select string_agg(o, ', ' order by o) from (select unnest(c.reloptions) union all
                       select 'toast.' || unnest(t.reloptions) from pg_class t where t.oid = c.reltoastrelid) as o (o)) as options,
                   (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
                   (select quote_ident(v.srvname) || coalesce(' OPTIONS (' || (select string_agg(
                           quote_ident(split_part(o, '=', 1)) || ' ' || quote_literal(substr(o, strpos(o, '=') + 1)), ', ')
                           from unnest(f.ftoptions) o) || ')', '')
                       from pg_foreign_table f join pg_foreign_server v on v.oid = f.ftserver
                       where f.ftrelid = c.oid) as server,
                   case c.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' when 'i' then
                       (select 'USING INDEX ' || quote_ident(x.relname) from pg_index i join pg_class x on x.oid = i.indexrelid
                           where i.indrelid = c.oid and i.indisreplident) end as "replica identity",
                   concat_ws(', ', case when c.relrowsecurity then 'ENABLE' end, case when c.relforcerowsecurity then 'FORCE' end)
                       as "row level security",
                   obj_description(c.oid, 'pg_class') as comment,
                   {owner c.relowner}{privileges r c.relacl c.relowner}
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and c.oid >= 16384 and c.relkind in ('r', 'p', 'f') and {own pg_class c} and {no ledger}
            """;

    /** The server keeps a number of its own among a column's options (seen on 15.20), another one in each table. */
    private static final String COLUMNS = """
            select 'COLUMN', c.oid::regclass::text, quote_ident(a.attname), '1259:' || c.oid || ':' || a.attnum, a.attnum,
                   case when c.relkind not in ('v', 'm') then format_type(a.atttypid, a.atttypmod) end as type,
                   case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
                   case when a.attnotnull then 'yes' end as "not null",
                   case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default,
                   case when a.attgenerated <> '' then 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
                       || case a.attgenerated when 's' then ' STORED' else ' VIRTUAL' end end as generated,
                   case when a.attidentity <> '' then 'GENERATED ' || case a.attidentity when 'a' then 'ALWAYS'
                       else 'BY DEFAULT' end || ' AS IDENTITY' || coalesce((select ' (' || nullif({sequence options}, '') || ')'
                           from pg_depend q join pg_sequence s on s.seqrelid = q.objid
                           where q.classid = 'pg_class'::regclass and q.refclassid = 'pg_class'::regclass
                             and q.refobjid = c.oid and q.refobjsubid = a.attnum and q.deptype = 'i'), '') end as identity,
                   case when a.attstorage <> t.typstorage then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                       when 'm' then 'MAIN' else 'EXTENDED' end end as storage,
                   case to_jsonb(a) ->> 'attcompression' when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
                   case when coalesce(a.attstattarget, -1) >= 0 then a.attstattarget::text end as statistics,
                   (select string_agg(o, ', ' order by o) from unnest(a.attoptions) o
                       where left(o, 10) <> 'pg_attver=') as options,
                   case when a.attinhcount > 0 then 'yes' end as inherited,
                   col_description(c.oid, a.attnum) as comment,
                   {privileges c a.attacl c.relowner}
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where {user schema} and a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped and {own pg_class c} and {no ledger}
              and (c.relkind in ('r', 'p', 'f')
                  or c.relkind in ('v', 'm') and (d.oid is not null or col_description(c.oid, a.attnum) is not null))
            """;

    private static final String CONSTRAINTS = """
            select case k.contype when 'p' then 'PRIMARY_KEY' when 'u' then 'UNIQUE' when 'f' then 'FOREIGN_KEY'
                       when 'c' then 'CHECK' else 'EXCLUSION' end,
                   c.oid::regclass::text, quote_ident(k.conname), '2606:' || k.oid, 0,
                   pg_get_constraintdef(k.oid) as definition,
                   obj_description(k.oid, 'pg_constraint') as comment
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and k.oid >= 16384 and k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0 and k.conislocal
              and {own pg_class c} and {no ledger}
            """;

    private static final String INDEXES = """
            select 'INDEX', c.oid::regclass::text, x.oid::regclass::text, '1259:' || x.oid, 0,
                   regexp_replace(pg_get_indexdef(x.oid, 0, true), '^(CREATE (?:UNIQUE )?INDEX .*? ON )ONLY ', '\\1')
                       as definition,
                   case when not i.indisvalid then 'yes' end as invalid,
                   case when i.indisclustered then 'yes' end as clustered,
                   (select string_agg(a.attnum || ' ' || a.attstattarget, ', ' order by a.attnum) from pg_attribute a
                       where a.attrelid = x.oid and a.attstattarget >= 0) as statistics,
                   (select s.spcname from pg_tablespace s where s.oid = x.reltablespace) as tablespace,
                   obj_description(x.oid, 'pg_class') as comment
            from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and i.indexrelid >= 16384 and {own pg_class c} and {no ledger} and not x.relispartition
              and c.relkind in ('r', 'p', 'f', 'm')
              and not exists (select from pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))
            """;

    private static final String STATISTICS = """
            select 'STATISTICS', s.stxrelid::regclass::text, case when n.nspname = current_schema() then ''
                       else quote_ident(n.nspname) || '.' end || quote_ident(s.stxname), '3381:' || s.oid, 0,
                   regexp_replace(pg_get_statisticsobjdef(s.oid), '^CREATE STATISTICS \\S+ ', '') as definition,
                   obj_description(s.oid, 'pg_statistic_ext') as comment
            from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
            where {user schema}
            """;

    private static final String VIEWS = """
            select case c.relkind when 'v' then 'VIEW' else 'MATERIALIZED_VIEW' end, '', c.oid::regclass::text,
                   '1259:' || c.oid, 0,
                   (select string_agg(o, ', ' order by o) from unnest(c.reloptions) o) as options,
                   (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
                   case when c.relkind = 'm' and not c.relispopulated then 'no' end as populated,
                   rtrim(pg_get_viewdef(c.oid, true), ';') as definition,
                   obj_description(c.oid, 'pg_class') as comment,
                   {owner c.relowner}{privileges r c.relacl c.relowner}
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and c.oid >= 16384 and c.relkind in ('v', 'm') and {own pg_class c}
            """;

    private static final String RULES = """
            select 'RULE', c.oid::regclass::text, quote_ident(r.rulename), '2618:' || r.oid, 0,
                   rtrim(pg_get_ruledef(r.oid, true), ';') as definition,
                   case r.ev_enabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS'
                       end as enabled,
                   obj_description(r.oid, 'pg_rewrite') as comment
            from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and r.oid >= 16384 and r.rulename <> '_RETURN' and {own pg_class c}
            """;

    private static final String TRIGGERS = """
            select 'TRIGGER', c.oid::regclass::text, quote_ident(g.tgname), '2620:' || g.oid, 0,
                   pg_get_triggerdef(g.oid, true) as definition,
                   case g.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS'
                       end as enabled,
                   obj_description(g.oid, 'pg_trigger') as comment
            from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and g.oid >= 16384 and not g.tgisinternal and g.tgparentid = 0 and {own pg_class c}
            """;

    private static final String POLICIES = """
            select 'POLICY', c.oid::regclass::text, quote_ident(p.polname), '3256:' || p.oid, 0,
                   case when not p.polpermissive then 'AS RESTRICTIVE ' else '' end
                   || 'FOR ' || case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
                       when 'd' then 'DELETE' else 'ALL' end
                   || case when p.polroles <> '{0}' then ' TO ' || (select string_agg(o.oid::regrole::text, ', '
                       order by o.rolname) from pg_roles o where o.oid = any (p.polroles)) else '' end
                   || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                   || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') as definition,
                   obj_description(p.oid, 'pg_policy') as comment
            from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
            where {user schema} and {own pg_class c}
            """;

    private static final String EVENT_TRIGGERS = """
            select 'EVENT_TRIGGER', '', quote_ident(e.evtname), '3466:' || e.oid, 0,
                   e.evtevent || coalesce(' WHEN TAG IN (' || (select string_agg(quote_literal(g), ', ') from unnest(e.evttags) g)
                       || ')', '') || ' EXECUTE FUNCTION ' || e.evtfoid::regproc || '()' as definition,
                   case e.evtenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS'
                       end as enabled,
                   obj_description(e.oid, 'pg_event_trigger') as comment
            from pg_event_trigger e
            where {own pg_event_trigger e}
            """;

    private static final String OTHERS = """
            select 'OTHER', '', i.type || ' ' || i.identity, o.class || ':' || o.id, 0
            from (
                select 'pg_operator'::regclass::oid as class, oid as id from pg_operator
                union all select 'pg_opclass'::regclass, oid from pg_opclass
                union all select 'pg_opfamily'::regclass, oid from pg_opfamily
                union all select 'pg_cast'::regclass, oid from pg_cast
                union all select 'pg_collation'::regclass, oid from pg_collation
                union all select 'pg_conversion'::regclass, oid from pg_conversion
                union all select 'pg_ts_config'::regclass, oid from pg_ts_config
                union all select 'pg_ts_dict'::regclass, oid from pg_ts_dict
                union all select 'pg_publication'::regclass, oid from pg_publication
                union all select 'pg_foreign_data_wrapper'::regclass, oid from pg_foreign_data_wrapper
                union all select 'pg_foreign_server'::regclass, oid from pg_foreign_server
                union all select 'pg_language'::regclass, oid from pg_language
                union all select 'pg_transform'::regclass, oid from pg_transform
                union all select 'pg_am'::regclass, oid from pg_am
                union all select 'pg_type'::regclass, oid from pg_type where typtype = 'b' and typelem = 0
            ) o
            cross join lateral pg_identify_object(o.class, o.id, 0) i
            where o.id >= 16384 and not exists (select from pg_depend e where e.classid = o.class and e.objid = o.id
                and e.deptype in ('e', 'i', 'a'))
            """;

    /** What stands in pg_depend for an object without being it: a view's rule, a column's default, an array type. */
    private static final String ALIASES = """
            select '2618:' || oid, '1259:' || ev_class from pg_rewrite where oid >= 16384 and rulename = '_RETURN'
            union all select '2604:' || oid, '1259:' || adrelid || ':' || adnum from pg_attrdef where oid >= 16384
            union all select '2606:' || oid, '1259:' || conrelid || ':' || conkey[1] from pg_constraint
                where oid >= 16384 and contype = 'n' and conrelid <> 0
            union all select '2606:' || oid, '1247:' || contypid from pg_constraint where oid >= 16384 and contypid <> 0
            union all select '1259:' || conindid, '2606:' || oid from pg_constraint
                where oid >= 16384 and contype in ('p', 'u', 'x')
            union all select '1247:' || typarray, '1247:' || oid from pg_type where oid >= 16384 and typarray <> 0
            union all select '1247:' || oid, '1259:' || typrelid from pg_type
                where oid >= 16384 and typtype = 'c' and exists (select from pg_class c where c.oid = typrelid
                    and c.relkind <> 'c')
            union all select '1259:' || typrelid, '1247:' || oid from pg_type
                where oid >= 16384 and typtype = 'c' and exists (select from pg_class c where c.oid = typrelid
                    and c.relkind = 'c')
            """;

    private static final String DEPENDENCIES = """
            select distinct d.classid || ':' || d.objid, d.objsubid, d.refclassid || ':' || d.refobjid, d.refobjsubid
            from pg_depend d
            where d.objid >= 16384 and d.refobjid >= 16384 and d.deptype not in ('e', 'x')
              and not (d.deptype = 'a' and d.classid = 'pg_class'::regclass
                  and exists (select from pg_sequence s where s.seqrelid = d.objid))
            """;

    /**
     * What is said of no object: the rights on the described schema, its comment where it is another than the server's,
     * as a literal, and the rights on what is yet to be created.
     */
    private static final String RIGHTS = """
            select 'PRIVILEGES', '', 'SCHEMA ' || quote_ident(n.nspname), '2615:' || n.oid || '/rights', 0,
                   {schema privileges},
                   case when obj_description(n.oid, 'pg_namespace') is distinct from {usual comment}
                       then coalesce(quote_literal(obj_description(n.oid, 'pg_namespace')), 'NULL') end as comment
            from pg_namespace n
            where n.nspname in ('public', current_schema())
              and (n.nspacl is not null and n.nspacl is distinct from (select i.initprivs from pg_init_privs i
                      where i.classoid = 'pg_namespace'::regclass and i.objoid = n.oid)
                  or obj_description(n.oid, 'pg_namespace') is distinct from {usual comment})
            union all
            select 'PRIVILEGES', '', concat_ws(' ', 'DEFAULT',
                       case when d.defaclrole::regrole <> quote_ident(current_user)::regrole
                           then 'FOR ROLE ' || d.defaclrole::regrole end,
                       'IN SCHEMA ' || quote_ident(n.nspname), 'ON',
                       case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'ROUTINES'
                           when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end),
                   '826:' || d.oid, 0, q.*, null
            from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
            cross join lateral (select {default privileges}) q
            """;

    private static final List<String> OBJECTS = List.of(
            SCHEMAS,
            EXTENSIONS,
            TYPES,
            SEQUENCES,
            FUNCTIONS,
            TABLES,
            COLUMNS,
            CONSTRAINTS,
            INDEXES,
            STATISTICS,
            VIEWS,
            RULES,
            TRIGGERS,
            POLICIES,
            EVENT_TRIGGERS,
            RIGHTS,
            OTHERS);

    private static final String EVERYTHING = everything();

    private static String everything() {
        List<String> queries = new ArrayList<>(OBJECTS);
        queries.add(ALIASES);
        queries.add(DEPENDENCIES);
        return String.join(";", queries)
                .replace("{user schema}", USER_SCHEMA)
                .replace("{sequence options}", SEQUENCE_OPTIONS)
                .replace("{sequence owner}", SEQUENCE_OWNER)
                .replace("{schema privileges}", SCHEMA_RIGHTS)
                .replace("{default privileges}", DEFAULT_RIGHTS)
                .replace(
                        "{usual comment}",
                        "case n.nspname when 'public' then '" + PostgresSyntax.COMMENT_OF_PUBLIC + "' end")
                .replaceAll("\\{owner (\\S+)}", OWNER)
                .replaceAll("\\{privileges (\\S+) (\\S+) (\\S+)}", PRIVILEGES)
                .replace("{no ledger}", "not (c.relname = '" + Schema.LEDGER + "' and n.nspname = current_schema())")
                .replaceAll(
                        "\\{own (\\w+) (\\w+)}",
                        "not exists (select from pg_depend own "
                                + "where own.classid = '$1'::regclass and own.objid = $2.oid and own.deptype = 'e')");
    }

    @Override
    public Schema read(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            String path = seenFrom(statement, quote(schema));
            try {
                return readAll(statement);
            } finally {
                seenFrom(statement, path);
            }
        }
    }

    private static String quote(String identifier) {
        return Dialect.POSTGRESQL.quote(identifier);
    }

    /**
     * Sets the search path, and answers what it was. Compiling these queries' many joins would take longer than running
     * them.
     */
    private static String seenFrom(Statement statement, String path) throws SQLException {
        String literal = Dialect.POSTGRESQL.literal(path);
        try (ResultSet row = statement.executeQuery("select current_setting('search_path'), "
                + "(select set_config('search_path', " + literal + ", false))")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Schema readAll(Statement statement) throws SQLException {
        Map<String, Found> found = new LinkedHashMap<>();
        statement.execute(EVERYTHING);
        for (int i = 0; i < OBJECTS.size(); i++) {
            objects(statement.getResultSet(), found);
            statement.getMoreResults();
        }
        Map<String, String> aliases = new HashMap<>();
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                aliases.put(rows.getString(1), rows.getString(2));
            }
        }
        statement.getMoreResults();
        dependencies(statement.getResultSet(), new Resolution(found, aliases));
        return Schema.of(
                Dialect.POSTGRESQL, found.values().stream().map(Found::toObject).toList());
    }

    private static void objects(ResultSet rows, Map<String, Found> found) throws SQLException {
        try (rows) {
            ResultSetMetaData labels = rows.getMetaData();
            while (rows.next()) {
                Map<String, String> properties = new LinkedHashMap<>();
                for (int i = 6; i <= labels.getColumnCount(); i++) {
                    String value = rows.getString(i);
                    if (value != null && !value.isEmpty()) {
                        properties.put(labels.getColumnLabel(i), value.strip());
                    }
                }
                ObjectName name = new ObjectName(Kind.valueOf(rows.getString(1)), rows.getString(2), rows.getString(3));
                String identity = rows.getString(4);
                found.put(
                        identity.replaceFirst("/.*", ""),
                        new Found(name, properties, identity, rows.getInt(5), new HashSet<>()));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // one object of a schema has one instance
    private static void dependencies(ResultSet rows, Resolution resolution) throws SQLException {
        try (rows) {
            while (rows.next()) {
                Found dependent = resolution.find(rows.getString(1), rows.getInt(2));
                Found needed = resolution.find(rows.getString(3), rows.getInt(4));
                if (dependent != null && needed != null && dependent != needed) {
                    dependent.needs.add(needed.name);
                }
            }
        }
    }

    /** An object whose needs are still being collected. */
    private record Found(
            ObjectName name, Map<String, String> properties, String identity, int position, Set<ObjectName> needs) {

        SchemaObject toObject() {
            return new SchemaObject(name, properties, identity, position, needs);
        }
    }

    /** From what pg_depend names to the object that it stands for. */
    private record Resolution(Map<String, Found> found, Map<String, String> aliases) {

        /** Null where it stands for nothing that is described. */
        @Nullable
        Found find(String address, int column) {
            Found exact = column == 0 ? null : found.get(address + ":" + column);
            String current = address;
            for (int hops = 0; exact == null && current != null && hops < 4; hops++) {
                exact = found.get(current);
                current = aliases.get(current);
            }
            return exact;
        }
    }
}
