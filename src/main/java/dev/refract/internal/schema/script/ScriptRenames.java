package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
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
        return kept(columns.get(table), table, Kind.COLUMN);
    }

    /** The renamed indexes of a table that has this name after the migration: from the new name to the old one. */
    public Map<String, String> indexes(String table) {
        return kept(indexes.get(table), table, Kind.INDEX);
    }

    private Map<String, String> kept(Map<String, String> renames, String table, Kind kind) {
        Map<String, String> kept = new LinkedHashMap<>();
        if (renames != null) {
            String oldTable = tables.getOrDefault(table, table);
            renames.forEach((now, old) -> {
                if (!now.equals(old)
                        && after.objects().containsKey(new ObjectName(kind, table, now))
                        && before.objects().containsKey(new ObjectName(kind, oldTable, old))) {
                    kept.put(now, old);
                }
            });
        }
        return kept;
    }

    private void read(SqlStatement statement, Script script) {
        Lexer lexer = script.tokens(statement);
        lexer.next();
        switch (statement.kind()) {
            case CREATE_TABLE -> statement.table().ifPresent(table -> forget(table.name()));
            case DROP_TABLE -> statement.table().ifPresent(table -> forget(table.name()));
            case RENAME_TABLE -> {
                if (lexer.skip("RENAME", "TABLE") || lexer.skip("TABLE") || lexer.skip("TABLES")) {
                    renameTables(lexer);
                } else {
                    alter(lexer);
                }
            }
            case ALTER_TABLE -> alter(lexer);
            default -> {}
        }
    }

    private void forget(String table) {
        tables.remove(table);
        columns.remove(table);
        indexes.remove(table);
    }

    private void renameTables(Lexer lexer) {
        do {
            lexer.skip("IF", "EXISTS");
            String from = name(lexer);
            lexer.skip("TO");
            renameTable(from, name(lexer));
        } while (lexer.is(',') && lexer.next());
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

    /** A name that may be qualified; the last part of it. */
    private static String name(Lexer lexer) {
        String name = lexer.name();
        while (lexer.next() && lexer.is('.')) {
            lexer.next();
            name = lexer.name();
        }
        return name;
    }

    private void alter(Lexer lexer) {
        while (!lexer.is("TABLE") && lexer.next()) {
            // ALTER ONLINE IGNORE TABLE
        }
        lexer.skip("TABLE");
        lexer.skip("IF", "EXISTS");
        String table = name(lexer);
        boolean begins = true;
        int depth = 0;
        boolean more = true;
        while (more) {
            if (begins && depth == 0) {
                table = clause(lexer, table);
            }
            begins = lexer.is(',') && depth == 0;
            depth += lexer.is('(') ? 1 : lexer.is(')') ? -1 : 0;
            more = lexer.next();
        }
    }

    /** Reads one action, if it is a renaming; answers the table's name after it. */
    private String clause(Lexer lexer, String table) {
        if (lexer.skip("CHANGE")) {
            lexer.skip("COLUMN");
            lexer.skip("IF", "EXISTS");
            String from = name(lexer);
            rename(columns, Kind.COLUMN, table, from, lexer.name());
            return table;
        }
        if (!lexer.skip("RENAME")) {
            return table;
        }
        if (lexer.is("INDEX") || lexer.is("KEY")) {
            lexer.next();
            renamePart(lexer, indexes, Kind.INDEX, table);
        } else if (lexer.is("COLUMN")) {
            lexer.next();
            renamePart(lexer, columns, Kind.COLUMN, table);
        } else if (lexer.is("TO") || lexer.is("AS") || lexer.is('=')) {
            lexer.next();
            String to = name(lexer);
            renameTable(table, to);
            return to;
        } else {
            String name = name(lexer);
            if (lexer.skip("TO")) { // SQLite: RENAME old TO new, without COLUMN
                rename(columns, Kind.COLUMN, table, name, lexer.name());
            } else {
                renameTable(table, name);
                return name;
            }
        }
        return table;
    }

    private void renamePart(Lexer lexer, Map<String, Map<String, String>> parts, Kind kind, String table) {
        lexer.skip("IF", "EXISTS");
        String from = name(lexer);
        lexer.skip("TO");
        rename(parts, kind, table, from, lexer.name());
    }

    private void rename(Map<String, Map<String, String>> parts, Kind kind, String table, String from, String to) {
        Map<String, String> ofTable = parts.computeIfAbsent(table, key -> new LinkedHashMap<>());
        String now = spelled(after, kind, table, to);
        String first = ofTable.remove(from);
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
