package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.internal.sql.statement.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which rows the keys and checks refuse that come back: an application may have written them since the migration took
 * these away.
 */
public final class Refusals {

    private static final Pattern ADDS =
            Pattern.compile("(?is)(?:CREATE TABLE .*|ALTER TABLE .* ADD .*|CREATE UNIQUE .*)");

    private static final Pattern ACTIONS = Pattern.compile(
            " ON (?:DELETE|UPDATE) (?:CASCADE|RESTRICT|NO ACTION|SET (?:NULL|DEFAULT)(?: \\([^)]*\\))?)");

    private static final List<Kind> KINDS =
            List.of(Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.FOREIGN_KEY, Kind.CHECK, Kind.EXCLUSION, Kind.INDEX);

    private final Schema before;
    private final Schema after;
    private final Dialect dialect;
    /** What the script has made before: tables without rows, and columns that are filled so that they fit. */
    private final Set<String> made = new HashSet<>();

    /** What the migration left as it was, and is only out of the way for a while. */
    private final Set<String> kept;

    Refusals(Schema before, Schema after) {
        this.before = before;
        this.after = after;
        this.dialect = before.dialect();
        this.kept = KINDS.stream()
                .flatMap(kind -> before.all(kind).stream())
                .flatMap(old -> after.all(old.kind()).stream()
                        .filter(now -> now.name().name().equals(old.name().name())
                                && demand(now).equals(demand(old)))
                        .flatMap(now -> Stream.of(old, now)))
                .map(object -> keptKey(
                        object.kind() == Kind.FOREIGN_KEY,
                        NamedTables.plain(dialect, object.name().table()),
                        NamedTables.plain(dialect, object.name().name())))
                .collect(Collectors.toSet());
    }

    /** What it demands of rows, without what it does to them. */
    private static String demand(SchemaObject object) {
        String definition = object.get("definition");
        return object.kind() == Kind.FOREIGN_KEY ? ACTIONS.matcher(definition).replaceAll("") : definition;
    }

    /** A foreign key and an index may have the same name (MySQL), and so may two tables' indexes. */
    private static String keptKey(boolean foreign, String table, String name) {
        return (foreign ? "foreign " : "") + key(table) + "." + key(name);
    }

    private boolean isKept(String table, IndexDefinition index) {
        return index.name()
                .filter(name -> kept.contains(keptKey(false, table, name.name())))
                .isPresent();
    }

    private boolean isKept(String table, Constraint constraint) {
        boolean foreign = constraint instanceof Constraint.ForeignKey;
        return constraint
                .name()
                .filter(name -> kept.contains(keptKey(foreign, table, name.name())))
                .isPresent();
    }

    /** What a statement of a way back may refuse, each as the rest of a sentence that begins with "where". */
    List<String> of(String sql) {
        List<String> refused = new ArrayList<>();
        if (!ADDS.matcher(sql).matches()) {
            return refused;
        }
        Script script = Script.parse(dialect, sql);
        script.statements().stream().map(script::change).forEach(change -> of(change, refused));
        return refused;
    }

    /**
     * What a table refuses that is filled with the rows of another one.
     *
     * @param table its name in the end
     * @param create the statement that makes it
     * @param filledFrom one that would make the other one
     */
    public static List<String> ofRebuilt(Schema before, Schema after, String table, String create, String filledFrom) {
        Refusals refusals = new Refusals(before, after);
        Set<String> same = constraints(before.dialect(), filledFrom).keySet();
        List<String> refused = new ArrayList<>();
        constraints(before.dialect(), create).forEach((text, constraint) -> {
            if (!same.contains(text)) {
                refusals.of(table, constraint, refused);
            }
        });
        return refused;
    }

    private static Map<String, Constraint> constraints(Dialect dialect, String create) {
        Script script = Script.parse(dialect, create);
        Map<String, Constraint> constraints = new LinkedHashMap<>();
        if (script.change(script.statements().get(0)) instanceof TableChange.CreateTable table) {
            table.definition()
                    .allConstraints()
                    .forEach(constraint -> constraints.put(
                            constraint.columns()
                                    + (constraint instanceof Constraint.PrimaryKey
                                            ? "PRIMARY KEY"
                                            : constraint.span().of(create)),
                            constraint));
        }
        return constraints;
    }

