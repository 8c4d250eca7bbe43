package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.migrate.LintFinding.Severity;

/** a second primary key */
final class FailSecondPrimaryKeyRule extends Rule {

    FailSecondPrimaryKeyRule() {
        super(
                "fail-second-primary-key",
                Severity.ERROR,
                "a second primary key",
                "The server refuses it, and nothing after it runs.");
    }

    @Override
    String whyOnPostgres() {
        return "The server refuses it (42P16), and nothing after it runs.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "The server refuses it (1068), and nothing after it runs.";
    }

    @Override
    void check(Step step) {
        for (Step.Added<Constraint.PrimaryKey> one : step.added(Constraint.PrimaryKey.class)) {
            boolean dropsIt = step.altered(AlterAction.DropConstraint.class).stream()
                    .anyMatch(drop -> drop.action().target() == AlterAction.DropConstraint.Target.PRIMARY_KEY
                            || drop.action()
                                    .name()
                                    .filter(name -> one.table()
                                            .primaryKey()
                                            .filter(key -> name.is(key.name()))
                                            .isPresent())
                                    .isPresent());
            if (one.table().primaryKey().isPresent() && !dropsIt) {
                step.report(
                        this, one.constraint().span(), one.table(), one.table().name() + " has a primary key.");
            }
        }
    }
}
