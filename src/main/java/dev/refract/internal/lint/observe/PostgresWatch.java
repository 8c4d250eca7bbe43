package dev.refract.internal.lint.observe;

import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.InterruptedRefractException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Asks PostgreSQL before and after each statement, in its transaction, which locks it holds, which file a table is in,
 * and how often it was read. What is counted is the difference: the counters hold what earlier transactions left.
 */
final class PostgresWatch implements Watch {

    private static final List<String> MODES = List.of(
            "ACCESS SHARE",
            "ROW SHARE",
            "ROW EXCLUSIVE",
            "SHARE UPDATE EXCLUSIVE",
            "SHARE",
            "SHARE ROW EXCLUSIVE",
            "EXCLUSIVE",
            "ACCESS EXCLUSIVE");
    /** As pg_locks calls them, in the same order. */
    private static final List<String> LOCKS = List.of(
            "AccessShareLock",
            "RowShareLock",
            "RowExclusiveLock",
            "ShareUpdateExclusiveLock",
            "ShareLock",
            "ShareRowExclusiveLock",
            "ExclusiveLock",
            "AccessExclusiveLock");

    private static final int ROW_EXCLUSIVE = MODES.indexOf("ROW EXCLUSIVE");
    private static final int SHARE = MODES.indexOf("SHARE");

    private static final String COLUMNS = "c.relname, c.relfilenode, pg_catalog.pg_stat_get_xact_numscans(c.oid), "
            + "CASE WHEN c.relispartition THEN"
            + " (SELECT h.inhparent FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) ELSE 0 END";
    /** Oids below are the server's own. */
    private static final String OURS = "c.relkind IN ('r', 'p', 'm') AND c.oid >= 16384 AND c.relpersistence <> 't'";

    private static final String ALL =
            "SELECT c.oid, " + COLUMNS + ", NULL, true FROM pg_catalog.pg_class c WHERE " + OURS;

    /** Nothing is read or written without one, and what is gone keeps its own to the end. A row a mode. */
    private static final String LOCKED = "SELECT l.relation, " + COLUMNS + ", l.mode, c.oid IS NOT NULL%s"
            + " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation AND " + OURS
            + " WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted";

    /** What transactions before have read, and is not yet taken off the counters. */
    private static final String READ = "SELECT oid, pg_catalog.pg_stat_get_xact_numscans(oid) FROM pg_catalog.pg_class"
            + " WHERE relkind IN ('r', 'p', 'm') AND oid >= 16384 AND pg_catalog.pg_stat_get_xact_numscans(oid) > 0";

    /** Takes what a transaction has read off the counters when it ends; else that is done once a second. */
    private static final String FLUSH = "(SELECT pg_catalog.pg_stat_force_next_flush())";

    private static final int HAS_FLUSH = 15;

    /** What tells why a table is read or written again: its columns, its constraints, its indexes. */
    private static final String DETAILS =
            "SELECT attrelid, 'column', attnum::text, attname || ' ' || atttypid || ' ' || atttypmod, attnotnull::text, "
                    + "CASE WHEN attgenerated = 's' OR attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef d"
                    + " WHERE d.adrelid = attrelid AND d.adnum = attnum AND pg_catalog.pg_get_expr(d.adbin, d.adrelid)"
                    + " LIKE 'nextval(%') THEN 'numbered' ELSE '' END"
                    + " FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class c ON c.oid = attrelid"
                    + " WHERE attnum > 0 AND NOT attisdropped AND c.relkind IN ('r', 'p') AND c.oid >= 16384"
                    + " UNION ALL SELECT conrelid, 'constraint', oid::text, contype::text, convalidated::text, ''"
                    + " FROM pg_catalog.pg_constraint WHERE conrelid <> 0 AND oid >= 16384"
                    + " UNION ALL SELECT indrelid, 'index', indexrelid::text, '', '', ''"
                    + " FROM pg_catalog.pg_index WHERE indexrelid >= 16384";

