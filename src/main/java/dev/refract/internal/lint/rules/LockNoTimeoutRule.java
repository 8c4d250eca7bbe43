package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
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
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * a table that programs use locked without a limit to the wait for it (PostgreSQL, MySQL, MariaDB)
 *
 * <p>Of each such statement; who reports them says it once a run. Which statements wait behind an open transaction that
 * reads and writes the table was tried on the servers.
 */
public final class LockNoTimeoutRule extends Rule {

    /** Its name, for who says it once. */
    public static final String ID = "lock-no-timeout";

    private static final Pattern SET_CONFIG = Pattern.compile(
            "\\bset_config\\s*\\(\\s*'lock_timeout'\\s*,\\s*'\\s*(?!0\\s*[a-z]*\\s*')", Pattern.CASE_INSENSITIVE);
    /** MariaDB's, of one statement. */
    private static final Pattern OF_ITS_OWN = Pattern.compile(
            "^\\s*SET\\s+STATEMENT\\b.*?\\block_wait_timeout\\s*=|\\b(NOWAIT|WAIT\\s+\\d+)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern SETS_TIMEOUT =
            Pattern.compile("\\block_timeout\\b(?!\\s*(?:=|TO|',\\s*)\\s*'?0\\b)", Pattern.CASE_INSENSITIVE);

    LockNoTimeoutRule() {
        super(
                ID,
                Severity.INFO,
                "a table that programs use locked without a limit to the wait for it (PostgreSQL, MySQL, MariaDB)",
                "A statement that waits for its lock holds up whoever comes after it, as long as one old transaction lasts.");
    }

    @Override
    void check(Step step) {
        if (step.server.isSqlite()) {
            return;
        }
        locked(step)
                .filter(table -> !table.isNew())
                .findFirst()
                .filter(table -> !isLimited(step))
                .ifPresent(table -> report(step, table));
    }

    private void report(Step step, KnownTable table) {
        String limit = step.server.isPostgres() ? "SET lock_timeout = '5s'" : "SET SESSION lock_wait_timeout = 5";
        step.report(
                this,
                step.change.span(),
                table,
                "Nothing limits how long this waits for " + table.name()
                        + ", and whoever comes later waits behind it. For each migration: [deploy] lock_timeout in refract.toml.",
                limit + ";\n" + step.script.sql(step.statement).strip());
    }

    /** The tables for which the statement waits until nobody is at work in them, its own first. */
    private static Stream<KnownTable> locked(Step step) {
        return step.change instanceof IndexChange.DropIndexes drop
                        && drop.table().isEmpty()
                ? drop.concurrently()
                        ? Stream.of()
                        : drop.indexes().stream().flatMap(index -> step.before.tableOfIndex(index.name()).stream())
                : Stream.concat(named(step.change, step.server), inBlock(step)).map(step.before::table);
    }

    /** What a DO block of PostgreSQL writes out; what it puts together and runs is not seen. */
    private static Stream<QualifiedName> inBlock(Step step) {
        if (!step.server.isPostgres()
                || !(step.change instanceof Execution run)
                || run.verb() != Execution.Verb.DO
                || run.body().isEmpty()) {
            return Stream.of();
        }
        Lexer tokens = step.script.tokens(step.statement);
        while (tokens.next() && tokens.start() < run.body().get().start()) {
            // to where it begins
        }
        String body = tokens.kind() == Token.Kind.STRING ? tokens.value() : "";
        List<Change> changes = SETS_TIMEOUT.matcher(body).find()
                ? List.of()
                : statements(body).stream()
                        .flatMap(script -> script.statements().stream().map(script::change))
                        .toList();
        List<QualifiedName> made = changes.stream()
                .filter(TableChange.CreateTable.class::isInstance)
                .flatMap(change -> change.tables().stream())
                .toList();
        return changes.stream().flatMap(change -> named(change, step.server)).filter(name -> made.stream()
                .noneMatch(one -> one.identifier().is(name.name())));
    }

    /** From one of its words to the next semicolon, wherever the code has it. */
    private static List<Script> statements(String body) {
        List<Script> statements = new ArrayList<>();
        Lexer tokens = new Lexer(Dialect.POSTGRESQL, body, 0, body.length());
        int from = -1;
        boolean begins = true;
        while (tokens.next()) {
            if (from < 0
                    && begins
                    && tokens.isAny("ALTER", "CREATE", "DROP", "TRUNCATE", "LOCK", "REINDEX", "CLUSTER")) {
                from = tokens.start();
            }
            if (from >= 0 && tokens.is(';')) {
                statements.add(Script.parse(Dialect.POSTGRESQL, body.substring(from, tokens.end())));
                from = -1;
            }
            begins = tokens.is(';') || tokens.isAny("BEGIN", "THEN", "ELSE", "LOOP");
        }
        return statements;
    }

    private static Stream<QualifiedName> named(Change change, Server server) {
        boolean postgres = server.isPostgres();
        if (change instanceof TableChange.AlterTable alter) {
            boolean light = postgres && alter.actions().stream().allMatch(LockNoTimeoutRule::isLight);
            return light
                    ? alter.all(AlterAction.AttachPartition.class).stream().map(AlterAction.AttachPartition::partition)
                    : Stream.concat(Stream.of(alter.table()), parents(alter));
        }
        if (change instanceof TableChange.CreateTable create) {
            Stream<QualifiedName> parents = server.isMariadb()
                    ? Stream.of() // it looks at the other table, and does not wait
                    : create.definition().allConstraints().stream().flatMap(LockNoTimeoutRule::parent);
            return Stream.concat(create.definition().partitionOf().stream(), parents);
        }
        boolean waits = change instanceof IndexChange.CreateIndex create && !create.concurrently()
                || change instanceof IndexChange.DropIndexes
                || change instanceof IndexChange.Reindex reindex && !reindex.concurrently()
                || change instanceof TransactionChange.LockTables lock
                        && !lock.nowait()
                        && !(postgres && lock.locked().stream().allMatch(LockNoTimeoutRule::isLight))
                || change instanceof Maintenance work && isExclusive(work)
                || change instanceof TableChange.DropTable
                || change instanceof TableChange.RenameTables
                || change instanceof RowChange.Truncate
                || change instanceof RoutineChange.CreateTrigger
                || change instanceof RoutineChange.DropTrigger
                || postgres && isOfRows(change);
        return waits ? change.tables().stream() : Stream.of();
    }

    private static boolean isExclusive(Maintenance work) {
        return work.verb() == Maintenance.Verb.CLUSTER
                || work.verb() == Maintenance.Verb.OPTIMIZE
                || work.options().contains("FULL");
    }

    /** Policies and rules. */
    private static boolean isOfRows(Change change) {
        ObjectChange.Kind kind = change instanceof ObjectChange.CreateObject create
                ? create.kind()
                : change instanceof ObjectChange.AlterObject alter
                        ? alter.kind()
                        : change instanceof ObjectChange.DropObjects drop ? drop.kind() : ObjectChange.Kind.SCHEMA;
        return kind == ObjectChange.Kind.POLICY || kind == ObjectChange.Kind.RULE;
    }

    private static Stream<QualifiedName> parents(TableChange.AlterTable alter) {
        Stream<Constraint> own =
                alter.all(AlterAction.AddConstraint.class).stream().map(AlterAction.AddConstraint::constraint);
        Stream<Constraint> columns =
                alter.all(AlterAction.AddColumn.class).stream().flatMap(add -> add.column().constraints().stream());
        return Stream.concat(own, columns).flatMap(LockNoTimeoutRule::parent);
    }

    private static Stream<QualifiedName> parent(Constraint constraint) {
        return constraint instanceof Constraint.ForeignKey key ? Stream.of(key.table()) : Stream.of();
    }

    /** PostgreSQL's actions that neither readers nor writers are in the way of. */
    private static boolean isLight(AlterAction action) {
        return action instanceof AlterAction.ValidateConstraint
                || action instanceof AlterAction.StorageParameters
                || action instanceof AlterAction.ClusterOn
                || action instanceof AlterAction.AttachPartition
                || action instanceof AlterAction.DetachPartition detach && (detach.concurrently() || detach.finalizes())
                || action instanceof AlterAction.ColumnSetting setting
                        && setting.options().stream().noneMatch(o -> o.is("STORAGE") || o.is("COMPRESSION"));
    }

    private static boolean isLight(TransactionChange.LockedTable locked) {
        String mode = locked.mode();
        return mode.startsWith("ROW") || mode.startsWith("ACCESS SHARE") || mode.startsWith("SHARE UPDATE");
    }

    /** Whether the script has said how long to wait at most. */
    private static boolean isLimited(Step step) {
        String setting = step.server.isPostgres() ? "lock_timeout" : "lock_wait_timeout";
        boolean limited = false;
        for (Change earlier : step.earlier()) {
            if (earlier instanceof SettingChange.Settings settings) {
                for (SettingChange.Assignment one : settings.assignments()) {
                    boolean its = one.name().equals(setting)
                            && (one.scope() == SettingChange.Scope.SESSION || one.scope() == SettingChange.Scope.LOCAL);
                    if (its || one.name().equals("all")) {
                        limited = one.value()
                                .filter(value -> !value.matches("0\\s*[a-z]*"))
                                .isPresent();
                    }
                }
            } else if (earlier instanceof RowChange.Select
                    && SET_CONFIG.matcher(step.text(earlier.span())).find()) {
                limited = true;
            }
        }
        return limited
                || step.server.isMariadb()
                        && OF_ITS_OWN.matcher(step.script.sql(step.statement)).find();
    }
}
