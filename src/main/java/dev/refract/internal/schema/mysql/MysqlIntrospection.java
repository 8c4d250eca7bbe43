package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.Introspection;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MySQL 8.0 to 9.7 and MariaDB 10.6 to 11.8: names from information_schema, definitions from SHOW CREATE, of which a
 * table's has one line for each column, key and constraint. Left out are the counter of AUTO_INCREMENT, who defined a
 * view or routine (DEFINER), and the database's own name.
 */
public final class MysqlIntrospection implements Introspection {

    private static final String QUOTED = "`(?:[^`]|``)*`";
    private static final Pattern DEFINER = Pattern.compile(" DEFINER=" + QUOTED + "(?:@" + QUOTED + ")?");
    private static final Pattern FIRST_NAME = Pattern.compile("^\\s*(" + QUOTED + ")");
    private static final Pattern KEY =
            Pattern.compile("^(?:(?:UNIQUE|FULLTEXT|SPATIAL|VECTOR) )?(?:KEY|INDEX) (" + QUOTED + ")");
    private static final Pattern CONSTRAINT =
            Pattern.compile("^CONSTRAINT (" + QUOTED + ") (FOREIGN KEY|CHECK)(.*)$", Pattern.DOTALL);
    private static final Pattern OPTION =
            Pattern.compile("([A-Z_]+(?: [A-Z_]+)*)=('(?:[^']|'')*'|\\([^)]*\\)|[^\\s]+)");
    private static final Pattern REFERENCED = Pattern.compile("REFERENCES (" + QUOTED + ")(?!\\.)");
    private static final Pattern NAME = Pattern.compile(QUOTED);
    /** A collation names its character set; MySQL says both only where a statement once did. */
    private static final Pattern SAID_TWICE =
            Pattern.compile(" CHARACTER SET (\\w+)(?= COLLATE (?:\\1_\\w+|binary)\\b)");

    /** The sql_mode of what has a body, as a literal, where it is not the session's. */
    static final String MODE = "sql_mode";

    /** MariaDB's. */
    private static final Pattern SCHEMA_COMMENT =
            Pattern.compile(" COMMENT ('(?:[^'\\\\]|''|\\\\.)*')$", Pattern.DOTALL);

    private static final Pattern STARTS = Pattern.compile(" STARTS '[^']*'");

