package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;

/** an enum type replaced by another of its name */
final class RewriteEnumSwapRule extends Rule {

    RewriteEnumSwapRule() {
        super(
                "rewrite-enum-swap",
                Severity.ERROR,
                "an enum type replaced by another of its name",
                "Each table with a column of the type is rewritten, and nobody reads or writes it meanwhile.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isPostgres())) {
            return;
        }
        for (Step.Altered<AlterAction.SetType> one : step.altered(AlterAction.SetType.class)) {
            String type = one.action().type().name();
            boolean isNew =
                    step.before.enumType(type).filter(Catalog.EnumType::isNew).isPresent();
            boolean was = one.table()
                    .column(one.action().column().name())
                    .flatMap(KnownColumn::type)
                    .flatMap(t -> step.before.enumType(t.name()))
                    .isPresent();
            if (isNew && was) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        one.table().name() + " is rewritten for the new "
                                + one.action().column() + ".",
                        "-- Keep the label in the type, and stop writing it. Where nobody may:\nALTER TABLE "
                                + step.quoted(one.table().name()) + " ADD CHECK ("
                                + step.quoted(one.action().column().name()) + " <> '…') NOT VALID;");
            }
        }
    }
}
