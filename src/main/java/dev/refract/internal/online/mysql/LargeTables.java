package dev.refract.internal.online.mysql;

import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.online.OnlineConfiguration.MigrationFile;
import dev.refract.internal.online.OnlineSettings;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.TableName;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RoutineChange.CreateTrigger;
import dev.refract.internal.sql.statement.RoutineChange.DropTrigger;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TableChange.DropTable;
import dev.refract.internal.sql.statement.TableChange.RenameTables;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides the {@link Route} of each statement of the pending migrations, in their order: what an earlier statement does
 * to a table counts for a later one.
 */
public final class LargeTables {

    private final OnlineConfiguration configuration;
    private final Database database;
    private final Catalog catalog;
    private final Map<String, Tool> tools = new HashMap<>();
    /** By database and name; empty for a table that is not in the database, or will not be when its statement runs. */
    private final Map<TableName, Optional<TableFacts>> tables = new HashMap<>();
    /** What the statements so far do to any table. */
    private final List<UnaryOperator<TableFacts>> changes = new ArrayList<>();

    private @Nullable ServerVersion server;
    private @Nullable Privileges privileges;

    /** @param database whose connection is used for looking; nothing is changed on it */
    public LargeTables(OnlineConfiguration configuration, Database database) {
        this.configuration = configuration;
        this.database = database;
        this.catalog = new Catalog(database.connection());
    }

