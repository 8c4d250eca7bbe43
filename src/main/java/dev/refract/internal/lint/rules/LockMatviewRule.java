package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a materialized view filled while nobody can read it (PostgreSQL) */
final class LockMatviewRule extends Rule {

    LockMatviewRule() {
        super(
                "lock-matview",
                Severity.WARNING,
                "a materialized view filled while nobody can read it (PostgreSQL)",
                "Readers of the view wait until it is filled.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof ViewChange.RefreshView refresh
                && !refresh.concurrently()
                && step.before
                        .view(refresh.view().name())
                        .filter(Catalog.View::isNew)
                        .isEmpty()) {
            step.report(
                    this,
                    severity(),
                    refresh.span(),
                    List.of(refresh.view().name()),
                    "Nobody reads " + refresh.view() + " while it is filled.",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY "
                            + step.text(refresh.view().span()) + "; -- needs a unique index");
        }
    }
}
