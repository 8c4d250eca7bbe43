package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** a column whose type changes so that each row is written again */
final class RewriteTypeRule extends Rule {

    RewriteTypeRule() {
        super(
                "rewrite-type",
                Severity.ERROR,
                "a column whose type changes so that each row is written again",
                "Each row is written again, and nobody writes the table meanwhile.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row is written again, and nobody reads or writes the table meanwhile.";
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied", server);
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.SetType> one : step.altered(AlterAction.SetType.class)) {
            Optional<DataType> from =
                    one.table().column(one.action().column().name()).flatMap(KnownColumn::type);
            boolean swap = step.alreadyFound("rewrite-enum-swap");
            if (step.server.isPostgres() && !swap && Types.rewrites(step, from, one.action())) {
                found(
                        step,
                        one.table(),
                        one.action().column().name(),
                        from,
                        one.action().type(),
                        one.action().span(),
                        severity());
            }
        }
        for (Step.Redefined one : step.redefined()) {
            Optional<DataType> from = one.table().column(one.old()).flatMap(KnownColumn::type);
            Optional<DataType> to = one.now().type();
            if (from.isPresent() && to.isPresent() && Types.copies(from.get(), to.get())) {
                found(step, one.table(), one.old(), from, to.get(), one.span(), Types.ofCopy(step.server, one.table()));
            }
        }
    }

    private void found(
            Step step,
            KnownTable table,
            String column,
            Optional<DataType> from,
            DataType to,
            Span span,
            Severity severity) {
        String was = from.map(Types::text).orElse("a type that is not known");
        String now = Types.text(to);
        String copy = column + "_new";
        step.report(
                this,
                severity,
                span,
                List.of(table.name()),
                table.name() + "." + column + " changes from " + was + " to " + now + ": the table is rewritten.",
                "ALTER TABLE " + step.quoted(table.name()) + " ADD COLUMN " + step.quoted(copy) + " " + now
                        + ";\n-- write both columns from now on",
                "UPDATE " + step.quoted(table.name()) + " SET " + step.quoted(copy) + " = " + step.quoted(column)
                        + " WHERE " + step.quoted(copy) + " IS NULL; -- in batches by key",
                "ALTER TABLE " + step.quoted(table.name()) + " DROP COLUMN " + step.quoted(column) + ";\nALTER TABLE "
                        + step.quoted(table.name()) + " RENAME COLUMN " + step.quoted(copy) + " TO "
                        + step.quoted(column) + ";");
    }
}
