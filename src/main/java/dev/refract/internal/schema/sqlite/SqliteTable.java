package dev.refract.internal.schema.sqlite;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Names;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.Refusals;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One table of SQLite on its way back. */
final class SqliteTable {

    private static final Set<Kind> PARTS =
            Set.of(Kind.COLUMN, Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.CHECK, Kind.FOREIGN_KEY);

    /** Words for which DROP COLUMN and ADD COLUMN are refused. */
    private static final Pattern KEY = Pattern.compile("\\b(PRIMARY|UNIQUE)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern REFERENCES = Pattern.compile("\\bREFERENCES\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern REQUIRED = Pattern.compile("\\bNOT NULL\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBERED = Pattern.compile("\\bAUTOINCREMENT\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern DEFAULT = Pattern.compile(
            "\\bDEFAULT (\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)|'(?:[^']|'')*'|[^\\s,]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern GENERATED =
            Pattern.compile("(?:\\bGENERATED ALWAYS )?\\bAS \\(", Pattern.CASE_INSENSITIVE);

    private final Schema before;
    private final Schema after;
    private final String name;
    private final String nowName;
    private final Map<String, String> columnNames;
    private final Map<String, String> names;
    /**
     * The columns and constraints after the migration, as they are once the names are the old ones; by their old names.
     */
    private final Map<ObjectName, SchemaObject> now = new LinkedHashMap<>();

    private final Map<ObjectName, SchemaObject> old = new LinkedHashMap<>();
    private final boolean rebuilt;

    /**
     * @param columnNames of its columns, from the name after the migration to the one before it
     * @param tables of all tables, the same
     */
    SqliteTable(
            Schema before,
            Schema after,
            String name,
            String nowName,
            Map<String, String> columnNames,
            Map<String, String> tables) {
        this.before = before;
        this.after = after;
        this.name = name;
        this.nowName = nowName;
        this.columnNames = columnNames;
        this.names = new HashMap<>(columnNames);
        tables.forEach((from, to) -> {
            if (!from.equals(to)) {
                names.put(from, to);
            }
        });
        parts(before, name).forEach(part -> old.put(part.name(), part));
        parts(after, nowName).map(this::underOldNames).forEach(part -> now.put(part.name(), part));
        this.rebuilt = !sameOptions() || !canBeAltered();
    }

    private static java.util.stream.Stream<SchemaObject> parts(Schema schema, String table) {
        return schema.objects().values().stream()
                .filter(part -> part.name().table().equals(table) && PARTS.contains(part.kind()))
                .sorted(Comparator.comparingInt(SchemaObject::position));
    }

    private SchemaObject underOldNames(SchemaObject part) {
        Map<String, String> properties = new LinkedHashMap<>();
        part.properties()
                .forEach((property, value) -> properties.put(
                        property,
                        property.equals("after")
                                ? columnNames.getOrDefault(value, value)
                                : SqliteNames.replace(value, names)));
        String own = part.kind() == Kind.COLUMN
                ? columnNames.getOrDefault(part.name().name(), part.name().name())
                : part.properties().isEmpty()
                        ? SqliteNames.replace(part.name().name(), names)
                        : part.name().name();
        return new SchemaObject(new ObjectName(part.kind(), name, own), properties, "", part.position(), part.needs());
    }

    private boolean sameOptions() {
        return before.get(ObjectName.of(Kind.TABLE, name))
                .properties()
                .equals(after.get(ObjectName.of(Kind.TABLE, nowName)).properties());
    }

    /** Whether taking columns away and adding some at the end is all that is to do, and SQLite does it. */
    private boolean canBeAltered() {
        List<String> rest = columns(now).stream()
                .filter(column -> old.containsKey(column.name()))
                .map(column -> column.name().name())
                .toList();
        List<String> wanted =
                columns(old).stream().map(column -> column.name().name()).toList();
        boolean sameConstraints = constraints(now).equals(constraints(old));
        boolean sameBeginning =
                wanted.size() >= rest.size() && wanted.subList(0, rest.size()).equals(rest);
        boolean sameColumns = columns(now).stream()
                .filter(column -> old.containsKey(column.name()))
                .allMatch(column -> column.get("definition")
                        .equals(Objects.requireNonNull(old.get(column.name())).get("definition")));
        return sameConstraints
                && sameBeginning
                && sameColumns
                && gone().stream().allMatch(this::canBeDropped)
                && missing().stream().allMatch(SqliteTable::canBeAdded);
    }

    private static List<SchemaObject> columns(Map<ObjectName, SchemaObject> parts) {
        return parts.values().stream()
                .filter(part -> part.kind() == Kind.COLUMN)
                .toList();
    }

    private static Set<SchemaObject> constraints(Map<ObjectName, SchemaObject> parts) {
        return Set.copyOf(parts.values().stream()
                .filter(part -> part.kind() != Kind.COLUMN)
                .toList());
    }

    private List<SchemaObject> gone() {
        return columns(now).stream()
                .filter(column -> !old.containsKey(column.name()))
                .toList();
    }

    private List<SchemaObject> missing() {
        return columns(old).stream()
                .filter(column -> !now.containsKey(column.name()))
                .toList();
    }

    private boolean canBeDropped(SchemaObject column) {
        String definition = column.get("definition");
        return !KEY.matcher(definition).find()
                && !REFERENCES.matcher(definition).find()
                && now.values().stream()
                        .noneMatch(part -> !part.equals(column)
                                && old.containsKey(part.name())
                                && SqliteNames.mentions(
                                        part.kind() == Kind.COLUMN
                                                ? part.get("definition")
                                                : part.name().name() + " " + part.get("definition"),
                                        column.name().name()));
    }

    private static boolean canBeAdded(SchemaObject column) {
        String definition = column.get("definition");
        String value = defaultValue(definition);
        boolean constant = value.isEmpty()
                || !value.startsWith("(") && !value.toUpperCase(Locale.ROOT).startsWith("CURRENT_");
        boolean stored = GENERATED.matcher(definition).find()
                && definition.toUpperCase(Locale.ROOT).contains("STORED");
        boolean referringDefault =
                REFERENCES.matcher(definition).find() && !value.isEmpty() && !value.equalsIgnoreCase("NULL");
        return !KEY.matcher(definition).find()
                && constant
                && !stored
                && !referringDefault
                && (!REQUIRED.matcher(definition).find() || !value.isEmpty() && !value.equalsIgnoreCase("NULL"));
    }

    private static String defaultValue(String definition) {
        java.util.regex.Matcher matcher = DEFAULT.matcher(definition);
        return matcher.find() ? matcher.group(1) : "";
    }

    // What others ask

    /** Whether another table takes its place. */
    boolean isRebuilt() {
        return rebuilt;
    }

    /** Whether a view or trigger that names it could be in the way, or lose what it names. */
    boolean isTouched() {
        return rebuilt || !name.equals(nowName) || !columnNames.isEmpty() || !gone().isEmpty();
    }

    /** Whether one of its indexes after the migration is one of before. */
    boolean keeps(SchemaObject index) {
        SchemaObject then = before.objects()
                .get(new ObjectName(Kind.INDEX, name, index.name().name()));
        return then != null
                && SqliteNames.replace(index.get("definition"), names).equals(then.get("definition"));
    }

    /** Whether a table has a foreign key to another. */
    static boolean refers(Schema schema, SchemaObject from, String to) {
        return parts(schema, from.name().name())
                .map(part -> part.kind() == Kind.COLUMN || part.has("definition")
                        ? part.get("definition")
                        : part.name().name())
                .anyMatch(text -> REFERENCES.matcher(text).find()
                        && SqliteNames.mentions(
                                text.substring(text.toUpperCase(Locale.ROOT).lastIndexOf("REFERENCES")), to));
    }

    // Altering

    void alter(ScriptBuilder draft) {
        String alter = "ALTER TABLE " + SqliteNames.sql(name) + " ";
        renameColumns(alter, draft);
        if (rebuilt) {
            rebuild(draft);
            return;
        }
        List<SchemaObject> gone = new ArrayList<>(gone());
        gone.sort(Comparator.comparingInt(SchemaObject::position)
                .reversed()); // a column that is computed comes after what it is computed from
        for (SchemaObject column : gone) {
            if (!GENERATED.matcher(column.get("definition")).find()) {
                draft.losesColumn(
                        SqliteNames.sql(name), SqliteNames.sql(column.name().name()));
            }
            draft.sql(alter + "DROP COLUMN " + SqliteNames.sql(column.name().name()));
        }
        for (SchemaObject column : missing()) {
            comesBack(column, draft);
            draft.sql(alter + "ADD COLUMN " + text(column));
        }
    }

    private void renameColumns(String alter, ScriptBuilder draft) {
        Map<String, String> left = new LinkedHashMap<>(columnNames);
        while (!left.isEmpty()) {
            String next = left.keySet().stream()
                    .filter(now -> !left.containsKey(left.get(now)))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                String first = left.keySet().iterator().next();
                String waiting = Names.distinct(left.get(first) + "_before", after);
                draft.sql(alter + "RENAME COLUMN " + SqliteNames.sql(first) + " TO " + SqliteNames.sql(waiting));
                left.put(waiting, left.remove(first));
            } else {
                draft.sql(
                        alter + "RENAME COLUMN " + SqliteNames.sql(next) + " TO " + SqliteNames.sql(left.remove(next)));
            }
        }
    }

    private void comesBack(SchemaObject column, ScriptBuilder draft) {
        String definition = column.get("definition");
        if (GENERATED.matcher(definition).find()) {
            draft.note("The column " + column.name().name() + " is computed anew.");
            return;
        }
        String value = defaultValue(definition);
        comesBack(
                column,
                "every row has " + (value.isEmpty() || value.equalsIgnoreCase("NULL") ? "NULL" : "the default"),
                draft);
    }

    private void comesBack(SchemaObject column, String instead, ScriptBuilder draft) {
        draft.comesBackWithout(
                SqliteNames.sql(name), SqliteNames.sql(column.name().name()), instead);
    }

    private void rebuild(ScriptBuilder draft) {
        String beside = Names.distinct("new_" + name, after);
        List<String> into = new ArrayList<>();
        List<String> from = new ArrayList<>();
        for (SchemaObject column : columns(old)) {
            if (!GENERATED.matcher(column.get("definition")).find()) {
                copy(column, into, from, draft);
            }
        }
        for (SchemaObject column : gone()) {
            if (!GENERATED.matcher(column.get("definition")).find()) {
                draft.losesColumn(
                        SqliteNames.sql(name), SqliteNames.sql(column.name().name()));
            }
        }
        if (into.isEmpty()) { // nothing is left of a row but that it was there
            into.add("rowid");
            from.add("rowid");
        }
        String create = create(before, before.get(ObjectName.of(Kind.TABLE, name)), beside);
        String filledFrom = "CREATE TABLE x ("
                + now.values().stream().map(SqliteTable::text).collect(Collectors.joining(", ")) + ")";
        Refusals.ofRebuilt(before, after, name, create, filledFrom).forEach(draft::fails);
        draft.sql(create);
        draft.sql("INSERT INTO " + SqliteNames.sql(beside) + " (" + String.join(", ", into) + ")\nSELECT "
                + String.join(", ", from) + " FROM " + SqliteNames.sql(name));
        numbers(beside, draft);
        draft.sql("DROP TABLE " + SqliteNames.sql(name));
        draft.sql("ALTER TABLE " + SqliteNames.sql(beside) + " RENAME TO " + SqliteNames.sql(name));
    }

    /**
     * AUTOINCREMENT gives no number twice, not even those of rows that are deleted: the new table goes on from there.
     */
    private void numbers(String beside, ScriptBuilder draft) {
        if (!isNumbered(old)) {
            return;
        }
        if (!isNumbered(now)) {
            draft.note("AUTOINCREMENT " + ScriptBuilder.CONTINUES);
            return;
        }
        String last = "(SELECT max(seq) FROM sqlite_sequence WHERE name = " + Dialect.SQLITE.literal(name) + ")";
        draft.sql("UPDATE sqlite_sequence SET seq = coalesce(" + last + ", seq) WHERE name = "
                + Dialect.SQLITE.literal(beside));
    }

    private static boolean isNumbered(Map<ObjectName, SchemaObject> parts) {
        return columns(parts).stream()
                .anyMatch(column -> NUMBERED.matcher(column.get("definition")).find());
    }

    /** Where a column's values come from: the old table's, or what stands in for them. */
    private void copy(SchemaObject column, List<String> into, List<String> from, ScriptBuilder draft) {
        String columnName = column.name().name();
        String definition = column.get("definition");
        boolean required = REQUIRED.matcher(definition).find();
        String value = defaultValue(definition);
        SchemaObject source = now.get(column.name());
        if (source != null) {
            boolean mayBeNull =
                    required && !REQUIRED.matcher(source.get("definition")).find();
            if (mayBeNull && value.isEmpty()) {
                draft.fails("a row has NULL in " + SqliteNames.sql(columnName) + ".");
            }
            if (mayBeNull && !value.isEmpty()) {
                draft.loses(SqliteNames.sql(name), SqliteNames.sql(columnName), "NULL, which becomes the default.");
            }
            converts(column, source, draft);
            into.add(SqliteNames.sql(columnName));
            from.add(
                    mayBeNull && !value.isEmpty()
                            ? "coalesce(" + SqliteNames.sql(columnName) + ", " + value + ")"
                            : SqliteNames.sql(columnName));
        } else if (required && value.isEmpty() && !isRowId(column) && isReference(column)) {
            comesBack(column, "", draft);
            draft.fails("the table has a row, as each must refer to one. Otherwise select a value in place of NULL.");
            into.add(SqliteNames.sql(columnName));
            from.add("NULL");
        } else if (required && value.isEmpty() && !isRowId(column)) {
            String stand = standIn(column);
            comesBack(column, "every row gets " + stand + ", as the column allows no NULL", draft);
            into.add(SqliteNames.sql(columnName));
            from.add(stand);
        } else if (!isRowId(column)) {
            comesBack(column, draft);
        } else {
            comesBack(column, "rows are numbered anew", draft);
        }
    }

    private void converts(SchemaObject column, SchemaObject source, ScriptBuilder draft) {
        String sql = SqliteNames.sql(column.name().name());
        boolean strict = isStrict(before, name);
        String definition = column.get("definition");
        SqliteConversions.of(definition, strict)
                .lossBy(SqliteConversions.of(source.get("definition"), isStrict(after, nowName)))
                .ifPresent(loss -> draft.loses(SqliteNames.sql(name), sql, loss));
        String type = SqliteConversions.type(definition);
        if (strict
                && !type.equals("ANY")
                && !isRowId(source)
                && !(isStrict(after, nowName) && type.equals(SqliteConversions.type(source.get("definition"))))) {
            draft.fails("a value of " + sql + " does not fit " + type + ": the table is STRICT.");
        }
    }

    private static boolean isStrict(Schema schema, String table) {
        return schema.get(ObjectName.of(Kind.TABLE, table)).get("options").contains("STRICT");
    }

    /**
     * Whether a foreign key begins with it. While the table is built anew these are not checked, so no row may get a
     * value that refers to nothing.
     */
    private boolean isReference(SchemaObject column) {
        return REFERENCES.matcher(column.get("definition")).find()
                || old.values().stream()
                        .filter(part -> part.kind() == Kind.FOREIGN_KEY)
                        .map(key -> key.has("definition")
                                ? key.get("definition")
                                : key.name().name())
                        .anyMatch(key -> SqliteNames.mentions(
                                key.substring(0, key.toUpperCase(Locale.ROOT).lastIndexOf("REFERENCES")),
                                column.name().name()));
    }

    private boolean isRowId(SchemaObject column) {
        String definition = column.get("definition").toUpperCase(Locale.ROOT);
        return definition.startsWith("INTEGER") && definition.contains("PRIMARY KEY");
    }

    /** A value for a column that allows no NULL; another one for each row where it is a key. */
    private String standIn(SchemaObject column) {
        String type = column.get("definition").toUpperCase(Locale.ROOT).split("[ (]", 2)[0];
        boolean number = type.contains("INT")
                || Set.of("REAL", "DECIMAL", "NUMERIC", "FLOAT", "DOUBLE", "BOOLEAN")
                        .contains(type);
        if (isKey(column)) {
            return number ? "rowid" : "lower(hex(randomblob(16)))";
        }
        if (type.startsWith("DATE") || type.startsWith("TIME")) {
            return "CURRENT_TIMESTAMP";
        }
        return number ? "0" : type.equals("BLOB") ? "x''" : type.startsWith("JSON") ? "'{}'" : "''";
    }

    private boolean isKey(SchemaObject column) {
        String alone = "(" + SqliteNames.sql(column.name().name()) + ")";
        return KEY.matcher(column.get("definition")).find()
                || old.values().stream()
                        .anyMatch(part -> (part.kind() == Kind.PRIMARY_KEY || part.kind() == Kind.UNIQUE)
                                && (part.name().name() + part.get("definition")).endsWith(alone))
                || before.of(name, Kind.INDEX).stream()
                        .anyMatch(index -> index.get("definition").startsWith("CREATE UNIQUE")
                                && index.get("definition").endsWith(alone));
    }

    // Creating

    /** The statement that creates a table as it is described, under a name. */
    static String create(Schema schema, SchemaObject table, String name) {
        if (table.has("definition")) {
            return table.get("definition");
        }
        List<String> lines = parts(schema, table.name().name())
                .map(part -> "    " + text(part))
                .toList();
        return "CREATE TABLE " + SqliteNames.sql(name) + " (\n" + String.join(",\n", lines) + "\n)"
                + (table.has("options") ? " " + table.get("options") : "");
    }

    /** A column or constraint as it stands in CREATE TABLE. */
    private static String text(SchemaObject part) {
        if (part.kind() == Kind.COLUMN) {
            return (SqliteNames.sql(part.name().name()) + " " + part.get("definition")).strip();
        }
        return part.has("definition")
                ? "CONSTRAINT " + SqliteNames.sql(part.name().name()) + " " + part.get("definition")
                : part.name().name();
    }
}
