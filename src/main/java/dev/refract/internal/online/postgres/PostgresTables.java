package dev.refract.internal.online.postgres;

import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.run.LogNote;
import dev.refract.internal.migrate.run.Patience;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.online.OnlineConfiguration.MigrationFile;
import dev.refract.internal.online.OnlineSettings;
import dev.refract.internal.online.OnlineSettings.Mode;
import dev.refract.internal.output.Shell;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.Maintenance;
import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange.AlterTable;
import dev.refract.internal.sql.statement.TableChange.CreateTable;
import dev.refract.internal.sql.statement.TableChange.DropTable;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.migrate.TransactionMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides the {@link Route} of each statement of the pending migrations, in their order: what an earlier statement does
 * to a table counts for a later one.
 */
public final class PostgresTables {

    private static final String NONE = "it touches no table that was there before";

    private final OnlineConfiguration configuration;
    private final Database database;
    private final TransactionMode mode;
    private final Catalog catalog;
    /** By name in quotes with its schema; empty for a table that is new, or will not be there. */
    private final Map<String, Optional<TableFacts>> tables = new HashMap<>();
    /** Indexes and constraints of pending statements, by name in quotes with its schema: whether it will be there. */
    private final Map<String, Boolean> names = new HashMap<>();
    /** What pending statements do to a table, by its number. */
    private final Map<Long, List<String>> changes = new HashMap<>();

    private int version;

    /** @param database whose connection is used for looking; nothing is changed on it */
    public PostgresTables(OnlineConfiguration configuration, Database database, TransactionMode mode) {
        this.configuration = configuration;
        this.database = database;
        this.mode = mode;
        this.catalog = new Catalog(database.connection());
    }

    /**
     * The routes of a migration's statements, in their order; empty where none touches a table that was there before.
     *
     * @param own the refract.toml beside the script, if any
     * @param resumed the ledger's note of the statement at which it is resumed: that one is finished as it was begun
     */
    public List<Route> routes(Script script, Optional<RefractToml> own, Optional<LogNote> resumed) {
        Context context = new Context(script, own.map(MigrationFile::read).orElse(MigrationFile.NONE), resumed);
        boolean touches = false;
        List<Route> routes = new ArrayList<>();
        try {
            for (SqlStatement statement : script.statements()) {
                Optional<Route> route = new Statement(context, statement).route();
                touches |= route.isPresent();
                routes.add(route.orElse(new Route.Direct(NONE)));
            }
        } catch (SQLException e) {
            throw database.explain(e);
        }
        return touches ? List.copyOf(routes) : List.of();
    }

    /** One migration. */
    final class Context {
        private final Script script;
        private final MigrationFile file;
        /** What the ledger says of the statement at which it is resumed. */
        private final Optional<LogNote> resumed;
        /** Why no statement can run in steps; empty where they can. */
        private final Optional<String> whole;
        /** The schemas that the script looks in; empty for the session's own. */
        private List<String> path = List.of();

        Context(Script script, MigrationFile file, Optional<LogNote> resumed) {
            this.script = script;
            this.file = file;
            this.resumed = resumed;
            this.whole = script.hasOwnTransaction()
                    ? Optional.of("the script has a transaction of its own")
                    : mode == TransactionMode.SCRIPT
                            ? Optional.of("--transaction=script forces it into one transaction")
                            : database.keepsSession()
                                    ? Optional.empty()
                                    : Optional.of("the connection goes through a pooler, and steps need one session "
                                            + "(connect directly: directUrl, or --url)");
        }
    }

    /** One statement of it. */
    final class Statement {
        private final Context context;
        private final SqlStatement statement;
        private final Set<Long> touched = new LinkedHashSet<>();

        Statement(Context context, SqlStatement statement) {
            this.context = context;
            this.statement = statement;
        }

        Script script() {
            return context.script;
        }

        Catalog catalog() {
            return catalog;
        }

        /** Why it can't run in steps; empty where it can. */
        Optional<String> whole() {
            return context.whole;
        }

        Database database() {
            return database;
        }

        /** Whether an earlier run began it. */
        boolean isResumed() {
            return context.resumed
                    .filter(note -> note.first() == statement.number())
                    .isPresent();
        }

        /** Whether some of its steps are committed, by an earlier run. */
        boolean isBegun() {
            return isResumed()
                    && context.resumed.filter(note -> !note.steps().isEmpty()).isPresent();
        }