    private void of(Change change, List<String> refused) {
        if (change instanceof TableChange.CreateTable create) {
            made.add(key(create.table().name()));
        } else if (change instanceof TableChange.AlterTable alter
                && !made.contains(key(alter.table().name()))) {
            String table = alter.table().name();
            alter.actions().stream()
                    .filter(AlterAction.AddColumn.class::isInstance)
                    .map(action ->
                            ((AlterAction.AddColumn) action).column().name().name())
                    .forEach(column -> made.add(key(table) + "." + key(column)));
            alter.actions().stream()
                    .filter(AlterAction.AddConstraint.class::isInstance)
                    .map(action -> ((AlterAction.AddConstraint) action).constraint())
                    .filter(constraint -> !isKept(table, constraint))
                    .forEach(constraint -> of(table, constraint, refused));
            alter.actions().stream()
                    .filter(AlterAction.AddIndex.class::isInstance)
                    .map(action -> ((AlterAction.AddIndex) action).index())
                    .filter(index -> index.unique() && !isKept(table, index))
                    .forEach(index -> unique(table, index.parts(), refused));
        } else if (change instanceof IndexChange.CreateIndex create
                && create.index().unique()
                && !isKept(create.table().name(), create.index())
                && !made.contains(key(create.table().name()))) {
            unique(create.table().name(), create.index().parts(), refused);
        }
    }

    private void of(String table, Constraint constraint, List<String> refused) {
        if (constraint instanceof Constraint.PrimaryKey key) {
            unique(table, key.parts(), refused);
        } else if (constraint instanceof Constraint.Unique key) {
            unique(table, key.parts(), refused);
        } else if (constraint instanceof Constraint.ForeignKey key
                && !key.traits().notValid()
                && key.columns().stream().noneMatch(column -> comesBackAsNull(table, column))) {
            refused.add("a row has a value of " + names(key.columns()) + " that "
                    + sql(key.table().name()) + " has not.");
        } else if (constraint instanceof Constraint.Check check
                && !check.traits().notValid()) {
            refused.add("a row does not fulfil " + check.condition().text().replaceAll("\\s+", " ") + ".");
        } else if (constraint instanceof Constraint.Exclude) {
            refused.add("two rows exclude each other.");
        }
    }

    private void unique(String table, List<IndexPart> parts, List<String> refused) {
        List<String> columns = parts.stream()
                .flatMap(part -> part.column().stream())
                .map(column -> column.name())
                .toList();
        if (columns.stream().noneMatch(column -> comesBack(table, column))) {
            refused.add(
                    columns.size() == parts.size()
                            ? "two rows have the same " + names(columns) + "."
                            : "two rows have the same in " + sql(table) + "'s key.");
        }
    }

    /** What it has then fits its key. */
    private boolean comesBack(String table, String column) {
        return made.contains(key(table) + "." + key(column))
                || isThere(before, table, column)
                        && after.find(ObjectName.of(Kind.TABLE, table)).isPresent()
                        && !isThere(after, table, column);
    }

    private boolean comesBackAsNull(String table, String column) {
        return comesBack(table, column)
                && before.find(new ObjectName(Kind.COLUMN, table, column))
                        .filter(old -> !old.has("default")
                                && !old.get("definition")
                                        .toUpperCase(Locale.ROOT)
                                        .replace("DEFAULT NULL", "")
                                        .contains("DEFAULT "))
                        .isPresent();
    }

    private static boolean isThere(Schema schema, String table, String column) {
        return schema.find(new ObjectName(Kind.COLUMN, table, column)).isPresent();
    }

    private String names(List<String> columns) {
        return columns.stream().map(this::sql).collect(Collectors.joining(", "));
    }

    private String sql(String name) {
        boolean plain = name.matches(
                switch (dialect) {
                    case POSTGRESQL -> "[a-z_][a-z0-9_]*";
                    case MYSQL -> "";
                    case SQLITE -> "[A-Za-z_][A-Za-z0-9_]*";
                });
        return plain ? name : dialect.quote(name);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
