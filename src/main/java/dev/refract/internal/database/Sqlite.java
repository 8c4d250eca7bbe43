package dev.refract.internal.database;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Interruptible;
import dev.refract.internal.connect.Limits;
import dev.refract.internal.connect.SqliteLibrary;
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
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;

/** SQLite, the version that its driver brings along. */
final class Sqlite implements Database {

    /** The tables that Prisma 8 keeps its state in. */
    private static final Set<String> PRISMA8 = Set.of("_prisma_marker", "_prisma_ledger", "_prisma_contract");

    /** What can be in a transaction with the ledger's note of it and does the same there. */
    private static final Set<Kind> WITH_NOTE = EnumSet.of(
            Kind.DML, Kind.CREATE_TABLE, Kind.ALTER_TABLE, Kind.DROP_TABLE, Kind.CREATE_INDEX, Kind.DROP_INDEX);

    /** SQLITE_BUSY and SQLITE_LOCKED, the primary result codes. */
    private static final int BUSY = 5;

    private static final int LOCKED = 6;
    private static final int CANTOPEN = 14;
    private static final int NOT_A_DATABASE = 26;
    private static final int FULL = 13;
    private static final int READ_ONLY = 8;
    private static final Pattern NEAR = Pattern.compile("near \"(.+?)\": ", Pattern.DOTALL);
    private static final Pattern LAST_NAME = Pattern.compile("(?:: |column |table )(?:\\w+\\.)?(\\w+)\\)?$");

    private final ConnectionSource source;
    private final Connection connection;
    private final SQLiteConnection driver;
    private final String description;
    /** The databases that the DataSource's owner attached. */
    private final List<String> attached;

    private boolean locked;
    /** Held beside the lock of the database itself where that is in write-ahead log mode; null elsewhere. */
    private @Nullable SqliteLockFile lockFile;

    private Limits limits = Limits.NONE;

    private Sqlite(ConnectionSource source, Connection connection) throws SQLException {
        this.source = source;
        this.connection = connection;
        this.driver = connection.unwrap(SQLiteConnection.class);
        this.description = "SQLite database \""
                + source.url()
                        .map(url -> String.valueOf(url.file()))
                        .orElse(driver.getUrl().replaceFirst("^jdbc:sqlite:", ""))
                + "\"";
        this.attached = source.url().isPresent() ? List.of() : attached();
    }

    static Sqlite open(ConnectionSource source, Missing missing, Listener listener) {
        Optional<Path> file = source.url().map(DatabaseUrl::file);
        boolean created = file.isPresent() && !Files.exists(file.get());
        if (created) {
            requireCreatable(file.get(), missing);
        }
        try {
            Sqlite database = new Sqlite(source, source.connect());
            if (created) {
                listener.on(new Event.Created(database.description));
            }
            return database;
        } catch (SQLException e) {
            throw explain(source, e);
        }
    }

