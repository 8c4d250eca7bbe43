package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Names;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.schema.script.ScriptRenames;
import dev.refract.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The statements of a way back on MySQL and MariaDB: views, triggers and foreign keys that are in the way go first;
 * then tables go, get their names back, are altered in one statement each and created; then foreign keys and the rest
 * come back.
 */
final class MysqlPlan {

    /** Kinds that stand on their own, in the order in which they come back: a view may call a function. */
    private static final List<Kind> SCRIPTED = List.of(Kind.FUNCTION, Kind.PROCEDURE, Kind.VIEW, Kind.EVENT);

    private static final Pattern BEFORE_PARENTHESIS = Pattern.compile("^(?:[^(`]|`(?:[^`]|``)*`)*+\\(");
    private static final Pattern NAMES = Pattern.compile("`((?:[^`]|``)*)`");

    private static final Pattern MOMENT = Pattern.compile(" (?:BEFORE|AFTER) (?:INSERT|UPDATE|DELETE) ON ");

    private final Schema before;
    private final Schema after;
    private final ScriptRenames renames;
    /** Tables that are there before and after: from the name after to the name before. */
    private final Map<String, String> kept = new TreeMap<>();

    private final Map<String, MysqlTable> altered = new LinkedHashMap<>();
    private final ScriptBuilder draft = new ScriptBuilder();

    MysqlPlan(Schema before, Schema after, ScriptRenames renames) {
        this.before = before;
        this.after = after;
        this.renames = renames;
        matchTables();
    }

    private void matchTables() {
        kept.putAll(renames.tables());
        for (SchemaObject table : after.all(Kind.TABLE)) {
            String name = table.name().name();
            if (!kept.containsKey(name) && before.objects().containsKey(table.name()) && !kept.containsValue(name)) {
                kept.put(name, name);
            }
        }
        kept.forEach((now, old) -> altered.put(now, new MysqlTable(before, after, old, now, renames)));
    }

    ScriptBuilder draft() {
        settings();
        SCRIPTED.forEach(this::dropScripted);
        dropTriggers();
        Set<ObjectName> keys = keysInTheWay();
        dropKeys(keys);
        List<SchemaObject> gone = after.all(Kind.TABLE).stream()
                .filter(now -> !kept.containsKey(now.name().name()))
                .toList();
        List<SchemaObject> inTheWay = gone.stream().filter(this::isInTheWay).toList();
        dropTables(inTheWay);
        renameTables();
        makeSequences();
        alterTables();
        createTables();
        addKeys(keys);
        dropTables(gone.stream().filter(table -> !inTheWay.contains(table)).toList());
        dropSequences();
        SCRIPTED.forEach(this::createScripted);
        createTriggers();
        unknown();
        return draft;
    }

    private static String quote(String name) {
        return Dialect.MYSQL.quote(name);
    }

    private void settings() {
        Optional<SchemaObject> now = after.find(ObjectName.of(Kind.SCHEMA, ""));
        before.find(ObjectName.of(Kind.SCHEMA, ""))
                .filter(old -> !old.equals(now.orElse(null)))
                .ifPresent(old -> {
                    String comment = old.get("comment");
                    boolean same = now.filter(other -> other.get("comment").equals(comment))
                            .isPresent();
                    draft.sql("ALTER DATABASE CHARACTER SET " + old.get("charset") + " COLLATE " + old.get("collation")
                            + (same ? "" : " COMMENT = " + (comment.isEmpty() ? "''" : comment)));
                });
    }

    // Sequences: MariaDB's, which defaults may draw from

    private void makeSequences() {
        for (SchemaObject old : before.all(Kind.SEQUENCE)) {
            SchemaObject now = after.objects().get(old.name());
            String definition = old.get("definition");
            if (now == null) {
                draft.loses(quote(old.name().name()), "where the sequence stood: it starts anew.")
                        .sql(definition);
            } else if (!now.equals(old)) {
                draft.sql(definition
                        .replaceFirst("^CREATE SEQUENCE", "ALTER SEQUENCE")
                        .replaceFirst(" ENGINE=\\w+$", ""));
            }
        }
    }

