package dev.refract.internal.schema.sqlite;

import dev.refract.internal.schema.model.Introspection;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite, from sqlite_master, which keeps each object's own statement. A table's is taken apart into its columns and
 * constraints, with space and comments made uniform, since adding or renaming a column edits that text in its own way.
 */
public final class SqliteIntrospection implements Introspection {

    /** Pragmas that a script can set, and that say something about the whole file; 0 by default. */
    static final List<String> NUMBERS = List.of("user_version", "application_id");

    private static final Set<String> CONSTRAINTS = Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

    @Override
    public Schema read(Connection connection, String schema) throws SQLException {
        List<SchemaObject> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL "
                                + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name <> '" + Schema.LEDGER + "' "
                                // what a virtual table, such as a full-text index, keeps for itself
                                + "AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND "
                                + "type = 'shadow')")) {
            while (rows.next()) {
                read(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4), found);
            }
        }
        numbers(connection, found);
        return Schema.of(Dialect.SQLITE, viewsNeed(found));
    }

    /** What an application keeps in the file's header. */
    private static void numbers(Connection connection, List<SchemaObject> found) throws SQLException {
        Map<String, String> numbers = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String pragma : NUMBERS) {
                try (ResultSet row = statement.executeQuery("PRAGMA main." + pragma)) {
                    if (row.next() && row.getLong(1) != 0) {
                        numbers.put(pragma, String.valueOf(row.getLong(1)));
                    }
                }
            }
        }
        if (!numbers.isEmpty()) {
            found.add(new SchemaObject(ObjectName.of(Kind.SCHEMA, ""), numbers, "", 0, Set.of()));
        }
    }

    private static void read(String type, String name, String table, String sql, List<SchemaObject> found) {
        switch (type) {
            case "table" -> table(name, sql, found);
            case "index" ->
                found.add(object(new ObjectName(Kind.INDEX, table, name), 0, "definition", index(sql, name, table)));
            case "trigger" ->
                found.add(object(
                        new ObjectName(Kind.TRIGGER, table, name), 0, "definition", SqliteNames.bare(sql.strip())));
            default ->
                found.add(object(ObjectName.of(Kind.VIEW, name), 0, "definition", SqliteNames.bare(sql.strip())));
        }
    }

    private static void table(String name, String sql, List<SchemaObject> found) {
        TableText text = TableText.read(SqliteNames.bare(sql));
        if (text == null) {
            found.add(object(ObjectName.of(Kind.TABLE, name), 0, "definition", sql.strip()));
            return;
        }
        found.add(object(ObjectName.of(Kind.TABLE, name), 0, "options", text.options()));
        String previous = "";
        int position = 0;
        for (String part : text.parts()) {
            Lexer lexer = new Lexer(Dialect.SQLITE, part);
            lexer.next();
            position++;
            if (lexer.kind() == Token.Kind.WORD
                    && CONSTRAINTS.contains(lexer.text().toUpperCase(Locale.ROOT))) {
                found.add(constraint(name, position, part, lexer));
            } else {
                String column = lexer.name();
                found.add(object(
                        new ObjectName(Kind.COLUMN, name, column),
                        position,
                        "definition",
                        part.substring(lexer.end()).strip(),
                        "after",
                        previous));
                previous = column;
            }
        }
    }

    private static SchemaObject constraint(String table, int position, String part, Lexer lexer) {
        String name = "";
        int start = 0;
        if (lexer.skip("CONSTRAINT")) {
            name = lexer.name();
            lexer.next();
            start = lexer.start();
        }
        Kind kind =
                switch (lexer.text().toUpperCase(Locale.ROOT)) {
                    case "PRIMARY" -> Kind.PRIMARY_KEY;
                    case "UNIQUE" -> Kind.UNIQUE;
                    case "CHECK" -> Kind.CHECK;
                    default -> Kind.FOREIGN_KEY;
                };
        String definition = part.substring(start);
        if (name.isEmpty()) {
            return new SchemaObject(new ObjectName(kind, table, definition), Map.of(), "", position, Set.of());
        }
        return object(new ObjectName(kind, table, name), position, "definition", definition);
    }

    /** The statement with its two names spelled in one way. */
    private static String index(String sql, String name, String table) {
        String uniform = TableText.uniform(SqliteNames.bare(sql));
        boolean unique = uniform.regionMatches(true, 0, "CREATE UNIQUE", 0, 13);
        Lexer lexer = new Lexer(Dialect.SQLITE, uniform);
        lexer.next();
        while (!lexer.is('(')) {
            lexer.next();
        }
        return "CREATE " + (unique ? "UNIQUE " : "") + "INDEX " + SqliteNames.sql(name) + " ON "
                + SqliteNames.sql(table) + " " + uniform.substring(lexer.start());
    }

    /**
     * A view may stand before what it reads; a rename fails on one that does not resolve, so the order matters all the
     * same.
     */
    private static List<SchemaObject> viewsNeed(List<SchemaObject> found) {
        Map<String, ObjectName> relations = new LinkedHashMap<>();
        found.stream()
                .filter(o -> o.kind() == Kind.TABLE || o.kind() == Kind.VIEW)
                .forEach(o -> relations.put(o.name().name().toLowerCase(Locale.ROOT), o.name()));
        return found.stream()
                .map(object -> object.kind() != Kind.VIEW && object.kind() != Kind.TRIGGER
                        ? object
                        : new SchemaObject(
                                object.name(), object.properties(), "", object.position(), named(object, relations)))
                .toList();
    }

    private static Set<ObjectName> named(SchemaObject object, Map<String, ObjectName> relations) {
        Set<ObjectName> needs = new HashSet<>();
        Lexer lexer = new Lexer(Dialect.SQLITE, object.get("definition"));
        while (lexer.next()) {
            ObjectName needed = lexer.isName() ? relations.get(lexer.name().toLowerCase(Locale.ROOT)) : null;
            if (needed != null && !needed.equals(object.name())) {
                needs.add(needed);
            }
        }
        return needs;
    }

    private static SchemaObject object(ObjectName name, int position, String... properties) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            if (!properties[i + 1].isEmpty() || properties[i].equals("after")) {
                map.put(properties[i], properties[i + 1]);
            }
        }
        return new SchemaObject(name, map, "", position, Set.of());
    }

    /**
     * A CREATE TABLE statement, taken apart.
     *
     * @param parts what stands between the commas of its parentheses
     * @param options what follows them, such as {@code STRICT}; in upper case
     */
    record TableText(List<String> parts, String options) {

        /** Null for a virtual table, which has no parts. */
        static @Nullable TableText read(String sql) {
            String uniform = uniform(sql);
            if (uniform.regionMatches(true, 0, "CREATE VIRTUAL", 0, 14)) {
                return null;
            }
            List<String> parts = new ArrayList<>();
            Lexer lexer = new Lexer(Dialect.SQLITE, uniform);
            int depth = 0;
            int start = 0;
            int end = 0;
            while (lexer.next()) {
                if (lexer.is('(') && depth++ == 0 && start == 0) {
                    start = lexer.end();
                } else if (lexer.is(')') && --depth == 0 && end == 0) {
                    end = lexer.end();
                    parts.add(uniform.substring(start, lexer.start()).strip());
                } else if (lexer.is(',') && depth == 1 && end == 0) {
                    parts.add(uniform.substring(start, lexer.start()).strip());
                    start = lexer.end();
                }
            }
            return new TableText(parts, uniform.substring(end).strip().toUpperCase(Locale.ROOT));
        }

        /**
         * The text with one space where there was any, none inside parentheses' edges and before commas, and no
         * comments.
         */
        static String uniform(String sql) {
            StringBuilder text = new StringBuilder();
            Lexer lexer = new Lexer(Dialect.SQLITE, sql);
            int end = 0;
            boolean opened = true;
            while (lexer.next()) {
                boolean closes = lexer.is(')') || lexer.is(',');
                if (lexer.start() > end && !opened && !closes) {
                    text.append(' ');
                }
                text.append(lexer.text());
                opened = lexer.is('(');
                end = lexer.end();
            }
            return text.toString();
        }
    }
}