    /** DISCARD ALL, which the server does not take beside other statements. */
    private static final String RESET =
            "CLOSE ALL;SET SESSION AUTHORIZATION DEFAULT;RESET ALL;DEALLOCATE ALL;UNLISTEN *;"
                    + "SELECT pg_catalog.pg_advisory_unlock_all();DISCARD PLANS;DISCARD TEMP;DISCARD SEQUENCES;";

    private static final Pattern CASCADE = Pattern.compile("\\bCASCADE\\b", Pattern.CASE_INSENSITIVE);

    /** @param modes the locks on it that this transaction holds, by their place in {@link #MODES} */
    private record Relation(String name, long file, long scans, long parent, Set<Integer> modes) {
        int strongest() {
            return modes.stream().mapToInt(mode -> mode).max().orElse(-1);
        }

        Relation atFirst(long counted) {
            return new Relation(name, file, counted, parent, Set.of());
        }
    }

    private record Detail(long table, String kind, String id, String what, String valid, String more) {}

    private final Database database;
    private final String searchPath;
    private final boolean flushes;
    private Set<Long> before = Set.of();
    private Set<String> names = Set.of();
    /** Those that are there; null where something may have changed them unseen. */
    private @Nullable Map<Long, Relation> known;
    /** Of those, the ones that this transaction has locked or read. */
    private final Set<Long> used = new HashSet<>();
    /** Whether others may be there than when it was settled. */
    private boolean stale = true;

    PostgresWatch(Database database) throws SQLException {
        this.database = database;
        try (Statement statement = database.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('search_path')")) {
            row.next();
            searchPath = row.getString(1);
        }
        flushes = database.connection().getMetaData().getDatabaseMajorVersion() >= HAS_FLUSH;
    }

    @Override
    public void settle() throws SQLException {
        if (known != null && !stale) {
            return;
        }
        try (Statement statement = database.connection().createStatement()) {
            Map<Long, Relation> there = there(statement);
            before = Set.copyOf(there.keySet());
            Set<String> named = new HashSet<>();
            there.values().forEach(relation -> named.add(relation.name().toLowerCase(Locale.ROOT)));
            names = named;
            stale = false;
        }
    }

    @Override
    public void forget() {
        known = null;
        stale = true;
    }

    @Override
    public Map<Integer, Seen> run(String name, Script script) throws SQLException {
        Map<Integer, Seen> seen = new HashMap<>();
        try (Statement statement = database.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            new Run(statement, script, seen).all();
            if (script.hasOwnTransaction()) {
                statement.execute("ROLLBACK"); // where the script left it open
                forget();
            }
            statement.execute(RESET
                    + "SELECT pg_catalog.set_config('search_path', "
                    + database.dialect().literal(searchPath) + ", false)");
        }
        return seen;
    }

    /** One script. */
    private final class Run {
        private final Statement statement;
        private final Script script;
        private final Map<Integer, Seen> seen;
        /** Whether what is known is what the last statement of this transaction left. */
        private boolean isFollowed;

        Run(Statement statement, Script script, Map<Integer, Seen> seen) {
            this.statement = statement;
            this.script = script;
            this.seen = seen;
        }

        void all() throws SQLException {
            boolean atomic = Database.execution(script, TransactionMode.AUTO).atomic();
            if (atomic) {
                statement.execute("BEGIN");
            }
            for (SqlStatement part : script.statements()) {
                boolean ran = atomic
                                || part.controlsTransaction()
                                || script.ownTransaction(part.number()).isPresent()
                        ? inside(part)
                        : alone(part);
                if (!ran) {
                    undo();
                    return;
                }
            }
            if (atomic && !ends(script.statements())) {
                undo();
            }
        }

        private void undo() throws SQLException {
            statement.execute("ROLLBACK");
            forget();
        }

