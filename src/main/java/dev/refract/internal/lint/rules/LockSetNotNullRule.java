package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** SET NOT NULL, which reads each row under the strongest lock (PostgreSQL) */
final class LockSetNotNullRule extends Rule {

    LockSetNotNullRule() {
        super(
                "lock-set-not-null",
                Severity.WARNING,
                "SET NOT NULL, which reads each row under the strongest lock (PostgreSQL)",
                "Nobody reads or writes the table until each row is checked.");
    }

    @Override
    void check(Step step) {
        if (!(step.server.isPostgres())) {
            return;
        }
        for (Step.Altered<AlterAction.SetNotNull> one : step.altered(AlterAction.SetNotNull.class)) {
            String name = one.action().column().name();
            Optional<KnownColumn> known = one.table().column(name);
            if (known.filter(KnownColumn::required).isPresent()
                    || one.table().isCheckedNotNull(name) && step.server.isAtLeast(12, 0)) {
                continue;
            }
            String table = step.quoted(one.table().name());
            String column = step.quoted(name);
            String check = step.quoted(one.table().name() + "_" + name + "_not_null");
            String message = "Nobody reads or writes " + one.table().name()
                    + " while each row is looked at for NULL in " + name + ".";
            if (step.server.isAtLeast(18, 0)) {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        message,
                        "ALTER TABLE " + table + " ADD CONSTRAINT " + check + " NOT NULL " + column + " NOT VALID;",
                        "ALTER TABLE " + table + " VALIDATE CONSTRAINT " + check + ";");
            } else {
                step.report(
                        this,
                        one.action().span(),
                        one.table(),
                        message,
                        "ALTER TABLE " + table + " ADD CONSTRAINT " + check + " CHECK (" + column
                                + " IS NOT NULL) NOT VALID;",
                        "ALTER TABLE " + table + " VALIDATE CONSTRAINT " + check + ";",
                        "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET NOT NULL, DROP CONSTRAINT " + check
                                + ";");
            }
        }
    }
}
