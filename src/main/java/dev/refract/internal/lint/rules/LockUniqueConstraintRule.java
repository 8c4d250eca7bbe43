package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a unique constraint whose index is built under the strongest lock (PostgreSQL) */
final class LockUniqueConstraintRule extends Rule {

    LockUniqueConstraintRule() {
        super(
                "lock-unique-constraint",
                Severity.ERROR,
                "a unique constraint whose index is built under the strongest lock (PostgreSQL)",
                "Nobody reads or writes the table until the index is built.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres()) {
            return;
        }
        for (Step.Added<Constraint.Unique> one : step.added(Constraint.Unique.class)) {
            if (one.constraint().usingIndex().isEmpty()) {
                String table = step.quoted(one.table().name());
                List<String> columns = one.constraint().columns().isEmpty()
                        ? one.column().map(c -> List.of(c.name().name())).orElse(List.of())
                        : one.constraint().columns();
                String name = step.quoted(one.constraint()
                        .name()
                        .map(Identifier::name)
                        .orElse(one.table().name() + "_" + String.join("_", columns) + "_key"));
                step.report(
                        this,
                        one.constraint().span(),
                        one.table(),
                        "Nobody reads or writes " + one.table().name() + " while the index is built.",
                        "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table + " (" + step.quoted(columns)
                                + ");",
                        "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " UNIQUE USING INDEX " + name + ";");
            }
        }
    }
}
