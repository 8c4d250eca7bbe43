package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** a column whose values may not fit the new type */
final class FailCastRule extends Rule {

    FailCastRule() {
        super(
                "fail-cast",
                Severity.WARNING,
                "a column whose values may not fit the new type",
                "It fails where a value can't be read as the new type.");
    }

    @Override
    void check(Step step) {
        for (Types.Changed one : Types.changed(step)) {
            String from = Types.family(step.server, one.from());
            String to = Types.family(step.server, one.to());
            boolean narrows = step.server.isMysql() && one.to().isEnumeration(); // as loss-narrowing says
            if (from.equals("text")
                    && !to.equals("text")
                    && !to.equals("bytes")
                    && !narrows
                    && !Types.isEnum(step, one)) {
                step.report(
                        this,
                        one.span(),
                        one.table(),
                        "A value of " + one.table().name() + "." + one.column() + " may be no " + Types.text(one.to())
                                + ".",
                        question(step, one));
            }
        }
    }

    /** PostgreSQL 16 tells by itself whether a text can be read as a type. */
    private static Optional<Question> question(Step step, Types.Changed one) {
        boolean plain = step.altered(AlterAction.SetType.class).stream()
                .filter(set -> set.action().column().is(one.column()))
                .allMatch(set -> Types.isPlain(set.action()));
        if (!plain
                || !step.server.isPostgres()
                || !step.server.isAtLeast(16, 0)
                || one.from().dimensions() > 0) {
            return Optional.empty();
        }
        String type = Types.text(one.to());
        return Optional.of(Question.ofFailing(
                "SELECT 1 FROM " + step.quoted(one.table().name()) + " WHERE NOT pg_input_is_valid("
                        + step.quoted(one.column()) + "::text, '" + type.replace("'", "''") + "')",
                List.of(one.column()),
                "of " + one.table().name() + " with a value in " + one.column() + " that is no " + type));
    }
}
