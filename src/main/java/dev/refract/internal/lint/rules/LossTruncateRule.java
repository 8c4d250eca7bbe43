package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** TRUNCATE, or a partition dropped or emptied */
final class LossTruncateRule extends Rule {

    LossTruncateRule() {
        super("loss-truncate", Severity.ERROR, "TRUNCATE, or a partition dropped or emptied", "All its rows are gone.");
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange.Truncate truncate) {
            truncate.tables().forEach(name -> step.existing(name)
                    .ifPresent(table ->
                            step.report(this, truncate.span(), table, "All rows of " + table.name() + " are gone.")));
        }
        for (Step.Altered<AlterAction.Partitioning> one : step.altered(AlterAction.Partitioning.class)) {
            boolean empties = one.action().verb() == AlterAction.Partitioning.Verb.TRUNCATE;
            if (empties || one.action().verb() == AlterAction.Partitioning.Verb.DROP) {
                step.report(
                        this,
                        empties ? severity() : Severity.WARNING,
                        one.action().span(),
                        List.of(one.table().name()),
                        "The rows of " + one.table().name() + " in "
                                + (one.action().names().isEmpty()
                                        ? "all partitions"
                                        : String.join(
                                                ", ",
                                                one.action().names().stream()
                                                        .map(Identifier::name)
                                                        .toList()))
                                + " are gone.");
            }
        }
    }
}