    /**
     * The routes of a migration's statements, in their order.
     *
     * @param own the refract.toml beside the script, if any
     */
    public List<Route> routes(Script script, Optional<RefractToml> own) {
        MigrationFile file = own.map(MigrationFile::read).orElse(MigrationFile.NONE);
        try {
            Session session = new Session(database.schema());
            List<Route> routes = new ArrayList<>();
            for (SqlStatement statement : script.statements()) {
                routes.add(route(script, statement, file, session));
            }
            return List.copyOf(routes);
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /** What statements of one script leave behind in its session. */
    private static final class Session {
        private String database;
        private boolean changesSqlMode;
        private boolean locksTables;

        Session(String database) {
            this.database = database;
        }
    }

    private Route route(Script script, SqlStatement statement, MigrationFile file, Session session)
            throws SQLException {
        Optional<Alteration> change = Alteration.of(script, statement);
        if (change.isEmpty()) {
            follow(script, statement, session);
            return new Route.Direct("it alters no table");
        }
        TableName name = qualified(change.get().table(), session);
        OnlineSettings settings = configuration.of(name.name(), file);
        Optional<TableFacts> facts =
                settings.mode() == OnlineSettings.Mode.OFF ? Optional.empty() : facts(name, settings);
        Route route = new Decision(change.get(), facts, settings, tool(settings), server(), privileges(), connection())
                .route();
        follow(change.get(), name, session);
        return session.locksTables || session.changesSqlMode ? withoutTool(route, session) : route;
    }

    /** The tool's session is another: what the script has set or locked in its own does not hold there. */
    private static Route withoutTool(Route route, Session session) {
        if (route.command().isEmpty()) {
            return route;
        }
        return new Route.Refused(
                session.locksTables
                        ? "the script has locked tables, and the tool would wait for them for ever"
                        : "the script has set sql_mode, and the statement would mean something else in the tool's "
                                + "session",
                List.of(
                        session.locksTables
                                ? "Unlock them before the statement (UNLOCK TABLES)."
                                : "Write the statement for the server's own sql_mode, in a migration of its own.",
                        "Let it run directly, when its table may be blocked for that long: online = \"never\" in a "
                                + "refract.toml beside the migration.sql."));
    }

    private static TableName qualified(QualifiedName name, Session session) {
        return qualified(new TableName(name.schemaName(), name.name()), session);
    }

    private static TableName qualified(TableName name, Session session) {
        return new TableName(Optional.of(name.schema().orElse(session.database)), name.name());
    }

    private Optional<TableFacts> facts(TableName name, OnlineSettings settings) throws SQLException {
        Optional<TableFacts> known = tables.get(name);
        if (known == null) {
            known = catalog.facts(name.schema().orElseThrow(), name.name(), settings.minRows());
            for (UnaryOperator<TableFacts> change : changes) {
                known = known.map(change);
            }
            tables.put(name, known);
        }
        return known;
    }

    private Supplier<Tool> tool(OnlineSettings settings) {
        return () -> {
            if (database.source().url().isEmpty()) {
                throw new RefractException(
                        null,
                        "The connections come from a DataSource, and the tool needs a URL with credentials.",
                        "Run the deploy with a URL.");
            }
            return tools.computeIfAbsent(settings.tool(), path -> Tool.find(path, configuration.searchPath()));
        };
    }

    private Privileges privileges() throws SQLException {
        if (privileges == null) {
            privileges = catalog.privileges();
        }
        return privileges;
    }

    private String connection() {
        return database.source()
                .url()
                .map(url -> new ClientOptions(url, Path.of(".")).masked())
                .orElse("");
    }

    private ServerVersion server() {
        if (server == null) {
            server = ServerVersion.parse(database.queryOne("SELECT VERSION()", row -> row.getString(1))
                    .orElse(""));
        }
        return server;
    }

    /** What a statement that changes no table's definition means for later ones. */
    private void follow(Script script, SqlStatement statement, Session session) {
        switch (statement.kind()) {
            case DML, QUERY, CREATE_TABLE -> {} // of which there may be very many, need no reading
            default -> {
                Change change = script.change(statement);
                followSession(change, session);
                followTables(change, session);
                if (change instanceof Unread) {
                    suspect(script, statement, session);
                }
            }
        }
    }

    private static void followSession(Change change, Session session) {
        if (change instanceof SettingChange.UseDatabase use) {
            session.database = use.database().name();
        } else if (change instanceof SettingChange.Settings settings) {
            session.changesSqlMode |= settings.assignments().stream().anyMatch(LargeTables::setsSqlMode);
        } else if (change instanceof TransactionChange.LockTables) {
            session.locksTables = true;
        } else if (change instanceof TransactionChange.UnlockTables) {
            session.locksTables = false;
        }
    }

    /** The global one too: the tool's session, which begins later, would have it, and the script's has not. */
    private static boolean setsSqlMode(SettingChange.Assignment set) {
        return set.scope() != SettingChange.Scope.USER_VARIABLE && set.name().equals("sql_mode");
    }

    /** Of a statement that is not understood, the worst is taken for true. */
    private static void suspect(Script script, SqlStatement statement, Session session) {
        session.locksTables |= statement.kind() == SqlStatement.Kind.LOCK_TABLES;
        session.changesSqlMode |= statement.kind() == SqlStatement.Kind.SET
                && script.sql(statement).toLowerCase(Locale.ROOT).contains("sql_mode");
    }

    private void followTables(Change change, Session session) {
        if (change instanceof DropTable drop && !drop.temporary()) {
            drop.tables().forEach(name -> tables.put(qualified(name, session), Optional.empty()));
        } else if (change instanceof RenameTables rename) {
            rename.renamings().forEach(one -> rename(qualified(one.from(), session), qualified(one.to(), session)));
        } else if (change instanceof CreateTrigger create) {
            TableName table = qualified(create.table(), session);
            String trigger = create.name().name();
            change(facts -> isOf(facts, table) ? facts.withTrigger(trigger) : facts);
        } else if (change instanceof DropTrigger drop) {
            change(facts -> facts.withoutTrigger(drop.name().name()));
        }
    }

    private static boolean isOf(TableFacts facts, TableName table) {
        return new TableName(Optional.of(facts.database()), facts.name()).equals(table);
    }

    private void rename(TableName from, TableName to) {
        try {
            Optional<TableFacts> facts = tables.containsKey(from)
                    ? tables.get(from)
                    : catalog.facts(from.schema().orElseThrow(), from.name(), Long.MAX_VALUE);
            tables.put(to, facts.map(known -> known.named(to.schema().orElseThrow(), to.name())));
            tables.put(from, Optional.empty());
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /** Of tables that are known by now and of those that are looked at later. */
    private void change(UnaryOperator<TableFacts> how) {
        changes.add(how);
        tables.replaceAll((name, facts) -> facts.map(how));
    }

    /** What a change of a table's definition means for later statements. */
    private void follow(Alteration change, TableName name, Session session) {
        Set<String> dropped = new HashSet<>();
        for (AlterAction.DropConstraint drop : change.all(AlterAction.DropConstraint.class)) {
            drop.name().ifPresent(constraint -> dropped.add(constraint.name().toLowerCase(Locale.ROOT)));
        }
        change(facts -> facts.withoutConstraints(name.name(), dropped));
        tables.computeIfPresent(name, (key, facts) -> facts.map(known -> known.withKeysOf(change)));
        change.all(AlterAction.RenameTo.class).forEach(to -> rename(name, qualified(to.name(), session)));
    }
}
