package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.TableChange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a script of MySQL or SQLite renames, as far as it shows: the catalogs of these do not tell a renamed table or
 * column from a new one. A table that the script made itself, and then gave the name of one that it dropped, was not
 * renamed in this sense.
 */
public final class ScriptRenames {

    private final Schema before;
    private final Schema after;
    /** From each table's name, as the script has come to be, to its first one. */
    private final Map<String, String> tables = new HashMap<>();
    /** By a table's current name: from a part's current name to its first one. */
    private final Map<String, Map<String, String>> columns = new HashMap<>();

    private final Map<String, Map<String, String>> indexes = new HashMap<>();

    private ScriptRenames(Schema before, Schema after) {
        this.before = before;
        this.after = after;
    }

    public static ScriptRenames of(Schema before, Schema after, Script script) {
        ScriptRenames renames = new ScriptRenames(before, after);
        before.all(Kind.TABLE)
                .forEach(table ->
                        renames.tables.put(table.name().name(), table.name().name()));
        script.statements().forEach(statement -> renames.read(statement, script));
        return renames;
    }

    /** The renamed tables: from the name after the migration to the one before it. */
    public Map<String, String> tables() {
        Map<String, String> renamed = new LinkedHashMap<>();
        for (SchemaObject table : after.all(Kind.TABLE)) {
            String name = table.name().name();
            String old = tables.get(name);
            if (old != null && !old.equals(name) && before.objects().containsKey(ObjectName.of(Kind.TABLE, old))) {
                renamed.put(name, old);
            }
        }
        return renamed;
    }

    /** The renamed columns of a table that has this name after the migration: from the new name to the old one. */
    public Map<String, String> columns(String table) {
        return kept(columns.getOrDefault(table, Map.of()), table, Kind.COLUMN);
    }

    /** The renamed indexes of a table that has this name after the migration: from the new name to the old one. */
    public Map<String, String> indexes(String table) {
        return kept(indexes.getOrDefault(table, Map.of()), table, Kind.INDEX);
    }

    private Map<String, String> kept(Map<String, String> renames, String table, Kind kind) {
        Map<String, String> kept = new LinkedHashMap<>();
        String oldTable = tables.getOrDefault(table, table);
        renames.forEach((now, old) -> {
            if (!now.equals(old)
                    && after.objects().containsKey(new ObjectName(kind, table, now))
                    && before.objects().containsKey(new ObjectName(kind, oldTable, old))) {
                kept.put(now, old);
            }
        });
        return kept;
    }

    /** Statements of other kinds, of which there may be very many, are not even read. */
    private void read(SqlStatement statement, Script script) {
        switch (statement.kind()) {
            case CREATE_TABLE, DROP_TABLE, RENAME_TABLE, ALTER_TABLE -> follow(script.change(statement));
            default -> {}
        }
    }

    private void follow(Change change) {
        if (change instanceof TableChange.CreateTable create) {
            create(create);
        } else if (change instanceof TableChange.DropTable drop && !drop.temporary()) {
            drop.tables().forEach(table -> forget(table.name()));
        } else if (change instanceof TableChange.RenameTables rename) {
            rename.renamings()
                    .forEach(
                            table -> renameTable(table.from().name(), table.to().name()));
        } else if (change instanceof TableChange.AlterTable alter) {
            alter(alter);
        }
    }

    private void create(TableChange.CreateTable create) {
        String table = create.table().name();
        boolean leavesIt = create.ifNotExists() && tables.containsKey(table);
        if (!leavesIt && create.persistence() != TableChange.Persistence.TEMPORARY) {
            forget(table);
        }
    }

    private void forget(String table) {
        tables.remove(table);
        columns.remove(table);
        indexes.remove(table);
    }

    private void renameTable(String from, String to) {
        String first = tables.remove(from);
        forget(to);
        if (first != null) {
            tables.put(to, first);
        }
        move(columns, from, to);
        move(indexes, from, to);
    }

    private static void move(Map<String, Map<String, String>> parts, String from, String to) {
        Map<String, String> moved = parts.remove(from);
        if (moved != null) {
            parts.put(to, moved);
        }
    }

    private void alter(TableChange.AlterTable alter) {
        String table = alter.table().name();
        for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.ChangeColumn change) {
                rename(
                        columns,
                        Kind.COLUMN,
                        table,
                        change.from(),
                        change.column().name());
            } else if (action instanceof AlterAction.RenameColumn rename) {
                rename(columns, Kind.COLUMN, table, rename.from(), rename.to());
            } else if (action instanceof AlterAction.RenameIndex rename) {
                rename(indexes, Kind.INDEX, table, rename.from(), rename.to());
            } else if (action instanceof AlterAction.RenameTo rename) {
                renameTable(table, rename.name().name());
                table = rename.name().name();
            }
        }
    }

    private void rename(
            Map<String, Map<String, String>> parts, Kind kind, String table, Identifier from, Identifier to) {
        rename(parts, kind, table, from.name(), to.name());
    }

    private void rename(Map<String, Map<String, String>> parts, Kind kind, String table, String from, String to) {
        Map<String, String> ofTable = parts.computeIfAbsent(table, key -> new LinkedHashMap<>());
        String now = spelled(after, kind, table, to);
        String first = ofTable.remove(ofTable.keySet().stream()
                .filter(from::equalsIgnoreCase)
                .findFirst()
                .orElse(from));
        ofTable.put(now, first != null ? first : spelled(before, kind, tables.getOrDefault(table, table), from));
    }

    /** The name as the schema has it: case does not matter in a script. */
    private static String spelled(Schema schema, Kind kind, String table, String name) {
        return schema.of(table, kind).stream()
                .map(part -> part.name().name())
                .filter(known -> known.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(name);
    }
}
