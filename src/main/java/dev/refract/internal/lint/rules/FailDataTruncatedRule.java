package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.migrate.LintFinding.Severity;

/** a change that the strict mode of MySQL refuses for values that do not fit */
final class FailDataTruncatedRule extends Rule {

    FailDataTruncatedRule() {
        super(
                "fail-data-truncated",
                Severity.INFO,
                "a change that the strict mode of MySQL refuses for values that do not fit",
                "It fails (1265) where a row has such a value.");
    }

    @Override
    void check(Step step) {
        if (step.server.isMysql() && (step.alreadyFound("loss-enum-value") || step.alreadyFound("loss-narrowing"))) {
            step.report(
                    this,
                    severity(),
                    step.change.span(),
                    step.change.tables().stream().map(QualifiedName::name).toList(),
                    "A value that does not fit ends the statement.");
        }
    }
}