        /** Whether an earlier run committed this step of it, or began it outside of a transaction. */
        boolean isOwn(SafeStep step) {
            return isResumed()
                    && context.resumed
                            .filter(note -> note.steps().contains(step.mark())
                                    || note.begun().filter(step.mark()::equals).isPresent())
                            .isPresent();
        }

        /**
         * The name that the server would choose for what has none; where an earlier run began it, the one it took.
         *
         * @param own the name that it has; then it is that
         * @param table the name of its table when it runs
         * @param first the step that makes it, by its name
         */
        String chosen(
                Optional<String> own,
                String schema,
                String table,
                String columns,
                ChosenNames.Label label,
                Function<String, SafeStep> first)
                throws SQLException {
            if (own.isPresent()) {
                return own.get();
            }
            Set<String> taken = new HashSet<>();
            while (true) {
                String name = ChosenNames.first(table, columns, label, taken::contains);
                if (isOwn(first.apply(name)) || !isTaken(schema, name, label)) {
                    names.put(key(schema, name), true);
                    return name;
                }
                taken.add(name);
            }
        }

        private boolean isTaken(String schema, String name, ChosenNames.Label label) throws SQLException {
            Boolean known = names.get(key(schema, name));
            return known == null ? catalog.isTaken(schema, name, label) : known;
        }

        /** What earlier statements that are pending do to a table, as actions of ALTER TABLE. */
        List<String> earlier(TableFacts table) {
            return changes.getOrDefault(table.oid(), List.of());
        }

        Route inSteps(List<SafeStep> steps, String why, TableFacts facts) {
            return new InSteps(
                    steps,
                    why + "; " + facts.name() + " has " + facts.size(),
                    patience(facts.name()),
                    settings(facts.name()).showValues());
        }

        /** Where an earlier run began these steps, and what they are about is gone since; empty where none did. */
        Optional<Route> begun(List<SafeStep> steps) {
            return steps.stream().noneMatch(this::isOwn)
                    ? Optional.empty()
                    : Optional.of(new InSteps(
                            steps,
                            "an earlier run began it in steps",
                            patience(""),
                            settings("").showValues()));
        }

        /** Of a table that the catalogs have, by its name in quotes with its schema. */
        Optional<TableFacts> factsOf(String quotedName) throws SQLException {
            Optional<TableFacts> facts = catalog.facts(quotedName);
            facts.ifPresent(found -> touched.add(found.oid()));
            return facts;
        }

        String text(Span span) {
            return span.of(context.script.text());
        }

        int version() throws SQLException {
            if (version == 0) {
                version = catalog.version();
            }
            return version;
        }

        OnlineSettings settings(String table) {
            return configuration.of(table, context.file);
        }

        /** Whether a table is large enough for others to notice. */
        boolean isLarge(TableFacts facts) {
            OnlineSettings settings = settings(facts.name());
            return settings.mode() != Mode.OFF
                    && (settings.mode() == Mode.ALWAYS
                            || isResumed()
                            || facts.size().reaches(settings));
        }

        Patience patience(String table) {
            OnlineSettings settings = settings(table);
            return new Patience(
                    settings.lockTimeout(), settings.patience(), number -> InTheWay.on(database.connection(), touched));
        }

        /** A table that was there before the migrations; empty for one that is new. */
        Optional<TableFacts> facts(QualifiedName name) throws SQLException {
            Optional<TableFacts> facts = lookUp(name);
            facts.ifPresent(found -> touched.add(found.oid()));
            return facts;
        }

        private Optional<TableFacts> lookUp(QualifiedName name) throws SQLException {
            if (name.schema().isPresent() || context.path.isEmpty()) {
                String key = key(name);
                Optional<TableFacts> known = tables.get(key);
                if (known == null) {
                    known = catalog.facts(name.schema().isPresent() ? key : inSession(name));
                    tables.put(key, known);
                }
                return known;
            }
            for (String schema : context.path) {
                Optional<TableFacts> found = tables.get(key(schema, name.name()));
                if (found != null && found.isPresent()) {
                    return found;
                }
                Optional<TableFacts> known = found == null ? catalog.facts(key(schema, name.name())) : found;
                tables.put(key(schema, name.name()), known);
                if (known.isPresent()) {
                    return known;
                }
            }
            return Optional.empty();
        }