    private void dropSequences() {
        after.all(Kind.SEQUENCE).stream()
                .filter(now -> !before.objects().containsKey(now.name()))
                .forEach(now -> draft.sql("DROP SEQUENCE " + quote(now.name().name())));
    }

    // Views, routines, events, triggers: nothing is lost with them

    private void dropScripted(Kind kind) {
        for (SchemaObject now : after.all(kind)) {
            if (!now.equals(before.objects().get(now.name()))) {
                draft.sql("DROP " + kind + " " + quote(now.name().name()));
            }
        }
    }

    private void createScripted(Kind kind) {
        List<SchemaObject> left = new ArrayList<>(before.all(kind).stream()
                .filter(old -> !old.equals(after.objects().get(old.name())))
                .toList());
        while (!left.isEmpty()) {
            // A view comes after the views that it reads.
            SchemaObject next = left.stream()
                    .filter(old -> left.stream().noneMatch(other -> old.needs().contains(other.name())))
                    .findFirst()
                    .orElse(left.get(0));
            script(next);
            left.remove(next);
        }
    }

    private void dropTriggers() {
        Set<ObjectName> stay = staying();
        for (SchemaObject now : after.all(Kind.TRIGGER)) {
            if (!stay.contains(now.name()) && kept.containsKey(now.name().table())) {
                draft.sql("DROP TRIGGER " + quote(now.name().name()));
            }
        }
    }

    /**
     * Triggers that are the same before and after, by their name after. Their order on a table is that of their
     * creation.
     */
    private Set<ObjectName> staying() {
        Set<ObjectName> stay = new HashSet<>();
        Set<String> broken = new HashSet<>();
        after.all(Kind.TRIGGER).stream()
                .sorted(Comparator.comparingInt(SchemaObject::position))
                .forEach(now -> {
                    String oldTable = kept.get(now.name().table());
                    SchemaObject old = oldTable == null
                            ? null
                            : before.objects()
                                    .get(new ObjectName(
                                            Kind.TRIGGER, oldTable, now.name().name()));
                    boolean same = oldTable != null
                            && old != null
                            && now.get("order").equals(old.get("order"))
                            && now.get(MysqlIntrospection.MODE).equals(old.get(MysqlIntrospection.MODE))
                            && now.get("definition")
                                    .replace(
                                            " ON " + quote(now.name().table()) + " FOR EACH ROW ",
                                            " ON " + quote(oldTable) + " FOR EACH ROW ")
                                    .equals(old.get("definition"));
                    String moment = oldTable + " " + moment(now);
                    if (same && !broken.contains(moment)) {
                        stay.add(now.name());
                    } else {
                        broken.add(moment);
                    }
                });
        return stay;
    }

