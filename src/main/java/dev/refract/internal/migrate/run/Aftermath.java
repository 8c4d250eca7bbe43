package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Database.Existing;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.Maintenance;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a statement took effect that was running when its process ended: what it says is compared with what the
 * catalogs have now. The migration lock is held meanwhile, so no deploy changes them.
 */
final class Aftermath {

    /** What is known of it. */
    enum Verdict {
        /** It took effect. */
        DONE,
        /** It did not, or it may run a second time and leave the same. */
        RUN_IT,
        UNKNOWN
    }

    private final Database database;
    private final Script script;

    Aftermath(Database database, Script script) {
        this.database = database;
        this.script = script;
    }

    /** Of a statement that is not recorded in a transaction of its own. */
    Verdict of(SqlStatement statement) {
        if (isElsewhere()) {
            return Verdict.UNKNOWN;
        }
        Change change = script.change(statement);
        if (!change.unread().isEmpty()) {
            return Verdict.UNKNOWN;
        }
        if (change instanceof TableChange table) {
            return of(table);
        }
        if (change instanceof IndexChange index) {
            return of(index);
        }
        if (change instanceof ViewChange view) {
            return of(view);
        }
        return change instanceof SettingChange || change instanceof Maintenance ? Verdict.RUN_IT : Verdict.UNKNOWN;
    }

    /** Whether a name may mean another schema to the script than it does here. */
    private boolean isElsewhere() {
        return script.first(SqlStatement.Kind.USE).isPresent()
                || script.dialect() == Dialect.POSTGRESQL
                        && script.first(s -> s.kind() == SqlStatement.Kind.SET
                                        && script.sql(s)
                                                .toLowerCase(Locale.ROOT)
                                                .contains("search_path"))
                                .isPresent();
    }

    private Verdict of(TableChange change) {
        if (change instanceof TableChange.CreateTable create) {
            if (create.ifNotExists()) {
                return Verdict.RUN_IT;
            }
            boolean plain = !create.orReplace()
                    && create.query().isEmpty()
                    && create.persistence() != TableChange.Persistence.TEMPORARY;
            return plain ? there(List.of(create.table())) : Verdict.UNKNOWN;
        }
        if (change instanceof TableChange.DropTable drop) {
            return drop.temporary() ? Verdict.UNKNOWN : drop.ifExists() ? Verdict.RUN_IT : gone(drop.tables());
        }
        if (change instanceof TableChange.RenameTables rename) {
            List<Optional<Boolean>> signs = new ArrayList<>();
            for (TableChange.Renaming renaming : rename.renamings()) {
                signs.add(table(renaming.to()));
                signs.add(not(table(renaming.from())));
            }
            return verdict(signs);
        }
        return change instanceof TableChange.AlterTable alter ? of(alter) : Verdict.UNKNOWN;
    }