        /** Behind a pooler the search path is not set outside of a migration's transaction. */
        private String inSession(QualifiedName name) {
            return database.keepsSession() ? Catalog.quote(name.name()) : key(name);
        }

        private String key(QualifiedName name) {
            return key(name.schemaName(), name.name());
        }

        private String key(Optional<String> schema, String name) {
            return key(schema.orElse(context.path.isEmpty() ? database.schema() : context.path.get(0)), name);
        }

        private String key(String schema, String name) {
            return Catalog.quote(schema) + "." + Catalog.quote(name);
        }

        /** Empty where it touches nothing that was there. */
        Optional<Route> route() throws SQLException {
            Change change = context.script.change(statement);
            Optional<Route> route = of(change);
            follow(change);
            return route;
        }

        private Optional<Route> of(Change change) throws SQLException {
            if (change instanceof AlterTable alter) {
                return new AlterDecision(this, alter).route();
            }
            if (change instanceof IndexChange index) {
                return new IndexDecision(this).route(index);
            }
            if (change instanceof Maintenance maintenance) {
                return maintenance(maintenance);
            }
            if (change instanceof CreateTable create) {
                return forAMoment(beside(create));
            }
            if (change instanceof DropTable
                    || change instanceof RowChange.Truncate
                    || change instanceof RoutineChange.CreateTrigger
                    || change instanceof RoutineChange.AlterTrigger
                    || change instanceof RoutineChange.DropTrigger
                    || change instanceof ObjectChange object && isOnTable(object)) {
                return forAMoment(change.tables());
            }
            if (change instanceof RowChange.Update update) {
                return rows(update.targets(), update.where(), "UPDATE");
            }
            if (change instanceof RowChange.Delete delete) {
                return rows(delete.targets(), delete.where(), "DELETE");
            }
            if (change instanceof Execution run && run.verb() == Execution.Verb.DO) {
                return block(run);
            }
            if (change instanceof Unread) {
                return unread();
            }
            return Optional.empty();
        }

        private static boolean isOnTable(ObjectChange change) {
            return change instanceof ObjectChange.CreateObject
                    || change instanceof ObjectChange.AlterObject
                    || change instanceof ObjectChange.DropObjects;
        }

        /** The tables that a new one takes a lock on: those it refers to, and those it becomes a part of. */
        private static List<QualifiedName> beside(CreateTable create) {
            return Stream.of(
                            create.definition().allConstraints().stream()
                                    .filter(Constraint.ForeignKey.class::isInstance)
                                    .map(key -> ((Constraint.ForeignKey) key).table()),
                            create.definition().inherits().stream(),
                            create.definition().partitionOf().stream())
                    .flatMap(names -> names)
                    .toList();
        }

        /** Of a statement that needs a strong lock on tables, and does nothing to their rows. */
        Optional<Route> forAMoment(List<QualifiedName> names) throws SQLException {
            Optional<TableFacts> any = Optional.empty();
            Optional<TableFacts> large = Optional.empty();
            for (QualifiedName name : names) {
                Optional<TableFacts> facts = facts(name);
                any = any.isPresent() ? any : facts;
                large = large.isPresent() ? large : facts.filter(this::isLarge);
            }
            return large.isPresent() ? Optional.of(brief(large.get(), "")) : any.map(this::small);
        }

        Route small(TableFacts facts) {
            return new Route.Direct(
                    settings(facts.name()).mode() == Mode.OFF
                            ? "online changes are off here"
                            : "the table is small: " + facts.size());
        }

        /** @param why what is known of it beside that, or nothing */
        Route brief(TableFacts facts, String why) {
            String reason = (why.isEmpty() ? "it needs its lock for a moment" : why) + "; " + facts.name() + " has "
                    + facts.size();
            return context.script.hasOwnTransaction()
                    ? new Route.Direct(reason + "; in a transaction of the script's own it waits as the script says")
                    : new Brief(reason, patience(facts.name()));
        }

