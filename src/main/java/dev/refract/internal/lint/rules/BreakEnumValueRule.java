package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a new enum label */
final class BreakEnumValueRule extends Rule {

    BreakEnumValueRule() {
        super(
                "break-enum-value",
                Severity.INFO,
                "a new enum label",
                "Prisma Client of the old version can't read it: release the programs before a row has it.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof TypeChange.AddValue add
                && step.before
                        .enumType(add.type().name())
                        .filter(Catalog.EnumType::isNew)
                        .isEmpty()) {
            step.report(
                    this,
                    severity(),
                    add.span(),
                    List.of(),
                    "Programs that don't know " + add.label() + " fail when they read it.");
        }
    }
}