    /** All of it happens at once, so that each action that shows tells of the others. */
    private Verdict of(TableChange.AlterTable alter) {
        for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.RenameTo rename) {
                return renamed(alter.table(), rename.name());
            }
        }
        List<Optional<Boolean>> signs = new ArrayList<>();
        boolean repeatable = true;
        for (AlterAction action : alter.actions()) {
            Optional<Boolean> sign = sign(alter.table(), action);
            repeatable &= isRepeatable(action);
            if (sign.isPresent()) {
                signs.add(sign);
            }
        }
        if (signs.isEmpty()) {
            return repeatable ? Verdict.RUN_IT : Verdict.UNKNOWN;
        }
        return verdict(signs);
    }

    /** What else it does is on the table of the new name then. */
    private Verdict renamed(QualifiedName from, QualifiedName to) {
        return from.schema().isPresent() == to.schema().isPresent()
                ? verdict(List.of(table(to), not(table(from))))
                : Verdict.UNKNOWN;
    }

    private Optional<Boolean> sign(QualifiedName table, AlterAction action) {
        if (action instanceof AlterAction.AddColumn add && !add.ifNotExists()) {
            return has(Existing.COLUMN, table, add.column().name().name());
        } else if (action instanceof AlterAction.DropColumn drop && !drop.ifExists()) {
            return not(has(Existing.COLUMN, table, drop.column().name()));
        } else if (action instanceof AlterAction.RenameColumn rename) {
            return renamed(
                    Existing.COLUMN, table, rename.from().name(), rename.to().name());
        } else if (action instanceof AlterAction.ChangeColumn change
                && !change.from().is(change.column().name().name())) {
            return renamed(
                    Existing.COLUMN,
                    table,
                    change.from().name(),
                    change.column().name().name());
        } else if (action instanceof AlterAction.AddIndex add && !add.ifNotExists()) {
            return add.index().name().flatMap(name -> has(Existing.INDEX, table, name.name()));
        } else if (action instanceof AlterAction.DropIndex drop && !drop.ifExists()) {
            return not(has(Existing.INDEX, table, drop.name().name()));
        } else if (action instanceof AlterAction.RenameIndex rename) {
            return renamed(
                    Existing.INDEX, table, rename.from().name(), rename.to().name());
        } else if (action instanceof AlterAction.AddConstraint add && !add.ifNotExists()) {
            return add.constraint().name().flatMap(name -> has(Existing.CONSTRAINT, table, name.name()));
        } else if (action instanceof AlterAction.DropConstraint drop && !drop.ifExists()) {
            return drop.name().flatMap(name -> not(has(Existing.CONSTRAINT, table, name.name())));
        }
        return Optional.empty();
    }

    /** Whether it leaves the same when it runs twice. */
    private static boolean isRepeatable(AlterAction action) {
        return action instanceof AlterAction.ModifyColumn
                || action instanceof AlterAction.SetDefault
                || action instanceof AlterAction.TableOption
                || action instanceof AlterAction.Algorithm
                || action instanceof AlterAction.Lock
                || action instanceof AlterAction.Force;
    }

    private Verdict of(IndexChange change) {
        if (change instanceof IndexChange.CreateIndex create
                && !create.orReplace()
                && create.index().name().isPresent()) {
            QualifiedName name = create.index().name().get();
            Optional<String> schema = name.schemaName().or(() -> create.table().schemaName());
            Verdict verdict = verdict(
                    List.of(database.has(Existing.INDEX, schema, create.table().name(), name.name())));
            return create.ifNotExists() && verdict != Verdict.UNKNOWN ? Verdict.RUN_IT : verdict;
        }
        if (change instanceof IndexChange.DropIndexes drop) {
            if (drop.ifExists()) {
                return Verdict.RUN_IT;
            }
            List<Optional<Boolean>> signs = new ArrayList<>();
            for (QualifiedName index : drop.indexes()) {
                Optional<String> schema =
                        index.schemaName().or(() -> drop.table().flatMap(QualifiedName::schemaName));
                signs.add(not(database.has(
                        Existing.INDEX,
                        schema,
                        drop.table().map(QualifiedName::name).orElse(""),
                        index.name())));
            }
            return verdict(signs);
        }
        return Verdict.UNKNOWN;
    }

    private Verdict of(ViewChange change) {
        if (change instanceof ViewChange.CreateView create) {
            return create.orReplace() ? Verdict.RUN_IT : there(List.of(create.view()));
        }
        if (change instanceof ViewChange.DropViews drop) {
            return drop.ifExists() ? Verdict.RUN_IT : gone(drop.views());
        }
        return Verdict.UNKNOWN;
    }

    private Verdict there(List<QualifiedName> tables) {
        return verdict(tables.stream().map(this::table).toList());
    }

    private Verdict gone(List<QualifiedName> tables) {
        return verdict(tables.stream().map(table -> not(table(table))).toList());
    }

    private Optional<Boolean> table(QualifiedName table) {
        return database.has(Existing.TABLE, table.schemaName(), table.name(), table.name());
    }

    private Optional<Boolean> has(Existing kind, QualifiedName table, String name) {
        return database.has(kind, table.schemaName(), table.name(), name);
    }

    private Optional<Boolean> renamed(Existing kind, QualifiedName table, String from, String to) {
        Optional<Boolean> now = has(kind, table, to);
        return now.equals(not(has(kind, table, from))) ? now : Optional.empty();
    }

    private static Optional<Boolean> not(Optional<Boolean> sign) {
        return sign.map(there -> !there);
    }

    /** Signs that contradict each other, or are missing, tell nothing. */
    private static Verdict verdict(List<Optional<Boolean>> signs) {
        if (signs.stream().allMatch(Optional.of(true)::equals)) {
            return Verdict.DONE;
        }
        return signs.stream().allMatch(Optional.of(false)::equals) ? Verdict.RUN_IT : Verdict.UNKNOWN;
    }
}
