package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** an enum label renamed while programs use it */
final class BreakRenameEnumValueRule extends Rule {

    BreakRenameEnumValueRule() {
        super(
                "break-rename-enum-value",
                Severity.ERROR,
                "an enum label renamed while programs use it",
                "Programs of the old version read a label that they don't know, and write one that is gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TypeChange.RenameValue rename
                && step.before
                        .enumType(rename.type().name())
                        .filter(Catalog.EnumType::isNew)
                        .isEmpty()) {
            step.report(
                    this,
                    severity(),
                    rename.span(),
                    List.of(),
                    "Programs that know " + rename.from() + " fail. In the Prisma schema, " + rename.to() + " @map(\""
                            + rename.from() + "\") needs no migration.");
        }
    }
}
