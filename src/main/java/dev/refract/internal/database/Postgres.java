package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.connect.Limits;
import dev.refract.internal.connect.SocketTimeout;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL, 13 and later. */
final class Postgres implements Database {

    /** The schema that Prisma 8 keeps its state in. */
    private static final String PRISMA8 = "prisma_contract";

    /** What can be in a transaction with the ledger's note of it and does the same there. */
    private static final Set<Kind> WITH_NOTE = EnumSet.of(
            Kind.DML,
            Kind.CREATE_TABLE,
            Kind.ALTER_TABLE,
            Kind.DROP_TABLE,
            Kind.TRUNCATE,
            Kind.CREATE_INDEX,
            Kind.DROP_INDEX,
            Kind.ADD_ENUM_VALUE);

    /** For the ledger's statements in a script's session: whatever role and limits the script has set there. */
    private static final String AS_ITSELF =
            "SET LOCAL SESSION AUTHORIZATION DEFAULT;SET LOCAL role TO DEFAULT;SET LOCAL lock_timeout = 0;"
                    + "SET LOCAL statement_timeout = 0;";

    /** The advisory lock that Prisma's engine takes. */
    private static final long PRISMAS_LOCK = 72707369L;

    /** The first number of Refract's own locks, of which each schema has one. */
    private static final int OWN_LOCKS = 726670;

    /** What the server says, as the start of a number that it can't read, when a transaction does not get the lock. */
    private static final String LOCK_BUSY = "refract: the lock is held, seen by ";

    private static final Duration LOCK_RETRY = Duration.ofMillis(50);

    private static final Set<String> SYSTEM = Set.of("template0", "template1");
    /** PostGIS's own tables, which Prisma does not count either. */
    private static final Set<String> EXTENSION_TABLES = Set.of("spatial_ref_sys", "geometry_columns");
    /**
     * Statements are sent together up to this many characters, so that a script of any size needs little memory beside
     * its text.
     */
    private static final int CHUNK = 1 << 18;

    private static final int SIMPLE = QueryExecutor.QUERY_ONESHOT
            | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
            | QueryExecutor.QUERY_SUPPRESS_BEGIN
            | QueryExecutor.QUERY_NO_RESULTS;

    private final ConnectionSource source;
    private final Connection connection;
    private final BaseConnection driver;
    private final String schema;
    /** Statements that make the settings again that the session began with, beyond the server's own; may be empty. */
    private final String standing;

    private final String description;
    /**
     * Whether another session of the server may answer the next statement: nothing is left in it, and the lock is taken
     * in each transaction.
     */
    private boolean pooled;

    private boolean locked;
    /** How long a transaction tries to get the lock; null where none is wanted. */
    private @Nullable Duration patience;
    /** Whether the lock is about all schemas. */
    private boolean whole;

    private Limits limits = Limits.NONE;
    private boolean inSession;

    private Postgres(ConnectionSource source, Connection connection) throws SQLException {
        this.source = source;
        this.connection = connection;
        this.driver = connection.unwrap(BaseConnection.class);
        if (source.url().isPresent()) {
            DatabaseUrl url = source.url().get();
            schema = url.schema();
            pooled = url.pgbouncer() || url.namesSchema() && !hasSetSearchPath(schema);
            standing =
                    url.namesSchema() && !pooled ? "SET search_path TO " + Dialect.POSTGRESQL.quote(schema) + ";" : "";
            description = "PostgreSQL database \"" + url.database() + "\", schema \"" + schema + "\" at " + url.place();
        } else {
            String[] facts = facts();
            schema = facts[0] == null ? "public" : facts[0];
            standing = facts[1];
            description = "PostgreSQL database \"" + facts[2] + "\", schema \"" + schema + "\"";
        }
    }

    /**
     * Sets the search path, unless a pooler is between: its server process is not the one that the connection began
     * with.
     */
    private boolean hasSetSearchPath(String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CASE WHEN " + isOwnProcess()
                        + " THEN pg_catalog.set_config('search_path', pg_catalog.quote_ident("
                        + Dialect.POSTGRESQL.literal(schema)
                        + "), false) IS NOT NULL ELSE false END")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private String isOwnProcess() {
        return "pg_catalog.pg_backend_pid() = " + driver.getBackendPID();
    }

    static Postgres open(ConnectionSource source, Missing missing, Listener listener) {
        Connection connection = connect(source, missing, listener);
        try {
            return new Postgres(source, connection);
        } catch (SQLException e) {
            Jdbc.closeQuietly(connection);
            throw explain(source, e);
        }
    }

    private static Connection connect(ConnectionSource source, Missing missing, Listener listener) {
        source.url().filter(url -> SYSTEM.contains(url.database())).ifPresent(url -> {
            throw new RefractException(
                    Code.P3004,
                    "\"" + url.database() + "\" is one of PostgreSQL's own databases.",
                    "Name the application's database in the connection URL.");
        });
        try {
            return source.connect();
        } catch (SQLException e) {
            if (missing == Missing.FAIL
                    || !"3D000".equals(e.getSQLState())
                    || source.url().isEmpty()) {
                throw explain(source, e);
            }
        }
        createDatabase(source, source.url().get(), listener);
        try {
            return source.connect();
        } catch (SQLException e) {
            throw explain(source, e);
        }
    }

    /** From the first of the databases that every server has, or the user's own, that lets the user in. */
    private static void createDatabase(ConnectionSource source, DatabaseUrl url, Listener listener) {
        List<String> tried = new ArrayList<>();
        SQLException last = null;
        for (String door : new LinkedHashSet<>(List.of("postgres", "template1", url.user()))) {
            if (door.isEmpty() || door.equals(url.database())) {
                continue;
            }
            try (Connection connection = Jdbc.connect(url.withDatabase(door))) {
                create(source, connection, url, listener);
                return;
            } catch (SQLException e) {
                requireThere(source, e);
                tried.add("\"" + door + "\": " + text(e));
                last = e;
            }
        }
        throw new RefractException(
                Code.P3000,
                "The database \"" + url.database() + "\" does not exist at " + url.place()
                        + ", and the user \"" + url.user()
                        + "\" can't connect to another one to create it from:\n    "
                        + String.join("\n    ", tried),
                "Create it by hand (CREATE DATABASE " + Dialect.POSTGRESQL.quote(url.database())
                        + "), or let the user connect to one of these: GRANT CONNECT ON DATABASE postgres TO "
                        + Dialect.POSTGRESQL.quote(url.user()),
                last);
    }