        /** What is deferred is checked at the end. */
        private boolean ends(List<SqlStatement> parts) throws SQLException {
            try {
                statement.execute("COMMIT");
                return true;
            } catch (SQLException e) {
                if (!parts.isEmpty()) {
                    failed(parts.get(parts.size() - 1), "", e);
                }
                return false;
            }
        }

        private boolean inside(SqlStatement part) throws SQLException {
            if (part.kind() == SqlStatement.Kind.BEGIN
                    && script.ownTransaction(part.number()).isPresent()) {
                return runs(part); // in one already
            }
            if (part.controlsTransaction()) {
                isFollowed = false;
                if (part.kind() == SqlStatement.Kind.ROLLBACK) {
                    forget();
                }
                return runs(part);
            }
            return watched(part);
        }

        private boolean alone(SqlStatement part) throws SQLException {
            isFollowed = false;
            if (part.outsideTransaction()) {
                forget();
                return runs(part);
            }
            statement.execute("BEGIN");
            return watched(part) && ends(List.of(part));
        }

        private boolean watched(SqlStatement part) throws SQLException {
            Change change = script.change(part);
            String sql = script.sql(part);
            if (sql.regionMatches(true, 0, "SET TRANSACTION", 0, 15)) {
                return runs(part); // the server takes it before any query
            }
            Map<Long, Relation> earlier = isFollowed ? there(statement) : atFirst(statement);
            boolean hidden = change instanceof dev.refract.internal.sql.statement.Execution
                    || change instanceof RowChange.Select
                    || change instanceof Unread;
            Set<Detail> details = hidden ? details() : Set.of();
            boolean mayCascade = CASCADE.matcher(sql).find();
            if (mayCascade) {
                statement.execute("SET LOCAL client_min_messages = notice");
            }
            if (!runs(part)) {
                return false;
            }
            List<String> cascades = mayCascade ? cascades(statement.getWarnings()) : List.of();
            Map<Long, Optional<Relation>> now = locked(statement);
            Set<Detail> after = hidden ? details() : Set.of();
            seen.put(
                    part.number(),
                    new Seen(names, effects(earlier, now, hidden, details, after), cascades, Optional.empty()));
            follow(earlier, now);
            isFollowed = true;
            if (sql.regionMatches(true, 0, "ROLLBACK", 0, 8)) { // to a savepoint
                isFollowed = false;
                forget();
            }
            return true;
        }

        private boolean runs(SqlStatement part) throws SQLException {
            String sql = script.sql(part);
            try {
                return Interruptible.run(
                        () -> {
                            statement.execute(sql);
                            return true;
                        },
                        statement::cancel);
            } catch (Interruptible.Cancelled e) {
                throw new InterruptedRefractException(
                        "Interrupted while a script was watched on a scratch database.", "Run the command again.");
            } catch (SQLException e) {
                if (String.valueOf(e.getSQLState()).startsWith("08")) {
                    throw e;
                }
                failed(part, sql, e);
                return false;
            }
        }

        private void failed(SqlStatement part, String sql, SQLException e) {
            ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
            String message = server == null ? String.valueOf(e.getMessage()) : String.valueOf(server.getMessage());
            int position = server == null ? 0 : server.getPosition();
            boolean placed = position > 0 && position <= sql.codePointCount(0, sql.length());
            OptionalInt offset = placed
                    ? OptionalInt.of(part.code() + sql.offsetByCodePoints(0, position - 1))
                    : OptionalInt.empty();
            String rule =
                    switch (String.valueOf(e.getSQLState())) {
                        case "42601" -> "fail-syntax";
                        case "2BP01" -> "fail-dependents";
                        default -> "fail-statement";
                    };
            seen.put(
                    part.number(),
                    new Seen(
                            names,
                            List.of(),
                            List.of(),
                            Optional.of(new Seen.Failure(
                                    message.lines().findFirst().orElse("") + " (" + e.getSQLState() + ")",
                                    rule,
                                    String.valueOf(e.getSQLState()).matches("2[23].*"),
                                    offset))));
        }

