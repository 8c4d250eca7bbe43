package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;

/** a table renamed while programs use it */
final class BreakRenameTableRule extends Rule {

    BreakRenameTableRule() {
        super(
                "break-rename-table",
                Severity.ERROR,
                "a table renamed while programs use it",
                "Programs of the old version fail until the new one runs everywhere.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.RenameTo> one : step.altered(AlterAction.RenameTo.class)) {
            found(step, one.table(), one.action().name().name(), one.action().span());
        }
        if (step.change instanceof TableChange.RenameTables rename) {
            rename.renamings().forEach(r -> step.existing(r.from())
                    .ifPresent(table -> found(step, table, r.to().name(), rename.span())));
        }
    }

    private void found(Step step, KnownTable table, String to, Span span) {
        boolean view = step.later().stream()
                .anyMatch(c -> c instanceof ViewChange.CreateView create
                        && create.view().identifier().is(table.name()));
        if (!view) {
            step.report(
                    this,
                    span,
                    table,
                    "Programs that know " + table.name() + " fail. In the Prisma schema, model " + to + " with @@map(\""
                            + table.name() + "\") renames the model and needs no migration.");
        }
    }
}
