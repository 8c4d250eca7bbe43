package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** dropping or changing what something else needs */
final class FailDependentsRule extends Rule {

    FailDependentsRule() {
        super(
                "fail-dependents",
                Severity.ERROR,
                "dropping or changing what something else needs",
                "The server refuses it, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
            String column = one.action().column().name();
            if (step.server.isPostgres() && !one.action().cascade()) {
                step.before.viewsOf(one.table().name(), column).stream()
                        .findFirst()
                        .ifPresent(view -> step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                "The view " + view.name() + " reads "
                                        + one.table().name() + "." + column + ".",
                                "DROP VIEW " + step.quoted(view.name()) + ";\n" + step.script.sql(step.statement)
                                        + "\nCREATE VIEW " + step.quoted(view.name()) + " AS … without the column;"));
            } else if (step.server.isMysql()) {
                needed(step, one.table(), column)
                        .ifPresent(key -> report(step, one.action().span(), one.table(), key, column));
            } else if (step.server.isSqlite()) {
                one.table().indexes().stream()
                        .filter(index -> index.has(column))
                        .findFirst()
                        .ifPresent(index -> step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                (index.primary()
                                                        || index.unique()
                                                                && index.name().startsWith("sqlite_")
                                                ? "A key"
                                                : "The index " + index.name())
                                        + " is on " + column + "; SQLite drops no such column.",
                                "DROP INDEX " + step.quoted(index.name()) + ";\n" + step.script.sql(step.statement)));
            }
        }
        if (step.server.isMysql()) {
            mysql(step);
        }
        if (step.change instanceof TypeChange.DropTypes drop && !drop.cascade() && !drop.domain()) {
            drop.types().forEach(type -> used(step, drop, type));
        }
    }

    /** What MySQL and MariaDB refuse for a foreign key; with foreign_key_checks off, types still are. */
    private void mysql(Step step) {
        for (Types.Changed one : Types.changed(step)) {
            if (!Types.isSameForKeys(one.from(), one.to())) {
                needed(step, one.table(), one.column())
                        .ifPresent(key -> report(step, one.span(), one.table(), key, one.column()));
            }
        }
        if (step.foreignKeysAreUnchecked()) {
            return;
        }
        for (Step.Dropped one : step.dropped()) {
            Set<String> gone = new HashSet<>();
            for (QualifiedName name : step.change.tables()) {
                if (step.server.isMariadb() && name.equals(one.name())) {
                    break; // it drops one after the other
                }
                gone.add(name.name().toLowerCase(Locale.ROOT));
            }
            step.before.childrenOf(one.table().name()).stream()
                    .filter(child -> !gone.contains(child.name().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .ifPresent(
                            child -> step.report(this, one.name().span(), one.table(), refersTo(child, one.table())));
        }
        if (step.change instanceof RowChange.Truncate truncate) {
            truncate.tables().forEach(name -> step.existing(name)
                    .ifPresent(table -> step.before.childrenOf(table.name()).stream()
                            .findFirst()
                            .ifPresent(child -> step.report(this, name.span(), table, refersTo(child, table)))));
        }
    }

    private static String refersTo(KnownTable child, KnownTable table) {
        return "A foreign key of " + child.name() + " refers to " + table.name() + ".";
    }

    private void report(Step step, Span span, KnownTable table, KnownTable.ForeignKey key, String column) {
        step.report(
                this,
                span,
                table,
                "The foreign key " + key.name() + " needs " + table.name() + "." + column
                        + " as it is: drop it in a migration before, and add it again after the other side has changed, too.");
    }

    /** A foreign key that a column is of, on either side, and that the statement does not drop. */
    private static Optional<KnownTable.ForeignKey> needed(Step step, KnownTable table, String column) {
        List<Identifier> dropped = step.altered(AlterAction.DropConstraint.class).stream()
                .flatMap(drop -> drop.action().name().stream())
                .toList();
        Stream<KnownTable.ForeignKey> own = table.foreignKeys().stream()
                .filter(key -> key.columns().stream().anyMatch(column::equalsIgnoreCase)
                        && dropped.stream().noneMatch(name -> name.is(key.name())));
        Stream<KnownTable.ForeignKey> others = step.before.childrenOf(table.name()).stream()
                .flatMap(child -> child.foreignKeys().stream())
                .filter(key -> key.table().equalsIgnoreCase(table.name())
                        && key.referenced().stream().anyMatch(column::equalsIgnoreCase));
        return Stream.concat(own, others).findFirst();
    }

    /** One column a table is enough. */
    private void used(Step step, TypeChange.DropTypes drop, QualifiedName type) {
        Set<String> told = new HashSet<>();
        for (Catalog.Place place : step.before.columnsOf(type)) {
            KnownTable table = place.table();
            if (told.add(table.name())) {
                step.report(
                        this,
                        drop.span(),
                        table,
                        table.name() + "." + place.column().name() + " is of the type " + type.name() + ".");
            }
        }
    }
}
