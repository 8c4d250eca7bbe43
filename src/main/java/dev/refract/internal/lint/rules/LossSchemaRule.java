package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** DROP SCHEMA */
final class LossSchemaRule extends Rule {

    LossSchemaRule() {
        super("loss-schema", Severity.ERROR, "DROP SCHEMA", "All that is in it is gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof ObjectChange.DropObjects drop && drop.kind() == ObjectChange.Kind.SCHEMA) {
            step.report(
                    this,
                    severity(),
                    drop.span(),
                    List.of(),
                    "All that is in "
                            + String.join(
                                    ", ",
                                    drop.names().stream()
                                            .map(QualifiedName::toString)
                                            .toList()) + " is gone.");
        }
    }
}