        private Set<Detail> details() throws SQLException {
            Set<Detail> details = new LinkedHashSet<>();
            try (ResultSet rows = statement.executeQuery(DETAILS)) {
                while (rows.next()) {
                    details.add(new Detail(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6)));
                }
            }
            return details;
        }
    }

    /** @param now those that are locked, so that they may be other than before; empty for one that is gone */
    private List<Effect> effects(
            Map<Long, Relation> earlier,
            Map<Long, Optional<Relation>> now,
            boolean hidden,
            Set<Detail> details,
            Set<Detail> after) {
        Set<Long> rewritten = new HashSet<>();
        Set<Long> read = new HashSet<>();
        now.forEach((oid, changed) -> {
            Relation was = earlier.get(oid);
            Relation relation = changed.orElse(null);
            if (was != null && relation != null && relation.file() != was.file()) {
                addWithParents(rewritten, oid, earlier, now);
            }
            if (was != null && relation != null && relation.scans() > was.scans()) {
                addWithParents(read, oid, earlier, now);
            }
        });
        Set<Long> concerned = new TreeSet<>(now.keySet());
        concerned.addAll(rewritten);
        concerned.addAll(read);
        List<Effect> effects = new ArrayList<>();
        for (long oid : concerned) {
            Relation was = earlier.get(oid);
            Relation relation = at(oid, earlier, now);
            if (was == null || relation == null || !before.contains(oid)) {
                continue;
            }
            Set<Integer> taken = new HashSet<>(relation.modes());
            taken.removeAll(was.modes());
            int mode = taken.stream().mapToInt(one -> one).max().orElse(-1);
            boolean kept = mode < SHARE && relation.strongest() >= SHARE;
            boolean changes = hidden && mode == ROW_EXCLUSIVE && read.contains(oid);
            if (mode >= SHARE || rewritten.contains(oid) || read.contains(oid)) {
                String lock = kept
                        ? MODES.get(relation.strongest()) + ", held already,"
                        : mode < 0 ? "no other lock" : MODES.get(mode);
                effects.add(new Effect(
                        was.name(),
                        rewritten.contains(oid),
                        read.contains(oid),
                        mode >= SHARE,
                        kept,
                        "Seen: " + lock + " on " + was.name()
                                + (rewritten.contains(oid)
                                        ? ", which is rewritten."
                                        : read.contains(oid) ? ", which is read whole." : "."),
                        changes ? Set.of("data-backfill") : causes(oid, rewritten.contains(oid), details, after)));
            }
        }
        return effects;
    }

    /** A partition, and what it is one of. */
    private static void addWithParents(
            Set<Long> all, long oid, Map<Long, Relation> earlier, Map<Long, Optional<Relation>> now) {
        Relation relation = at(oid, earlier, now);
        if (relation != null) {
            all.add(oid);
            addWithParents(all, relation.parent(), earlier, now);
        }
    }

    private static @Nullable Relation at(long oid, Map<Long, Relation> earlier, Map<Long, Optional<Relation>> now) {
        Optional<Relation> changed = now.get(oid);
        return changed == null ? earlier.get(oid) : changed.orElse(null);
    }

    /** What the server says that it drops, or empties, beside what it was told to. */
    private static List<String> cascades(@Nullable SQLWarning first) {
        List<String> cascades = new ArrayList<>();
        for (SQLWarning next = first; next != null; next = next.getNextWarning()) {
            ServerErrorMessage server = next instanceof PSQLWarning psql ? psql.getServerErrorMessage() : null;
            if (server != null && String.valueOf(server.getMessage()).contains(" cascades to ")) {
                String said = server.getDetail() == null ? server.getMessage() : server.getDetail();
                String.valueOf(said).lines().forEach(cascades::add);
            }
        }
        return cascades;
    }

    /** By what is new, or other, in the catalogs. */
    private static Set<String> causes(long table, boolean rewritten, Set<Detail> details, Set<Detail> others) {
        Map<String, Detail> old = new LinkedHashMap<>();
        details.forEach(detail -> old.put(detail.kind() + detail.table() + ":" + detail.id(), detail));
        Set<String> causes = new LinkedHashSet<>();
        boolean constraint = others.stream()
                .anyMatch(detail ->
                        detail.table() == table && detail.kind().equals("constraint") && !details.contains(detail));
        for (Detail detail : others) {
            Detail was = old.get(detail.kind() + detail.table() + ":" + detail.id());
            if (detail.table() != table || detail.equals(was)) {
                continue;
            }
            if (detail.kind().equals("column") && rewritten) {
                causes.add(
                        was != null
                                ? "rewrite-type"
                                : detail.more().isEmpty() ? "rewrite-volatile-default" : "rewrite-generated-column");
            } else if (detail.kind().equals("column")
                    && was != null
                    && !detail.valid().equals(was.valid())) {
                causes.add("lock-set-not-null");
            } else if (detail.kind().equals("constraint") && !rewritten) {
                causes.add(
                        switch (detail.what()) {
                            case "c" -> "lock-check";
                            case "f" -> "lock-foreign-key";
                            case "p" -> "lock-primary-key";
                            case "u" -> "lock-unique-constraint";
                            case "x" -> "lock-exclusion";
                            default -> "lock-set-not-null";
                        });
            } else if (detail.kind().equals("index") && !rewritten && !constraint) {
                causes.add("lock-index");
            }
        }
        return causes;
    }

    private Map<Long, Relation> there(Statement statement) throws SQLException {
        Map<Long, Relation> all = known;
        if (all == null) {
            if (flushes) {
                statement.executeQuery("SELECT " + FLUSH).close();
            }
            all = new HashMap<>();
            for (Map.Entry<Long, Optional<Relation>> one :
                    relations(statement, ALL).entrySet()) {
                all.put(one.getKey(), one.getValue().orElseThrow());
            }
            used.addAll(all.keySet());
            known = all;
        }
        return all;
    }

    /** Before the first statement of a transaction. */
    private Map<Long, Relation> atFirst(Statement statement) throws SQLException {
        Map<Long, Relation> all = known;
        if (all == null) {
            return there(statement);
        }
        used.forEach(oid -> all.computeIfPresent(oid, (key, relation) -> relation.atFirst(0)));
        used.clear();
        if (!flushes) {
            try (ResultSet rows = statement.executeQuery(READ)) {
                while (rows.next()) {
                    long counted = rows.getLong(2);
                    all.computeIfPresent(rows.getLong(1), (key, relation) -> relation.atFirst(counted));
                    used.add(rows.getLong(1));
                }
            }
        }
        return all;
    }

    /** What a statement may have changed; empty for one that is gone. */
    private Map<Long, Optional<Relation>> locked(Statement statement) throws SQLException {
        return relations(statement, LOCKED.formatted(flushes ? ", " + FLUSH : ""));
    }

    private void follow(Map<Long, Relation> all, Map<Long, Optional<Relation>> now) {
        now.forEach((oid, changed) -> {
            Relation relation = changed.orElse(null);
            Relation was = relation == null ? all.remove(oid) : all.put(oid, relation);
            String name = relation == null ? "" : relation.name();
            stale |= !name.equals(was == null ? "" : was.name());
            used.add(oid);
        });
    }

    private static Map<Long, Optional<Relation>> relations(Statement statement, String query) throws SQLException {
        Map<Long, Optional<Relation>> relations = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                Set<Integer> modes = new HashSet<>();
                int mode = LOCKS.indexOf(String.valueOf(rows.getString(6)));
                if (mode >= 0) {
                    modes.add(mode);
                }
                Optional<Relation> relation = rows.getBoolean(7)
                        ? Optional.of(new Relation(
                                rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5), modes))
                        : Optional.empty();
                relations.merge(rows.getLong(1), relation, (one, other) -> {
                    one.ifPresent(its -> its.modes().addAll(modes));
                    return one;
                });
            }
        }
        return relations;
    }
}