        /** Of a statement that has no safe form: refused where it would take too long. */
        Route blocking(TableFacts facts, RewriteProbe.Effect effect, String why, List<String> waysOut) {
            String what =
                    switch (effect) {
                        case NOTHING -> "locks the table";
                        case SCANS -> "reads all rows of the table under a lock that stops writers";
                        case BUILDS_INDEXES -> "builds an index under a lock that stops writers";
                        case REWRITES -> "rewrites the table under a lock that stops readers and writers";
                    };
            String estimate = Estimate.words(effect, facts.size());
            String reason = "it " + what + " (" + why + "); " + facts.name() + " has " + facts.size() + ", " + estimate;
            if (Estimate.of(effect, facts.size())
                            .compareTo(settings(facts.name()).maxBlocking())
                    <= 0) {
                return new Blocking(
                        reason,
                        facts.name() + " is blocked meanwhile: the statement " + what + ", " + estimate + ".",
                        context.script.hasOwnTransaction() ? Optional.empty() : Optional.of(patience(facts.name())));
            }
            List<String> all = new ArrayList<>(waysOut);
            all.add("Let it run directly, when the table may be blocked for that long: online = \"never\" in a "
                    + "refract.toml beside the migration.sql.");
            return new Route.Refused(reason + ", more than max_blocking allows", all);
        }

        private Optional<Route> maintenance(Maintenance change) throws SQLException {
            boolean rewrites = change.verb() == Maintenance.Verb.CLUSTER
                    || change.verb() == Maintenance.Verb.VACUUM
                            && change.options().contains("FULL");
            for (QualifiedName name : rewrites ? change.tables() : List.<QualifiedName>of()) {
                Optional<TableFacts> facts = facts(name);
                if (facts.isPresent() && isLarge(facts.get())) {
                    return Optional.of(blocking(
                            facts.get(),
                            RewriteProbe.Effect.REWRITES,
                            "by rule",
                            List.of("Give the space back without the lock: pg_repack, or VACUUM without FULL.")));
                }
                if (facts.isPresent()) {
                    return facts.map(this::small);
                }
            }
            return Optional.empty();
        }

        private Optional<Route> rows(List<QualifiedName> targets, Optional<Span> where, String verb)
                throws SQLException {
            for (QualifiedName name : targets) {
                Optional<TableFacts> facts = facts(name);
                if (facts.isPresent()) {
                    boolean all = isLarge(facts.get()) && (where.isEmpty() || !namesKey(facts.get(), where.get()));
                    return Optional.of(
                            all
                                    ? new Unasked(
                                            "it changes rows, and takes no lock on the table that stops others; "
                                                    + facts.get().name() + " has "
                                                    + facts.get().size(),
                                            verb + " without a key on "
                                                    + facts.get().name() + " ("
                                                    + facts.get().size() + ") holds every row that it changes until "
                                                    + "the transaction ends, see the rule data-backfill. "
                                                    + "Change the rows in batches instead: refract data new NAME "
                                                    + "--table "
                                                    + Shell.quoted(facts.get().name()))
                                    : isLarge(facts.get())
                                            ? new Route.Direct("it changes rows by a key; "
                                                    + facts.get().size())
                                            : small(facts.get()));
                }
            }
            return Optional.empty();
        }

