package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a migration takes from rows by statements about tables: one that it drops and makes again, values that it
 * computes on the way to another type or into the table that takes the old one's place. The schema may look as if
 * nothing had happened.
 */
final class Remade {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final String CAST = "\\s*::\\s*(?:" + NAME + "\\.)?(?:" + NAME + "|timestamp with(?:out)? time zone|"
            + "character varying|double precision)(?:\\s*\\(\\s*\\d+(?:\\s*,\\s*\\d+)?\\s*\\))?(?:\\[\\])?";
    /** One type, by way of text where there is no cast. */
    private static final Pattern CASTS = Pattern.compile(
            "(?i)(?:" + NAME + "\\.)?" + NAME + "(?:\\s*::\\s*(?:text|varchar)(?:\\[\\])?)?(?:" + CAST + ")?");

    /** A column in parentheses that are no call's. */
    private static final Pattern ALONE = Pattern.compile("(?<![\\p{L}\\p{N}_\"])\\(\\s*(" + NAME + ")\\s*\\)");

    private static final Pattern CAST_CALL = Pattern.compile(
            "(?is)cast\\s*\\(\\s*(?:" + NAME + "\\.)?" + NAME + "\\s+as\\s+[^()]+(?:\\([^()]*\\))?\\s*\\)");
    private static final Pattern ZONE = Pattern.compile("(?is)" + NAME + "\\s+at\\s+time\\s+zone\\s+'[^']+'");

    private final Script migration;
    private final Schema before;
    private final Schema after;

    /**
     * @param table as it stands in SQL
     * @param column the same; empty for the whole table
     * @param what the statement did, as the rest of a sentence
     */
    record Found(String table, String column, String what) {}

    Remade(Script migration, Schema before, Schema after) {
        this.migration = migration;
        this.before = before;
        this.after = after;
    }

    /** What one statement took. */
    List<Found> by(SqlStatement statement) {
        Change change = migration.change(statement);
        if (change instanceof TableChange.AlterTable alter) {
            return alter.actions().stream()
                    .flatMap(action -> action(alter.table().name(), action).stream())
                    .toList();
        }
        if (change instanceof TableChange.DropTable drop && !drop.temporary()) {
            return drop.tables().stream()
                    .map(table -> table.name())
                    .filter(table -> isEmptied(table, statement))
                    .flatMap(table -> tables(table, before))
                    .map(table -> new Found(
                            sql(table),
                            "",
                            "dropped the table, and another one made it again: its rows do not come back"))
                    .toList();
        }
        return change instanceof RowChange.Insert insert ? copied(insert) : List.of();
    }

    private Optional<Found> action(String table, AlterAction action) {
        if (action instanceof AlterAction.DropColumn drop
                && !isRenamedTo(drop.column().name())) {
            return column(
                    table,
                    drop.column().name(),
                    "dropped the column, and it was added again: the values of before do not come back");
        }
        if (action instanceof AlterAction.SetType type
                && type.using().filter(using -> isComputed(using.text())).isPresent()) {
            return column(
                    table, type.column().name(), "computed the values, and nothing computes the old ones from them");
        }
        return Optional.empty();
    }

    /** Whether an expression is more than its column, read as another type or in a named time zone. */
    private static boolean isComputed(String using) {
        String text = bare(using);
        return Stream.of(CASTS, CAST_CALL, ZONE)
                .noneMatch(pattern -> pattern.matcher(text).matches());
    }

    /** Without the parentheses around it, and around the column. */
    private static String bare(String using) {
        String text = using.strip();
        while (text.startsWith("(") && text.endsWith(")") && closes(text)) {
            text = text.substring(1, text.length() - 1).strip();
        }
        return ALONE.matcher(text).replaceAll("$1");
    }

