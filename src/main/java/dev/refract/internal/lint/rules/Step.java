package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A statement, what was there before it, and what stands around it in its file. */
final class Step {

    /** An action on a table that was there before. */
    record Altered<A extends AlterAction>(KnownTable table, A action, TableChange.AlterTable alter) {}

    /** A constraint for a table that was there before; the column where it is written with a new one. */
    record Added<C extends Constraint>(KnownTable table, C constraint, Optional<ColumnDefinition> column) {}

    /** A key that rows which are there must be unique in. */
    record Key(
            KnownTable table, List<String> columns, boolean whole, Optional<String> name, boolean primary, Span span) {}

    final Server server;
    final Script script;
    final Catalog before;
    final SqlStatement statement;
    final Change change;
    /** Of the same file, with this one. */
    final List<Change> all;

    private final List<Finding> found;
    /** Of an ALTER TABLE, where it was there before. */
    private final Optional<KnownTable> alteredTable;

    Step(Server server, Script script, Catalog before, SqlStatement statement, List<Change> all, List<Finding> found) {
        this.server = server;
        this.script = script;
        this.before = before;
        this.statement = statement;
        this.all = all;
        this.change = all.get(statement.number() - 1);
        this.found = found;
        this.alteredTable = change instanceof TableChange.AlterTable alter ? existing(alter.table()) : Optional.empty();
    }

    /** The table, unless this run makes it. */
    Optional<KnownTable> existing(QualifiedName name) {
        return Optional.of(before.table(name)).filter(table -> !table.isNew());
    }

    /** The actions of a kind that the statement has for a table that was there before. */
    <A extends AlterAction> List<Altered<A>> altered(Class<A> kind) {
        if (alteredTable.isEmpty()) {
            return List.of();
        }
        TableChange.AlterTable alter = (TableChange.AlterTable) change;
        List<Altered<A>> altered = new ArrayList<>();
        for (A action : alter.all(kind)) {
            altered.add(new Altered<>(alteredTable.get(), action, alter));
        }
        return altered;
    }

    /** The constraints of a kind that the statement adds to a table that was there before. */
    <C extends Constraint> List<Added<C>> added(Class<C> kind) {
        List<Added<C>> added = new ArrayList<>();
        for (Altered<AlterAction.AddConstraint> one : altered(AlterAction.AddConstraint.class)) {
            if (kind.isInstance(one.action().constraint())) {
                added.add(new Added<>(one.table(), kind.cast(one.action().constraint()), Optional.empty()));
            }
        }
        for (Altered<AlterAction.AddColumn> one : altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            for (Constraint constraint : column.constraints()) {
                if (kind.isInstance(constraint)) {
                    added.add(new Added<>(one.table(), kind.cast(constraint), Optional.of(column)));
                }
            }
        }
        return added;
    }

