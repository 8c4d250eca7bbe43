package dev.refract.internal.database;

import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.SettingChange.Assignment;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.ViewChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a script does with {@code PRAGMA foreign_keys}. SQLite ignores it inside a transaction, so a script that
 * rebuilds tables after it can be one transaction only if it is switched off before: which is right where every
 * statement outside its reach does the same with foreign keys on and off.
 *
 * @param switchedOff whether the script switches foreign keys off anywhere
 * @param needsThem the first statement that would do something else if they were off from the beginning
 * @param touched the tables whose rows change while they are off, which are checked at the end
 */
record SqliteForeignKeys(boolean switchedOff, Optional<SqlStatement> needsThem, Set<String> touched) {

    private static final Set<String> ON = Set.of("on", "1", "yes", "true");

    static SqliteForeignKeys of(Script script) {
        boolean on = true;
        boolean switchedOff = false;
        Optional<SqlStatement> needsThem = Optional.empty();
        Set<String> touched = new LinkedHashSet<>();
        for (SqlStatement statement : script.statements()) {
            Change change = script.change(statement);
            Optional<Boolean> setting = setting(change);
            if (setting.isPresent()) {
                on = setting.get();
                switchedOff |= !on;
                continue;
            }
            if (on && needsThem.isEmpty() && dependsOnThem(change)) {
                needsThem = Optional.of(statement);
            }
            change.tables().forEach(table -> touched.add(table.name()));
            renamed(change).ifPresent(touched::add);
        }
        return new SqliteForeignKeys(switchedOff, needsThem, Set.copyOf(touched));
    }

    /** Whether the whole script can run with foreign keys off from before its transaction to after it. */
    boolean canBeLifted() {
        return switchedOff && needsThem.isEmpty();
    }

    /** The value that a statement gives to {@code PRAGMA foreign_keys}; empty for any other statement. */
    static Optional<Boolean> setting(Change change) {
        if (!(change instanceof SettingChange.Settings settings)) {
            return Optional.empty();
        }
        return settings.assignments().stream()
                .filter(assignment -> assignment.name().equals("foreign_keys"))
                .map(Assignment::value)
                .flatMap(Optional::stream)
                .map(value -> ON.contains(value.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static boolean dependsOnThem(Change change) {
        if (change instanceof TableChange.CreateTable
                || change instanceof IndexChange
                || change instanceof ViewChange
                || change instanceof RoutineChange
                || change instanceof SettingChange
                || change instanceof RowChange.Select) {
            return !change.unread().isEmpty();
        }
        if (change instanceof TableChange.AlterTable alter) {
            return !alter.unread().isEmpty() || alter.actions().stream().anyMatch(SqliteForeignKeys::addsReference);
        }
        // it is checked at the end instead of at once; what it replaces could take other rows with it
        return !(change instanceof RowChange.Insert insert
                && !insert.replace()
                && !insert.onConflict()
                && insert.writes().isEmpty());
    }

    /** SQLite refuses a default other than NULL for a new column that refers to a table, but only while keys are on. */
    private static boolean addsReference(AlterAction action) {
        return action instanceof AlterAction.AddColumn add
                && add.column().constraints().stream().anyMatch(Constraint.ForeignKey.class::isInstance);
    }

    private static Optional<String> renamed(Change change) {
        return change instanceof TableChange.AlterTable alter
                ? alter.all(AlterAction.RenameTo.class).stream()
                        .map(to -> to.name().name())
                        .findFirst()
                : Optional.empty();
    }

    /**
     * The statements that lose rows where the author thought that foreign keys were off: {@code PRAGMA
     * foreign_keys=OFF} inside a transaction of the script's own does nothing.
     */
    static List<SqlStatement> ignoredIn(Script script) {
        List<SqlStatement> ignored = new ArrayList<>();
        boolean open = false;
        for (SqlStatement statement : script.statements()) {
            if (statement.kind() == SqlStatement.Kind.BEGIN) {
                open = true;
            } else if (statement.controlsTransaction()) {
                open = false;
            } else if (open
                    && setting(script.change(statement)).filter(on -> !on).isPresent()) {
                ignored.add(statement);
            }
        }
        return ignored;
    }
}