        /** Whether a condition names the first column of a unique index. */
        private boolean namesKey(TableFacts facts, Span where) throws SQLException {
            List<String> columns = catalog.query(
                    "SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid "
                            + "AND a.attnum = i.indkey[0] WHERE i.indisunique AND i.indrelid = " + facts.oid(),
                    row -> row.getString(1));
            Lexer tokens = new Lexer(context.script.dialect(), context.script.text(), where.start(), where.end());
            while (tokens.next()) {
                if (tokens.isName() && columns.contains(tokens.name())) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Of a block of code. It gets no lock time-out: a block that catches its errors would be over in silence, with
         * nothing done.
         */
        private Optional<Route> block(Execution run) throws SQLException {
            Set<String> words = new LinkedHashSet<>();
            names(text(run.body().orElseThrow()), words);
            if (words.isEmpty()) {
                return Optional.empty();
            }
            List<TableFacts> named = new ArrayList<>();
            for (String table : catalog.tables(words, context.path)) {
                catalog.facts(table).ifPresent(named::add);
            }
            List<String> large = named.stream()
                    .filter(this::isLarge)
                    .map(facts -> facts.name() + " (" + facts.size() + ")")
                    .toList();
            return large.isEmpty()
                    ? named.stream().findFirst().map(this::small)
                    : Optional.of(new Unasked(
                            "a block of code is not looked into; it names " + String.join(" and ", large),
                            "The block of code names " + String.join(" and ", large)
                                    + ". Refract does not look into it: it runs as it is written, for as long, and under "
                                    + "the locks, that it takes. A statement of its own, outside of DO, is planned."));
        }

        /** The names in a piece of code, and in the texts within it, which it may execute. */
        private static void names(String code, Set<String> names) {
            Lexer tokens = new Lexer(Dialect.POSTGRESQL, code);
            while (tokens.next()) {
                if (tokens.isName()) {
                    names.add(tokens.name());
                } else if (tokens.kind() == Token.Kind.STRING) {
                    names(tokens.value(), names);
                }
            }
        }

        private Optional<Route> unread() throws SQLException {
            if (statement.table().isEmpty()) {
                return Optional.empty();
            }
            Optional<TableFacts> facts = catalog.facts(statement
                            .table()
                            .get()
                            .schema()
                            .map(schema -> Catalog.quote(schema) + ".")
                            .orElse("")
                    + Catalog.quote(statement.table().get().name()));
            facts.ifPresent(found -> touched.add(found.oid()));
            return facts.map(found -> isLarge(found)
                    ? new Route.Direct("Refract does not understand the statement, so it runs as it is written; "
                            + found.name() + " has " + found.size())
                    : small(found));
        }

        /** What it means for later statements. */
        private void follow(Change change) throws SQLException {
            if (change instanceof CreateTable create) {
                if (!create.ifNotExists() || lookUp(create.table()).isEmpty()) {
                    tables.put(key(create.table()), Optional.empty());
                }
            } else if (change instanceof DropTable drop) {
                drop.tables().forEach(table -> tables.put(key(table), Optional.empty()));
            } else if (change instanceof IndexChange.CreateIndex create) {
                create.index()
                        .name()
                        .ifPresent(name -> names.put(key(create.table().schemaName(), name.name()), true));
            } else if (change instanceof IndexChange.DropIndexes drop) {
                drop.indexes().forEach(index -> names.put(key(index), false));
            } else if (change instanceof AlterTable alter) {
                Optional<TableFacts> altered = lookUp(alter.table());
                for (AlterAction action : alter.actions()) {
                    Optional<String> schema = alter.table().schemaName();
                    if (action instanceof AlterAction.AddConstraint add) {
                        add.constraint().name().ifPresent(name -> names.put(key(schema, name.name()), true));
                    } else if (action instanceof AlterAction.DropConstraint drop) {
                        drop.name().ifPresent(name -> names.put(key(schema, name.name()), false));
                    }
                    if (altered.isPresent() && !(action instanceof AlterAction.RenameTo)) {
                        changes.computeIfAbsent(altered.get().oid(), oid -> new ArrayList<>())
                                .add(text(action.span()));
                    }
                    if (action instanceof AlterAction.RenameTo to) {
                        Optional<TableFacts> facts = lookUp(alter.table());
                        tables.put(key(alter.table()), Optional.empty());
                        tables.put(
                                key(
                                        alter.table().schemaName().orElse(database.schema()),
                                        to.name().name()),
                                facts);
                    } else if (action instanceof AlterAction.SetSchema to) {
                        Optional<TableFacts> facts = lookUp(alter.table());
                        tables.put(key(alter.table()), Optional.empty());
                        tables.put(key(to.schema().name(), alter.table().name()), facts);
                    }
                }
            } else if (change instanceof SettingChange.Settings settings) {
                settings.assignments().stream()
                        .filter(set -> set.name().toLowerCase(Locale.ROOT).equals("search_path"))
                        .forEach(set -> context.path =
                                set.value().map(Statement::schemas).orElse(List.of()));
            }
        }

        private static List<String> schemas(String value) {
            return Stream.of(value.split(","))
                    .map(String::strip)
                    .map(name -> name.startsWith("\"") || name.startsWith("'")
                            ? name.substring(1, Math.max(1, name.length() - 1))
                            : name.toLowerCase(Locale.ROOT))
                    .filter(name -> !name.isEmpty() && !name.equals("$user"))
                    .toList();
        }
    }

    /** It runs as it is written, and a person should look at it before. */
    private record Unasked(String reason, String said) implements Route {
        @Override
        public String summary() {
            return "direct";
        }

        @Override
        public Optional<String> warning() {
            return Optional.of(said);
        }

        @Override
        public void run(dev.refract.internal.migrate.run.CurrentStatement statement)
                throws dev.refract.internal.database.ScriptException {
            statement.run();
        }
    }
}