    /** The unique keys that the statement adds to tables that were there before. */
    List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (Added<Constraint.Unique> one : added(Constraint.Unique.class)) {
            if (one.constraint().usingIndex().isEmpty()) {
                keys.add(new Key(
                        one.table(),
                        columns(one.constraint(), one.column()),
                        !one.constraint().nullsNotDistinct(),
                        one.constraint().name().or(one.constraint()::indexName).map(n -> n.name()),
                        false,
                        one.constraint().span()));
            }
        }
        for (Added<Constraint.PrimaryKey> one : added(Constraint.PrimaryKey.class)) {
            if (one.constraint().usingIndex().isEmpty()) {
                keys.add(new Key(
                        one.table(),
                        columns(one.constraint(), one.column()),
                        true,
                        one.constraint().name().map(n -> n.name()),
                        true,
                        one.constraint().span()));
            }
        }
        for (Altered<AlterAction.AddIndex> one : altered(AlterAction.AddIndex.class)) {
            key(one.table(), one.action().index(), one.action().span()).ifPresent(keys::add);
        }
        if (change instanceof IndexChange.CreateIndex create) {
            existing(create.table())
                    .flatMap(table -> key(table, create.index(), create.span()))
                    .ifPresent(keys::add);
        }
        return keys;
    }

    private static List<String> columns(Constraint constraint, Optional<ColumnDefinition> column) {
        return constraint.columns().isEmpty()
                ? column.map(c -> List.of(c.name().name())).orElse(List.of())
                : constraint.columns();
    }

    private static Optional<Key> key(KnownTable table, IndexDefinition index, Span span) {
        return index.unique()
                ? Optional.of(new Key(
                        table,
                        index.columns(),
                        Catalog.isWhole(index),
                        index.name().map(QualifiedName::name),
                        false,
                        span))
                : Optional.empty();
    }

    /** A column that MODIFY or CHANGE defines again. */
    record Redefined(KnownTable table, String old, ColumnDefinition now, Span span) {}

    /** The columns that the statement defines again, by their names of before. */
    List<Redefined> redefined() {
        List<Redefined> redefined = new ArrayList<>();
        for (Altered<AlterAction.ModifyColumn> one : altered(AlterAction.ModifyColumn.class)) {
            ColumnDefinition now = one.action().column();
            redefined.add(new Redefined(
                    one.table(), now.name().name(), now, one.action().span()));
        }
        for (Altered<AlterAction.ChangeColumn> one : altered(AlterAction.ChangeColumn.class)) {
            redefined.add(new Redefined(
                    one.table(),
                    one.action().from().name(),
                    one.action().column(),
                    one.action().span()));
        }
        return redefined;
    }

    /** The columns that may hold NULL, and that MODIFY or CHANGE makes NOT NULL. */
    List<Redefined> redefinedAsRequired() {
        return redefined().stream()
                .filter(one -> one.now().isRequired()
                        && one.table()
                                .column(one.old())
                                .filter(column -> !column.required())
                                .isPresent())
                .toList();
    }

    /** A table that was there before, as a DROP TABLE names it. */
    record Dropped(KnownTable table, QualifiedName name) {}

    /** The tables that the statement drops, but for one that another takes the place of. */
    List<Dropped> dropped() {
        return change instanceof TableChange.DropTable drop
                        && Redefinition.endingAt(this).isEmpty()
                ? drop.tables().stream()
                        .flatMap(name -> existing(name).stream().map(table -> new Dropped(table, name)))
                        .toList()
                : List.of();
    }

    /**
     * Whether the file has switched MySQL's checks of foreign keys off: adding one then reads no row, and blocks
     * nobody.
     */
    boolean foreignKeysAreUnchecked() {
        boolean unchecked = false;
        for (Change earlier : earlier()) {
            if (earlier instanceof SettingChange.Settings settings) {
                for (SettingChange.Assignment one : settings.assignments()) {
                    if (one.name().equals("foreign_key_checks")) {
                        unchecked = one.value()
                                .filter(value -> value.equals("0") || value.equalsIgnoreCase("off"))
                                .isPresent();
                    }
                }
            }
        }
        return server.isMysql() && unchecked;
    }

    /** Whether a date of 0000-00-00 is refused: by MySQL's own mode it is, by MariaDB's not. */
    boolean refusesZeroDates() {
        boolean refuses = !server.isMariadb();
        for (Change earlier : earlier()) {
            if (earlier instanceof SettingChange.Settings settings) {
                for (SettingChange.Assignment one : settings.assignments()) {
                    if (one.name().equals("sql_mode") && one.scope() == SettingChange.Scope.SESSION) {
                        refuses = one.value()
                                .map(mode -> mode.toUpperCase(Locale.ROOT))
                                .map(mode -> mode.contains("NO_ZERO_DATE") || mode.contains("TRADITIONAL"))
                                .orElse(!server.isMariadb());
                    }
                }
            }
        }
        return refuses;
    }

    /** The statements before this one in the file. */
    List<Change> earlier() {
        return all.subList(0, statement.number() - 1);
    }

    /** Those after it. */
    List<Change> later() {
        return all.subList(statement.number(), all.size());
    }

    /** Whether an earlier statement of the file is in the same transaction as this one. */
    boolean sharesTransactionWith(int number) {
        if (server.isMysql()) {
            return false;
        }
        if (script.hasOwnTransaction()) {
            return script.ownTransaction(number).isPresent()
                    && script.ownTransaction(number).equals(script.ownTransaction(statement.number()));
        }
        return script.statements().stream().noneMatch(SqlStatement::outsideTransaction);
    }

    /** As the script writes it. */
    String text(Span span) {
        return span.of(script.text());
    }

    /** A name in this server's quotes. */
    String quoted(String name) {
        return server.isMysql() ? "`" + name.replace("`", "``") + "`" : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    String quoted(List<String> names) {
        return String.join(", ", names.stream().map(this::quoted).toList());
    }

    void report(Rule rule, Span span, KnownTable table, String message, String... safe) {
        report(rule, rule.severity(), span, List.of(table.name()), message, safe);
    }

    void report(Rule rule, Severity severity, Span span, List<String> tables, String message, String... safe) {
        report(rule, severity, span, tables, message, Optional.empty(), safe);
    }

    /** Something of which the rows of the database may know more. */
    void report(Rule rule, Span span, KnownTable table, String message, Optional<Question> question, String... safe) {
        report(rule, rule.severity(), span, List.of(table.name()), message, question, safe);
    }

    void report(
            Rule rule,
            Severity severity,
            Span span,
            List<String> tables,
            String message,
            Optional<Question> question,
            String... safe) {
        Optional<String> schema = change.tables().stream().findFirst().flatMap(QualifiedName::schemaName);
        boolean asBefore = tables.stream().noneMatch(before::isTouched);
        boolean indexed = question.isPresent()
                && tables.stream()
                        .findFirst()
                        .flatMap(before::find)
                        .filter(table -> table.isIndexed(question.get().columns()))
                        .isPresent();
        found.add(new Finding(
                rule,
                severity,
                statement,
                span,
                schema,
                tables,
                message,
                List.of(safe),
                asBefore,
                indexed,
                question,
                false));
    }

    /** Whether a rule that was asked before this one found something in the statement. */
    boolean alreadyFound(String id) {
        return found.stream()
                .anyMatch(f -> f.rule().id().equals(id) && f.statement().equals(statement));
    }
}
