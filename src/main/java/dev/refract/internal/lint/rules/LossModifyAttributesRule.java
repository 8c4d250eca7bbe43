package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Expression;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MODIFY or CHANGE that leaves out what the column has (MySQL, MariaDB) */
final class LossModifyAttributesRule extends Rule {

    LossModifyAttributesRule() {
        super(
                "loss-modify-attributes",
                Severity.WARNING,
                "MODIFY or CHANGE that leaves out what the column has (MySQL, MariaDB)",
                "What the definition does not repeat is gone, without a word.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.ModifyColumn> one : step.altered(AlterAction.ModifyColumn.class)) {
            compare(
                    step,
                    one.table(),
                    one.action().column().name().name(),
                    one.action().column(),
                    one.action().span());
        }
        for (Step.Altered<AlterAction.ChangeColumn> one : step.altered(AlterAction.ChangeColumn.class)) {
            compare(
                    step,
                    one.table(),
                    one.action().from().name(),
                    one.action().column(),
                    one.action().span());
        }
    }

    private void compare(Step step, KnownTable table, String old, ColumnDefinition now, Span span) {
        Optional<KnownColumn> known = table.column(old);
        if (known.isEmpty()) {
            return;
        }
        KnownColumn was = known.get();
        List<String> gone = new ArrayList<>();
        if (was.defaultValue().filter(v -> v.form() != Expression.Form.NULL).isPresent()
                && now.defaultValue().isEmpty()) {
            gone.add("the default");
        }
        if (was.comment().isPresent() && now.comment().isEmpty()) {
            gone.add("the comment");
        }
        if (was.required()
                && !now.isRequired()
                && table.primaryKey().filter(key -> key.has(old)).isEmpty()) {
            gone.add("NOT NULL");
        }
        if (was.autoIncrement() && !now.autoIncrement()) {
            gone.add("AUTO_INCREMENT");
        }
        if (was.onUpdate() && now.onUpdate().isEmpty()) {
            gone.add("ON UPDATE");
        }
        if (!gone.isEmpty()) {
            Severity its = step.alreadyFound("loss-narrowing") ? Severity.INFO : severity();
            step.report(
                    this,
                    its,
                    span,
                    List.of(table.name()),
                    table.name() + "." + old + " loses " + String.join(", ", gone) + ": repeat it.");
        }
    }
}
