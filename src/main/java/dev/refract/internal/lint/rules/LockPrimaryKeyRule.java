package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.migrate.LintFinding.Severity;
import java.util.Optional;

/** a primary key whose index is built under the strongest lock (PostgreSQL) */
final class LockPrimaryKeyRule extends Rule {

    LockPrimaryKeyRule() {
        super(
                "lock-primary-key",
                Severity.ERROR,
                "a primary key whose index is built under the strongest lock (PostgreSQL)",
                "Nobody reads or writes the table until the index is built.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isPostgres() || step.alreadyFound("fail-second-primary-key")) {
            return;
        }
        for (Step.Added<Constraint.PrimaryKey> one : step.added(Constraint.PrimaryKey.class)) {
            if (one.constraint().usingIndex().isEmpty() && one.column().isEmpty()) {
                String table = step.quoted(one.table().name());
                String name = step.quoted(one.constraint()
                        .name()
                        .map(Identifier::name)
                        .orElse(one.table().name() + "_pkey"));
                String index = step.quoted(one.table().name() + "_new_pkey");
                Optional<KnownTable.Index> there = one.table().indexes().stream()
                        .filter(its -> its.unique()
                                && its.whole()
                                && !its.constraint()
                                && its.isOn(one.constraint().columns()))
                        .findFirst();
                if (there.isPresent()) {
                    step.report(
                            this,
                            one.constraint().span(),
                            one.table(),
                            "Nobody reads or writes " + one.table().name()
                                    + " while an index is built, and there is one already.",
                            "-- the index becomes the key's: leave out its DROP INDEX\nALTER TABLE " + table
                                    + " ADD CONSTRAINT " + name + " PRIMARY KEY USING INDEX "
                                    + step.quoted(there.get().name()) + ";");
                    continue;
                }
                step.report(
                        this,
                        one.constraint().span(),
                        one.table(),
                        "Nobody reads or writes " + one.table().name() + " while the index is built.",
                        "CREATE UNIQUE INDEX CONCURRENTLY " + index + " ON " + table + " ("
                                + step.quoted(one.constraint().columns()) + ");",
                        "ALTER TABLE " + table + " DROP CONSTRAINT IF EXISTS " + name + ", ADD CONSTRAINT " + name
                                + " PRIMARY KEY USING INDEX " + index + ";");
            }
        }
    }
}
