package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Expression;
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
        step.redefined().forEach(one -> compare(step, one));
    }

    private void compare(Step step, Step.Redefined one) {
        KnownTable table = one.table();
        String old = one.old();
        ColumnDefinition now = one.now();
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
                && now.nullability() != ColumnDefinition.Nullability.NULL
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
                    one.span(),
                    List.of(table.name()),
                    table.name() + "." + old + " loses " + String.join(", ", gone) + ": repeat it.");
        }
    }
}
