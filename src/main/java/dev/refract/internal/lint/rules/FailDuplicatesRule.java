package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** a unique key on rows that are there */
final class FailDuplicatesRule extends Rule {

    FailDuplicatesRule() {
        super(
                "fail-duplicates",
                Severity.WARNING,
                "a unique key on rows that are there",
                "It fails where two rows have the same values.");
    }

    @Override
    void check(Step step) {
        for (Step.Key key : step.keys()) {
            List<Optional<KnownColumn>> columns =
                    key.columns().stream().map(name -> column(step, key, name)).toList();
            boolean allNull = !key.primary()
                    && columns.stream().anyMatch(c -> c.filter(KnownColumn::isBlankForOldRows)
                            .isPresent());
            boolean distinct = columns.stream()
                    .anyMatch(c -> c.filter(KnownColumn::isDistinctForOldRows).isPresent());
            if (columns.isEmpty()
                    || allNull
                    || distinct
                    || key.table().isUniqueIn(key.columns())
                    || step.alreadyFound("fail-auto-increment")) {
                continue;
            }
            boolean constant = columns.stream()
                    .allMatch(c -> c.filter(KnownColumn::isConstantForOldRows).isPresent());
            String list = step.quoted(key.columns());
            step.report(
                    this,
                    constant ? Severity.ERROR : severity(),
                    key.span(),
                    List.of(key.table().name()),
                    constant
                            ? "The new column has the same value in every row: it fails as soon as "
                                    + key.table().name() + " has two."
                            : "Rows of " + key.table().name() + " may be equal in " + String.join(", ", key.columns())
                                    + ".",
                    question(step, key, constant),
                    "-- Find them first:\nSELECT " + list + ", count(*) FROM "
                            + step.quoted(key.table().name()) + " GROUP BY " + list + " HAVING count(*) > 1;");
        }
        if (step.server.isMysql() && !step.server.isMariadb()) {
            for (Step.Altered<AlterAction.DropColumn> one : step.altered(AlterAction.DropColumn.class)) {
                one.table()
                        .uniqueOfSeveral(one.action().column().name())
                        .ifPresent(index -> step.report(
                                this,
                                one.action().span(),
                                one.table(),
                                "MySQL takes the column out of the unique key " + index.name()
                                        + ", which then may not be unique any more (1062)."));
            }
        }
    }

    /** Empty where the key is not one of whole columns that are there. */
    private static Optional<Question> question(Step step, Step.Key key, boolean constant) {
        String table = step.quoted(key.table().name());
        if (constant) {
            return Optional.of(Question.ofFailing(
                    "SELECT 1 FROM " + table + " WHERE (SELECT count(*) FROM (SELECT 1 FROM " + table
                            + " LIMIT 2) two) > 1",
                    List.of(),
                    "of " + key.table().name() + " that get the same value in " + String.join(", ", key.columns())));
        }
        boolean there = key.columns().stream()
                .allMatch(
                        name -> column(step, key, name).filter(c -> !c.isNew()).isPresent());
        if (!key.whole() || !there) {
            return Optional.empty();
        }
        String list = step.quoted(key.columns());
        String noNull = String.join(
                " AND ",
                key.columns().stream()
                        .map(column -> step.quoted(column) + " IS NOT NULL")
                        .toList());
        return Optional.of(new Question(
                "SELECT 1 FROM " + table + " WHERE " + noNull + " GROUP BY " + list + " HAVING count(*) > 1",
                key.columns(),
                "value",
                "of " + key.table().name() + " (" + String.join(", ", key.columns()) + ") in more than one row",
                Severity.ERROR,
                Optional.empty()));
    }

    /** As it will be when the key is made: the same statement may add it. */
    private static Optional<KnownColumn> column(Step step, Step.Key key, String name) {
        return step.altered(AlterAction.AddColumn.class).stream()
                .map(one -> KnownColumn.of(one.action().column(), true))
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst()
                .or(() -> key.table().column(name));
    }
}