    private static void requireCreatable(Path file, Missing missing) {
        if (missing == Missing.FAIL) {
            throw new RefractException(
                    Code.P1003,
                    "The SQLite database " + file + " does not exist.",
                    "Check the file's path in the connection URL, or run: refract migrate deploy");
        }
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
        } catch (IOException e) {
            throw new RefractException(
                    Code.P3000,
                    "Could not create the folder of the SQLite database " + file + ": "
                            + (e instanceof AccessDeniedException denied
                                    ? "this user may not write where " + denied.getFile() + " would be."
                                    : e.getMessage()),
                    "Create it by hand as a folder that this user may write, or name another one in the connection URL.",
                    e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String schema() {
        return "main";
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
        List<String> all = allTables();
        return new Contents(all.contains("_prisma_migrations"), all.contains("_prisma_marker"));
    }

    @Override
    public List<String> tables(List<String> schemas) {
        return allTables().stream()
                .filter(t -> !t.equals("_prisma_migrations") && !PRISMA8.contains(t))
                .toList();
    }

    private List<String> allTables() {
        return query(
                "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                        + "ORDER BY 1",
                row -> row.getString(1));
    }

    @Override
    public void removePrisma8() {
        PRISMA8.forEach(table -> update("DROP TABLE IF EXISTS " + dialect().quote(table)));
    }

    @Override
    public void createSchema(Listener listener) {
        // an SQLite file has the one
    }

    @Override
    public ColumnTypes columnTypes() {
        return new ColumnTypes("TEXT", "TEXT", "TEXT", "TEXT", "DATETIME", "current_timestamp", "INTEGER UNSIGNED", "");
    }

    /** An integer, milliseconds since 1970: what Prisma's own engine writes. */
    @Override
    public String now() {
        return "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)";
    }

    /** Reads the integer, and the ISO text or "YYYY-MM-DD HH:MM:SS" that other writers leave. */
    @Override
    public @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Object value = row.getObject(column);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return Instant.ofEpochMilli(number.longValue());
        }
        String text = value.toString().replace(' ', 'T');
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new SQLException("the ledger's " + column + " holds \"" + value + "\", which is no time", e);
        }
    }

    @Override
    public void lock(Claim claim, Duration wait, Listener listener) {
        Lock.take(this::tryLock, this::holder, wait, listener);
    }

    /** A busy database answers at once: the waiting is ours, so that it can be interrupted. */
    private boolean tryLock() {
        try {
            int patience = driver.getBusyTimeout();
            driver.setBusyTimeout(0);
            try {
                locked = isWriteAheadLogged() ? tryLockBesideReaders() : tryLockAlone();
            } finally {
                driver.setBusyTimeout(patience);
            }
            return locked;
        } catch (SQLException e) {
            if (isBusy(e)) {
                return false;
            }
            throw explain(e);
        }
    }

    /** In exclusive locking mode the lock of the first transaction is kept after its end. */
    private boolean tryLockAlone() throws SQLException {
        try {
            execute("PRAGMA main.locking_mode=EXCLUSIVE");
            execute("BEGIN EXCLUSIVE; COMMIT");
            return true;
        } catch (SQLException e) {
            if (isBusy(e)) {
                releaseQuietly();
                return false;
            }
            throw e;
        }
    }

    /**
     * In write-ahead log mode a connection that is only open, such as an application's, keeps everybody else from the
     * exclusive locking mode for as long as it is. So the lock between deploys is a file beside the database, and the
     * exclusive mode, which keeps Prisma out as well, is taken only where nobody has the database open. Where somebody
     * has, a transaction must be possible: it is not while Prisma holds its lock.
     */
    private boolean tryLockBesideReaders() throws SQLException {
        if (lockFile == null) {
            lockFile = SqliteLockFile.tryTake(file()).orElse(null);
        }
        if (lockFile == null) {
            return false;
        }
        if (tryLockAlone()) {
            return true;
        }
        try {
            execute("BEGIN IMMEDIATE; ROLLBACK");
            return true;
        } catch (SQLException e) {
            if (isBusy(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isWriteAheadLogged() throws SQLException {
        if (file().toString().isEmpty()) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA main.journal_mode")) {
            return row.next() && row.getString(1).equalsIgnoreCase("wal");
        }
    }

    /** The main database's file, without asking a database that may be locked; an empty path for one in memory. */
    private Path file() {
        return source.url().map(DatabaseUrl::file).orElseGet(() -> {
            String name = driver.getUrl().replaceFirst("^jdbc:sqlite:", "").replaceFirst("\\?.*$", "");
            return Path.of(name.startsWith(":") ? "" : name.replaceFirst("^file:(//)?", ""));
        });
    }

    private static boolean isBusy(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return primary == BUSY || primary == LOCKED;
    }

    /** The operating system knows who has the file open for writing; Linux tells. */
    private Optional<String> holder() {
        Path file = file();
        return FileLocks.holder(SqliteLockFile.beside(file)).or(() -> FileLocks.holder(file));
    }

    @Override
    public void unlock() {
        if (locked) {
            locked = false;
            releaseQuietly();
        }
        if (lockFile != null) {
            lockFile.release();
            lockFile = null;
        }
    }

    private void releaseQuietly() {
        try {
            execute("PRAGMA main.locking_mode=NORMAL; SELECT count(*) FROM main.sqlite_master");
        } catch (SQLException e) {
            // the next use of the database, or the end of the connection, gives the lock back
        }
    }

    /** The lock is on the whole file. */
    @Override
    public boolean isReadableWhileLocked() {
        return false;
    }

    @Override
    public boolean holdsLock() {
        return locked;
    }

    static Execution execution(Script script, TransactionMode mode) {
        if (mode == TransactionMode.STATEMENT) {
            return Execution.stepwise(script, "--transaction=statement");
        }
        Optional<SqlStatement> own = script.first(SqlStatement::controlsTransaction);
        if (own.isPresent()) {
            if (mode == TransactionMode.SCRIPT) {
                throw new RefractException(
                        null,
                        "The script begins or ends transactions itself (statement "
                                + own.get().number() + "), so it can't be forced into one.",
                        "Leave out --transaction=script, or the script's own BEGIN and COMMIT.");
            }
            Execution stepwise = Execution.stepwise(script, "it has its own transaction");
            return new Execution(false, stepwise.steps(), stepwise.reason(), warnings(script));
        }
        if (mode == TransactionMode.SCRIPT) {
            return Execution.atomic(script, "--transaction=script");
        }
        return script.first(s -> s.outsideTransaction() && s.kind() != Kind.FOREIGN_KEYS_PRAGMA)
                .map(s -> Execution.stepwise(script, "statement " + s.number() + " has no effect in a transaction"))
                .orElseGet(() -> withForeignKeys(script));
    }

    private static Execution withForeignKeys(Script script) {
        if (script.first(Kind.FOREIGN_KEYS_PRAGMA).isEmpty()) {
            return Execution.atomic(script, "one transaction");
        }
        SqliteForeignKeys keys = SqliteForeignKeys.of(script);
        if (!keys.switchedOff()) {
            return Execution.atomic(script, "one transaction");
        }
        return keys.needsThem()
                .map(s -> Execution.stepwise(
                        script,
                        "statement " + s.number() + " needs the foreign keys that another one switches off, which has "
                                + "no effect in a transaction"))
                .orElseGet(() -> Execution.atomic(script, "one transaction, with foreign keys off meanwhile"));
    }

    private static List<Execution.Warning> warnings(Script script) {
        if (script.first(Kind.FOREIGN_KEYS_PRAGMA).isEmpty()) {
            return List.of();
        }
        return SqliteForeignKeys.ignoredIn(script).stream()
                .map(s -> new Execution.Warning(
                        script.place(s.code()).line(),
                        "PRAGMA foreign_keys does nothing inside a transaction. A table that is dropped, or rows that "
                                + "are deleted after it take rows of other tables with them, by ON DELETE CASCADE or "
                                + "SET NULL. Leave out the script's own BEGIN and COMMIT: it runs in one transaction "
                                + "by itself, with foreign keys off as it says."))
                .toList();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void limit(Limits limits, Listener listener) {
        this.limits = limits;
        if (limits.statementTimeout().isPresent()) {
            listener.on(new Event.Warning("SQLite has no statement timeout: --statement-timeout has no effect."));
        }
    }

    @Override
    public boolean isLock(ScriptException.Failure failure) {
        return List.of(String.valueOf(BUSY), String.valueOf(LOCKED)).contains(failure.databaseCode());
    }

    @Override
    public Optional<String> hindersRetry(Script script, Execution.Step step) {
        return script.first(SqlStatement::controlsTransaction)
                .map(s -> "the script has a transaction of its own (statement " + s.number() + ")");
    }

    /** Runs a part of a script with the lock timeout, which SQLite calls busy timeout. */
    private void limited(Interruptible.Action work) throws SQLException {
        int patience = driver.getBusyTimeout();
        if (limits.lockTimeout().isPresent()) {
            driver.setBusyTimeout(
                    (int) Math.min(Limits.millis(limits.lockTimeout().get()), Integer.MAX_VALUE));
        }
        try {
            Interruptible.run(work, this::cancel);
        } finally {
            driver.setBusyTimeout(patience);
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
                ? own.isPresent() && script.isPlainCommit(part)
                : own.isEmpty() && WITH_NOTE.contains(part.kind()) && !part.outsideTransaction();
    }

    /** What SQLite runs outside of a transaction is nothing that its catalog would show. */
    @Override
    public Optional<Boolean> has(Existing kind, Optional<String> schema, String table, String name) {
        return Optional.empty();
    }

    @Override
    public ScriptSession session(Script script, Listener listener, String migration) {
        return new Session(script);
    }

    @Override
    public void runAtomically(String before, Script script, String after, Listener listener, String migration)
            throws ScriptException {
        int[] running = {0};
        Optional<SqliteOrphans> orphans = script.first(Kind.FOREIGN_KEYS_PRAGMA).isEmpty()
                ? Optional.empty()
                : Optional.of(SqliteForeignKeys.of(script))
                        .filter(SqliteForeignKeys::canBeLifted)
                        .map(keys -> new SqliteOrphans(connection, keys.touched()));
        try {
            limited(() -> {
                if (orphans.isPresent()) {
                    execute("PRAGMA foreign_keys=OFF");
                }
                execute("BEGIN IMMEDIATE;" + before);
                if (orphans.isPresent()) {
                    orphans.get().count();
                }
                for (SqlStatement part : script.statements()) {
                    running[0] = part.number();
                    execute(script.sql(part));
                }
                running[0] = 0;
                if (orphans.isPresent()) {
                    orphans.get().requireNoMore();
                }
                execute(after + ";COMMIT");
            });
        } catch (SQLException e) {
            rollback();
            if (String.valueOf(e.getMessage()).contains("NOT NULL constraint failed: _prisma_migrations.checksum")) {
                throw new RecordedMeanwhileException(migration, e);
            }
            if (running[0] == 0
                    && String.valueOf(e.getMessage())
                            .contains("NOT NULL constraint failed: _prisma_migrations.migration_name")) {
                throw ScriptException.ownRow(e);
            }
            if (running[0] == 0 && (e.getErrorCode() & 0xff) == READ_ONLY) {
                throw explain(e);
            }
            throw failure(
                    e, script, running[0] == 0 ? null : script.statements().get(running[0] - 1));
        } finally {
            reset();
        }
    }

    private final class Session implements ScriptSession {
        private final Script script;

        Session(Script script) {
            this.script = script;
        }

        @Override
        public void run(Execution.Step step) throws ScriptException {
            for (int number = step.first(); number <= step.last(); number++) {
                SqlStatement part = script.statements().get(number - 1);
                try {
                    limited(() -> execute(script.sql(part)));
                } catch (SQLException e) {
                    rollback();
                    throw failure(e, script, part);
                }
            }
        }

        @Override
        public void run(Execution.Step step, String note) throws ScriptException {
            SqlStatement part = script.statements().get(step.first() - 1);
            try {
                if (part.kind() == Kind.COMMIT) {
                    execute(note);
                    run(step);
                    return;
                }
                execute("BEGIN IMMEDIATE");
                run(step);
                execute(note + ";COMMIT");
            } catch (SQLException e) {
                rollback();
                throw failure(e, script, part);
            }
        }

        @Override
        public void end() throws ScriptException {
            if (rollback()) {
                throw new ScriptException(
                        new ScriptException.Failure(
                                "1",
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
            reset();
        }
    }

    /** Rolls back an open transaction; returns whether there was one. */
    private boolean rollback() {
        try {
            execute("ROLLBACK");
            return true;
        } catch (SQLException e) {
            return false; // none was open: SQLite ends one by itself after some errors
        }
    }

    private List<String> attached() {
        return query(
                "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')", row -> row.getString(1));
    }

    /** Brings the session's settings, temporary tables and attached databases back to how they began. */
    private void reset() {
        try {
            execute("PRAGMA foreign_keys=ON;PRAGMA defer_foreign_keys=OFF;PRAGMA recursive_triggers=OFF;PRAGMA "
                    + "legacy_alter_table=OFF;"
                    + "PRAGMA ignore_check_constraints=OFF;PRAGMA writable_schema=OFF;PRAGMA "
                    + "case_sensitive_like=OFF;PRAGMA query_only=OFF");
            for (String temporary : query(
                    "SELECT type || ' ' || '\"' || replace(name, '\"', '\"\"') || '\"' FROM temp.sqlite_master WHERE "
                            + "type IN ('table', 'view', 'trigger')",
                    row -> row.getString(1))) {
                execute("DROP " + temporary.replaceFirst(" ", " IF EXISTS temp."));
            }
            for (String name : attached()) {
                if (!attached.contains(name)) {
                    execute("DETACH DATABASE " + dialect().quote(name));
                }
            }
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** Runs text as sqlite3_exec does, all of its statements, and as it is. */
    private void execute(String sql) throws SQLException {
        driver.getDatabase()._exec(sql);
    }

    private void cancel() throws SQLException {
        driver.getDatabase().interrupt();
    }

    private static ScriptException failure(SQLException e, Script script, @Nullable SqlStatement part) {
        boolean cancelled = e instanceof Interruptible.Cancelled;
        SQLException error = cancelled && e.getCause() instanceof SQLException cause ? cause : e;
        String message = message(error);
        return new ScriptException(
                new ScriptException.Failure(
                        String.valueOf(error.getErrorCode()),
                        message,
                        Optional.empty(),
                        Optional.empty(),
                        part == null ? OptionalInt.empty() : OptionalInt.of(part.number()),
                        part == null ? OptionalInt.empty() : OptionalInt.of(offset(message, script, part)),
                        cancelled,
                        false),
                error);
    }

    /** SQLite's own text, without the name of the result code that the driver puts before it. */
    private static String message(SQLException e) {
        Matcher own =
                Pattern.compile("^\\[\\w+] .*? \\((.*)\\)$", Pattern.DOTALL).matcher(String.valueOf(e.getMessage()));
        return own.find() ? own.group(1) : String.valueOf(e.getMessage());
    }

    private static int offset(String message, Script script, SqlStatement part) {
        if (message.equals("incomplete input")) {
            return part.end();
        }
        Matcher near = NEAR.matcher(message);
        if (near.find()) {
            int found = Character.isLetterOrDigit(near.group(1).charAt(0))
                    ? Offsets.ofWord(near.group(1), script.text(), part)
                    : script.text().indexOf(near.group(1), part.code());
            return found >= 0 && found < part.end() ? found : part.code();
        }
        Matcher name = LAST_NAME.matcher(message);
        int found = name.find() ? Offsets.ofWord(name.group(1), script.text(), part) : -1;
        return found >= 0 ? found : part.code();
    }

    /** Deletes every object; the file itself stays, since other processes may have it open. */
    @Override
    public void empty(List<String> schemas, boolean keepExtensions) {
        try {
            execute("PRAGMA foreign_keys=OFF;PRAGMA writable_schema=OFF");
            for (String type : List.of("trigger", "view", "table")) {
                for (String name : query(
                        "SELECT name FROM main.sqlite_master WHERE type = '" + type
                                + "' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                        row -> row.getString(1))) {
                    execute("DROP " + type + " IF EXISTS main." + dialect().quote(name));
                }
            }
            execute("PRAGMA foreign_keys=ON");
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    @Override
    public RefractException explain(SQLException e) {
        return explain(source, e);
    }

    private static RefractException explain(ConnectionSource source, SQLException e) {
        String file = source.url().map(url -> String.valueOf(url.file())).orElse("the DataSource's file");
        String text = e instanceof SQLiteException ? message(e) : String.valueOf(e.getMessage());
        Optional<String> library = SqliteLibrary.missing(e);
        if (library.isPresent()) {
            return noLibrary(library.get(), e);
        }
        return switch (e.getErrorCode() & 0xff) {
            case BUSY, LOCKED ->
                new RefractException(
                        Code.P1002,
                        "The SQLite database " + file + " is locked by another process."
                                + source.url()
                                        .map(DatabaseUrl::file)
                                        .flatMap(FileLocks::holder)
                                        .map(holder -> "\nHeld by: " + holder)
                                        .orElse(""),
                        "Wait until it is done, and run the command again.",
                        e);
            case CANTOPEN -> cannotOpen(source, file, e);
            case NOT_A_DATABASE ->
                new RefractException(
                        Code.P1013,
                        file + " is not an SQLite database.",
                        "Check the file's path in the connection URL.",
                        e);
            case READ_ONLY -> readOnly(source, e);
            case FULL ->
                new RefractException(
                        null,
                        "The disk of the SQLite database " + file + " is full.",
                        "Free some space, and run the command again.",
                        e);
            default ->
                new RefractException(
                        null,
                        "SQLite answered " + e.getErrorCode() + " for " + file + ": " + text,
                        "Fix that, and run the command again.",
                        e);
        };
    }

    private static RefractException noLibrary(String text, SQLException e) {
        return new RefractException(
                null,
                "SQLite's native library could not be loaded: it is unpacked to " + SqliteLibrary.temporary()
                        + ", which this process may not write, or not run code from. The driver says: " + text,
                "Give the process a temporary folder that it may write and run code from (a read-only container: "
                        + "--tmpfs /tmp:exec), or name another one: JAVA_TOOL_OPTIONS=-Dorg.sqlite.tmpdir=FOLDER",
                e);
    }

    private static RefractException cannotOpen(ConnectionSource source, String name, SQLException e) {
        Optional<Path> file = source.url().map(DatabaseUrl::file).map(Path::toAbsolutePath);
        if (file.filter(Sqlite::isOnlyRead).isPresent()) {
            return readOnly(source, e);
        }
        if (file.filter(Files::isRegularFile)
                .filter(each -> !Files.isReadable(each))
                .isPresent()) {
            return new RefractException(
                    Code.P1010,
                    "This user may not read the SQLite database " + name + ".",
                    "Let this user read and write the file, and write its folder.",
                    e);
        }
        Optional<Path> folder = file.map(Path::getParent);
        if (file.filter(Files::exists).isEmpty()
                && folder.filter(each -> !Files.isWritable(each)).isPresent()) {
            return new RefractException(
                    Code.P3000,
                    "Could not create the SQLite database " + name + ": this user may not write the folder "
                            + folder.get() + ".",
                    "Let this user write the folder, or name another file in the connection URL.",
                    e);
        }
        return new RefractException(
                Code.P1003,
                "Could not open the SQLite database " + name + ".",
                "Check its path in the connection URL, and the permissions of the file and its folder.",
                e);
    }

    /** Whether it is there and can be read, but a journal can't be written beside it. */
    private static boolean isOnlyRead(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return Files.isReadable(file) && folder != null && !Files.isWritable(folder);
    }

    private static RefractException readOnly(ConnectionSource source, SQLException e) {
        Optional<Path> file = source.url().map(DatabaseUrl::file);
        boolean folderOnly =
                file.filter(Files::isWritable).filter(Sqlite::isOnlyRead).isPresent();
        return new RefractException(
                Code.P1010,
                "The SQLite database " + file.map(String::valueOf).orElse("of the DataSource") + " is read-only"
                        + (folderOnly ? ": its folder can't be written, where SQLite keeps a journal." : "."),
                file.isPresent()
                        ? "Let this user write the file and its folder. Where it is a copy (a replica, a read-only mount), "
                                + "point the connection URL at the file that the application writes."
                        : "Give Refract a DataSource whose connections may write the file.",
                e);
    }

    @Override
    public void close() {
        if (source.url().isEmpty() || lockFile != null) {
            unlock();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing is lost with it
        }
    }
}
