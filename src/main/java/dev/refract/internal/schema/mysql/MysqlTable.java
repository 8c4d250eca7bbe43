package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.CommonOrder;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Names;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.schema.script.ScriptRenames;
import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One table of MySQL or MariaDB on its way back: all of its columns, keys and checks in as few statements as possible.
 */
final class MysqlTable {

    private static final String NUMBERED = " AUTO_INCREMENT";
    private static final Pattern TEXT_TYPE =
            Pattern.compile("^(?:(?:var)?char|(?:tiny|medium|long)?text|enum|set)\\b.*", Pattern.DOTALL);
    private static final Pattern GENERATED =
            Pattern.compile("GENERATED ALWAYS AS .*\\b(VIRTUAL|STORED|PERSISTENT)\\b", Pattern.DOTALL);
    /** What of a column's definition a foreign key has no part in. */
    private static final Pattern NO_MATTER =
            Pattern.compile(" (?:DEFAULT (?:'(?:[^'\\\\]|''|\\\\.)*'|[^\\s']+)|COMMENT '(?:[^'\\\\]|''|\\\\.)*')");

    private static final String VERSIONING = "WITH SYSTEM VERSIONING";

    private final Schema before;
    private final Schema after;
    private final String name;
    private final String nowName;
    private final Map<String, String> columnNames;
    private final Map<String, String> indexNames;
    private final SchemaObject old;
    private final SchemaObject now;
    /** The columns after the migration, under their old names. */
    private final Map<String, SchemaObject> columns = new LinkedHashMap<>();
    /** Columns whose default was there to fill rows, and goes again. */
    private final List<String> resets = new ArrayList<>();
    /** Columns that rows get different values in before there is a key on them, and how. */
    private final Set<String> filled = new HashSet<>();

    private final List<String> fills = new ArrayList<>();
    private boolean mayFail;

    MysqlTable(Schema before, Schema after, String name, String nowName, ScriptRenames renames) {
        this.before = before;
        this.after = after;
        this.name = name;
        this.nowName = nowName;
        this.columnNames = new LinkedHashMap<>(renames.columns(nowName));
        this.indexNames = renames.indexes(nowName);
        this.old = before.get(ObjectName.of(Kind.TABLE, name));
        this.now = after.get(ObjectName.of(Kind.TABLE, nowName));
        giveWay();
        after.of(nowName, Kind.COLUMN)
                .forEach(column -> columns.put(
                        columnNames.getOrDefault(
                                column.name().name(), column.name().name()),
                        column));
    }

    /** A column that has the name which another is to get back waits under a name of its own until it is dropped. */
    private void giveWay() {
        for (SchemaObject column : after.of(nowName, Kind.COLUMN)) {
            String taken = column.name().name();
            if (!columnNames.containsKey(taken) && columnNames.containsValue(taken)) {
                columnNames.put(taken, Names.distinct(taken + "_after", after));
            }
        }
    }

    /** Whether a statement of {@link #alter} may fail because of what is in the rows. */
    boolean mayFail() {
        return mayFail;
    }

    private static String quote(String text) {
        return Dialect.MYSQL.quote(text);
    }

    // What others ask

    /**
     * Whether a foreign key on these columns must be out of the way: their types change, or an index that begins with
     * them goes.
     */
    boolean disturbs(List<String> columnsAfter) {
        for (String column : columnsAfter) {
            SchemaObject then =
                    before.objects().get(new ObjectName(Kind.COLUMN, name, columnNames.getOrDefault(column, column)));
            SchemaObject is = after.get(new ObjectName(Kind.COLUMN, nowName, column));
            boolean recoded =
                    isRecoded() && TEXT_TYPE.matcher(is.get("definition")).matches();
            if (then == null || recoded || !essence(then).equals(essence(is))) {
                return true;
            }
        }
        return indexesThatGo().stream()
                .map(index -> MysqlPlan.names(MysqlPlan.fromParenthesis(index.get("definition"))))
                .anyMatch(names -> !names.isEmpty() && names.get(0).equals(columnsAfter.get(0)));
    }

