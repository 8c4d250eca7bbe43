package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** a unique key dropped */
final class BreakDropUniqueRule extends Rule {

    BreakDropUniqueRule() {
        super(
                "break-drop-unique",
                Severity.WARNING,
                "a unique key dropped",
                "Upserts by its columns no longer find the row.");
    }

    @Override
    String whyOnPostgres() {
        return "ON CONFLICT on its columns, as in Prisma's upsert, fails.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "ON DUPLICATE KEY UPDATE and REPLACE by its columns write a second row, without an error.";
    }

    @Override
    String whyOnSqlite() {
        return "ON CONFLICT on its columns, as in Prisma's upsert, fails.";
    }

    @Override
    void check(Step step) {
        if (!step.added(Constraint.PrimaryKey.class).isEmpty()) {
            return;
        }
        for (KnownTable.Index index : DroppedKeys.of(step)) {
            boolean again = another(step, index)
                    || step.keys().stream().anyMatch(key -> index.isOn(key.columns()))
                    || step.later().stream()
                            .anyMatch(c -> c instanceof IndexChange.CreateIndex create
                                            && create.index().unique()
                                            && index.isOn(create.index().columns())
                                    || c instanceof TableChange.AlterTable alter
                                            && alter.all(AlterAction.AddConstraint.class).stream()
                                                    .map(AlterAction.AddConstraint::constraint)
                                                    .anyMatch(key -> (key instanceof Constraint.Unique
                                                                    || key instanceof Constraint.PrimaryKey)
                                                            && index.isOn(key.columns())));
            if (!again) {
                step.report(
                        this,
                        severity(),
                        step.change.span(),
                        step.change.tables().stream().map(QualifiedName::name).toList(),
                        "Upserts by " + String.join(", ", index.columns())
                                + (step.server.isMysql() ? " write second rows without " : " fail without ")
                                + index.name()
                                + ".");
            }
        }
    }

    /** Whether the table has another key on the same columns. */
    private static boolean another(Step step, KnownTable.Index index) {
        Optional<KnownTable> table = step.change instanceof TableChange.AlterTable alter
                ? step.existing(alter.table())
                : step.before.tableOfIndex(index.name());
        return table.stream()
                .flatMap(its -> its.indexes().stream())
                .anyMatch(other ->
                        !other.name().equalsIgnoreCase(index.name()) && other.unique() && other.isOn(index.columns()));
    }
}
