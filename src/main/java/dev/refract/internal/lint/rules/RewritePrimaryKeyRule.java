package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** another primary key (MySQL, MariaDB) */
final class RewritePrimaryKeyRule extends Rule {

    RewritePrimaryKeyRule() {
        super(
                "rewrite-primary-key",
                Severity.WARNING,
                "another primary key (MySQL, MariaDB)",
                "The table is rebuilt in the order of the new key.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql()) {
            return;
        }
        boolean drops = step.altered(AlterAction.DropConstraint.class).stream()
                .anyMatch(one -> one.action().target() == AlterAction.DropConstraint.Target.PRIMARY_KEY);
        List<Step.Added<Constraint.PrimaryKey>> added = step.added(Constraint.PrimaryKey.class);
        if (drops || !added.isEmpty()) {
            step.change.tables().forEach(name -> step.existing(name)
                    .filter(table -> !added.isEmpty() || !becomesUnique(step, table))
                    .ifPresent(table -> step.report(this, step.change.span(), table, table.name() + " is rebuilt.")));
        }
    }

    /**
     * Whether MariaDB leaves the rows in their order: a unique key on the same columns, the only one, takes the primary
     * key's place. MySQL copies the table then, too.
     */
    private static boolean becomesUnique(Step step, KnownTable table) {
        List<String> columns = table.primaryKey().map(KnownTable.Index::columns).orElse(List.of());
        boolean others = table.indexes().stream().anyMatch(index -> index.unique() && !index.primary());
        return step.server.isMariadb()
                && !others
                && Stream.concat(
                                step.added(Constraint.Unique.class).stream()
                                        .map(one -> one.constraint().parts()),
                                step.altered(AlterAction.AddIndex.class).stream()
                                        .filter(one -> one.action().index().unique())
                                        .map(one -> one.action().index().parts()))
                        .findFirst()
                        .filter(parts -> parts.size() == columns.size() && isOn(parts, columns))
                        .isPresent();
    }

    private static boolean isOn(List<IndexPart> parts, List<String> columns) {
        return IntStream.range(0, columns.size())
                .allMatch(i -> !parts.get(i).descending()
                        && parts.get(i).prefix().isEmpty()
                        && parts.get(i)
                                .column()
                                .filter(column -> column.is(columns.get(i)))
                                .isPresent());
    }
}
