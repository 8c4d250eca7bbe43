package dev.refract.internal.rehearse;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.data.DataPlaces;
import dev.refract.internal.data.DataVerbs;
import dev.refract.internal.database.Database;
import dev.refract.internal.database.Scratch;
import dev.refract.internal.database.ScriptException;
import dev.refract.internal.database.Watched;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.ScriptFailure;
import dev.refract.internal.sample.RowDigest;
import dev.refract.internal.sample.Samples;
import dev.refract.internal.schema.DialectSchema;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.OutsideEffects;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.TableLock;
import dev.refract.report.Code;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scratch database to run scripts on, as a deploy would run them, and to see what they leave. Dropped when it closes.
 */
final class ScratchDatabase implements AutoCloseable {

    private final Scratch scratch;
    /** The real database's name, where the scratch database lies on its server; otherwise empty. */
    private final Optional<String> neighbour;

    private Database database;
    /** What {@link #describe} found; null where a script ran since. */
    private @Nullable Schema known;

    /** Made for the schema as {@link #known} has it. */
    private @Nullable Samples samples;

    private void forget() {
        known = null;
        samples = null;
    }

    /**
     * What it held at one time.
     *
     * @param rows how many each table had; empty where the schema alone counts
     */
    record Snapshot(Schema schema, Optional<Map<String, Long>> rows) {}

    private ScratchDatabase(Scratch scratch, Optional<String> neighbour) {
        this.scratch = scratch;
        this.neighbour = neighbour;
        this.database = open(scratch);
    }

    private static Database open(Scratch scratch) {
        Database database =
                Database.open(new ConnectionSource.OfUrl(scratch.url()), Database.Missing.CREATE, Listener.SILENT);
        try {
            scratch.hurry(database.connection());
            return database;
        } catch (SQLException e) {
            database.close();
            throw database.explain(e);
        }
    }

    /** The real database, on whose server or beside which a scratch database is made. */
    static DatabaseUrl real(Target target) {
        return target.source()
                .url()
                .orElseThrow(() -> new RefractException(
                        null,
                        "A scratch database needs a connection URL, and only a DataSource is configured.",
                        "Configure the URL of the database: Refract.configure().url(…)"));
    }