    private static String moment(SchemaObject trigger) {
        return MOMENT.matcher(trigger.get("definition"))
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    private void createTriggers() {
        Set<ObjectName> stay = new HashSet<>();
        staying()
                .forEach(now -> stay.add(
                        new ObjectName(Kind.TRIGGER, Objects.requireNonNull(kept.get(now.table())), now.name())));
        before.all(Kind.TRIGGER).stream()
                .filter(old -> !stay.contains(old.name()))
                .sorted(Comparator.comparing((SchemaObject old) -> old.name().table())
                        .thenComparingInt(SchemaObject::position))
                .forEach(this::script);
    }

    /** Its body is read and run in the sql_mode that it was created in. */
    private void script(SchemaObject old) {
        if (old.has(MysqlIntrospection.MODE)) {
            draft.sql("SET @refract_sql_mode = @@SESSION.sql_mode");
            draft.sql("SET SESSION sql_mode = " + old.get(MysqlIntrospection.MODE));
            draft.sql(old.get("definition"));
            draft.sql("SET SESSION sql_mode = @refract_sql_mode");
        } else {
            draft.sql(old.get("definition"));
        }
    }

    // Foreign keys

    /**
     * Foreign keys of kept tables, by their name after, that must be out of the way: they go, they change, or what they
     * stand on does.
     */
    private Set<ObjectName> keysInTheWay() {
        Set<ObjectName> keys = new HashSet<>();
        for (SchemaObject key : after.all(Kind.FOREIGN_KEY)) {
            String table = key.name().table();
            if (kept.containsKey(table)
                    && (!isSame(key)
                            || Objects.requireNonNull(altered.get(table)).disturbs(ownColumns(key))
                            || referenced(key)
                                    .map(altered::get)
                                    .filter(other -> other.disturbs(referencedColumns(key)))
                                    .isPresent())) {
                keys.add(key.name());
            }
        }
        return keys;
    }

    private boolean isSame(SchemaObject key) {
        return old(key).map(old -> old.get("definition"))
                .filter(definition -> definition.equals(renamed(key)))
                .isPresent();
    }

    private Optional<SchemaObject> old(SchemaObject key) {
        return Optional.ofNullable(kept.get(key.name().table()))
                .flatMap(table -> before.find(
                        new ObjectName(Kind.FOREIGN_KEY, table, key.name().name())));
    }

    /** The definition with the tables' and columns' old names. */
    private String renamed(SchemaObject key) {
        String definition = key.get("definition");
        int references = definition.indexOf(" REFERENCES ");
        String to = referenced(key).orElse("");
        Map<String, String> there = new HashMap<>(renames.columns(to));
        there.put(to, kept.getOrDefault(to, to));
        return replace(
                        definition.substring(0, references),
                        renames.columns(key.name().table()))
                + replace(definition.substring(references), there);
    }

    static String replace(String definition, Map<String, String> names) {
        return NAMES.matcher(definition).replaceAll(name -> {
            String plain = name.group(1).replace("``", "`");
            return java.util.regex.Matcher.quoteReplacement(quote(names.getOrDefault(plain, plain)));
        });
    }

    private static Optional<String> referenced(SchemaObject key) {
        return key.needs().stream().map(ObjectName::name).findFirst();
    }

    private static List<String> ownColumns(SchemaObject key) {
        String definition = key.get("definition");
        return names(definition.substring(0, definition.indexOf(" REFERENCES ")));
    }

    private static List<String> referencedColumns(SchemaObject key) {
        String definition = key.get("definition");
        String tail = definition.substring(definition.indexOf(" REFERENCES "));
        return names(fromParenthesis(tail));
    }

    static List<String> names(String text) {
        return NAMES.matcher(text)
                .results()
                .map(name -> name.group(1).replace("``", "`"))
                .toList();
    }

    /** What follows the first parenthesis that is not part of a name. */
    static String fromParenthesis(String text) {
        return BEFORE_PARENTHESIS.matcher(text).replaceFirst("");
    }

    private void dropKeys(Set<ObjectName> keys) {
        keys.stream()
                .sorted()
                .forEach(key ->
                        draft.sql("ALTER TABLE " + quote(key.table()) + " DROP FOREIGN KEY " + quote(key.name())));
    }

    private void addKeys(Set<ObjectName> dropped) {
        for (SchemaObject old : before.all(Kind.FOREIGN_KEY)) {
            boolean there = kept.entrySet().stream()
                    .filter(table -> table.getValue().equals(old.name().table()))
                    .map(table -> new ObjectName(
                            Kind.FOREIGN_KEY, table.getKey(), old.name().name()))
                    .anyMatch(now -> after.objects().containsKey(now) && !dropped.contains(now));
            if (!there) {
                draft.sql("ALTER TABLE " + quote(old.name().table()) + " ADD CONSTRAINT "
                        + quote(old.name().name()) + " " + old.get("definition"));
            }
        }
    }

    // Tables

    /** Tables in which a statement may fail come before those from which something goes. */
    private void alterTables() {
        List<ScriptBuilder> safe = new ArrayList<>();
        for (MysqlTable table : altered.values()) {
            ScriptBuilder own = new ScriptBuilder();
            table.alter(own);
            if (table.mayFail()) {
                draft.add(own);
            } else {
                safe.add(own);
            }
        }
        safe.forEach(draft::add);
    }

    /**
     * Whether a table that the migration made can't stay until all that may fail has run: its name, or that of one of
     * its constraints, is needed, or it refers to what changes.
     */
    private boolean isInTheWay(SchemaObject table) {
        String name = table.name().name();
        boolean named = before.objects().containsKey(table.name());
        boolean constraint = List.of(Kind.FOREIGN_KEY, Kind.CHECK).stream()
                .flatMap(kind -> after.of(name, kind).stream()
                        .map(now -> now.name().name())
                        .filter(now -> before.all(kind).stream()
                                .anyMatch(old -> old.name().name().equals(now))))
                .findFirst()
                .isPresent();
        return named
                || constraint
                || after.of(name, Kind.FOREIGN_KEY).stream().anyMatch(key -> referenced(key)
                        .map(altered::get)
                        .filter(other -> other.disturbs(referencedColumns(key)))
                        .isPresent());
    }

    /** Those that refer to others first; where tables refer to each other, their foreign keys go before any of them. */
    @SuppressWarnings("ReferenceEquality") // one object of a schema has one instance
    private void dropTables(List<SchemaObject> tables) {
        List<SchemaObject> left = new ArrayList<>(tables);
        Set<ObjectName> gone = new HashSet<>();
        while (!left.isEmpty()) {
            Optional<SchemaObject> free = left.stream()
                    .filter(now -> left.stream().noneMatch(other -> other != now && refers(other, now, gone)))
                    .findFirst();
            if (free.isPresent()) {
                String table = quote(free.get().name().name());
                draft.losesTable(table).sql("DROP TABLE " + table);
                left.remove(free.get());
            } else {
                for (SchemaObject key : keysOf(left.get(0), gone)) {
                    draft.sql("ALTER TABLE " + quote(key.name().table()) + " DROP FOREIGN KEY "
                            + quote(key.name().name()));
                    gone.add(key.name());
                }
                left.add(left.remove(0));
            }
        }
    }

    private List<SchemaObject> keysOf(SchemaObject table, Set<ObjectName> gone) {
        return after.of(table.name().name(), Kind.FOREIGN_KEY).stream()
                .filter(key -> !gone.contains(key.name()) && !key.needs().contains(table.name()))
                .toList();
    }

    private boolean refers(SchemaObject from, SchemaObject to, Set<ObjectName> gone) {
        return after.of(from.name().name(), Kind.FOREIGN_KEY).stream()
                .anyMatch(key -> !gone.contains(key.name()) && key.needs().contains(to.name()));
    }

    /** In one statement, so that names may go round in a circle, by way of one that no table has. */
    private void renameTables() {
        Map<String, String> left = new TreeMap<>();
        kept.forEach((now, old) -> {
            if (!now.equals(old)) {
                left.put(now, old);
            }
        });
        List<String> renamings = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = left.keySet().stream()
                    .filter(now -> !left.containsKey(left.get(now)))
                    .findFirst()
                    .orElse(null);
            if (next != null) {
                renamings.add(quote(next) + " TO " + quote(left.remove(next)));
            } else {
                String first = left.keySet().iterator().next();
                String waiting = Names.distinct(left.get(first) + "_before", after);
                renamings.add(quote(first) + " TO " + quote(waiting));
                left.put(waiting, left.remove(first));
            }
        }
        if (!renamings.isEmpty()) {
            draft.sql("RENAME TABLE " + String.join(", ", renamings));
        }
    }

    private void createTables() {
        for (SchemaObject old : before.all(Kind.TABLE)) {
            if (!kept.containsValue(old.name().name())) {
                draft.comesBackEmpty(quote(old.name().name())).sql(MysqlTable.create(before, old));
            }
        }
    }

    private void unknown() {
        SchemaDiff.between(new Schema(Dialect.MYSQL, only(after)), new Schema(Dialect.MYSQL, only(before)))
                .changes()
                .forEach(change -> draft.todo(
                        "Bring back what differs in " + change.name().toString().toLowerCase(Locale.ROOT) + "."));
    }

    private Map<ObjectName, SchemaObject> only(Schema schema) {
        Map<ObjectName, SchemaObject> others = new HashMap<>();
        schema.all(Kind.OTHER).stream()
                .filter(other -> kept.containsKey(other.name().table())
                        || kept.containsValue(other.name().table()))
                .forEach(other -> others.put(other.name(), other));
        return others;
    }
}