    @Override
    public Schema read(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Reading reading = new Reading(statement);
            String mode = reading.mode;
            if (!mode.contains("ANSI_QUOTES")) {
                return reading.schema();
            }
            // SHOW CREATE would put names between double quotes, where text may stand as well.
            setMode(statement, mode.replaceAll("ANSI_QUOTES,?|(?<=^|,)ANSI,?", ""));
            try {
                return reading.schema();
            } finally {
                setMode(statement, mode);
            }
        }
    }

    private static void setMode(Statement statement, String mode) throws SQLException {
        statement.execute("SET SESSION sql_mode = " + Dialect.MYSQL.literal(mode));
    }

    /** One reading: the statement to ask with, and what was found so far. */
    private static final class Reading {

        private final Statement statement;
        private final String database;
        private final String mode;
        private final List<SchemaObject> found = new ArrayList<>();

        Reading(Statement statement) throws SQLException {
            this.statement = statement;
            List<String> row = rows("SELECT DATABASE(), @@sql_mode").get(0);
            this.database = row.get(0);
            this.mode = row.get(1);
        }

        Schema schema() throws SQLException {
            settings();
            List<String> views = new ArrayList<>();
            Set<String> relations = new TreeSet<>();
            for (List<String> row :
                    rows("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                            + "AND TABLE_NAME <> '" + Schema.LEDGER + "' ORDER BY TABLE_NAME")) {
                relations.add(row.get(0));
                switch (row.get(1)) {
                    case "VIEW" -> views.add(row.get(0));
                    case "SEQUENCE" -> sequence(row.get(0));
                    default -> table(row.get(0));
                }
            }
            for (String view : views) {
                view(view, relations);
            }
            triggers();
            routines();
            events();
            return Schema.of(Dialect.MYSQL, found);
        }

        private void settings() throws SQLException {
            List<String> row = rows("SELECT @@character_set_database, @@collation_database")
                    .get(0);
            Matcher comment = SCHEMA_COMMENT.matcher(rows("SHOW CREATE DATABASE " + Dialect.MYSQL.quote(database))
                    .get(0)
                    .get(1));
            add(
                    ObjectName.of(Kind.SCHEMA, ""),
                    0,
                    Set.of(),
                    "charset",
                    row.get(0),
                    "collation",
                    row.get(1),
                    "comment",
                    comment.find() ? comment.group(1) : "");
        }

        private void sequence(String name) throws SQLException {
            // It reports its next value nowhere in this text, so that drawing from it is no change.
            add(ObjectName.of(Kind.SEQUENCE, name), 0, Set.of(), "definition", here(show("SEQUENCE", name, 2)));
        }

        private void table(String table) throws SQLException {
            String[] lines = show("TABLE", table, 2).split("\n");
            int end = 1;
            while (!lines[end].startsWith(")")) {
                end++;
            }
            String previous = "";
            for (int i = 1; i < end; i++) {
                String line = lines[i].strip();
                previous = part(table, i, line.endsWith(",") ? line.substring(0, line.length() - 1) : line, previous);
            }
            Map<String, String> options = options(lines[end]);
            if (end + 1 < lines.length) {
                options.put(
                        "partitions",
                        String.join("\n", List.of(lines).subList(end + 1, lines.length))
                                .strip()
                                .replaceFirst("^/\\*!\\d+ ", "")
                                .replaceFirst(" \\*/$", ""));
            }
            found.add(new SchemaObject(ObjectName.of(Kind.TABLE, table), options, "", 0, Set.of()));
        }

        /** One line of a table's definition; answers the last column so far. */
        private String part(String table, int position, String line, String previous) {
            Matcher column = FIRST_NAME.matcher(line);
            Matcher key = KEY.matcher(line);
            Matcher constraint = CONSTRAINT.matcher(line);
            if (column.find()) {
                String name = unquoted(column.group(1));
                add(
                        new ObjectName(Kind.COLUMN, table, name),
                        position,
                        Set.of(),
                        "definition",
                        here(SAID_TWICE
                                .matcher(line.substring(column.end()).strip())
                                .replaceFirst("")),
                        "after",
                        previous);
                return name;
            }
            if (line.startsWith("PRIMARY KEY")) {
                add(new ObjectName(Kind.PRIMARY_KEY, table, ""), 0, Set.of(), "definition", line);
            } else if (key.find()) {
                add(new ObjectName(Kind.INDEX, table, unquoted(key.group(1))), 0, Set.of(), "definition", line);
            } else if (constraint.find()) {
                boolean foreign = constraint.group(2).startsWith("FOREIGN");
                add(
                        new ObjectName(foreign ? Kind.FOREIGN_KEY : Kind.CHECK, table, unquoted(constraint.group(1))),
                        0,
                        foreign ? referenced(line) : Set.of(),
                        "definition",
                        here(constraint.group(2) + constraint.group(3)));
            } else {
                add(new ObjectName(Kind.OTHER, table, line), 0, Set.of());
            }
            return previous;
        }

        private Set<ObjectName> referenced(String line) {
            Matcher matcher = REFERENCED.matcher(here(line));
            return matcher.find() ? Set.of(ObjectName.of(Kind.TABLE, unquoted(matcher.group(1)))) : Set.of();
        }

        private static Map<String, String> options(String line) {
            Map<String, String> options = new LinkedHashMap<>();
            Matcher matcher = OPTION.matcher(line);
            StringBuilder rest = new StringBuilder();
            while (matcher.find()) {
                if (!matcher.group(1).equals("AUTO_INCREMENT")) {
                    options.put(matcher.group(1).toLowerCase(java.util.Locale.ROOT), matcher.group(2));
                }
                matcher.appendReplacement(rest, "");
            }
            matcher.appendTail(rest);
            String others = rest.substring(1).replaceAll("\\s+", " ").strip();
            if (!others.isEmpty()) {
                options.put("options", others);
            }
            return options;
        }

        private void view(String view, Set<String> relations) throws SQLException {
            String definition = here(DEFINER.matcher(show("VIEW", view, 2)).replaceFirst(""))
                    .replaceFirst("^CREATE ALGORITHM=UNDEFINED ", "CREATE ")
                    .replaceFirst("^(CREATE .*?)SQL SECURITY DEFINER VIEW ", "$1VIEW ");
            Set<ObjectName> needs = new HashSet<>();
            for (String name : tablesIn(definition.substring(definition.indexOf(" AS ") + 4))) {
                if (relations.contains(name) && !name.equals(view)) {
                    needs.add(ObjectName.of(Kind.TABLE, name));
                    needs.add(ObjectName.of(Kind.VIEW, name));
                }
            }
            add(ObjectName.of(Kind.VIEW, view), 0, needs, "definition", definition);
        }

        /** In a view's text tables stand alone, columns after their table and a dot, and other names after AS. */
        private static List<String> tablesIn(String select) {
            List<String> names = new ArrayList<>();
            Matcher matcher = NAME.matcher(select);
            while (matcher.find()) {
                String before = select.substring(Math.max(0, matcher.start() - 3), matcher.start());
                boolean qualifies = select.startsWith(".", matcher.end());
                if (!before.endsWith(".") && !before.equals("AS ") && !qualifies) {
                    names.add(unquoted(matcher.group()));
                }
            }
            return names;
        }

        private String otherMode() {
            return "CASE WHEN SQL_MODE <> " + Dialect.MYSQL.literal(mode) + " THEN QUOTE(SQL_MODE) ELSE '' END";
        }

        private void triggers() throws SQLException {
            for (List<String> row : rows(
                    "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, "
                            + "ACTION_ORDER, " + otherMode()
                            + " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()")) {
                String definition =
                        "CREATE TRIGGER " + Dialect.MYSQL.quote(row.get(1)) + " " + row.get(2) + " " + row.get(3)
                                + " ON " + Dialect.MYSQL.quote(row.get(0)) + " FOR EACH ROW " + withoutTail(row.get(4));
                add(
                        new ObjectName(Kind.TRIGGER, row.get(0), row.get(1)),
                        Integer.parseInt(row.get(5)),
                        Set.of(),
                        "definition",
                        definition,
                        "order",
                        row.get(5).equals("1") ? "" : row.get(5),
                        MODE,
                        row.get(6));
            }
        }

        private void routines() throws SQLException {
            for (List<String> row :
                    rows("SELECT ROUTINE_NAME, ROUTINE_TYPE, " + otherMode() + " FROM information_schema.ROUTINES "
                            + "WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') ORDER "
                            + "BY ROUTINE_NAME")) {
                String definition = show(row.get(1), row.get(0), 3);
                add(
                        ObjectName.of(Kind.valueOf(row.get(1)), row.get(0)),
                        0,
                        Set.of(),
                        "definition",
                        withoutTail(here(DEFINER.matcher(definition).replaceFirst(""))),
                        MODE,
                        row.get(2));
            }
        }

        private void events() throws SQLException {
            for (List<String> row : rows(
                    "SELECT EVENT_NAME, COALESCE(ABS(TIMESTAMPDIFF(SECOND, STARTS, CREATED)) <= 5, 0), " + otherMode()
                            + " FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME")) {
                String definition = withoutTail(
                        here(DEFINER.matcher(show("EVENT", row.get(0), 4)).replaceFirst("")));
                // An event that was given no start has its creation's: another one whenever it is created again.
                boolean given = row.get(1).equals("0");
                add(
                        ObjectName.of(Kind.EVENT, row.get(0)),
                        0,
                        Set.of(),
                        "definition",
                        given ? definition : STARTS.matcher(definition).replaceFirst(""),
                        MODE,
                        row.get(2));
            }
        }

        private void add(ObjectName name, int position, Set<ObjectName> needs, String... properties) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < properties.length; i += 2) {
                if (!properties[i + 1].isEmpty() || properties[i].equals("after")) {
                    map.put(properties[i], properties[i + 1]);
                }
            }
            found.add(new SchemaObject(name, map, "", position, needs));
        }

        private String here(String definition) {
            return definition.replace(Dialect.MYSQL.quote(database) + ".", "");
        }

        private String show(String type, String name, int column) throws SQLException {
            String text = rows("SHOW CREATE " + type + " " + Dialect.MYSQL.quote(name))
                    .get(0)
                    .get(column - 1);
            if (text == null) {
                throw new SQLException(
                        "the definition of " + type.toLowerCase(java.util.Locale.ROOT) + " " + name
                                + " is not shown to this user",
                        "42000");
            }
            return text;
        }

        private List<List<String>> rows(String query) throws SQLException {
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery(query)) {
                int columns = results.getMetaData().getColumnCount();
                while (results.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(results.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    /** A body keeps the comment after it, in which the next semicolon would be lost. */
    private static String withoutTail(String definition) {
        return Lexer.upToLastToken(Dialect.MYSQL, definition);
    }

    private static String unquoted(String name) {
        return name.substring(1, name.length() - 1).replace("``", "`");
    }
}
