package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** another primary key (MySQL, MariaDB) */
final class RewritePrimaryKeyRule extends Rule {

    RewritePrimaryKeyRule() {
        super(
                "rewrite-primary-key",
                Severity.WARNING,
                "another primary key (MySQL, MariaDB)",
                "The table is rebuilt in the order of the new key.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql()) {
            return;
        }
        boolean drops = step.altered(AlterAction.DropConstraint.class).stream()
                .anyMatch(one -> one.action().target() == AlterAction.DropConstraint.Target.PRIMARY_KEY);
        List<Step.Added<Constraint.PrimaryKey>> added = step.added(Constraint.PrimaryKey.class);
        if (drops || !added.isEmpty()) {
            step.change.tables().forEach(name -> step.existing(name)
                    .ifPresent(table -> step.report(this, step.change.span(), table, table.name() + " is rebuilt.")));
        }
    }
}