    private static String essence(SchemaObject column) {
        return NO_MATTER.matcher(column.get("definition")).replaceAll("");
    }

    // Altering

    void alter(ScriptBuilder draft) {
        ScriptBuilder notes = new ScriptBuilder();
        renameParts(draft);
        List<String> first = new ArrayList<>();
        List<String> clauses = new ArrayList<>();
        options(draft);
        Set<String> remade = remadeColumns();
        dropIndexes(remade, remade.isEmpty() ? clauses : first);
        checks(clauses);
        dropColumns(remade, first, clauses, notes);
        columnsBack(remade, clauses, notes);
        List<String> last = new ArrayList<>();
        addIndexes(remade, clauses, last);
        mayFail = mayFail
                || clauses.stream().anyMatch(MysqlTable::mayFail)
                || last.stream().anyMatch(MysqlTable::mayFail);
        draft.add(notes);
        statement(first, draft);
        statement(clauses, draft);
        fill(draft);
        addChecks(last);
        mayFail = mayFail || last.stream().anyMatch(MysqlTable::mayFail);
        statement(last, draft);
        partitions(draft);
    }

    private static boolean mayFail(String clause) {
        return clause.startsWith("MODIFY COLUMN ")
                || clause.startsWith("ADD UNIQUE ")
                || clause.startsWith("ADD PRIMARY ")
                || clause.startsWith("ADD CONSTRAINT ");
    }

    private void statement(List<String> clauses, ScriptBuilder draft) {
        if (!clauses.isEmpty()) {
            String separator = clauses.size() == 1 ? " " : "\n    ";
            draft.sql("ALTER TABLE " + quote(name) + separator + String.join("," + separator, clauses));
        }
    }

    private void fill(ScriptBuilder draft) {
        if (fills.isEmpty()) {
            return;
        }
        String fired = before.of(name, Kind.TRIGGER).stream()
                .filter(trigger -> trigger.get("definition").contains(" UPDATE ON ")
                        && after.objects()
                                .containsKey(new ObjectName(
                                        Kind.TRIGGER, nowName, trigger.name().name())))
                .map(trigger -> quote(trigger.name().name()))
                .collect(Collectors.joining(", "));
        if (!fired.isEmpty()) {
            draft.note("Each row that gets a value fires " + fired + ".");
        }
        // What is set to the time of each UPDATE keeps what it has.
        String kept = columns.entrySet().stream()
                .filter(column -> before.objects().containsKey(new ObjectName(Kind.COLUMN, name, column.getKey())))
                .filter(column -> column.getValue().get("definition").contains(" ON UPDATE "))
                .map(column -> ", " + quote(column.getKey()) + " = " + quote(column.getKey()))
                .collect(Collectors.joining());
        fills.forEach(fill -> draft.sql(fill.startsWith("UPDATE ") ? fill + kept : fill));
    }

    private void renameParts(ScriptBuilder draft) {
        List<String> clauses = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>(columnNames);
        left.forEach((from, to) -> clauses.add("RENAME COLUMN " + quote(from) + " TO " + quote(to)));
        indexNames.forEach((from, to) -> clauses.add("RENAME INDEX " + quote(from) + " TO " + quote(to)));
        statement(clauses, draft);
    }

    private boolean isRecoded() {
        return !now.get("default charset").equals(old.get("default charset"))
                || !now.get("collate").equals(old.get("collate"));
    }

    private void options(ScriptBuilder draft) {
        List<String> clauses = new ArrayList<>();
        Set<String> properties = new java.util.TreeSet<>(now.properties().keySet());
        properties.addAll(old.properties().keySet());
        properties.removeAll(Set.of("default charset", "collate", "partitions"));
        versioning(draft);
        for (String property : properties) {
            if (!unversioned(now.get(property)).equals(unversioned(old.get(property)))) {
                clauses.add(option(property));
            }
        }
        clauses.removeIf(String::isEmpty);
        if (now.has("partitions") && !old.has("partitions")) {
            draft.sql("ALTER TABLE " + quote(name) + " REMOVE PARTITIONING");
        }
        if (!clauses.isEmpty()) {
            draft.sql("ALTER TABLE " + quote(name) + " " + String.join(" ", clauses));
        }
        if (isRecoded()) {
            draft.fails("a character has no place in " + old.get("default charset") + ".")
                    .sql("ALTER TABLE " + quote(name) + " CONVERT TO CHARACTER SET " + old.get("default charset")
                            + (old.has("collate") ? " COLLATE " + old.get("collate") : ""));
        }
    }

