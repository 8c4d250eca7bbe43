package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.migrate.LintFinding.Severity;

/** a new column that must have a value, and gives none */
final class FailRequiredColumnRule extends Rule {

    FailRequiredColumnRule() {
        super(
                "fail-required-column",
                Severity.ERROR,
                "a new column that must have a value, and gives none",
                "It fails as soon as the table has a row.");
    }

    @Override
    void check(Step step) {
        if (step.server.isMysql()) {
            return;
        }
        Redefinition.copying(step).ifPresent(copy -> copy.missing()
                .forEach(column -> step.report(
                        this,
                        step.change.span(),
                        copy.from(),
                        copy.from().name() + "." + column.name()
                                + " is NOT NULL without a default, and the rows that are copied have no value for it.",
                        "INSERT INTO " + step.quoted(copy.to().name()) + " (…, " + step.quoted(column.name())
                                + ") SELECT …, a value for it FROM "
                                + step.quoted(copy.from().name()) + ";")));
        for (Step.Altered<AlterAction.AddColumn> one : step.altered(AlterAction.AddColumn.class)) {
            ColumnDefinition column = one.action().column();
            KnownColumn known = KnownColumn.of(column, true);
            if (known.needsValue() && !step.alreadyFound("fail-unsupported-syntax")) {
                String name = column.name().name();
                String table = one.table().name();
                String type = column.type().map(t -> step.text(t.span())).orElse("");
                step.report(
                        this,
                        column.span(),
                        one.table(),
                        table + "." + name
                                + " is NOT NULL without a default: rows that are there have no value for it.",
                        "ALTER TABLE " + step.quoted(table) + " ADD COLUMN " + step.quoted(name) + " " + type + ";",
                        "UPDATE " + step.quoted(table) + " SET " + step.quoted(name) + " = … WHERE " + step.quoted(name)
                                + " IS NULL;",
                        step.server.isSqlite()
                                ? "-- then redefine the table with the column NOT NULL, as Prisma does"
                                : "ALTER TABLE " + step.quoted(table) + " ALTER COLUMN " + step.quoted(name)
                                        + " SET NOT NULL;");
            }
        }
    }
}
