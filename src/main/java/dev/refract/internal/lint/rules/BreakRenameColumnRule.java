package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;

/** a column renamed while programs use it */
final class BreakRenameColumnRule extends Rule {

    BreakRenameColumnRule() {
        super(
                "break-rename-column",
                Severity.ERROR,
                "a column renamed while programs use it",
                "Programs of the old version fail until the new one runs everywhere.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.RenameColumn> one : step.altered(AlterAction.RenameColumn.class)) {
            found(
                    step,
                    one.table(),
                    one.action().from(),
                    one.action().to(),
                    one.action().span());
        }
        for (Step.Altered<AlterAction.ChangeColumn> one : step.altered(AlterAction.ChangeColumn.class)) {
            if (!one.action().from().is(one.action().column().name().name())) {
                found(
                        step,
                        one.table(),
                        one.action().from(),
                        one.action().column().name(),
                        one.action().span());
            }
        }
    }

    private void found(Step step, KnownTable table, Identifier from, Identifier to, Span span) {
        if (table.column(from.name()).filter(KnownColumn::isNew).isPresent()) {
            return;
        }
        step.report(
                this,
                span,
                table,
                "Programs that know " + table.name() + "." + from + " fail. In the Prisma schema, " + to + " @map(\""
                        + from + "\") renames the field and needs no migration.");
    }
}