    private static String unversioned(String option) {
        return option.replace(VERSIONING, "").strip();
    }

    /** MariaDB's, of which the past rows are lost either way. */
    private void versioning(ScriptBuilder draft) {
        boolean is = now.get("options").contains(VERSIONING);
        boolean was = old.get("options").contains(VERSIONING);
        if (is && !was) {
            draft.loses(quote(name), "the rows of the past.")
                    .sql("ALTER TABLE " + quote(name) + " DROP SYSTEM VERSIONING");
        } else if (was && !is) {
            draft.loses(quote(name), "the rows of the past: its history begins anew.")
                    .sql("ALTER TABLE " + quote(name) + " ADD SYSTEM VERSIONING");
        }
    }

    private String option(String property) {
        String key = property.toUpperCase(java.util.Locale.ROOT);
        if (old.has(property)) {
            return property.equals("options") ? unversioned(old.get(property)) : key + "=" + old.get(property);
        }
        return switch (property) {
            case "comment" -> "COMMENT=''";
            case "row_format" -> "ROW_FORMAT=DEFAULT";
            case "options" -> "";
            case "key_block_size", "max_rows", "min_rows", "avg_row_length" -> key + "=0";
            default -> key + "=DEFAULT";
        };
    }

    /**
     * Columns, by their old name, that can only be dropped and added: what computes a value can't be altered in place.
     */
    private Set<String> remadeColumns() {
        Set<String> remade = new HashSet<>();
        for (SchemaObject then : before.of(name, Kind.COLUMN)) {
            SchemaObject is = columns.get(then.name().name());
            if (is != null && !definition(is).equals(then.get("definition"))) {
                String from = generated(is.get("definition"));
                String to = generated(then.get("definition"));
                if (!to.isEmpty() || from.equals("VIRTUAL")) {
                    remade.add(then.name().name());
                }
            }
        }
        return remade;
    }

