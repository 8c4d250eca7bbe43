package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows that a migration moved to a table of its own, in statements that can be read: it copied those that a condition
 * holds for, and then deleted just those. They go back before that table is dropped.
 *
 * @param deletions the numbers of the statements that deleted them
 * @param emptied what is said of the tables of which nothing is left then, and isn't so
 * @param way the statements that move them back
 */
record MovedRows(Set<Integer> deletions, List<ScriptBuilder> emptied, ScriptBuilder way) {

    private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final String NAME = "(" + PART + "(?:\\." + PART + ")?)";
    private static final String LIST = "(\\*|" + PART + "(?: ?, ?" + PART + ")*)";
    private static final Pattern COPY = Pattern.compile("(?is)(?:INSERT INTO " + NAME + " ?(?:\\( ?" + LIST
            + " ?\\) ?)?|CREATE TABLE " + NAME + " AS )SELECT " + LIST + " FROM " + NAME + "( WHERE .*)?");
    private static final Pattern DELETE = Pattern.compile("(?is)DELETE FROM " + NAME + "( WHERE .*)?");
    private static final Pattern AT_ONCE = Pattern.compile("(?is)WITH (" + PART + ") AS \\( ?DELETE FROM " + NAME
            + "(?: WHERE .*?)? RETURNING \\* ?\\) INSERT INTO " + NAME + " SELECT \\* FROM \\1");

    /** Rows on their way: to which table, and which of their columns; {@code *} is all. */
    private record Copied(String to, List<String> into, List<String> selected) {}

    static MovedRows of(Schema before, Schema after, Script migration) {
        MovedRows moved = new MovedRows(new HashSet<>(), new ArrayList<>(), new ScriptBuilder());
        Map<String, Copied> copies = new LinkedHashMap<>();
        for (SqlStatement statement : migration.statements()) {
            switch (statement.kind()) {
                case DML, QUERY, CREATE_TABLE -> {
                    moved.read(statement.number(), onOneLine(migration, statement), copies, before, after);
                }
                default -> {}
            }
        }
        return moved;
    }

    /**
     * A statement without its comments and its semicolon, with single spaces between its tokens; literals as they are.
     */
    private static String onOneLine(Script migration, SqlStatement statement) {
        StringBuilder line = new StringBuilder();
        Lexer tokens = migration.tokens(statement);
        for (int end = statement.code(); tokens.next() && !tokens.is(';'); end = tokens.end()) {
            line.append(tokens.start() > end ? " " : "").append(migration.text(), tokens.start(), tokens.end());
        }
        return line.toString();
    }

    private void read(int number, String sql, Map<String, Copied> copies, Schema before, Schema after) {
        Matcher copy = COPY.matcher(sql);
        Matcher delete = DELETE.matcher(sql);
        Matcher both = AT_ONCE.matcher(sql);
        if (copy.matches()) {
            String to = copy.group(1) == null ? copy.group(3) : copy.group(1);
            List<String> selected = names(copy.group(4));
            copies.put(
                    key(copy.group(5), copy.group(6)),
                    new Copied(to, copy.group(2) == null ? selected : names(copy.group(2)), selected));
        } else if (delete.matches()) {
            Optional.ofNullable(copies.remove(key(delete.group(1), delete.group(2))))
                    .ifPresent(copied -> back(number, delete.group(1), copied, before, after));
        } else if (both.matches()) {
            back(number, both.group(2), new Copied(both.group(3), List.of("*"), List.of("*")), before, after);
        }
    }

    private static String key(String table, String condition) {
        return Losses.unquoted(table) + "\0" + condition;
    }

    private static List<String> names(String list) {
        return List.of(list.split(" ?, ?")).stream()
                .map(name -> name.equals("*") ? name : Losses.unquoted(name))
                .toList();
    }

    private void back(int number, String fromName, Copied copied, Schema before, Schema after) {
        Optional<SchemaObject> from = table(before, fromName);
        Optional<SchemaObject> to = table(after, copied.to());
        if (from.isEmpty() || to.isEmpty() || before.find(to.get().name()).isPresent()) {
            return;
        }
        List<SchemaObject> columns = before.of(from.get().name().name(), Kind.COLUMN);
        List<String> own = columns.stream().map(MovedRows::plain).toList();
        List<String> there = after.of(to.get().name().name(), Kind.COLUMN).stream()
                .map(MovedRows::plain)
                .toList();
        boolean all = copied.selected().equals(List.of("*"));
        List<String> selected = all ? own : copied.selected();
        List<String> into = all ? own : copied.into();
        List<String> now = after.of(from.get().name().name(), Kind.COLUMN).stream()
                .map(MovedRows::plain)
                .toList();
        if (!Set.copyOf(now).equals(Set.copyOf(own))
                || !Set.copyOf(selected).equals(Set.copyOf(own))
                || selected.size() != into.size()
                || !there.containsAll(into)
                || all && !there.equals(own)
                || columns.stream().anyMatch(MovedRows::isComputed)) {
            return;
        }
        Dialect dialect = before.dialect();
        String home = sql(dialect, from.get());
        String away = sql(dialect, to.get());
        if (to.get().has("partition of")) {
            way.sql("ALTER TABLE " + to.get().get("partition of") + " DETACH PARTITION " + away);
        }
        boolean identity = columns.stream().anyMatch(column -> column.has("identity"));
        way.note("The rows that statement " + number + " of the migration moved go back.");
        way.sql("INSERT INTO " + home + " (" + list(dialect, selected) + ")"
                + (identity ? " OVERRIDING SYSTEM VALUE" : "") + "\nSELECT " + list(dialect, into) + " FROM " + away);
        deletions.add(number);
        if (Set.copyOf(into).equals(Set.copyOf(there))) {
            String name = to.get().name().name();
            emptied.add(new ScriptBuilder().losesTable(away));
            emptied.add(new ScriptBuilder().losesTable(name));
            emptied.add(new ScriptBuilder().losesPartition(to.get().get("partition of"), name));
        }
    }

    private static Optional<SchemaObject> table(Schema schema, String name) {
        String plain = Losses.unquoted(name);
        return schema.all(Kind.TABLE).stream()
                .filter(table -> Losses.unquoted(table.name().name()).equals(plain)
                        || table.name().name().equals(plain))
                .findFirst();
    }

    private static String plain(SchemaObject column) {
        return QualifiedName.text(column.name().name());
    }

    private static boolean isComputed(SchemaObject column) {
        return column.has("generated")
                || !column.has("identity")
                        && column.properties().values().stream().anyMatch(value -> value.contains("GENERATED ALWAYS"));
    }

    private static String sql(Dialect dialect, SchemaObject table) {
        String name = table.name().name();
        return dialect == Dialect.POSTGRESQL ? name : dialect.quote(name);
    }

    private static String list(Dialect dialect, List<String> columns) {
        return columns.stream().map(dialect::quote).collect(Collectors.joining(", "));
    }
}
