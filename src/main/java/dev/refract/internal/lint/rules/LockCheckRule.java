package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a check that reads each row under a lock */
final class LockCheckRule extends Rule {

    LockCheckRule() {
        super(
                "lock-check",
                Severity.ERROR,
                "a check that reads each row under a lock",
                "Nobody writes the table until each row is checked.");
    }

    @Override
    String whyOnPostgres() {
        return "Nobody reads or writes the table until each row is checked.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied to check each row", server);
    }

    @Override
    void check(Step step) {
        for (Step.Added<Constraint.Check> one : step.added(Constraint.Check.class)) {
            boolean skipped = step.server.isSqlite()
                    || one.constraint().traits().notValid()
                    || !one.constraint().traits().enforced();
            if (skipped) {
                continue;
            }
            String table = step.quoted(one.table().name());
            String name = step.quoted(one.constraint()
                    .name()
                    .map(Identifier::name)
                    .orElse(one.table().name() + "_check"));
            Severity severity = step.server.isMysql() ? Types.ofCopy(step.server, one.table()) : severity();
            if (step.server.isPostgres()) {
                step.report(
                        this,
                        severity,
                        one.constraint().span(),
                        List.of(one.table().name()),
                        "Nobody reads or writes " + one.table().name() + " while each row is checked.",
                        "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " CHECK ("
                                + step.text(one.constraint().condition().span()) + ") NOT VALID;",
                        "ALTER TABLE " + table + " VALIDATE CONSTRAINT " + name + ";");
            } else {
                step.report(
                        this,
                        severity,
                        one.constraint().span(),
                        List.of(one.table().name()),
                        one.table().name() + " is copied for the check.");
            }
        }
    }
}