    private static String generated(String definition) {
        Matcher matcher = GENERATED.matcher(definition);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** A column's definition with the old names of the columns that it computes from. */
    private String definition(SchemaObject column) {
        return columnNames.isEmpty()
                ? column.get("definition")
                : MysqlPlan.replace(column.get("definition"), columnNames);
    }

    private void dropColumns(Set<String> remade, List<String> first, List<String> clauses, ScriptBuilder notes) {
        for (Map.Entry<String, SchemaObject> column : columns.entrySet()) {
            boolean stays = before.objects().containsKey(new ObjectName(Kind.COLUMN, name, column.getKey()));
            if (remade.contains(column.getKey())) {
                first.add("DROP COLUMN " + quote(column.getKey()));
            } else if (!stays) {
                if (generated(column.getValue().get("definition")).isEmpty()) {
                    notes.losesColumn(quote(name), quote(column.getKey()));
                }
                clauses.add("DROP COLUMN " + quote(column.getKey()));
            }
        }
    }

    /** Adds and changes columns, and moves those that stand elsewhere; as few of them as possible. */
    private void columnsBack(Set<String> remade, List<String> clauses, ScriptBuilder notes) {
        List<SchemaObject> target = before.of(name, Kind.COLUMN);
        List<String> present = columns.keySet().stream()
                .filter(column -> before.objects().containsKey(new ObjectName(Kind.COLUMN, name, column))
                        && !remade.contains(column))
                .toList();
        Set<String> inPlace = CommonOrder.longestCommon(
                target.stream().map(column -> column.name().name()).toList(), present);
        String previous = "";
        int lastInPlace = -1;
        for (int i = 0; i < target.size(); i++) {
            lastInPlace = inPlace.contains(target.get(i).name().name()) ? i : lastInPlace;
        }
        for (int i = 0; i < target.size(); i++) {
            SchemaObject then = target.get(i);
            String column = then.name().name();
            String place = i > lastInPlace && !present.contains(column)
                    ? ""
                    : previous.isEmpty() ? " FIRST" : " AFTER " + quote(previous);
            if (!present.contains(column)) {
                addColumn(then, remade.contains(column), place, clauses, notes);
            } else if (!inPlace.contains(column)) {
                change(then, place, clauses, notes);
            } else if (isChanged(then)) {
                change(then, "", clauses, notes);
            }
            previous = column;
        }
    }

    /** A column that stays, as it is after the migration, by its old name. */
    private SchemaObject column(String oldName) {
        return Objects.requireNonNull(columns.get(oldName), oldName);
    }

    private boolean isChanged(SchemaObject then) {
        return !definition(column(then.name().name())).equals(then.get("definition"))
                || isRecoded() && TEXT_TYPE.matcher(then.get("definition")).matches();
    }

    private void change(SchemaObject then, String place, List<String> clauses, ScriptBuilder notes) {
        String column = then.name().name();
        String from = column(column).get("definition");
        String to = then.get("definition");
        if (to.contains(" NOT NULL") && !from.contains(" NOT NULL")) {
            notes.fails("a row has NULL in " + quote(column) + ".");
        }
        if (to.contains(NUMBERED) && !from.contains(NUMBERED)) {
            notes.note("AUTO_INCREMENT " + ScriptBuilder.CONTINUES);
        }
        losses(column, type(from), type(to), notes);
        if (!MysqlFill.fits(type(from), type(to))) {
            notes.fails("a value of " + quote(column) + " does not fit " + type(to) + ".");
        }
        clauses.add("MODIFY COLUMN " + quote(column) + " " + to + place);
    }

    private void losses(String column, String from, String to, ScriptBuilder notes) {
        if (from.equals(to)) {
            return;
        }
        Optional<String> back = MysqlCasts.loss(from, to);
        back.ifPresent(lost -> notes.loses(quote(name), quote(column), lost));
        MysqlCasts.loss(to, from)
                .filter(lost -> back.filter(lost::equals).isEmpty())
                .ifPresent(lost -> notes.loses(
                        quote(name), quote(column), "what " + from + " had no place for in the migration: " + lost));
    }

    private static String type(String definition) {
        return definition.replaceFirst("^(\\w+(?:\\((?:'(?:[^']|'')*'|[^)'])*\\))?(?: unsigned)?).*$", "$1");
    }

    private void addColumn(SchemaObject then, boolean remade, String place, List<String> clauses, ScriptBuilder notes) {
        String column = then.name().name();
        String definition = then.get("definition");
        String added = definition;
        if (!generated(definition).isEmpty()) {
            if (!remade) {
                notes.note("The column " + column + " is computed anew.");
            }
        } else if (definition.contains(" NOT NULL")
                && !definition.contains(" DEFAULT ")
                && !definition.contains("AUTO_INCREMENT")) {
            added = fill(column, definition, notes);
        } else {
            comesBack(
                    column,
                    "every row has "
                            + (definition.contains("AUTO_INCREMENT")
                                    ? "a new number"
                                    : definition.matches("(?s).* DEFAULT (?!NULL\\b).*") ? "the default" : "NULL"),
                    notes);
        }
        clauses.add("ADD COLUMN " + quote(column) + " " + added + place);
        if (!added.equals(definition)) {
            resets.add(quote(column) + " " + definition);
        }
    }

    /** The definition to add a column with that allows no NULL and has no default. */
    private String fill(String column, String definition, ScriptBuilder notes) {
        if (isReference(column)) {
            comesBack(column, "", notes);
            notes.fails(
                    "the table has a row, as each must refer to one. Otherwise add the column without NOT NULL, fill "
                            + "it, and then make it NOT NULL.");
            return definition;
        }
        Optional<List<String>> updates =
                isKey(column) ? MysqlFill.distinct(quote(name), quote(column), definition) : Optional.empty();
        if (updates.isPresent()) {
            comesBack(column, "every row gets another one, as the column is a key", notes);
            fills.addAll(updates.get());
            filled.add(column);
            return definition.replaceFirst(" NOT NULL", " NULL");
        }
        Optional<String> value = MysqlFill.value(definition);
        comesBack(
                column,
                "every row gets " + value.orElse("the type's zero or empty value") + ", as the column allows no NULL",
                notes);
        return value.map(v -> definition.replaceFirst(" NOT NULL", Matcher.quoteReplacement(" NOT NULL DEFAULT " + v)))
                .orElse(definition);
    }

    private void comesBack(String column, String instead, ScriptBuilder notes) {
        notes.comesBackWithout(quote(name), quote(column), instead);
    }

    private boolean isReference(String column) {
        return before.of(name, Kind.FOREIGN_KEY).stream()
                .map(key -> key.get("definition"))
                .anyMatch(key -> MysqlPlan.names(key.substring(0, key.indexOf(" REFERENCES ")))
                        .contains(column));
    }

    private boolean isKey(String column) {
        return before.objects().values().stream()
                .anyMatch(index -> index.name().table().equals(name)
                        && (index.kind() == Kind.PRIMARY_KEY
                                || index.get("definition").startsWith("UNIQUE KEY"))
                        && MysqlPlan.names(MysqlPlan.fromParenthesis(index.get("definition")))
                                .equals(List.of(column)));
    }

    // Indexes

    private List<SchemaObject> indexesThatGo() {
        List<SchemaObject> gone = new ArrayList<>();
        for (Kind kind : List.of(Kind.PRIMARY_KEY, Kind.INDEX)) {
            for (SchemaObject index : after.of(nowName, kind)) {
                if (oldIndex(index)
                        .filter(then -> then.get("definition").equals(renamed(index)))
                        .isEmpty()) {
                    gone.add(index);
                }
            }
        }
        return gone;
    }

    private Optional<SchemaObject> oldIndex(SchemaObject index) {
        return before.find(new ObjectName(index.kind(), name, oldIndexName(index)));
    }

    private String oldIndexName(SchemaObject index) {
        return indexNames.getOrDefault(index.name().name(), index.name().name());
    }

    private String renamed(SchemaObject index) {
        Map<String, String> names = new HashMap<>(columnNames);
        String definition = index.get("definition");
        int columnsAt = definition.indexOf('(');
        String head =
                definition.substring(0, columnsAt).replace(quote(index.name().name()), quote(oldIndexName(index)));
        return head + MysqlPlan.replace(definition.substring(columnsAt), names);
    }

    private void dropIndexes(Set<String> remade, List<String> clauses) {
        List<SchemaObject> gone = new ArrayList<>(indexesThatGo());
        for (SchemaObject index : after.of(nowName, Kind.INDEX)) {
            if (!gone.contains(index) && uses(renamed(index), remade)) {
                gone.add(index);
            }
        }
        for (SchemaObject index : gone) {
            clauses.add(
                    index.kind() == Kind.PRIMARY_KEY ? "DROP PRIMARY KEY" : "DROP INDEX " + quote(oldIndexName(index)));
        }
    }

    private static boolean uses(String definition, Set<String> columns) {
        return MysqlPlan.names(definition.substring(definition.indexOf('('))).stream()
                .anyMatch(columns::contains);
    }

    private void addIndexes(Set<String> remade, List<String> clauses, List<String> last) {
        Set<ObjectName> there = new HashSet<>();
        List<SchemaObject> gone = indexesThatGo();
        for (Kind kind : List.of(Kind.PRIMARY_KEY, Kind.INDEX)) {
            after.of(nowName, kind).stream()
                    .filter(index -> !gone.contains(index) && !uses(renamed(index), remade))
                    .forEach(index -> there.add(new ObjectName(kind, name, oldIndexName(index))));
            before.of(name, kind).stream()
                    .filter(index -> !there.contains(index.name()) && !isBroughtByKey(before, index))
                    .forEach(index -> (uses(index.get("definition"), filled) ? last : clauses)
                            .add("ADD " + index.get("definition")));
        }
    }

    /**
     * MySQL gives a foreign key an index of its name where there is none; one that is made by hand it would keep for
     * ever.
     */
    private static boolean isBroughtByKey(Schema schema, SchemaObject index) {
        return schema.find(new ObjectName(
                        Kind.FOREIGN_KEY, index.name().table(), index.name().name()))
                .filter(key -> index.get("definition").startsWith("KEY ")
                        && key.get("definition")
                                .replace(", ", ",")
                                .startsWith("FOREIGN KEY " + columnList(index).replace(", ", ",")))
                .isPresent();
    }

    private static String columnList(SchemaObject index) {
        String definition = index.get("definition");
        return definition.substring(definition.indexOf('('));
    }

    // Checks and partitions

    private void checks(List<String> clauses) {
        for (SchemaObject check : after.of(nowName, Kind.CHECK)) {
            Optional<SchemaObject> then =
                    before.find(new ObjectName(Kind.CHECK, name, check.name().name()));
            if (then.filter(old -> old.get("definition").equals(definition(check)))
                    .isEmpty()) {
                clauses.add("DROP CONSTRAINT " + quote(check.name().name()));
            }
        }
    }

    private void addChecks(List<String> clauses) {
        for (int i = 0; i < resets.size(); i++) {
            clauses.add(i, "MODIFY COLUMN " + resets.get(i));
        }
        for (SchemaObject check : before.of(name, Kind.CHECK)) {
            Optional<SchemaObject> is =
                    after.find(new ObjectName(Kind.CHECK, nowName, check.name().name()));
            if (is.filter(now -> definition(now).equals(check.get("definition")))
                    .isEmpty()) {
                clauses.add("ADD CONSTRAINT " + quote(check.name().name()) + " " + check.get("definition"));
            }
        }
    }

    private void partitions(ScriptBuilder draft) {
        if (old.has("partitions") && !old.get("partitions").equals(now.get("partitions"))) {
            if (MysqlPartitions.lead(quote(name), now.get("partitions"), old.get("partitions"), draft)) {
                return;
            }
            draft.fails("a row belongs to none of these partitions.")
                    .sql("ALTER TABLE " + quote(name) + "\n" + old.get("partitions"));
        }
    }

    // Creating

    /** The statement that creates a table as it is described, without its foreign keys. */
    static String create(Schema schema, SchemaObject table) {
        String name = table.name().name();
        List<String> lines = new ArrayList<>();
        schema.of(name, Kind.COLUMN)
                .forEach(column -> lines.add("    " + quote(column.name().name()) + " " + column.get("definition")));
        schema.of(name, Kind.PRIMARY_KEY).forEach(key -> lines.add("    " + key.get("definition")));
        schema.of(name, Kind.INDEX).stream()
                .filter(index -> !isBroughtByKey(schema, index))
                .forEach(index -> lines.add("    " + index.get("definition")));
        schema.of(name, Kind.CHECK)
                .forEach(check ->
                        lines.add("    CONSTRAINT " + quote(check.name().name()) + " " + check.get("definition")));
        schema.of(name, Kind.OTHER)
                .forEach(other -> lines.add("    " + other.name().name()));
        StringBuilder options = new StringBuilder();
        table.properties().forEach((property, value) -> {
            if (property.equals("options")) {
                options.append(' ').append(value);
            } else if (!property.equals("partitions")) {
                options.append(' ')
                        .append(property.toUpperCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(value);
            }
        });
        return "CREATE TABLE " + quote(name) + " (\n" + String.join(",\n", lines) + "\n)" + options
                + (table.has("partitions") ? "\n" + table.get("partitions") : "");
    }
}