    /** Whether the first parenthesis is the one that the last one closes. */
    private static boolean closes(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i == text.length() - 1;
            }
        }
        return false;
    }

    /** What a table that takes another's place has of its rows. */
    private List<Found> copied(RowChange.Insert insert) {
        Query query = insert.query().orElse(null);
        if (query == null
                || query.reads().size() != 1
                || insert.columns().isEmpty()
                || query.selected().size() != insert.columns().size()
                || !isDropped(query.reads().get(0).name())) {
            return List.of();
        }
        String table = query.reads().get(0).name();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < insert.columns().size(); i++) {
            if (query.selected().get(i).name().isEmpty()) {
                column(
                                table,
                                insert.columns().get(i).name(),
                                "computed the values, and nothing computes the old ones from them")
                        .ifPresent(found::add);
            }
        }
        List<String> names = insert.columns().stream().map(Identifier::name).toList();
        tables(table, before)
                .flatMap(name -> before.of(name, Kind.COLUMN).stream())
                .map(column -> plain(column.name().name()))
                .filter(name -> names.stream().noneMatch(name::equalsIgnoreCase))
                .forEach(name -> column(table, name, "copied the rows without these values, which do not come back")
                        .ifPresent(found::add));
        return found;
    }

    // --- the script

    /**
     * Whether, where the table is dropped, nothing has its rows, nor gets its name. A table of its name that was
     * dropped before, or is dropped later, is another one.
     */
    private boolean isEmptied(String table, SqlStatement dropped) {
        boolean read = false;
        boolean passed = false;
        for (SqlStatement statement : migration.statements()) {
            Change change = migration.change(statement);
            if (statement.number() == dropped.number()) {
                passed = true;
            } else if (drops(change, table)) {
                if (passed) {
                    break;
                }
                read = false;
            } else if (isRenamedTo(change, table)) {
                if (passed) {
                    return false;
                }
                read = false;
            } else {
                read |= !passed && reads(change, table);
            }
        }
        return !read && tables(table, after).findAny().isPresent();
    }

    private static boolean drops(Change change, String table) {
        return change instanceof TableChange.DropTable drop
                && !drop.temporary()
                && drop.tables().stream().anyMatch(one -> one.name().equalsIgnoreCase(table));
    }

    private Stream<Change> changes() {
        return migration.statements().stream().map(migration::change);
    }

    private boolean isDropped(String table) {
        return tables(table, after).findAny().isPresent()
                && migration.statements().stream()
                        .filter(statement -> statement.kind() == SqlStatement.Kind.DROP_TABLE)
                        .flatMap(statement -> migration.change(statement).tables().stream())
                        .anyMatch(dropped -> dropped.name().equalsIgnoreCase(table));
    }

    private static boolean reads(Change change, String table) {
        return change instanceof RowChange.Insert insert
                && insert.query().stream()
                        .flatMap(query -> query.reads().stream())
                        .anyMatch(read -> read.name().equalsIgnoreCase(table));
    }

    private static boolean isRenamedTo(Change change, String table) {
        return change instanceof TableChange.RenameTables rename
                        && rename.renamings().stream()
                                .anyMatch(one -> one.to().name().equalsIgnoreCase(table))
                || change instanceof TableChange.AlterTable alter
                        && alter.actions().stream()
                                .anyMatch(action -> action instanceof AlterAction.RenameTo to
                                        && to.name().name().equalsIgnoreCase(table));
    }

    private boolean isRenamedTo(String column) {
        return changes()
                .filter(TableChange.AlterTable.class::isInstance)
                .flatMap(change -> ((TableChange.AlterTable) change).actions().stream())
                .anyMatch(action -> action instanceof AlterAction.RenameColumn rename
                                && rename.to().name().equalsIgnoreCase(column)
                        || action instanceof AlterAction.ChangeColumn change
                                && change.column().name().name().equalsIgnoreCase(column)
                                && !change.from().name().equalsIgnoreCase(column));
    }

    // --- the schemas

    private Optional<Found> column(String table, String column, String what) {
        return tables(table, before)
                .flatMap(name -> named(before, name, column))
                .filter(name -> !before.get(name).has("generated"))
                .filter(name -> named(after, name.table(), column).findAny().isPresent())
                .map(name -> new Found(sql(name.table()), sql(name.name()), what))
                .findFirst();
    }

    private Stream<ObjectName> named(Schema schema, String table, String column) {
        return schema.of(table, Kind.COLUMN).stream()
                .map(object -> object.name())
                .filter(name -> plain(name.name()).equalsIgnoreCase(column));
    }

    private Stream<String> tables(String table, Schema schema) {
        return schema.all(Kind.TABLE).stream()
                .map(object -> object.name().name())
                .filter(name -> plain(name).equalsIgnoreCase(table));
    }

    private String sql(String name) {
        return before.dialect() == Dialect.POSTGRESQL ? name : before.dialect().quote(name);
    }

    private String plain(String name) {
        return before.dialect() == Dialect.POSTGRESQL ? QualifiedName.text(QualifiedName.last(name)) : name;
    }
}
