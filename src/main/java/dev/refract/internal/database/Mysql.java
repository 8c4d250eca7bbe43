package dev.refract.internal.database;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.connect.Limits;
import dev.refract.internal.connect.SocketTimeout;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.OwnTransaction;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MySQL, 8.0 and later, and MariaDB, 10.6 and later. */
final class Mysql implements Database {

    /** ER_GTID_UNSAFE_NON_TRANSACTIONAL_TABLE. */
    private static final String NOT_WITH_OTHERS = "1785";

    private static final int DEADLOCK = 1213;

    /** As many as can be ended for each other's sake, and some. */
    private static final int INSERT_ATTEMPTS = 20;

    private static final String LOCK = "'prisma_migrate'";
    /** Seconds that the lock's connection may be idle, beside a script that has one of its own: a week. */
    private static final long PATIENCE = 604800;

    private static final Set<String> SYSTEM = Set.of("mysql", "information_schema", "performance_schema", "sys");
    /** Statements that leave nothing behind in their session. */
    private static final Set<Kind> STATELESS = EnumSet.of(
            Kind.ALTER_TABLE,
            Kind.CREATE_TABLE,
            Kind.DROP_TABLE,
            Kind.RENAME_TABLE,
            Kind.TRUNCATE,
            Kind.CREATE_INDEX,
            Kind.DROP_INDEX,
            Kind.DML);
    /**
     * An ALGORITHM or LOCK that a change can't have, that the table can't have any more, or that an old server does not
     * know.
     */
    private static final Set<Integer> CANT_THAT_WAY = Set.of(1845, 1846, 4092, 1800, 1801);

    private static final Pattern AT_LINE = Pattern.compile("at line (\\d+)$");
    private static final Pattern NEAR = Pattern.compile("near '(.*)' at line \\d+$", Pattern.DOTALL);

    private final ConnectionSource source;
    private final Connection connection;
    private final String schema;
    private final String description;
    private final boolean mariadb;
    private Limits limits = Limits.NONE;
    /** How long the server would have let the lock's connection be idle; null while nothing is changed about that. */
    private @Nullable Long waitTimeout;
    /** Null until a script is watched. */
    private @Nullable MysqlLocks locks;

    private Mysql(ConnectionSource source, Connection connection) throws SQLException {
        this.source = source;
        this.connection = connection;
        mariadb = connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
        schema = source.url().isPresent() ? source.url().get().database() : connection.getCatalog();
        description = (mariadb ? "MariaDB" : "MySQL") + " database \"" + schema + "\""
                + source.url().map(url -> " at " + url.place()).orElse("");
    }

    static Mysql open(ConnectionSource source, Missing missing, Listener listener) {
        Connection connection = connect(source, missing, listener);
        try {
            return new Mysql(source, connection);
        } catch (SQLException e) {
            Jdbc.closeQuietly(connection);
            throw explain(source, e);
        }
    }

