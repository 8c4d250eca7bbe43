package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a foreign key whose rows are checked under a lock */
final class LockForeignKeyRule extends Rule {

    LockForeignKeyRule() {
        super(
                "lock-foreign-key",
                Severity.ERROR,
                "a foreign key whose rows are checked under a lock",
                "Writes wait until each row is checked.");
    }

    @Override
    String whyOnPostgres() {
        return "Writes to both tables wait until each row is checked.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied to check each row", server);
    }

    @Override
    void check(Step step) {
        for (Step.Added<Constraint.ForeignKey> one : step.added(Constraint.ForeignKey.class)) {
            Constraint.ForeignKey key = one.constraint();
            boolean reads = step.server.isPostgres() && !key.traits().notValid()
                    || step.server.isMysql() && !step.foreignKeysAreUnchecked();
            if (!reads) {
                continue;
            }
            boolean isNew = one.column().isPresent()
                    || key.columns().stream().allMatch(c -> one.table()
                            .column(c)
                            .filter(KnownColumn::isNew)
                            .isPresent());
            Severity severity = isNew && step.server.isPostgres()
                    ? Severity.INFO
                    : step.server.isMysql() ? Types.ofCopy(step.server, one.table()) : severity();
            String table = step.quoted(one.table().name());
            String name = step.quoted(key.name()
                    .map(Identifier::name)
                    .orElse(one.table().name() + "_" + String.join("_", key.columns()) + "_fkey"));
            String text = one.column()
                            .map(column -> "CONSTRAINT " + name + " FOREIGN KEY ("
                                    + step.quoted(column.name().name()) + ") ")
                            .orElse("")
                    + step.text(key.span());
            String message = step.server.isMysql()
                    ? one.table().name() + " is copied to look up each row in "
                            + key.table().name() + "."
                    : "Writes to " + one.table().name() + " and " + key.table().name()
                            + " wait while each row is checked.";
            if (step.server.isPostgres()) {
                step.report(
                        this,
                        severity,
                        key.span(),
                        List.of(one.table().name(), key.table().name()),
                        message,
                        "ALTER TABLE " + table + " ADD " + text + " NOT VALID;",
                        "ALTER TABLE " + table + " VALIDATE CONSTRAINT " + name + ";");
            } else {
                step.report(
                        this,
                        severity,
                        key.span(),
                        List.of(one.table().name(), key.table().name()),
                        message,
                        "-- After a look for rows that refer to nothing:\nSET SESSION foreign_key_checks = 0;\nALTER TABLE "
                                + table + " ADD " + text
                                + ", ALGORITHM=INPLACE, LOCK=NONE;\nSET SESSION foreign_key_checks = 1;");
            }
        }
    }
}
