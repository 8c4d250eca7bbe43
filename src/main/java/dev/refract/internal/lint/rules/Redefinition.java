package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SQLite's way to change a table: make a new one, copy the rows, drop the old one, rename the new one.
 *
 * @param table the old one
 * @param lost its columns that the new one does not have
 */
record Redefinition(KnownTable table, List<String> lost) {

    /** The one whose old table this statement drops. */
    static Optional<Redefinition> endingAt(Step step) {
        if (!step.server.isSqlite()
                || !(step.change instanceof TableChange.DropTable drop)
                || drop.tables().size() != 1) {
            return Optional.empty();
        }
        String old = drop.tables().get(0).name();
        Optional<String> copy = step.earlier().stream()
                .filter(c -> c instanceof RowChange.Insert insert
                        && insert.query()
                                .filter(q -> q.reads().stream()
                                        .anyMatch(read -> read.identifier().is(old)))
                                .isPresent())
                .map(c -> ((RowChange.Insert) c).table().name())
                .reduce((first, second) -> second);
        boolean renamed = copy.isPresent()
                && step.later().stream()
                        .anyMatch(c -> c instanceof TableChange.AlterTable alter
                                && alter.table().identifier().is(copy.get())
                                && alter.all(AlterAction.RenameTo.class).stream()
                                        .anyMatch(rename ->
                                                rename.name().identifier().is(old)));
        if (!renamed) {
            return Optional.empty();
        }
        KnownTable table = step.before.table(drop.tables().get(0));
        List<String> lost = step.before
                .find(copy.get())
                .map(now -> table.columns().stream()
                        .map(KnownColumn::name)
                        .filter(column -> now.column(column).isEmpty())
                        .toList())
                .orElse(List.of());
        return Optional.of(new Redefinition(table, lost));
    }

    /** The rows of an old table that a statement copies into the one that takes its place. */
    record Copy(KnownTable from, KnownTable to, RowChange.Insert insert) {
        /** Columns that must have a value, and get none. */
        List<KnownColumn> missing() {
            List<String> keys = to.primaryKey().map(KnownTable.Index::columns).orElse(List.of());
            return insert.columns().isEmpty()
                    ? List.of()
                    : to.columns().stream()
                            .filter(column -> column.needsValue()
                                    && keys.stream().noneMatch(column.name()::equalsIgnoreCase)
                                    && insert.columns().stream().noneMatch(named -> named.is(column.name())))
                            .toList();
        }

        /** Columns that may be NULL in the old table, and not in the new one. */
        List<KnownColumn> nullable(Step step) {
            String sql = step.text(insert.span());
            return to.columns().stream()
                    .filter(column -> column.required()
                            && insert.columns().stream().anyMatch(named -> named.is(column.name()))
                            && from.column(column.name())
                                    .filter(old -> !old.required())
                                    .isPresent()
                            && !Pattern.compile(
                                            "coalesce\\s*\\(\\s*\"?" + Pattern.quote(column.name()),
                                            Pattern.CASE_INSENSITIVE)
                                    .matcher(sql)
                                    .find())
                    .toList();
        }
    }

    /** What the statement copies, where the old table is dropped after it. */
    static Optional<Copy> copying(Step step) {
        if (!step.server.isSqlite() || !(step.change instanceof RowChange.Insert insert)) {
            return Optional.empty();
        }
        return insert.query().stream()
                .flatMap(query -> query.reads().stream())
                .filter(old -> step.later().stream()
                                .anyMatch(c -> c instanceof TableChange.DropTable drop
                                        && drop.tables().stream().anyMatch(old::is))
                        && step.later().stream()
                                .anyMatch(c -> c instanceof TableChange.AlterTable alter
                                        && alter.table().is(insert.table())
                                        && alter.all(AlterAction.RenameTo.class).stream()
                                                .anyMatch(
                                                        rename -> rename.name().is(old))))
                .flatMap(old -> step.existing(old).stream())
                .findFirst()
                .flatMap(from -> step.before.find(insert.table().name()).map(to -> new Copy(from, to, insert)));
    }

    /** Whether foreign keys are off when the statement runs: the PRAGMA does nothing in a transaction. */
    static boolean keysAreOff(Step step) {
        boolean off = false;
        for (SqlStatement statement : step.script.statements().subList(0, step.statement.number() - 1)) {
            Change change = step.all.get(statement.number() - 1);
            boolean inside = step.script.ownTransaction(statement.number()).isPresent();
            if (!inside && change instanceof SettingChange.Settings settings) {
                for (SettingChange.Assignment assignment : settings.assignments()) {
                    if (assignment.name().equals("foreign_keys")
                            && assignment.value().isPresent()) {
                        String value = assignment.value().get();
                        off = value.equalsIgnoreCase("off") || value.equals("0") || value.equalsIgnoreCase("false");
                    }
                }
            }
        }
        return off;
    }

    /** The tables whose rows go, or lose what they refer to, when the rows of this one go. */
    static List<KnownTable> cascading(Step step, String table) {
        if (keysAreOff(step)) {
            return List.of();
        }
        return step.before.childrenOf(table).stream()
                .filter(child -> child.foreignKeys().stream()
                        .anyMatch(key -> key.table().equalsIgnoreCase(table)
                                && key.onDelete()
                                        .filter(action -> action.equals("CASCADE") || action.startsWith("SET"))
                                        .isPresent()))
                .toList();
    }
}