    /**
     * A new one, empty.
     *
     * @param target whose database is the real one, to which nothing happens
     * @param shadow the project's shadowDatabaseUrl, whose server is used instead
     * @throws RefractException P3014 where none can be created
     */
    static ScratchDatabase create(Target target, Optional<DatabaseUrl> shadow) {
        DatabaseUrl real = real(target);
        Scratch scratch = Scratch.create(real, shadow);
        try {
            boolean elsewhere = shadow.filter(
                            url -> !url.host().equalsIgnoreCase(real.host()) || url.port() != real.port())
                    .isPresent();
            return new ScratchDatabase(
                    scratch,
                    elsewhere
                            ? Optional.empty()
                            : Optional.of(java.util.Objects.requireNonNullElse(real.database(), "")));
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    /** Gives it the defaults for new tables that a real database has (MySQL). */
    void takeDefaults(Schema real) {
        real.find(ObjectName.of(Kind.SCHEMA, ""))
                .filter(settings -> dialect() == Dialect.MYSQL)
                .ifPresent(settings -> {
                    database.update("ALTER DATABASE CHARACTER SET " + settings.get("charset") + " COLLATE "
                            + settings.get("collation"));
                    forget();
                });
    }

    /** A migration's script, which is there, and which a database can run. */
    Script script(Migration migration, String file) {
        byte[] bytes = file.equals(Migration.UP)
                ? migration.script()
                : migration.read(file).orElseThrow();
        Script script = Script.parse(dialect(), migration.text(file, bytes));
        Plan.requireRunnable(migration.path(file), script);
        return script;
    }

    /** Runs migrations, one after the other; returns their scripts. */
    List<Script> replay(List<Migration> migrations) {
        List<Script> scripts = new ArrayList<>();
        for (Migration migration : migrations) {
            if (Thread.interrupted()) {
                throw new InterruptedRefractException(
                        "Interrupted. The scratch database is dropped.", "Run the command again.");
            }
            Script script = script(migration, Migration.UP);
            run(migration.path(Migration.UP), script);
            scripts.add(script);
        }
        return scripts;
    }

    Dialect dialect() {
        return database.dialect();
    }

    /**
     * What is in it now. Read again only after a script: objects that one dropped and created again look the same, and
     * are other ones in the catalogs.
     */
    Schema describe() {
        if (known == null) {
            try {
                known = DialectSchema.introspection(database.dialect()).read(database.connection(), database.schema());
            } catch (SQLException e) {
                throw database.explain(e);
            }
        }
        return known;
    }

    /**
     * What it holds after a migration: the rows as well where the migration changes some that its way back leaves,
     * since they then come twice.
     */
    Snapshot snapshotAfter(Script migration, Schema before) {
        Schema after = describe();
        return new Snapshot(
                after, DownScript.leavesRows(before, after, migration) ? Optional.of(rowCounts()) : Optional.empty());
    }

    boolean holds(Snapshot snapshot) {
        return snapshot.schema().equals(describe())
                && snapshot.rows().filter(rows -> !rows.equals(rowCounts())).isEmpty();
    }

    /**
     * Fills it from a dump. It must be empty.
     *
     * @throws RefractException where the dump can't be read, or restored
     */
    void restore(Dump dump, Listener listener) {
        if (dump.isScript(database.dialect())) {
            run(dump.file().toString(), Script.parse(database.dialect(), dump.text()));
            return;
        }
        database.close(); // its file may be replaced
        dump.restore(scratch.url(), listener);
        database = open(scratch);
        forget();
    }

    /** The rows of the ledger that a dump brought along; P3005 without one. */
    List<LedgerRow> ledger() {
        if (!database.contents().ledger()) {
            throw new RefractException(
                    Code.P3005,
                    "The dump has no ledger (" + Ledger.TABLE + "), so nothing says which migrations it has already.",
                    "Take a dump of the whole schema, that table included.");
        }
        return new Ledger(database).rows();
    }

    /** Its rows, to write and to compare. */
    Samples samples() {
        Samples current = samples;
        if (current == null) {
            current = new Samples(database.connection(), database.dialect());
            samples = current;
        }
        return current;
    }

    /** An error of a statement of Refract's own, as an exception to show. */
    RefractException explain(SQLException e) {
        return database.explain(e);
    }

    /** Runs a data migration's script, for all rows at once. */
    Script run(DataPlaces.Text text) {
        Script script = Script.parse(dialect(), text.sql());
        run(text.path(), script);
        return script;
    }

    /** Refuses a data migration whose table can't be gone through in batches. */
    void requireKey(DataPlaces.Placed data) {
        data.requireKey(database);
    }

    /** How many rows a data migration's verify.sql counts. */
    long left(DataPlaces.Placed data) {
        return data.left(database);
    }

    /** The data migrations that a dump has already. */
    Set<String> dataDone(DataVerbs verbs) {
        return verbs.done(database);
    }

    /** How many rows each table has. */
    Map<String, Long> rowCounts() {
        return database.rowCounts();
    }

    /** What each table holds, by its name; SQLite's virtual tables are only counted. */
    Map<String, RowDigest> digests() {
        try {
            Map<String, RowDigest> digests = samples().digests();
            if (dialect() == Dialect.SQLITE) {
                rowCounts().forEach((table, count) -> digests.putIfAbsent(table, RowDigest.counted(count)));
            }
            return digests;
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /** Where sequences and tables' counters stand, by what they are. */
    Map<String, SequencePosition> sequences() {
        return SequencePosition.read(database);
    }

    /** What a script would lock, where that is seen without running it for good: nothing is changed by it. */
    List<TableLock> locks(String name, Script script) {
        requireInside(name, script);
        return database.locks(script);
    }

    /** Why the locks of what is watched are not seen; empty where they are, or nobody asks. */
    Optional<String> locksUnseen() {
        return database.locksUnseen();
    }

    /** Leaves it after on purpose; returns what to look for: its name, or its file. */
    String keep() {
        scratch.keep();
        return scratch.url().file() != null ? scratch.url().file().toString() : scratch.name();
    }

    /**
     * A statement about the server's accounts or another database would do to the real ones what it should only try.
     */
    private void requireInside(String name, Script script) {
        neighbour
                .flatMap(real ->
                        OutsideEffects.outside(script, Optional.of(real).filter(database -> !database.isEmpty())))
                .ifPresent(statement -> {
                    throw new RefractException(
                            null,
                            name + ":" + script.place(statement.code()).line()
                                    + " reaches outside the scratch database, to where the real one is:\n    "
                                    + script.sql(statement).lines().findFirst().orElse(""),
                            "Nothing of it was run. Let shadowDatabaseUrl name another server, where that does no "
                                    + "harm.");
                });
    }

    /**
     * Runs a script, in one transaction where that is possible.
     *
     * @param name what to call it in messages
     * @throws RefractException where it fails, with its place
     */
    void run(String name, Script script) {
        run(name, script, Optional.empty());
    }

    /** As the other, and watches how the server does it: {@link Database#watch}. */
    void run(String name, Script script, Watched watched) {
        run(name, script, Optional.of(watched));
    }

    private void run(String name, Script script, Optional<Watched> watched) {
        requireInside(name, script);
        forget();
        try {
            if (watched.isPresent()) {
                database.watch(script, Listener.SILENT, name, watched.get());
            } else {
                database.run(script, Listener.SILENT, name);
            }
        } catch (ScriptException e) {
            if (e.failure().cancelled()) {
                throw new InterruptedRefractException(
                        "Interrupted while " + name + " ran on a scratch database.", "Run the command again.");
            }
            throw new RefractException(
                    null,
                    name + " fails on a scratch database.\n\n" + ScriptFailure.text(name, script, e.failure()),
                    "Fix it, and run the command again.",
                    e,
                    ScriptFailure.where(null, name, script, e.failure()));
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } finally {
            scratch.close();
        }
    }
}