    private static Connection connect(ConnectionSource source, Missing missing, Listener listener) {
        source.url()
                .filter(url -> SYSTEM.contains(url.database().toLowerCase(java.util.Locale.ROOT)))
                .ifPresent(url -> {
                    throw new RefractException(
                            Code.P3004,
                            "\"" + url.database() + "\" is one of the server's own databases.",
                            "Name the application's database in the connection URL.");
                });
        try {
            return source.connect();
        } catch (SQLException e) {
            if (missing == Missing.FAIL
                    || e.getErrorCode() != 1049
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

    private static void createDatabase(ConnectionSource source, DatabaseUrl url, Listener listener) {
        try (Connection connection = Jdbc.connect(url.withDatabase(""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + Dialect.MYSQL.quote(url.database())
                    + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
            listener.on(new Event.Created("database \"" + url.database() + "\""));
        } catch (SQLException e) {
            if (isLost(e) || SocketTimeout.is(e)) {
                throw explain(source, e); // the link was cut, which says nothing of rights
            }
            throw new RefractException(
                    Code.P3000,
                    "Could not create the database \"" + url.database() + "\", which does not exist at " + url.place()
                            + ": " + e.getMessage(),
                    ReadOnly.is(e)
                            ? ReadOnly.mysql(source, url.database(), e).next()
                            : "Create it by hand (CREATE DATABASE " + Dialect.MYSQL.quote(url.database())
                                    + " CHARACTER SET utf8mb4), or grant the user CREATE.",
                    e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.MYSQL;
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
        return new Contents(allTables().contains("_prisma_migrations"), false); // Prisma 8's preview has no marker
    }

    @Override
    public List<String> tables(List<String> schemas) {
        return allTables().stream().filter(t -> !t.equals("_prisma_migrations")).toList();
    }

    private List<String> allTables() {
        return query(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = "
                        + "'BASE TABLE' ORDER BY 1",
                row -> row.getString(1));
    }

    @Override
    public void removePrisma8() {
        // nothing of it is known here
    }

    @Override
    public void createSchema(Listener listener) {
        // a MySQL schema is its database
    }

    @Override
    public ColumnTypes columnTypes() {
        return new ColumnTypes(
                "VARCHAR(36)",
                "VARCHAR(64)",
                "VARCHAR(255)",
                "TEXT",
                "DATETIME(3)",
                "CURRENT_TIMESTAMP(3)",
                "INTEGER UNSIGNED",
                " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    }

    @Override
    public String now() {
        return "UTC_TIMESTAMP(3)";
    }

    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    @Override
    public void lock(Claim claim, Duration wait, Listener listener) {
        if (tryLock(Duration.ZERO)) {
            return;
        }
        listener.on(new Event.LockWaiting(holder(), wait));
        if (!tryLock(wait)) {
            throw Lock.held(holder(), wait);
        }
    }

    private boolean tryLock(Duration wait) {
        try (Statement statement = connection.createStatement()) {
            return Interruptible.run(
                    () -> {
                        try (ResultSet row =
                                statement.executeQuery("SELECT GET_LOCK(" + LOCK + ", " + wait.toSeconds() + ")")) {
                            row.next();
                            return row.getInt(1) == 1;
                        }
                    },
                    () -> cancel(statement));
        } catch (SQLException e) {
            throw e instanceof Interruptible.Cancelled ? Lock.interrupted() : explain(e);
        }
    }

    private static void cancel(Statement statement) throws SQLException {
        statement.cancel();
    }

    private Optional<String> holder() {
        return queryOne("SELECT IS_USED_LOCK(" + LOCK + ")", row -> row.getLong(1))
                .filter(id -> id > 0)
                .map(process -> holder(process).orElse("connection " + process));
    }

    /**
     * Not from information_schema.PROCESSLIST: MySQL answers 3854 there while anybody runs a statement with a character
     * that utf8mb3 does not have. Without the PROCESS privilege, other users' sessions are not listed.
     */
    private Optional<String> holder(long process) {
        Instant now = queryOne("SELECT UTC_TIMESTAMP() AS NOW", row -> Objects.requireNonNull(time(row, "NOW")))
                .orElseThrow();
        return query(
                        "SHOW PROCESSLIST",
                        row -> row.getLong("Id") != process
                                ? Optional.<String>empty()
                                : Optional.of(Lock.holder(
                                                "connection " + process + database(row.getString("db")),
                                                row.getString("User"),
                                                program(process),
                                                row.getString("Host"),
                                                null)
                                        + ", in its present state since " + now.minusSeconds(row.getLong("Time"))))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** MySQL's lock is one for the whole server. */
    private String database(@Nullable String name) {
        return name == null
                ? ""
                : name.equals(schema()) ? " to this database" : " to another database, \"" + name + "\"";
    }

    /** What the client calls itself; null where it says nothing, or this user may not read the performance schema. */
    private @Nullable String program(long process) {
        try {
            return queryOne(
                            "SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs WHERE ATTR_NAME = "
                                    + "'program_name' AND PROCESSLIST_ID = "
                                    + process,
                            row -> row.getString(1))
                    .orElse(null);
        } catch (RefractException e) {
            return null;
        }
    }

    @Override
    public void unlock() {
        if (holdsLock()) {
            query("SELECT RELEASE_LOCK(" + LOCK + ")", row -> row.getInt(1));
        }
    }

    @Override
    public boolean holdsLock() {
        return queryOne("SELECT IS_USED_LOCK(" + LOCK + ") = CONNECTION_ID()", row -> row.getBoolean(1))
                .orElse(false);
    }

    static Execution execution(Script script, TransactionMode mode) {
        if (mode == TransactionMode.SCRIPT) {
            throw new RefractException(
                    null,
                    "MySQL commits each DDL statement by itself, so a script can't be forced into one transaction.",
                    "Leave out --transaction=script.");
        }
        return Execution.stepwise(script, "MySQL commits each DDL statement by itself");
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
     * What the statement reads stays locked until it has inserted, and the gaps between the rows too, but for READ
     * COMMITTED. Those who do so at once meet in a deadlock, and whom the server ends looks again.
     */
    @Override
    public int insertOnce(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (int attempt = 1; ; attempt++) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); // the next one only
                try {
                    return statement.executeUpdate(sql);
                } catch (SQLException e) {
                    if (e.getErrorCode() != DEADLOCK || attempt == INSERT_ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** Lock wait timeout, deadlock, NOWAIT. */
    @Override
    public boolean isLock(ScriptException.Failure failure) {
        return Set.of("1205", "1213", "3572").contains(failure.databaseCode());
    }

    /** A statement that fails for a lock is undone by itself; in a transaction of the script's own more may be. */
    @Override
    public Optional<String> hindersRetry(Script script, Execution.Step step) {
        return script.first(SqlStatement::controlsTransaction)
                .map(s -> "the script has a transaction of its own (statement " + s.number() + ")")
                .or(() -> script.statements().subList(step.first() - 1, step.last()).stream()
                        .filter(s -> !STATELESS.contains(s.kind()))
                        .findFirst()
                        .map(s -> "statement " + s.number() + " may leave something behind in its session"));
    }

    /** The limits as session variables and their values; the lock timeouts are whole seconds. */
    private Map<String, String> settings() {
        Map<String, String> variables = new LinkedHashMap<>();
        limits.lockTimeout().ifPresent(timeout -> {
            variables.put("lock_wait_timeout", String.valueOf(Limits.seconds(timeout)));
            variables.put("innodb_lock_wait_timeout", String.valueOf(Limits.seconds(timeout)));
        });
        limits.statementTimeout()
                .ifPresent(timeout -> variables.put(
                        mariadb ? "max_statement_time" : "max_execution_time",
                        mariadb
                                ? String.valueOf(Limits.millis(timeout) / 1000.0)
                                : String.valueOf(Limits.millis(timeout))));
        return variables;
    }

    private static void set(Connection connection, Map<String, String> variables) throws SQLException {
        if (variables.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(variables.entrySet().stream()
                    .map(v -> "SESSION " + v.getKey() + " = " + v.getValue())
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
    }

    @Override
    public boolean commitsWithNote(Script script, Execution.Step step) {
        if (!script.takesNotes()) {
            return false;
        }
        SqlStatement part = script.statements().get(step.first() - 1);
        Optional<OwnTransaction> own = script.ownTransaction(part.number());
        return part.kind() == Kind.COMMIT
                ? own.isPresent() && own.get().certain() && script.isPlainCommit(part)
                : part.kind() == Kind.DML && own.isEmpty();
    }

    @Override
    public Optional<Boolean> has(Existing kind, Optional<String> schema, String table, String name) {
        String in = "table_schema = " + schema.map(dialect()::literal).orElse("DATABASE()") + " AND table_name = "
                + dialect().literal(table);
        String looked =
                switch (kind) {
                    case TABLE -> "tables WHERE " + in;
                    case COLUMN ->
                        "columns WHERE " + in + " AND column_name = "
                                + dialect().literal(name);
                    case INDEX ->
                        "statistics WHERE " + in + " AND index_name = "
                                + dialect().literal(name);
                    case CONSTRAINT ->
                        "table_constraints WHERE " + in + " AND constraint_name = "
                                + dialect().literal(name);
                };
        return queryOne("SELECT COUNT(*) FROM information_schema." + looked, row -> row.getLong(1) > 0);
    }

    @Override
    public ScriptSession session(Script script, Listener listener, String migration) {
        try {
            return new Session(script, workFor(script), listener, migration);
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** The connection that a script runs on: one of its own where it may leave something behind. */
    private Connection workFor(Script script) throws SQLException {
        boolean stateless = script.statements().stream()
                .allMatch(
                        s -> STATELESS.contains(s.kind()) && !(s.kind() == Kind.CREATE_TABLE && script.isTemporary(s)));
        if (stateless) {
            return connection;
        }
        Connection work = source.connectAnother("a script that changes its session, which on MySQL has a connection of "
                + "its own beside the migration lock's");
        set(work, settings());
        stayConnected();
        return work;
    }

    /**
     * One statement of a script can take longer than the server's wait_timeout, which would close the lock's connection
     * meanwhile.
     */
    private void stayConnected() throws SQLException {
        if (waitTimeout == null) {
            waitTimeout = queryOne("SELECT @@SESSION.wait_timeout", row -> row.getLong(1))
                    .orElseThrow();
            set(connection, Map.of("wait_timeout", String.valueOf(Math.max(waitTimeout, PATIENCE))));
        }
    }

    @Override
    public void watch(Script script, Listener listener, String name, Watched watched) throws ScriptException {
        try (Session session = new Session(script, workFor(script), listener, name)) {
            new WatchedScript(session, session.number(), script, looking(), session::repeatsReads, watched).run();
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    @Override
    public Optional<String> locksUnseen() {
        try {
            return looking().unseen();
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    private MysqlLocks looking() throws SQLException {
        MysqlLocks known = locks;
        if (known == null) {
            known = MysqlLocks.open(source);
            locks = known;
        }
        return known;
    }

    @Override
    public void runAtomically(String before, Script script, String after, Listener listener, String migration) {
        throw new IllegalStateException("no execution on MySQL is atomic");
    }

    /**
     * A script that may leave something behind (variables, temporary tables, another current database, locks) has a
     * connection of its own: COM_RESET_CONNECTION would clean up as well, but gives up the migration lock.
     */
    private final class Session implements ScriptSession {
        private final Script script;
        private final Connection work;
        private final Listener listener;
        private final String migration;
        /** What the limits' variables are set to on a connection that is shared with the ledger. */
        private final Map<String, String> standing;

        Session(Script script, Connection work, Listener listener, String migration) throws SQLException {
            this.script = script;
            this.work = work;
            this.listener = listener;
            this.migration = migration;
            this.standing = work == connection ? values(settings().keySet()) : Map.of();
        }

        /** Its connection's. */
        long number() throws SQLException {
            try (Statement statement = work.createStatement();
                    ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
                row.next();
                return row.getLong(1);
            }
        }

        boolean repeatsReads() throws SQLException {
            try (Statement statement = work.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SHOW VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')")) {
                row.next();
                return Set.of("REPEATABLE-READ", "SERIALIZABLE").contains(row.getString(2));
            }
        }

        private Map<String, String> values(Set<String> variables) throws SQLException {
            Map<String, String> values = new LinkedHashMap<>();
            for (String variable : variables) {
                values.put(
                        variable,
                        queryOne("SELECT @@SESSION." + variable, row -> row.getString(1))
                                .orElseThrow());
            }
            return values;
        }

        @Override
        public void run(Execution.Step step) throws ScriptException {
            for (int number = step.first(); number <= step.last(); number++) {
                run(script.statements().get(number - 1));
            }
        }

        @Override
        public void run(Execution.Step step, String note) throws ScriptException {
            SqlStatement part = script.statements().get(step.first() - 1);
            try {
                if (part.kind() == Kind.COMMIT) {
                    plainly(note);
                    run(part);
                    return;
                }
                plainly("BEGIN");
                run(part);
                plainly(note);
                plainly("COMMIT");
            } catch (SQLException e) {
                rollback();
                throw failure(e, script, part);
            } catch (ScriptException e) {
                rollback();
                if (!e.failure().databaseCode().equals(NOT_WITH_OTHERS)) {
                    throw e;
                }
                runAlone(part, note);
            }
        }

        /** With GTIDs a table of an engine without transactions has to be changed outside of one. */
        private void runAlone(SqlStatement part, String note) throws ScriptException {
            run(part);
            try {
                plainly(note);
            } catch (SQLException e) {
                throw failure(e, script, part);
            }
        }

        private void plainly(String sql) throws SQLException {
            try (Statement statement = work.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(sql);
            }
        }

        private void rollback() {
            try {
                plainly("ROLLBACK");
            } catch (SQLException e) {
                // the connection is gone: the server rolls back by itself
            }
        }

        private void run(SqlStatement part) throws ScriptException {
            try (Statement statement = work.createStatement()) {
                statement.setEscapeProcessing(false);
                if (isConnectorJ(work)) {
                    statement.setFetchSize(Integer.MIN_VALUE); // rows, should there be any, are not kept
                }
                Interruptible.run(() -> limited(statement, text(part, script)), () -> cancel(statement));
            } catch (SQLException e) {
                throw failure(e, script, part);
            }
        }

        @Override
        public boolean attempt(int number, String sql) throws ScriptException {
            return refusal(number, sql).isEmpty();
        }

        @Override
        public Optional<String> refusal(int number, String sql) throws ScriptException {
            try (Statement statement = work.createStatement()) {
                statement.setEscapeProcessing(false);
                Interruptible.run(() -> limited(statement, sql), () -> cancel(statement));
                return Optional.empty();
            } catch (SQLException e) {
                if (CANT_THAT_WAY.contains(e.getErrorCode())) {
                    return Optional.of(String.valueOf(e.getMessage()));
                }
                throw failure(e, script, script.statements().get(number - 1));
            }
        }

        @Override
        public void commitAsDdlDoes() throws ScriptException {
            try {
                plainly("COMMIT");
            } catch (SQLException e) {
                throw failure(e, script, script.statements().get(0));
            }
        }

        @Override
        public void keepAlive() {
            try {
                plainly("DO 0");
            } catch (SQLException e) {
                // the next statement of the script says so
            }
        }

        /** On the ledger's connection the limits hold for this statement only; elsewhere they hold already. */
        private void limited(Statement statement, String sql) throws SQLException {
            if (!mariadb && limits.statementTimeout().isPresent()) {
                // max_execution_time is for SELECT only: the driver kills whatever else takes too long
                statement.setQueryTimeout(
                        (int) Limits.seconds(limits.statementTimeout().get()));
            }
            if (standing.isEmpty()) {
                execute(statement, sql);
                return;
            }
            set(work, settings());
            try {
                execute(statement, sql);
            } finally {
                restore();
            }
        }

        private void restore() {
            try {
                set(work, standing);
            } catch (SQLException e) {
                // the connection is gone, and its session with it
            }
        }

        private void execute(Statement statement, String sql) throws SQLException {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            // read to the end: an error may come with a later row
                        }
                    }
                }
                rows = statement.getMoreResults();
            }
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                listener.on(new Event.ServerMessage(
                        migration, "WARNING", warning.getErrorCode() + ": " + warning.getMessage()));
            }
        }

        @Override
        public void end() throws ScriptException {
            try {
                if (work != connection && inTransaction(work)) {
                    throw new ScriptException(
                            new ScriptException.Failure(
                                    "",
                                    "the script begins a transaction (or sets autocommit = 0) and does not commit",
                                    Optional.empty(),
                                    Optional.of(
                                            "Add COMMIT at its end. What it did in that transaction is rolled back."),
                                    OptionalInt.empty(),
                                    OptionalInt.empty(),
                                    false,
                                    false),
                            null);
                }
            } catch (SQLException e) {
                throw explain(e);
            }
        }

        @Override
        public void close() {
            if (work == connection) {
                return;
            }
            if (source.url().isEmpty()) {
                renew(work);
            }
            Jdbc.closeQuietly(work);
        }
    }

    private static boolean isConnectorJ(Connection connection) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class);
    }

    private static boolean inTransaction(Connection connection) throws SQLException {
        if (isConnectorJ(connection)) {
            return connection.unwrap(JdbcConnection.class) instanceof com.mysql.cj.jdbc.ConnectionImpl driver
                    && driver.getSession().getServerSession().inTransactionOnServer();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@in_transaction")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /**
     * A script's session is not given back to its pool: it becomes a new one, or where the driver can't do that, the
     * connection is closed.
     */
    private static void renew(Connection work) {
        try {
            if (isConnectorJ(work)) {
                work.unwrap(JdbcConnection.class).resetServerState();
            } else {
                work.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // the connection is gone: its pool will notice
        }
    }

    /** A statement without its semicolon: the server takes one, but counts an empty statement after it. */
    private static String text(SqlStatement part, Script script) {
        String sql = script.sql(part);
        return sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
    }

    private static ScriptException failure(SQLException e, Script script, SqlStatement part) {
        boolean cancelled = e instanceof Interruptible.Cancelled;
        SQLException error = cancelled && e.getCause() instanceof SQLException cause ? cause : e;
        // the driver's own words for a statement that it killed when its time was up, with the server's code for that
        boolean timeUp = error instanceof SQLTimeoutException && error.getErrorCode() == 0;
        return new ScriptException(
                new ScriptException.Failure(
                        timeUp ? "1317" : String.valueOf(error.getErrorCode()),
                        String.valueOf(error.getMessage()),
                        Optional.empty(),
                        error.getErrorCode() == 1205 ? Optional.of(Limits.LOCK_HINT) : ReadOnly.hint(error, script),
                        OptionalInt.of(part.number()),
                        OptionalInt.of(offset(error, script, part)),
                        cancelled,
                        isLost(error)),
                error);
    }

    /** MySQL gives a line and the text that follows the mistake, both within the statement, or a name in quotes. */
    private static int offset(SQLException e, Script script, SqlStatement part) {
        String message = String.valueOf(e.getMessage());
        Matcher line = AT_LINE.matcher(message);
        if (!line.find()) {
            return Offsets.ofQuotedName(message, script, part);
        }
        int start = Offsets.ofLine(script.text(), part.code(), Integer.parseInt(line.group(1)));
        Matcher near = NEAR.matcher(message);
        int found = near.find() && !near.group(1).isEmpty() ? script.text().indexOf(near.group(1), start) : -1;
        return found >= 0 && found < part.end()
                ? found
                : near.hitEnd() && near.reset().find() && near.group(1).isEmpty() ? part.end() : start;
    }

    private static boolean isLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || e.getErrorCode() == 1053 || e.getErrorCode() == 1927;
    }

    /** The lock is on another connection, which the server may have noticed to be gone. */
    @Override
    public Optional<String> stillRunning(Script script, SqlStatement part) {
        return query(
                        "SHOW FULL PROCESSLIST",
                        row -> schema.equals(row.getString("db"))
                                        && text(part, script).equals(row.getString("Info"))
                                ? Optional.of("connection " + row.getLong("Id") + ", for " + row.getLong("Time") + " s")
                                : Optional.<String>empty())
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void empty(List<String> schemas, boolean keepExtensions) {
        update("DROP DATABASE " + dialect().quote(schema));
        update("CREATE DATABASE " + dialect().quote(schema) + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        update("USE " + dialect().quote(schema));
    }

    @Override
    public RefractException explain(SQLException e) {
        return ReadOnly.is(e) ? ReadOnly.mysql(source, schema, e) : explain(source, e);
    }

    private static RefractException explain(ConnectionSource source, SQLException e) {
        if (SocketTimeout.is(e)) {
            return SocketTimeout.error(source, e);
        }
        String place = Unreached.place(source);
        String database = source.url().map(DatabaseUrl::database).orElse("");
        String user = source.url().map(DatabaseUrl::user).orElse("");
        String text = String.valueOf(e.getMessage());
        return switch (e.getErrorCode()) {
            case 1045, 1698, 1251 ->
                new RefractException(
                        Code.P1000,
                        "Authentication failed at " + place + " for the user \"" + user + "\".",
                        Unreached.CREDENTIALS,
                        e);
            case 1049 ->
                new RefractException(
                        Code.P1003,
                        "The database \"" + database + "\" does not exist at " + place + ".",
                        "Create it, or run: refract migrate deploy",
                        e);
            case 1044, 1142, 1227, 1370 ->
                new RefractException(
                        Code.P1010,
                        "Access denied in the database \"" + database + "\" for the user \"" + user + "\": " + text,
                        "Let an administrator grant it, for example: GRANT ALL ON "
                                + (database.isEmpty() ? "the database" : Dialect.MYSQL.quote(database))
                                + ".* TO the user.",
                        e);
            case 3159 ->
                new RefractException(
                        Code.P1011,
                        "The server at " + place + " demands TLS: " + text,
                        "Add sslaccept=accept_invalid_certs or sslcert=… to the connection URL.",
                        e);
            case 1040, 1203 ->
                new RefractException(
                        Code.P1001,
                        "The server at " + place + " accepts no connections now: " + text,
                        "Wait until it is ready, and run the command again.",
                        e);
            default -> byState(source, text, e);
        };
    }

    private static RefractException byState(ConnectionSource source, String text, SQLException e) {
        String place = Unreached.place(source);
        if (!String.valueOf(e.getSQLState()).startsWith("08")) {
            return new RefractException(
                    null,
                    "The server at " + place + " answered " + e.getErrorCode() + ": " + text,
                    "Fix that, and run the command again.",
                    e);
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (String.valueOf(t.getMessage()).contains("SSL Connection required, but not provided")) {
                return new RefractException(
                        Code.P1011,
                        "The server at " + place + " has no TLS, and the connection URL requires it. No password was "
                                + "sent.",
                        "Turn TLS on at the server. To connect without it, take sslaccept, sslcert, sslidentity and "
                                + "sslpassword out of the connection URL.",
                        e);
            }
            if (t instanceof javax.net.ssl.SSLException || t instanceof java.security.GeneralSecurityException) {
                return new RefractException(
                        Code.P1011,
                        "TLS with " + place + " failed: " + t.getMessage(),
                        "Check sslcert, sslidentity and sslaccept in the connection URL.",
                        e);
            }
        }
        Optional<RefractException> known = Unreached.known(source, e);
        if (known.isPresent()) {
            return known.get();
        }
        return "08001".equals(e.getSQLState())
                ? new RefractException(
                        Code.P1001,
                        "Can't reach the database server at " + place + ".",
                        "Check that it runs there, and the host and port in the connection URL.",
                        e)
                : new RefractException(
                        Code.P1017,
                        "The server at " + place + " closed the connection.",
                        "Check the server's log, then run the command again.",
                        e);
    }

    @Override
    public void close() {
        if (locks != null) {
            locks.close();
        }
        if (source.url().isEmpty()) {
            try {
                unlock();
                set(connection, waitTimeout == null ? Map.of() : Map.of("wait_timeout", String.valueOf(waitTimeout)));
            } catch (SQLException | RefractException e) {
                // the connection is broken: its pool will notice
            }
        }
        Jdbc.closeQuietly(connection);
    }
}
