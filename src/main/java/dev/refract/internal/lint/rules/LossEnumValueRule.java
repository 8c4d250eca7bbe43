package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** an enum label that is gone */
final class LossEnumValueRule extends Rule {

    LossEnumValueRule() {
        super(
                "loss-enum-value",
                Severity.ERROR,
                "an enum label that is gone",
                "Rows that have it make the migration fail, or lose the value.");
    }

    @Override
    String whyOnPostgres() {
        return "The migration fails where a row has it (22P02).";
    }

    @Override
    String whyOnMysql(Server server) {
        return "In the strict mode, which is the default, the migration fails where a row has it (1265); else the row has an "
                + "empty text from then on.";
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.SetType> one : step.altered(AlterAction.SetType.class)) {
            Optional<Catalog.EnumType> to =
                    step.before.enumType(one.action().type().name());
            one.table()
                    .column(one.action().column().name())
                    .flatMap(KnownColumn::type)
                    .flatMap(from -> step.before.enumType(from.name()))
                    .filter(from -> to.isPresent() && !to.get().labels().containsAll(from.labels()))
                    .ifPresent(from -> gone(
                            step,
                            one.table(),
                            one.action().span(),
                            one.action().column().name(),
                            from.labels(),
                            to.orElseThrow().labels()));
        }
        for (Step.Redefined one : step.redefined()) {
            Optional<DataType> to = one.now().type().filter(DataType::isEnumeration);
            one.table()
                    .column(one.old())
                    .flatMap(KnownColumn::type)
                    .filter(from -> from.isEnumeration()
                            && to.isPresent()
                            && !to.get().arguments().containsAll(from.arguments()))
                    .ifPresent(from -> gone(
                            step,
                            one.table(),
                            one.span(),
                            one.old(),
                            from.arguments(),
                            to.orElseThrow().arguments()));
        }
    }

    private void gone(Step step, KnownTable table, Span span, String column, List<String> from, List<String> to) {
        List<String> gone = from.stream().filter(label -> !to.contains(label)).toList();
        step.report(
                this,
                span,
                table,
                table.name() + "." + column + " loses " + String.join(", ", gone) + ".",
                question(step, table, column, gone),
                "UPDATE " + step.quoted(table.name()) + " SET " + step.quoted(column) + " = '…' WHERE "
                        + step.quoted(column) + " = '" + gone.get(0) + "';");
    }

    private static Optional<Question> question(Step step, KnownTable table, String column, List<String> gone) {
        boolean list = table.column(column)
                .flatMap(KnownColumn::type)
                .filter(type -> type.dimensions() > 0)
                .isPresent();
        if (list || gone.stream().anyMatch(label -> label.contains("\\"))) {
            return Optional.empty();
        }
        String labels = String.join(
                ", ",
                gone.stream().map(label -> "'" + label.replace("'", "''") + "'").toList());
        String value = step.quoted(column) + (step.server.isPostgres() ? "::text" : "");
        return Optional.of(Question.ofFailing(
                "SELECT 1 FROM " + step.quoted(table.name()) + " WHERE " + value + " IN (" + labels + ")",
                List.of(column),
                "of " + table.name() + " with " + String.join(" or ", gone) + " in " + column));
    }
}