    private static void create(ConnectionSource source, Connection connection, DatabaseUrl url, Listener listener) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + Dialect.POSTGRESQL.quote(url.database()));
            listener.on(new Event.Created("database \"" + url.database() + "\""));
        } catch (SQLException e) {
            if ("42P04".equals(e.getSQLState()) || "23505".equals(e.getSQLState())) {
                return; // another process was first
            }
            requireThere(source, e);
            String next = ReadOnly.is(e)
                    ? ReadOnly.postgres(source, connection, text(e), e).next()
                    : "Create it by hand (CREATE DATABASE " + Dialect.POSTGRESQL.quote(url.database())
                            + "), or let the user create databases: ALTER ROLE "
                            + Dialect.POSTGRESQL.quote(url.user()) + " CREATEDB";
            throw new RefractException(
                    Code.P3000,
                    "Could not create the database \"" + url.database() + "\", which does not exist at " + url.place()
                            + ": " + text(e),
                    next,
                    e);
        }
    }

    /** What ends a connection says nothing of rights. */
    private static void requireThere(ConnectionSource source, SQLException e) {
        if (isLost(e) || SocketTimeout.is(e)) {
            throw explain(source, e);
        }
    }

    /** The schema, the statements that make the settings again that the DataSource's owner made, and the database. */
    private String[] facts() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_schema(), (SELECT string_agg(format('SELECT set_config(%L, %L, false);', "
                                + "name, current_setting(name)), '')"
                                + " FROM pg_catalog.pg_settings WHERE source = 'session' AND context = 'user'), "
                                + "current_database()")) {
            row.next();
            return new String[] {row.getString(1), row.getString(2) == null ? "" : row.getString(2), row.getString(3)};
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public ConnectionSource source() {
        return source;
    }

    @Override
    public Contents contents() {
        List<String> names = query(
                "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                        + "WHERE c.relkind IN ('r', 'p') AND (n.nspname = "
                        + dialect().literal(schema)
                        + " AND c.relname = '_prisma_migrations' OR n.nspname = '" + PRISMA8
                        + "' AND c.relname = 'marker')",
                row -> row.getString(1));
        return new Contents(names.contains("_prisma_migrations"), names.contains("marker"));
    }

    @Override
    public List<String> tables(List<String> schemas) {
        String names = Stream.concat(Stream.of(schema), schemas.stream())
                .map(dialect()::literal)
                .collect(Collectors.joining(", "));
        return query(
                        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
                                + "c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname IN (" + names
                                + ") ORDER BY n.nspname <> " + dialect().literal(schema) + ", n.nspname, c.relname",
                        row -> List.of(row.getString(1), row.getString(2)))
                .stream()
                .filter(name -> isOwn(name.get(1)))
                .map(name -> name.get(0).equals(schema) ? name.get(1) : String.join(".", name))
                .toList();
    }

    /** Whether it is neither the ledger nor an extension's. */
    private static boolean isOwn(String table) {
        return !table.equals("_prisma_migrations") && !EXTENSION_TABLES.contains(table.toLowerCase(Locale.ROOT));
    }

    @Override
    public void removePrisma8() {
        update("DROP SCHEMA IF EXISTS " + PRISMA8 + " CASCADE");
    }

    @Override
    public void createSchema(Listener listener) {
        if (!hasSchema()) {
            try {
                update("CREATE SCHEMA " + dialect().quote(schema));
            } catch (RefractException e) {
                if (hasSchema()) { // another process made it meanwhile
                    return;
                }
                throw e;
            }
            listener.on(new Event.Created("schema \"" + schema + "\""));
        }
    }

    private boolean hasSchema() {
        return queryOne(
                        "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = "
                                + dialect().literal(schema),
                        row -> true)
                .isPresent();
    }

    @Override
    public ColumnTypes columnTypes() {
        return new ColumnTypes(
                "VARCHAR(36)", "VARCHAR(64)", "VARCHAR(255)", "TEXT", "TIMESTAMPTZ", "now()", "INTEGER", "");
    }

    @Override
    public String now() {
        return "date_trunc('milliseconds', clock_timestamp())";
    }

    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /**
     * By asking again and again: a session that waits inside the server would make a CREATE INDEX CONCURRENTLY of the
     * lock's holder a deadlock. Behind a pooler a session's lock is worth nothing, and would stay on a connection that
     * somebody else gets: there each transaction takes it for itself.
     */
    @Override
    public void lock(Claim claim, Duration wait, Listener listener) {
        patience = wait;
        whole = claim == Claim.DATABASE;
        if (!pooled) {
            Lock.take(this::tryLock, this::holder, wait, listener);
        }
        if (pooled) {
            listener.on(new Event.Warning("The connection goes through a pooler that may give each transaction another "
                    + "server process: the lock is taken in each migration's transaction, and the ledger is read again "
                    + "there. Where the server can be reached directly, name it in directUrl or --url."));
        }
    }

    /**
     * Prisma's lock shared, which keeps Prisma out (or as Prisma takes it, which keeps all out), and the schema's own;
     * not one without the other.
     */
    private boolean tryLock() {
        List<Boolean> taken = query(
                        "SELECT own, CASE WHEN own THEN pg_try_advisory_lock" + prismasLock() + " END FROM (SELECT "
                                + "CASE WHEN " + isOwnProcess() + " THEN pg_try_advisory_lock(" + ownLock()
                                + ") END AS own OFFSET 0) AS tried",
                        row -> {
                            boolean own = row.getBoolean(1);
                            return row.wasNull() ? List.<Boolean>of() : List.of(own, row.getBoolean(2));
                        })
                .get(0);
        pooled = taken.isEmpty();
        locked = taken.equals(List.of(true, true));
        if (taken.equals(List.of(true, false))) {
            query("SELECT pg_advisory_unlock(" + ownLock() + ")", row -> row.getBoolean(1));
        }
        return pooled || locked;
    }

    private String prismasLock() {
        return (whole ? "(" : "_shared(") + PRISMAS_LOCK + ")";
    }

    /** Of two numbers, which never meet Prisma's one: ours, and what the schema's name makes. */
    private String ownLock() {
        return OWN_LOCKS + ", hashtext(" + dialect().literal(schema) + ")";
    }

    /** The condition for the rows of pg_locks that are the lock of a migration in this schema, ours or Prisma's. */
    private String isLock() {
        return "l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE "
                + "datname = current_database()) AND (l.classid = 0 AND l.objid = " + PRISMAS_LOCK
                + " AND l.objsubid = 1 AND l.mode = 'ExclusiveLock' OR l.classid = " + OWN_LOCKS
                + " AND l.objid = (hashtext(" + dialect().literal(schema)
                + ")::bigint & 4294967295)::oid AND l.objsubid = 2)";
    }

    /** Fails the transaction at once where another one, or a session of Prisma's, holds the lock. */
    private String transactionLock() {
        return patience == null
                ? ""
                : "SELECT ('" + LOCK_BUSY + "' || pg_backend_pid())::integer WHERE NOT (pg_try_advisory_xact_lock("
                        + ownLock() + ") AND pg_try_advisory_xact_lock" + prismasLock() + ");";
    }

    private static boolean isLockBusy(SQLException e) {
        return "22P02".equals(e.getSQLState()) && String.valueOf(e.getMessage()).contains(LOCK_BUSY);
    }

    private Optional<String> holder() {
        return queryOne(
                "SELECT a.pid, a.usename, a.application_name, coalesce(host(a.client_addr), 'a local socket') AS "
                        + "client, a.backend_start FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid "
                        + "= l.pid WHERE a.pid <> pg_backend_pid() AND " + isLock(),
                row -> Lock.holder(
                        "server process " + row.getInt("pid") + " in this database",
                        row.getString("usename"),
                        row.getString("application_name"),
                        row.getString("client"),
                        time(row, "backend_start")));
    }

    @Override
    public void unlock() {
        if (locked) {
            locked = false;
            query(
                    "SELECT pg_advisory_unlock" + prismasLock() + ", pg_advisory_unlock(" + ownLock() + ")",
                    row -> row.getBoolean(1));
        }
    }

    @Override
    public boolean holdsLock() {
        return locked
                && queryOne(
                                "SELECT 1 FROM pg_catalog.pg_locks l WHERE l.pid = pg_backend_pid() AND " + isLock(),
                                row -> true)
                        .isPresent();
    }

    static Execution execution(Script script, TransactionMode mode) {
        if (mode == TransactionMode.STATEMENT) {
            return stepwise(script, "--transaction=statement");
        }
        if (script.hasOwnTransaction()) {
            SqlStatement own = script.first(SqlStatement::controlsTransaction).orElseThrow();
            if (mode == TransactionMode.SCRIPT) {
                throw new RefractException(
                        null,
                        "The script begins or ends transactions itself (statement " + own.number()
                                + "), so it can't be forced into one.",
                        "Leave out --transaction=script, or the script's own BEGIN and COMMIT.");
            }
            return grouped(script, "it has its own transaction");
        }
        if (mode == TransactionMode.SCRIPT) {
            return Execution.atomic(script, "--transaction=script");
        }
        if (script.statements().size() == 1 && script.statements().get(0).kind() == Kind.CALL) {
            return stepwise(script, "its one statement calls a procedure, which may commit");
        }
        return script.firstOutsideTransaction()
                .map(s -> stepwise(script, "statement " + s.number() + " can't be in a transaction"))
                .or(() -> script.usesNewEnumValue()
                        .map(s -> stepwise(
                                script, "statement " + s.number() + " uses an enum value that the script adds")))
                .orElseGet(() -> Execution.atomic(script, "one transaction"));
    }

    /** Each statement by itself, but for those between a BEGIN and its COMMIT, which are one step. */
    private static Execution stepwise(Script script, String reason) {
        return cut(script, reason, false);
    }

    /**
     * What stands between a BEGIN and its COMMIT is one step; what stands outside, up to the next BEGIN, is another.
     */
    private static Execution grouped(Script script, String reason) {
        return cut(script, reason, script.firstOutsideTransaction().isEmpty());
    }

    private static Execution cut(Script script, String reason, boolean implicit) {
        List<Execution.Step> steps = new ArrayList<>();
        int first = 1;
        boolean open = false;
        for (SqlStatement s : script.statements()) {
            if (s.kind() == Kind.BEGIN && !open) {
                if (first < s.number()) {
                    steps.add(new Execution.Step(first, s.number() - 1));
                }
                first = s.number();
                open = true;
            } else if ((s.kind() == Kind.COMMIT || s.kind() == Kind.ROLLBACK) || (!open && !implicit)) {
                steps.add(new Execution.Step(first, s.number()));
                first = s.number() + 1;
                open = false;
            }
        }
        if (first <= script.statements().size()) {
            steps.add(new Execution.Step(first, script.statements().size()));
        }
        return new Execution(false, steps, reason);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void limit(Limits limits, Listener listener) {
        this.limits = limits;
    }

    /**
     * lock_not_available, and deadlock_detected: the victim's transaction is rolled back, and the other one goes on.
     */
    @Override
    public boolean isLock(ScriptException.Failure failure) {
        return failure.databaseCode().equals("55P03") || failure.databaseCode().equals("40P01");
    }

    @Override
    public boolean keepsSession() {
        return !pooled;
    }

    @Override
    public Optional<String> hindersRetry(Script script, Execution.Step step) {
        return script.statements().subList(step.first() - 1, step.last()).stream()
                .filter(SqlStatement::outsideTransaction)
                .findFirst()
                .map(s -> "statement " + s.number() + " can't be in a transaction, and may leave something behind");
    }

    /** The limits as statements, each with its semicolon. */
    private String settings(String set) {
        return limits.lockTimeout()
                        .map(timeout -> set + " lock_timeout = " + Limits.millis(timeout) + ";")
                        .orElse("")
                + limits.statementTimeout()
                        .map(timeout -> set + " statement_timeout = " + Limits.millis(timeout) + ";")
                        .orElse("");
    }

    /**
     * While a script has the session, the ledger's statements run without its role and without limits; its settings
     * stay as they are.
     */
    @Override
    public int update(String sql) {
        if (!inSession && !pooled) {
            return Database.super.update(sql);
        }
        Results results = new Results(Listener.SILENT, "");
        try {
            simple("BEGIN;" + waitForLock() + AS_ITSELF + sql + ";COMMIT", results);
            return results.touched;
        } catch (SQLException e) {
            rollback();
            throw explain(e);
        }
    }

    /** Between transactions of other deploys: a session's lock holds only where there is no pooler. */
    private String waitForLock() {
        return pooled && patience != null
                ? "SELECT pg_advisory_xact_lock(" + ownLock() + "), pg_advisory_xact_lock" + prismasLock() + ";"
                : "";
    }

    private void requireNoSession(Script script, String migration) {
        boolean needsPath = source.url()
                .filter(url -> url.namesSchema() && !url.schema().equals("public"))
                .isPresent();
        Optional<SqlStatement> own = script.first(s -> s.kind() == Kind.SET || script.isTemporary(s));
        if (needsPath || own.isPresent() || limits.hasTimeout()) {
            throw new RefractException(
                    null,
                    "`" + Controls.escapedLine(migration)
                            + "` runs statement by statement and needs one server session for all of them ("
                            + own.map(s -> "statement " + s.number() + " sets something in it")
                                    .orElse(needsPath ? "the schema \"" + schema + "\"" : "its time limits")
                            + "), but the connection goes through a pooler. Nothing of it was run.",
                    "Connect to the server directly: by directUrl in the schema file, or with --url.");
        }
    }

    @Override
    public boolean commitsWithNote(Script script, Execution.Step step) {
        if (!script.takesNotes()) {
            return false;
        }
        List<SqlStatement> parts = script.statements().subList(step.first() - 1, step.last());
        SqlStatement last = parts.get(parts.size() - 1);
        if (parts.get(0).kind() == Kind.BEGIN) {
            return last.kind() == Kind.COMMIT
                    && script.isPlainCommit(last)
                    && parts.stream().filter(SqlStatement::controlsTransaction).count() == 2;
        }
        return parts.stream().allMatch(part -> WITH_NOTE.contains(part.kind()) && !part.outsideTransaction());
    }

    /** Of what runs outside of a transaction only an index can be looked for; one that is invalid tells nothing. */
    @Override
    public Optional<Boolean> has(Existing kind, Optional<String> schema, String table, String name) {
        if (kind != Existing.INDEX) {
            return Optional.empty();
        }
        String index =
                schema.map(s -> dialect().quote(s) + ".").orElse("") + dialect().quote(name);
        List<Boolean> valid = query(
                "SELECT indisvalid AND indisready FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass("
                        + dialect().literal(index) + ")",
                row -> row.getBoolean(1));
        return valid.isEmpty() ? Optional.of(false) : valid.get(0) ? Optional.of(true) : Optional.empty();
    }

    @Override
    public ScriptSession session(Script script, Listener listener, String migration) {
        if (pooled) {
            requireNoSession(script, migration);
        }
        if (limits.hasTimeout()) {
            try {
                simple(settings("SET"), new Results(Listener.SILENT, ""));
            } catch (SQLException e) {
                throw explain(e);
            }
        }
        inSession = true;
        return new Session(script, listener, migration);
    }

    @Override
    public void runAtomically(String before, Script script, String after, Listener listener, String migration)
            throws ScriptException {
        Duration wait = patience == null ? Duration.ZERO : patience;
        long deadline = System.nanoTime() + wait.toNanos();
        boolean told = false;
        while (!tryAtomically(before, script, after, listener, migration)) {
            if (!told) {
                listener.on(new Event.LockWaiting(holder(), wait));
                told = true;
            }
            if (System.nanoTime() >= deadline) {
                throw Lock.held(holder(), wait);
            }
            Lock.pause(LOCK_RETRY);
        }
    }

    /** Runs it, unless another transaction holds the lock: then nothing has happened. */
    private boolean tryAtomically(String before, Script script, String after, Listener listener, String migration)
            throws ScriptException {
        int timeouts = (limits.lockTimeout().isPresent() ? 1 : 0)
                + (limits.statementTimeout().isPresent() ? 1 : 0);
        String guard = transactionLock();
        String path = pooled && source.url().isPresent() && source.url().get().namesSchema()
                ? "SET LOCAL search_path TO " + Dialect.POSTGRESQL.quote(schema) + ";"
                : "";
        String start = guard + path + before + ";" + settings("SET LOCAL");
        int startStatements =
                (guard.isEmpty() ? 0 : 1) + (path.isEmpty() ? 0 : 1) + (before.isEmpty() ? 0 : 1) + timeouts;
        int first = transactionSettings(script);
        Outgoing batch =
                new Outgoing(script, first == 0 ? "BEGIN;" + start : "BEGIN;", first == 0 ? 1 + startStatements : 1);
        Results results = new Results(listener, migration);
        try {
            Interruptible.run(
                    () -> {
                        for (SqlStatement statement : script.statements()) {
                            if (first > 0 && statement.number() == first + 1) {
                                simple(batch.text(), results);
                                batch.restart(start, startStatements);
                            } else if (batch.isFull() || !batch.reads(statement)) {
                                simple(batch.text(), results);
                                batch.restart("", 0);
                            }
                            batch.add(statement);
                        }
                        if (first > 0 && first == script.statements().size()) {
                            simple(batch.text(), results);
                            batch.restart(start, startStatements);
                        }
                        // what is deferred is checked as the script left its session, and temporary tables are free to
                        // go
                        batch.end(PostgresIndexes.check(script, script.statements()) + "SET CONSTRAINTS ALL IMMEDIATE;"
                                + reset() + after + ";COMMIT");
                        simple(batch.text(), results);
                    },
                    this::cancel);
            return true;
        } catch (SQLException e) {
            rollback();
            if (isLockBusy(e)) {
                return false;
            }
            if (!pooled) {
                cleanSession(); // a ROLLBACK leaves what PREPARE made
            }
            Optional<ScriptException> invalid = PostgresIndexes.found(e, script);
            if (invalid.isPresent()) {
                throw invalid.get();
            }
            if (isRecordedAlready(e)) {
                throw new RecordedMeanwhileException(migration, e);
            }
            if (isLedgers(e, "migration_name")) {
                throw ScriptException.ownRow(e);
            }
            if (batch.statementAfter(results.completed).isEmpty()
                    && (ReadOnly.is(e) || ledgerDenied(e).isPresent())) {
                throw explain(e);
            }
            throw failure(e, script, batch, results);
        }
    }

    /** The ledger's INSERT has no checksum for a migration that has a row already: see Ledger.started. */
    private static boolean isRecordedAlready(SQLException e) {
        return isLedgers(e, "checksum");
    }

    private static boolean isLedgers(SQLException e, String column) {
        ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        return server != null
                && "23502".equals(server.getSQLState())
                && "_prisma_migrations".equals(server.getTable())
                && column.equals(server.getColumn());
    }

    /** How many of the first statements are SET TRANSACTION, which the server takes only before all others. */
    private static int transactionSettings(Script script) {
        int count = 0;
        for (SqlStatement statement : script.statements()) {
            boolean sets = statement.kind() == SqlStatement.Kind.SET
                    && script.change(statement) instanceof TransactionChange.Control control
                    && control.verb() == TransactionChange.Control.Verb.SET_TRANSACTION;
            if (!sets) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Statements on their way to the server in one round trip, and which of the script they are. */
    private static final class Outgoing {
        private final Script script;
        private final StringBuilder text = new StringBuilder();
        private int prefixStatements;
        private int prefixLength;
        private int from = -1;
        private int firstNumber = 1;
        private int lastNumber;
        private int endMark = -1;

        Outgoing(Script script, String prefix, int prefixStatements) {
            this.script = script;
            this.prefixStatements = prefixStatements;
            text.append(prefix);
            prefixLength = text.length();
        }

        boolean isFull() {
            return text.length() > CHUNK;
        }

        /**
         * Whether the server would read the statement as it was cut: it reads all of a round trip under one
         * standard_conforming_strings.
         */
        boolean reads(SqlStatement statement) {
            return from < 0 || script.statements().get(lastNumber - 1).escapes() == statement.escapes();
        }

        void add(SqlStatement statement) {
            if (from < 0) {
                from = statement.code();
                firstNumber = statement.number();
                text.append(script.text(), from, statement.end());
            } else {
                text.append(script.text(), statement.start(), statement.end());
            }
            lastNumber = statement.number();
        }

        void end(String suffix) {
            if (from >= 0) {
                text.append("\n;");
                endMark = text.length() - 1;
            }
            text.append(suffix);
        }

        void restart(String prefix, int statements) {
            text.setLength(0);
            text.append(prefix);
            prefixStatements = statements;
            prefixLength = prefix.length();
            from = -1;
            endMark = -1;
        }

        String text() {
            return text.toString();
        }

        /** The script's statement that failed when so many had succeeded. */
        OptionalInt statementAfter(int completed) {
            int number = firstNumber + completed - prefixStatements;
            return from >= 0 && completed >= prefixStatements && number <= lastNumber
                    ? OptionalInt.of(number)
                    : OptionalInt.empty();
        }

        /**
         * The offset in the script of a position that the server gave, which counts code points from 1; empty outside
         * the script.
         */
        OptionalInt offset(int position) {
            if (position < 1 || from < 0) {
                return OptionalInt.empty();
            }
            int offset = text.offsetByCodePoints(0, Math.min(position - 1, text.codePointCount(0, text.length())));
            int inScript = from + offset - prefixLength;
            int end = script.statements().get(lastNumber - 1).end();
            boolean endless = offset == endMark; // the server read on to the semicolon that ends the script for it
            return inScript >= from && inScript <= end || endless
                    ? OptionalInt.of(Math.min(inScript, end))
                    : OptionalInt.empty();
        }
    }

    private final class Session implements ScriptSession {
        private final Script script;
        private final Results results;

        Session(Script script, Listener listener, String migration) {
            this.script = script;
            this.results = new Results(listener, migration);
        }

        @Override
        public void run(Execution.Step step) throws ScriptException {
            List<SqlStatement> parts = script.statements().subList(step.first() - 1, step.last());
            Outgoing batch = new Outgoing(script, "", 0);
            parts.forEach(batch::add);
            send(batch);
            String check = PostgresIndexes.check(script, parts);
            if (!check.isEmpty()) {
                Outgoing after = new Outgoing(script, check, 0);
                send(after);
            }
        }

        private void send(Outgoing batch) throws ScriptException {
            try {
                Interruptible.run(() -> simple(batch.text(), results), Postgres.this::cancel);
            } catch (SQLException e) {
                rollback();
                Optional<ScriptException> invalid = PostgresIndexes.found(e, script);
                throw invalid.isPresent() ? invalid.get() : failure(e, script, batch, results);
            }
        }

        @Override
        public void run(Execution.Step step, String note) throws ScriptException {
            List<SqlStatement> parts = script.statements().subList(step.first() - 1, step.last());
            boolean own = parts.get(0).kind() == Kind.BEGIN;
            Outgoing batch = new Outgoing(script, own ? "" : "BEGIN;", own ? 0 : 1);
            parts.subList(0, own ? parts.size() - 1 : parts.size()).forEach(batch::add);
            batch.end(PostgresIndexes.check(script, parts) + AS_ITSELF + note + ";COMMIT");
            try {
                send(batch);
            } catch (ScriptException e) {
                throw e.in(step);
            }
        }

        @Override
        public void instead(int number, String sql, Optional<String> note) throws ScriptException {
            Outgoing batch = new Outgoing(
                    script,
                    note.map(text -> "BEGIN;" + sql + ";" + AS_ITSELF + text + ";COMMIT")
                            .orElse(sql),
                    0);
            try {
                send(batch);
            } catch (ScriptException e) {
                throw e.at(number, script.statements().get(number - 1).code());
            }
        }

        @Override
        public LockTimeout lockTimeout(Duration timeout) {
            String before = queryOne("SELECT current_setting('lock_timeout')", row -> row.getString(1))
                    .orElseThrow();
            setLockTimeout(dialect().literal(timeout.toMillis() + "ms"));
            return () -> setLockTimeout(dialect().literal(before));
        }

        private void setLockTimeout(String value) {
            try {
                simple("SET lock_timeout = " + value, new Results(Listener.SILENT, ""));
            } catch (SQLException e) {
                if (!isLost(e)) { // then the failure that follows, or came before, says so
                    throw explain(e);
                }
            }
        }

        @Override
        public void end() throws ScriptException {
            if (driver.getQueryExecutor().getTransactionState() != TransactionState.IDLE) {
                rollback();
                throw new ScriptException(
                        new ScriptException.Failure(
                                "25001",
                                "the script begins a transaction and does not end it",
                                Optional.empty(),
                                Optional.of("Add COMMIT at its end. What it did in that transaction was rolled back."),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                false,
                                false),
                        null);
            }
        }

        @Override
        public void close() {
            inSession = false;
            cleanSession();
        }
    }

    private void cleanSession() {
        try {
            simple(reset(), new Results(Listener.SILENT, ""));
        } catch (SQLException e) {
            // the connection is gone, and its session with it
        }
    }

    /**
     * Brings the session back to how it began; unlike DISCARD ALL, without giving up the advisory lock, and allowed in
     * a transaction.
     */
    private String reset() {
        return "CLOSE ALL;SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;DEALLOCATE ALL;DISCARD TEMP;DISCARD "
                + "SEQUENCES;UNLISTEN *;"
                + standing;
    }

    private void rollback() {
        try {
            if (driver.getQueryExecutor().getTransactionState() != TransactionState.IDLE) {
                simple("ROLLBACK", new Results(Listener.SILENT, ""));
            }
        } catch (SQLException e) {
            // the connection is gone: the server rolls back by itself
        }
    }

    private void cancel() throws SQLException {
        driver.cancelQuery();
    }

    /**
     * Sends text as one simple-protocol query, as it is: the driver neither parses nor cuts it, which
     * {@link java.sql.Statement} would do.
     */
    private void simple(String sql, Results results) throws SQLException {
        QueryExecutor executor = driver.getQueryExecutor();
        Query query = executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK)));
        executor.execute(query, null, results.fresh(), 0, 0, SIMPLE);
    }

    /** Counts the statements of a query that have succeeded, and passes on what the server says meanwhile. */
    private static final class Results {
        private final Listener listener;
        private final String migration;
        private int completed;
        private int touched;

        Results(Listener listener, String migration) {
            this.listener = listener;
            this.migration = migration;
        }

        ResultHandlerBase fresh() {
            completed = 0;
            return new ResultHandlerBase() {
                @Override
                public void handleCommandStatus(String status, long updateCount, long insertOid) {
                    completed++;
                    touched += (int) updateCount;
                }

                @Override
                public void handleResultRows(Query fromQuery, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
                    completed++;
                }

                @Override
                public void handleWarning(SQLWarning warning) {
                    listener.on(new Event.ServerMessage(
                            migration, severity(warning), String.valueOf(warning.getMessage())));
                }
            };
        }

        private static String severity(SQLWarning warning) {
            return warning instanceof org.postgresql.util.PSQLWarning w
                            && w.getServerErrorMessage().getSeverity() != null
                    ? w.getServerErrorMessage().getSeverity()
                    : "NOTICE";
        }
    }

    private ScriptException failure(SQLException e, Script script, Outgoing batch, Results results) {
        boolean cancelled = e instanceof Interruptible.Cancelled;
        SQLException error = cancelled && e.getCause() instanceof SQLException cause ? cause : e;
        ServerErrorMessage server = error instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        OptionalInt statement = batch.statementAfter(results.completed);
        OptionalInt offset = server == null ? OptionalInt.empty() : batch.offset(server.getPosition());
        if (offset.isPresent()) {
            // an error that the parser finds comes before anything runs, so the position knows better than the count
            statement = script.statementAt(offset.getAsInt())
                    .map(s -> OptionalInt.of(s.number()))
                    .orElse(statement);
        }
        String message = server == null ? String.valueOf(error.getMessage()) : server.getMessage();
        Optional<String> detail =
                server == null ? Optional.empty() : Optional.ofNullable(join(server.getDetail(), server.getWhere()));
        return new ScriptException(
                new ScriptException.Failure(
                        String.valueOf(error.getSQLState()),
                        message,
                        detail,
                        hint(error, server, script, statement),
                        statement,
                        offset,
                        cancelled,
                        isLost(error)),
                error);
    }

    private Optional<String> hint(
            SQLException error, @Nullable ServerErrorMessage server, Script script, OptionalInt number) {
        if (ReadOnly.is(error)) {
            return ReadOnly.hint(error, script);
        }
        if (server != null && server.getHint() != null) {
            return Optional.of(server.getHint());
        }
        if ("42501".equals(error.getSQLState()) && server != null) {
            return new PostgresOwner(connection, schema, true).advice(error, String.valueOf(server.getMessage()));
        }
        Optional<String> index = PostgresIndexes.left(connection, script, number);
        if (index.isPresent()) {
            return index;
        }
        return server != null && "55P03".equals(server.getSQLState())
                ? Optional.of(Limits.LOCK_HINT)
                : Optional.empty();
    }

    private static String join(String detail, String where) {
        if (detail == null || where == null) {
            return detail == null ? where : detail;
        }
        return detail + "\n" + where;
    }

    private static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    @Override
    public List<TableLock> locks(Script script) {
        try (Connection own = source.connect()) {
            return new PostgresLocks(own, schema).of(script);
        } catch (Interruptible.Cancelled e) {
            throw new InterruptedRefractException(
                    "Interrupted while a script ran to see what it locks.",
                    "All that it did was rolled back. Run the command again.");
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    @Override
    public void empty(List<String> schemas, boolean keepExtensions) {
        for (String name : schemas.isEmpty() ? List.of(schema) : schemas) {
            if (query("SELECT 1 FROM pg_namespace WHERE nspname = " + dialect().literal(name), row -> row.getInt(1))
                    .isEmpty()) {
                update("CREATE SCHEMA " + dialect().quote(name));
            } else {
                dropContents(name, keepExtensions);
            }
        }
        update("DROP TABLE IF EXISTS " + qualified("_prisma_migrations"));
    }

    /**
     * Drops what is in a schema, all or nothing. The schema stays: its owner, grants and default privileges are not the
     * history's to make again. Its owner may drop it with what others own in it, but not that alone.
     */
    private void dropContents(String name, boolean keepExtensions) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(dropEach(name, keepExtensions));
        } catch (SQLException e) {
            if (keepExtensions || !"42501".equals(e.getSQLState()) || !owns(name)) {
                throw explain(e);
            }
            update("DROP SCHEMA " + dialect().quote(name) + " CASCADE; CREATE SCHEMA "
                    + dialect().quote(name));
        }
    }

    private boolean owns(String schemaName) {
        return query(
                        "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = "
                                + dialect().literal(schemaName),
                        row -> row.getBoolean(1))
                .contains(true);
    }

    /** What belongs to an extension or is a part of something else goes with that, or stays with it. */
    private static String dropEach(String schemaName, boolean keepExtensions) {
        return """
                DO $refract$
                DECLARE
                  command text;
                BEGIN
                  FOREACH command IN ARRAY (
                    SELECT coalesce(array_agg('DROP ' || CASE
                        WHEN o.type IN ('function', 'procedure', 'aggregate') THEN 'ROUTINE'
                        WHEN o.type = 'composite type' THEN 'TYPE'
                        WHEN o.type = 'statistics object' THEN 'STATISTICS'
                        ELSE upper(o.type) END || ' IF EXISTS ' || o.identity || ' CASCADE'), '{}')
                    FROM pg_namespace n
                    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) o
                    WHERE n.nspname = %s AND d.deptype = 'n' AND (NOT %s OR d.classid <> 'pg_extension'::regclass)
                    AND NOT EXISTS (SELECT FROM pg_depend part WHERE part.classid = d.classid AND part.objid = d.objid
                      AND part.deptype IN ('e', 'i') AND (part.refclassid, part.refobjid) <> (d.classid, d.objid)))
                  LOOP
                    EXECUTE command;
                  END LOOP;
                END $refract$""".formatted(Dialect.POSTGRESQL.literal(schemaName), keepExtensions);
    }

    @Override
    public RefractException explain(SQLException e) {
        return ReadOnly.is(e)
                ? ReadOnly.postgres(source, connection, text(e), e)
                : ledgerDenied(e).or(() -> ownedByOther(e)).orElseGet(() -> explain(source, e));
    }

    /**
     * Where the server refuses the ledger's table: whose it is, and which of the rights that Refract needs are missing.
     * The server's own words name no right.
     */
    private Optional<RefractException> ledgerDenied(SQLException e) {
        if (!"42501".equals(e.getSQLState()) || !text(e).contains("_prisma_migrations")) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_catalog.pg_get_userbyid(c.relowner), session_user, (SELECT string_agg(p, ', ') FROM "
                                + "unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS p WHERE NOT "
                                + "pg_catalog.has_table_privilege(session_user, c.oid, p)) FROM pg_catalog.pg_class c "
                                + "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = "
                                + "'_prisma_migrations' AND n.nspname = "
                                + dialect().literal(schema))) {
            if (!row.next() || row.getString(3) == null) {
                return Optional.empty();
            }
            String grant = "GRANT " + row.getString(3) + " ON TABLE " + qualified("_prisma_migrations") + " TO "
                    + dialect().quote(row.getString(2));
            return Optional.of(new RefractException(
                    Code.P1010,
                    "Access denied to the ledger, the table " + qualified("_prisma_migrations") + ", for the user \""
                            + row.getString(2) + "\": " + text(e),
                    "Let its owner, \"" + row.getString(1) + "\", or a superuser grant what is missing: " + grant,
                    e));
        } catch (SQLException other) {
            return Optional.empty(); // the connection is gone: what the server said first is what there is
        }
    }

    /** What only an owner may do: no GRANT helps. */
    private Optional<RefractException> ownedByOther(SQLException e) {
        String message = text(e);
        return new PostgresOwner(connection, schema, false)
                .advice(e, message.lines().findFirst().orElse(""))
                .map(advice -> new RefractException(
                        Code.P1010,
                        "The user may not do that: " + message,
                        message.startsWith("must be owner of extension")
                                ? "Let the extension stay: refract migrate reset --keep-extensions\n" + advice
                                : advice,
                        e));
    }

    private static RefractException explain(ConnectionSource source, SQLException e) {
        if (SocketTimeout.is(e)) {
            return SocketTimeout.error(source, e);
        }
        String place = Unreached.place(source);
        String database = source.url().map(DatabaseUrl::database).orElse("");
        String user = source.url().map(DatabaseUrl::user).orElse("");
        String state = String.valueOf(e.getSQLState());
        String text = text(e);
        return switch (state) {
            case "28P01", "28000" ->
                text.contains("SSL") || text.contains("pg_hba") && text.contains("encryption")
                        ? new RefractException(
                                Code.P1011,
                                "The server at " + place + " refused the connection: " + text,
                                "Check sslmode, sslcert and sslidentity in the connection URL.",
                                e)
                        : new RefractException(
                                Code.P1000,
                                "Authentication failed at " + place + " for the user \"" + user + "\".",
                                Unreached.CREDENTIALS,
                                e);
            case "3D000" ->
                new RefractException(
                        Code.P1003,
                        "The database \"" + database + "\" does not exist at " + place + ".",
                        "Create it, or run: refract migrate deploy",
                        e);
            case "42501" ->
                new RefractException(
                        Code.P1010,
                        "Access denied in the database \"" + database + "\" for the user \"" + user + "\": " + text,
                        grant(source, text),
                        e);
            case "57P03", "53300" ->
                new RefractException(
                        Code.P1001,
                        "The server at " + place + " accepts no connections now: " + text,
                        "Wait until it is ready, and run the command again.",
                        e);
            case "08004" ->
                text.contains("password") || text.contains("authentication")
                        ? new RefractException(
                                Code.P1000,
                                "Authentication failed at " + place + " for the user \"" + user + "\": " + text,
                                "Put the user and password into the connection URL.",
                                e)
                        : unreached(source, text, e);
            case "08001" -> unreached(source, text, e);
            case "08000" ->
                isOtherProgram(text, e)
                        ? Unreached.otherProgram(source, "PostgreSQL", e)
                        : new RefractException(
                                Code.P1011,
                                "TLS with " + place + " failed: " + text,
                                "Check sslmode, sslcert, sslidentity and sslaccept in the connection URL.",
                                e);
            case "08003", "08006", "08P01", "57P01", "57P02" ->
                isOtherProgram(text, e)
                        ? Unreached.otherProgram(source, "PostgreSQL", e)
                        : isTls(e)
                                ? new RefractException(
                                        Code.P1011,
                                        "TLS with " + place + " failed: " + text,
                                        "Check sslmode, sslcert, sslidentity and sslaccept in the connection URL.",
                                        e)
                                : new RefractException(
                                        Code.P1017,
                                        "The server at " + place + " closed the connection: " + text,
                                        "Check the server's log, then run the command again.",
                                        e);
            default ->
                new RefractException(
                        null,
                        "PostgreSQL at " + place + " answered " + state + ": " + text,
                        "Fix that, and run the command again.",
                        e);
        };
    }

    private static String grant(ConnectionSource source, String text) {
        return source.url()
                .map(url -> "Let the owner grant it, for example: GRANT "
                        + (text.contains("for database")
                                ? "CONNECT, CREATE ON DATABASE " + Dialect.POSTGRESQL.quote(url.database())
                                : "USAGE, CREATE ON SCHEMA " + Dialect.POSTGRESQL.quote(url.schema()))
                        + " TO " + Dialect.POSTGRESQL.quote(url.user()))
                .orElse("Grant the user what it needs.");
    }

    /** What the server said, without the position in a statement of Refract's own. */
    private static String text(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        return server == null || server.getMessage() == null
                ? String.valueOf(e.getMessage())
                : server.getMessage() + (server.getDetail() == null ? "" : "\n" + server.getDetail());
    }

    private static RefractException unreached(ConnectionSource source, String text, SQLException e) {
        String place = Unreached.place(source);
        if (text.contains("does not support SSL")) {
            return new RefractException(
                    Code.P1011,
                    "The server at " + place + " has no TLS, and the connection URL requires it. No password was sent.",
                    "Turn TLS on at the server (ssl = on). To connect without it, write sslmode=disable in the "
                            + "connection URL, without sslaccept=strict.",
                    e);
        }
        if (isOtherProgram(text, e)) {
            return Unreached.otherProgram(source, "PostgreSQL", e);
        }
        if (isTls(e)) {
            return new RefractException(
                    Code.P1011,
                    "TLS with " + place + " failed: " + text,
                    "Check sslmode, sslcert, sslidentity and sslaccept in the connection URL.",
                    e);
        }
        return Unreached.known(source, e)
                .or(() -> Unreached.closed(source, e))
                .orElseGet(() -> new RefractException(
                        Code.P1001,
                        "Can't reach the database server at " + place + ": " + text,
                        "Check that it runs there, and the host and port in the connection URL.",
                        e));
    }

    /** Whether what answered does not speak PostgreSQL's protocol: the driver says so in these words. */
    private static boolean isOtherProgram(String text, SQLException e) {
        return e.getCause() == null
                && (text.startsWith("An error occurred while setting up the SSL connection")
                        || text.contains("Session setup failed"));
    }

    private static boolean isTls(Throwable e) {
        return hasCause(e, javax.net.ssl.SSLException.class)
                || hasCause(e, java.security.GeneralSecurityException.class)
                || String.valueOf(e.getMessage()).contains("SSL");
    }

    private static boolean hasCause(Throwable e, Class<?> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (source.url().isEmpty()) {
            try {
                unlock();
                simple(reset(), new Results(Listener.SILENT, ""));
            } catch (SQLException | RefractException e) {
                // the connection is broken: its pool will notice
            }
        }
        Jdbc.closeQuietly(connection);
    }
}
