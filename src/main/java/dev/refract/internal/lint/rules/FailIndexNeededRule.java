package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.stream.Stream;

/** an index dropped that a foreign key needs (MySQL) */
final class FailIndexNeededRule extends Rule {

    FailIndexNeededRule() {
        super(
                "fail-index-needed",
                Severity.ERROR,
                "an index dropped that a foreign key needs (MySQL)",
                "The server refuses it (1553): a foreign key has an index that begins with its columns, on either side.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql() || step.server.isMariadb() && step.foreignKeysAreUnchecked()) {
            return;
        }
        for (Step.Altered<AlterAction.DropIndex> one : step.altered(AlterAction.DropIndex.class)) {
            check(step, one.table(), one.action().name().name(), one.action().span());
        }
        for (Step.Altered<AlterAction.DropConstraint> one : step.altered(AlterAction.DropConstraint.class)) {
            if (one.action().target() == AlterAction.DropConstraint.Target.PRIMARY_KEY) {
                one.table()
                        .primaryKey()
                        .ifPresent(key -> check(
                                step, one.table(), key.name(), one.action().span()));
            }
        }
        if (step.change instanceof IndexChange.DropIndexes drop) {
            drop.table().flatMap(step::existing).ifPresent(table -> drop.indexes()
                    .forEach(index -> check(step, table, index.name(), drop.span())));
        }
    }

    private void check(Step step, KnownTable table, String index, Span span) {
        if (table.index(index).isEmpty()) {
            return;
        }
        Stream<KnownTable.ForeignKey> own =
                table.foreignKeys().stream().filter(key -> isNeeded(step, table, index, key.name(), key.columns()));
        Stream<KnownTable.ForeignKey> others = step.before.childrenOf(table.name()).stream()
                .flatMap(child -> child.foreignKeys().stream())
                .filter(key -> key.table().equalsIgnoreCase(table.name())
                        && isNeeded(step, table, index, key.name(), referenced(table, key)));
        Stream.concat(own, others)
                .findFirst()
                .ifPresent(key -> step.report(
                        this,
                        span,
                        table,
                        "The foreign key " + key.name() + " needs "
                                + (isPrimary(table, index) ? "the primary key" : index)
                                + ": no other index begins with its columns.",
                        "ALTER TABLE " + step.quoted(table.name()) + " ADD INDEX "
                                + step.quoted(table.name() + "_" + String.join("_", key.columns()) + "_other_idx")
                                + " ("
                                + step.quoted(
                                        table.foreignKeys().contains(key) ? key.columns() : referenced(table, key))
                                + "), DROP "
                                + (isPrimary(table, index) ? "PRIMARY KEY" : "INDEX " + step.quoted(index)) + ";"));
    }

    private static boolean isPrimary(KnownTable table, String index) {
        return table.primaryKey()
                .filter(key -> key.name().equalsIgnoreCase(index))
                .isPresent();
    }

    private static List<String> referenced(KnownTable table, KnownTable.ForeignKey key) {
        return key.referenced().isEmpty()
                ? table.primaryKey().map(KnownTable.Index::columns).orElse(List.of())
                : key.referenced();
    }

    private static boolean isNeeded(Step step, KnownTable table, String index, String key, List<String> columns) {
        return !columns.isEmpty()
                && table.index(index)
                        .filter(dropped -> begins(dropped.columns(), columns))
                        .isPresent()
                && table.indexes().stream()
                        .noneMatch(other -> !other.name().equalsIgnoreCase(index) && begins(other.columns(), columns))
                && !(step.change instanceof TableChange.AlterTable alter && replaces(alter, key, columns));
    }

    /** Whether the same statement drops the foreign key, or adds another index for it. */
    private static boolean replaces(TableChange.AlterTable alter, String key, List<String> columns) {
        return alter.all(AlterAction.DropConstraint.class).stream()
                        .anyMatch(
                                drop -> drop.name().filter(name -> name.is(key)).isPresent())
                || alter.all(AlterAction.AddIndex.class).stream()
                        .anyMatch(add -> begins(add.index().columns(), columns))
                || alter.all(AlterAction.AddConstraint.class).stream()
                        .anyMatch(add -> begins(add.constraint().columns(), columns));
    }

    private static boolean begins(List<String> index, List<String> columns) {
        if (index.size() < columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!index.get(i).equalsIgnoreCase(columns.get(i))) {
                return false;
            }
        }
        return true;
    }
}
