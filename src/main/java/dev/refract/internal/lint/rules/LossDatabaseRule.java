package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.ServerChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** DROP DATABASE */
final class LossDatabaseRule extends Rule {

    LossDatabaseRule() {
        super("loss-database", Severity.ERROR, "DROP DATABASE", "All that is in it is gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof ServerChange change
                && change.kind() == ServerChange.Kind.DATABASE
                && change.verb().equals("DROP")) {
            step.report(
                    this,
                    severity(),
                    change.span(),
                    List.of(),
                    "All that is in " + String.join(", ", change.names()) + " is gone.");
        }
    }
}
