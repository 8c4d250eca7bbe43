package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
    /** On SQLite: tables that the script made and filled with another one's rows, by their current name. */
    private final Map<String, Copied> copies = new LinkedHashMap<>();

    private final Set<String> made = new HashSet<>();

    /**
     * Whose rows a table has.
     *
     * @param source that table's first name
     * @param columns from the new name of a column to the first name of the one that it has its values from, where no
     *     other has
     */
    private record Copied(String source, Map<String, String> columns) {}

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
        renames.copies.forEach(renames::tookItsPlace);
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
            default -> {
                if (script.dialect() == Dialect.SQLITE
                        && !made.isEmpty()
                        && script.change(statement) instanceof RowChange.Insert insert) {
                    copy(insert);
                }
            }
        }
    }

    /** SQLite's way to change a table is to fill another one with its rows, which then takes its place. */
    private void copy(RowChange.Insert insert) {
        String table = insert.table().name();
        Query query = insert.query().orElse(null);
        if (query == null
                || !made.contains(table)
                || query.reads().size() != 1
                || query.selected().size() != insert.columns().size()) {
            return;
        }
        String source = query.reads().get(0).name();
        String first = tables.get(source);
        if (first == null) {
            return;
        }
        Map<String, String> from = new LinkedHashMap<>();
        for (int i = 0; i < insert.columns().size(); i++) {
            String now = insert.columns().get(i).name();
            String selected = query.selected().get(i).name();
            if (!selected.isEmpty()) {
                from.put(
                        now,
                        columns.getOrDefault(source, Map.of())
                                .getOrDefault(selected, spelled(before, Kind.COLUMN, first, selected)));
            }
        }
        List<String> all = List.copyOf(from.values());
        from.values().removeIf(old -> Collections.frequency(all, old) > 1);
        copies.put(table, new Copied(first, from));
    }

    /** At the end of the script, where the table that the rows are from is gone. */
    private void tookItsPlace(String table, Copied copy) {
        if (tables.containsKey(table) || tables.containsValue(copy.source())) {
            return;
        }
        tables.put(table, copy.source());
        Map<String, String> renamed = columns.computeIfAbsent(table, key -> new LinkedHashMap<>());
        copy.columns().forEach((now, old) -> renamed.putIfAbsent(spelled(after, Kind.COLUMN, table, now), old));
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
            made.add(table);
        }
    }

    private void forget(String table) {
        made.remove(table);
        copies.remove(table);
        tables.remove(table);
        columns.remove(table);
        indexes.remove(table);
    }

    private void renameTable(String from, String to) {
        String first = tables.remove(from);
        Copied copy = copies.remove(from);
        boolean isMade = made.remove(from);
        forget(to);
        if (copy != null) {
            copies.put(to, copy);
        }
        if (isMade) {
            made.add(to);
        }
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

    /** What one statement renames, it renames at once: names may change places. */
    private void alter(TableChange.AlterTable alter) {
        String table = alter.table().name();
        Map<String, String> newColumns = new LinkedHashMap<>();
        Map<String, String> newIndexes = new LinkedHashMap<>();
        for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.ChangeColumn change) {
                newColumns.put(change.from().name(), change.column().name().name());
            } else if (action instanceof AlterAction.RenameColumn rename) {
                newColumns.put(rename.from().name(), rename.to().name());
            } else if (action instanceof AlterAction.RenameIndex rename) {
                newIndexes.put(rename.from().name(), rename.to().name());
            }
        }
        rename(columns, Kind.COLUMN, table, newColumns);
        rename(indexes, Kind.INDEX, table, newIndexes);
        for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.RenameTo rename) {
                renameTable(table, rename.name().name());
            }
        }
    }

    private void rename(Map<String, Map<String, String>> parts, Kind kind, String table, Map<String, String> newNames) {
        Map<String, String> ofTable = parts.computeIfAbsent(table, key -> new LinkedHashMap<>());
        Map<String, String> renamed = new LinkedHashMap<>();
        newNames.forEach((from, to) -> {
            String first = ofTable.remove(ofTable.keySet().stream()
                    .filter(from::equalsIgnoreCase)
                    .findFirst()
                    .orElse(from));
            renamed.put(
                    spelled(after, kind, table, to),
                    first != null ? first : spelled(before, kind, tables.getOrDefault(table, table), from));
        });
        ofTable.putAll(renamed);
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
