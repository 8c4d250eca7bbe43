package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Literals;
import dev.refract.internal.schema.model.Names;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.OrderedStatements;
import dev.refract.internal.schema.script.ScriptBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a way back on PostgreSQL. First what is in the way goes, under the names of after the migration;
 * then names become the old ones; from there on things are altered and created under these; last goes what was needed
 * until then.
 */
final class PostgresPlan {

    private static final int DROP = 10;
    private static final int RENAME = 30;
    private static final int PROVIDE = 40;
    private static final int CHANGE = 50;
    private static final int CONSTRAIN = 60;
    private static final int DEPEND = 70;
    private static final int SWITCH = 80;
    private static final int DROP_LATE = 90;

    /** What others stand on: dropped at the end, when nothing does any more. */
    private static final Set<Kind> PROVIDERS = Set.of(
            Kind.SCHEMA,
            Kind.EXTENSION,
            Kind.ENUM,
            Kind.DOMAIN,
            Kind.COMPOSITE_TYPE,
            Kind.RANGE_TYPE,
            Kind.SEQUENCE,
            Kind.FUNCTION,
            Kind.PROCEDURE,
            Kind.AGGREGATE,
            Kind.OTHER);

    /** What a partitioned table has in common with its partitions. */
    private static final Set<Kind> PARENTS = Set.of(Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.FOREIGN_KEY, Kind.INDEX);

    private static final Set<Kind> RELATIONS_AND_COLUMNS =
            Set.of(Kind.TABLE, Kind.COLUMN, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE);

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\\s\"]+?)";
    /** Adds or alters a column: a table takes several at once, and is rewritten once then. */
    private static final Pattern COLUMN = Pattern.compile("(?s)(ALTER TABLE " + NAME + "(?:\\." + NAME
            + ")?)\\s+((?:ALTER|ADD) COLUMN (" + NAME + ") (?!SET STATISTICS|SET \\(|RESET \\().*)");

    private static final Pattern START = Pattern.compile("START WITH (-?\\d+)");

    private final PostgresMatch match;
    private final PostgresImpact impact;
    private final PostgresZones zones;
    private final PostgresIndexing indexing;
    private final Schema before;
    private final Schema after;
    private final OrderedStatements steps = new OrderedStatements();
    private final Map<ObjectName, OrderedStatements.Step> drops = new TreeMap<>();
    /** By names of before: what gives an object the shape that it had. */
    private final Map<ObjectName, OrderedStatements.Step> makes = new TreeMap<>();
    /** Sequences that come back as part of a SERIAL column. */
    private final Set<ObjectName> serial = new HashSet<>();

    private final PostgresFill fill;

    PostgresPlan(PostgresMatch match, PostgresImpact impact, PostgresZones zones, PostgresIndexing indexing) {
        this.match = match;
        this.impact = impact;
        this.zones = zones;
        this.indexing = indexing;
        this.before = match.before();
        this.after = match.after();
        this.fill = new PostgresFill(before);
    }

    ScriptBuilder steps() {
        after.objects().values().stream()
                .filter(now -> impact.doomed().contains(now.name()))
                .forEach(this::drop);
        after.objects().values().stream()
                .filter(now -> !impact.doomed().contains(now.name()))
                .forEach(this::keep);
        findSerials();
        before.objects().values().stream().filter(this::mustBeMade).forEach(this::make);
        orderDrops();
        orderMakes();
        leaveBodiesUnchecked();
        return steps.inOrder().joined(PostgresPlan::part);
    }

    private static Optional<ScriptBuilder.Part> part(String sql) {
        Matcher column = COLUMN.matcher(sql);
        return column.matches()
                ? Optional.of(new ScriptBuilder.Part(column.group(1), column.group(3), column.group(2)))
                : Optional.empty();
    }

    /**
     * What the body of a function in SQL names is looked up when it is created, and no catalog tells that it must be
     * there by then.
     */
    private void leaveBodiesUnchecked() {
        boolean relations = makes.keySet().stream().map(ObjectName::kind).anyMatch(RELATIONS_AND_COLUMNS::contains);
        Set<ObjectName> routines = new TreeSet<>(makes.keySet());
        routines.removeIf(name -> !before.get(name).get("definition").contains("\n LANGUAGE sql\n"));
        if (relations && !routines.isEmpty()) {
            steps.add(0, 0, routines.iterator().next())
                    .draft
                    .note("A function's body may name what comes back only after it.")
                    .sql("SET check_function_bodies = off");
        }
    }

    // Dropping

    private void drop(SchemaObject now) {
        if (impact.goesWithOwner(now) || isParents(now)) {
            return;
        }
        boolean gone = !match.toBefore().containsKey(now.name());
        int phase = gone && PROVIDERS.contains(now.kind()) ? DROP_LATE : DROP;
        OrderedStatements.Step step = steps.add(phase, PostgresOrder.dropping(now.kind()), now.name());
        if (gone && now.kind() == Kind.TABLE) {
            lost(now, step.draft);
        } else if (now.kind() == Kind.COLUMN && !now.has("generated") && (gone || impact.isUnreadable(now))) {
            step.draft.losesColumn(now.name().table(), now.name().name());
        }
        if (now.kind() == Kind.COLUMN && now.has("inherited")) {
            drops.put(now.name(), step); // it goes with its parent's
            return;
        }
        if (now.kind() == Kind.PRIVILEGES) {
            PostgresPrivileges.taken(now).forEach(step.draft::sql);
            if (now.has("comment")) {
                step.draft.sql(PostgresSyntax.schemaComment(now.name().name(), ""));
            }
            drops.put(now.name(), step);
            return;
        }
        String sql = PostgresSyntax.drop(gone && phase == DROP_LATE ? aside(now) : now);
        step.draft.sql(now.kind() == Kind.INDEX ? indexing.statement(now, sql) : sql);
        drops.put(now.name(), step);
    }

    private void lost(SchemaObject table, ScriptBuilder draft) {
        String whole = whole(after, table);
        String name = table.name().name();
        if (whole.equals(name)) {
            draft.losesTable(name);
        } else {
            draft.losesPartition(
                    match.old(after.get(ObjectName.of(Kind.TABLE, whole)))
                            .map(old -> old.name().name())
                            .orElse(whole),
                    name);
        }
    }

    /** The table whose partition a table is, or itself. */
    private static String whole(Schema schema, SchemaObject table) {
        String of = table.get("partition of");
        return of.isEmpty() ? table.name().name() : whole(schema, schema.get(ObjectName.of(Kind.TABLE, of)));
    }

    /** A type whose name something of another kind has is renamed first, and dropped under that other name. */
    private SchemaObject aside(SchemaObject now) {
        String name = now.name().name();
        if (!PostgresImpact.TYPES.contains(now.kind())
                || PostgresImpact.TYPES.stream()
                        .noneMatch(kind -> before.objects().containsKey(ObjectName.of(kind, name)))) {
            return now;
        }
        String other = quoted(Names.distinct(QualifiedName.text(QualifiedName.last(name)) + "_after", after));
        steps.add(RENAME, PostgresOrder.making(now.kind()), now.name())
                .draft
                .sql("ALTER TYPE " + name + " RENAME TO " + other);
        return new SchemaObject(
                ObjectName.of(now.kind(), QualifiedName.qualifier(name) + other), now.properties(), "", 0, now.needs());
    }

    /** Nothing is dropped before what needs it; and of tables that refer to each other the foreign keys go first. */
    private void orderDrops() {
        for (SchemaObject now : after.objects().values()) {
            OrderedStatements.Step own = dropOf(now);
            for (ObjectName needed : now.needs()) {
                SchemaObject object = after.objects().get(needed);
                OrderedStatements.Step other = object == null ? null : dropOf(object);
                if (own != null
                        && object != null
                        && other != null
                        && own != other
                        && !(now.kind() == Kind.FOREIGN_KEY && isCircular(now, object))) {
                    other.after(own);
                } else if (own == null && other != null && !match.toBefore().containsKey(needed)) {
                    match.old(now).map(old -> makes.get(old.name())).ifPresent(other::after);
                }
            }
        }
        for (SchemaObject key : after.all(Kind.FOREIGN_KEY)) {
            key.needs().stream()
                    .map(after.objects()::get)
                    .filter(needed -> needed != null && isCircular(key, needed))
                    .findFirst()
                    .ifPresent(needed -> dropFirst(key, needed));
        }
    }

    private void dropFirst(SchemaObject key, SchemaObject needed) {
        if (drops.containsKey(key.name())) {
            return;
        }
        OrderedStatements.Step step = steps.add(DROP, PostgresOrder.dropping(Kind.VIEW), key.name());
        step.draft.sql(PostgresSyntax.drop(key));
        Objects.requireNonNull(dropOf(key)).after(step);
        Objects.requireNonNull(dropOf(needed)).after(step);
    }

    /** Whether both tables are dropped and the referenced one refers back, over however many others. */
    private boolean isCircular(SchemaObject key, SchemaObject needed) {
        String from = key.name().table();
        String to = needed.name().table();
        return !from.equals(to) && isDroppedTable(from) && isDroppedTable(to) && refersTo(to, from, new HashSet<>());
    }

    private boolean isDroppedTable(String table) {
        return impact.doomed().contains(ObjectName.of(Kind.TABLE, table));
    }

    private boolean refersTo(String from, String to, Set<String> seen) {
        if (!seen.add(from)) {
            return false;
        }
        return after.of(from, Kind.FOREIGN_KEY).stream()
                .flatMap(key -> key.needs().stream())
                .map(ObjectName::table)
                .filter(table -> !table.isEmpty() && !table.equals(from) && isDroppedTable(table))
                .anyMatch(table -> table.equals(to) || refersTo(table, to, seen));
    }

    /** The step that drops an object, by itself or with what it belongs to; null where it stays. */
    private OrderedStatements.@Nullable Step dropOf(SchemaObject now) {
        OrderedStatements.Step own = drops.get(now.name());
        return own != null ? own : impact.owner(now).map(drops::get).orElse(null);
    }

    // What stays: renaming and altering

    private void keep(SchemaObject now) {
        SchemaObject old = match.old(now).orElseThrow();
        boolean follows = now.kind() == Kind.COLUMN && match.followsParent(now);
        if (match.isRenamed(now) && now.kind() != Kind.PRIVILEGES && !(follows && isParentRenamed(old))) {
            rename(now, old);
        }
        if (match.isMoved(now) && now.kind() != Kind.INDEX && !PostgresSyntax.isConstraint(now)) {
            steps.add(RENAME, PostgresOrder.making(now.kind()), now.name())
                    .draft
                    .todo("Move the " + now.name() + " back to where it was: " + old.name() + " (ALTER … SET SCHEMA).");
        }
        if (impact.undefaulted().contains(now.name())) {
            steps.add(DROP - 5, 0, now.name())
                    .draft
                    .sql("ALTER TABLE " + now.name().table() + " ALTER COLUMN "
                            + now.name().name() + " DROP DEFAULT");
        }
        if (isNumberedAnew(now, old)) {
            steps.add(DROP - 5, 0, now.name())
                    .draft
                    .sql("ALTER TABLE " + now.name().table() + " ALTER COLUMN "
                            + now.name().name() + " DROP IDENTITY");
        }
        ScriptBuilder change = follows ? new ScriptBuilder() : change(now, old);
        if (!change.isEmpty()) {
            OrderedStatements.Step step = steps.add(
                    old.kind() == Kind.FUNCTION || PROVIDERS.contains(old.kind()) ? PROVIDE : CHANGE,
                    PostgresOrder.making(old.kind()),
                    old.name());
            step.draft.add(change);
            makes.put(old.name(), step);
        }
    }

    /** Whether its identity must be out of the way first: the sequence that comes back may have the same name. */
    private boolean isNumberedAnew(SchemaObject now, SchemaObject old) {
        return now.has("identity")
                && !old.has("identity")
                && old.needs().stream().anyMatch(need -> need.kind() == Kind.SEQUENCE && mustBeMade(before.get(need)));
    }

    private boolean isParentRenamed(SchemaObject old) {
        return match.parent(old).flatMap(match::now).filter(match::isRenamed).isPresent();
    }

    /**
     * Another that still has the name is renamed first; where names went round in a circle, one waits under a name of
     * its own.
     */
    @SuppressWarnings("ReferenceEquality") // one object of a schema has one instance
    private void rename(SchemaObject now, SchemaObject old) {
        SchemaObject named = new SchemaObject(
                new ObjectName(now.kind(), old.name().table(), now.name().name()),
                now.properties(),
                now.identity(),
                now.position(),
                now.needs());
        String newName = QualifiedName.last(old.name().name());
        int phase = now.name().table().isEmpty() ? RENAME : RENAME + 3;
        boolean taken = after.objects().values().stream()
                .anyMatch(other -> other != now
                        && !impact.doomed().contains(other.name())
                        && other.name().table().equals(now.name().table())
                        && sharesNames(other.kind(), now.kind())
                        && other.name()
                                .name()
                                .equals(QualifiedName.qualifier(now.name().name()) + newName));
        if (!taken) {
            OrderedStatements.Step step = steps.add(phase + 1, PostgresOrder.making(now.kind()), old.name());
            step.draft.sql(PostgresSyntax.rename(named, newName));
            return;
        }
        String waiting = Names.distinct(QualifiedName.text(newName) + "_before", after);
        steps.add(phase, PostgresOrder.making(now.kind()), old.name())
                .draft
                .sql(PostgresSyntax.rename(named, quoted(waiting)));
        SchemaObject between = new SchemaObject(
                new ObjectName(
                        now.kind(),
                        old.name().table(),
                        QualifiedName.qualifier(now.name().name()) + quoted(waiting)),
                now.properties(),
                "",
                0,
                Set.of());
        steps.add(phase + 2, PostgresOrder.making(now.kind()), old.name())
                .draft
                .sql(PostgresSyntax.rename(between, newName));
    }

    private static String quoted(String name) {
        return PostgresNames.quote(name);
    }

    private static boolean sharesNames(Kind one, Kind other) {
        Set<Kind> relations = Set.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE, Kind.INDEX);
        return one == other || relations.contains(one) && relations.contains(other);
    }

    private ScriptBuilder change(SchemaObject now, SchemaObject old) {
        Set<String> changed = match.changed(now);
        ScriptBuilder draft = new ScriptBuilder();
        switch (now.kind()) {
            case COLUMN ->
                draft.add(new PostgresColumn(match, impact, zones).change(now, old, changed, isNumberedAnew(now, old)));
            case TABLE -> table(now, old, changed, draft);
            case ENUM -> {
                if (!impact.rebuilt().contains(now.name())) {
                    renameValues(now, old, draft);
                }
                rebuild(now, old, draft);
            }
            case DOMAIN -> domain(now, old, changed, draft);
            case COMPOSITE_TYPE ->
                PostgresAttributes.between(now, old)
                        .filter(attributes -> !impact.rebuilt().contains(now.name()))
                        .ifPresentOrElse(
                                attributes -> attributes.alter(old, before, draft), () -> rebuild(now, old, draft));
            case RANGE_TYPE -> rebuild(now, old, draft);
            case SEQUENCE -> sequence(old, changed, draft);
            case FUNCTION, PROCEDURE -> {
                if (changed.contains("definition")) {
                    draft.sql(old.get("definition"));
                }
            }
            case EXTENSION -> {
                if (changed.contains("version")) {
                    draft.sql("ALTER EXTENSION " + old.name().name() + " UPDATE TO '" + old.get("version") + "'");
                }
            }
            default -> {}
        }
        if (changed.contains("enabled")) {
            draft.sql(PostgresSyntax.enable(old));
        }
        if (changed.contains("comment")) {
            draft.sql(PostgresSyntax.comment(old));
        }
        if (!Collections.disjoint(changed, Schema.PRIVILEGES)) {
            PostgresPrivileges.between(now, old).forEach(draft::sql);
        }
        return draft;
    }

    /** Each when its old name is free; where they went round in a circle, one waits under a name of its own. */
    private void renameValues(SchemaObject now, SchemaObject old, ScriptBuilder draft) {
        String rename = "ALTER TYPE " + old.name().name() + " RENAME VALUE ";
        Map<String, String> open = new LinkedHashMap<>(match.renamedValues(now));
        Set<String> taken = new HashSet<>(Literals.of(now.get("values")));
        while (!open.isEmpty()) {
            Optional<String> free = open.keySet().stream()
                    .filter(from -> !taken.contains(open.get(from)))
                    .findFirst();
            String from = free.orElseGet(() -> open.keySet().iterator().next());
            String to = Objects.requireNonNull(open.remove(from), "it is one of them");
            if (free.isEmpty()) {
                String waiting = from.substring(0, from.length() - 1) + "_before'";
                draft.sql(rename + from + " TO " + waiting);
                open.put(waiting, to);
                to = waiting;
            } else {
                draft.sql(rename + from + " TO " + to);
            }
            taken.remove(from);
            taken.add(to);
        }
    }

    private void table(SchemaObject now, SchemaObject old, Set<String> changed, ScriptBuilder draft) {
        String alter = "ALTER TABLE " + old.name().name() + " ";
        if (changed.contains("partition by") || changed.contains("of type") || changed.contains("server")) {
            draft.todo("Make " + old.name() + " anew: what divides it, or where it lies, can't be altered.");
        }
        if (changed.contains("partition of") || changed.contains("bounds")) {
            if (now.has("partition of")) {
                draft.sql("ALTER TABLE " + PostgresNames.replace(now.get("partition of"), match.names())
                        + " DETACH PARTITION " + old.name().name());
            }
            if (old.has("partition of")) {
                draft.sql("ALTER TABLE " + old.get("partition of") + " ATTACH PARTITION "
                        + old.name().name() + " " + old.get("bounds"));
            }
        }
        if (changed.contains("inherits")) {
            parents(now, match.names()).forEach(parent -> draft.sql(alter + "NO INHERIT " + parent));
            parents(old, Map.of()).forEach(parent -> draft.sql(alter + "INHERIT " + parent));
        }
        if (changed.contains("persistence")) {
            draft.sql(alter + "SET " + (old.has("persistence") ? "UNLOGGED" : "LOGGED"));
        }
        if (changed.contains("access method")) {
            draft.sql(alter + "SET ACCESS METHOD " + (old.has("access method") ? old.get("access method") : "heap"));
        }
        if (changed.contains("tablespace")) {
            draft.sql(alter + "SET TABLESPACE " + (old.has("tablespace") ? old.get("tablespace") : "pg_default"));
        }
        if (changed.contains("options")) {
            options(alter, now.get("options"), old.get("options"), draft);
        }
        if (changed.contains("row level security")) {
            rowSecurity(alter, now.get("row level security"), old.get("row level security"), draft);
        }
        if (changed.contains("replica identity")) {
            OrderedStatements.Step step = steps.add(SWITCH, PostgresOrder.making(old.kind()), old.name());
            step.draft.sql(alter + "REPLICA IDENTITY "
                    + (old.has("replica identity") ? old.get("replica identity") : "DEFAULT"));
        }
    }

    private static List<String> parents(SchemaObject table, Map<String, String> names) {
        return table.has("inherits")
                ? List.of(PostgresNames.replace(table.get("inherits"), names).split(", "))
                : List.of();
    }

    private static void options(String alter, String now, String old, ScriptBuilder draft) {
        Set<String> goes = new LinkedHashSet<>();
        for (String option : now.isEmpty() ? new String[0] : now.split(", ")) {
            goes.add(option.replaceFirst("=.*", ""));
        }
        for (String option : old.isEmpty() ? new String[0] : old.split(", ")) {
            goes.remove(option.replaceFirst("=.*", ""));
        }
        if (!goes.isEmpty()) {
            draft.sql(alter + "RESET (" + String.join(", ", goes) + ")");
        }
        if (!old.isEmpty()) {
            draft.sql(alter + "SET (" + old + ")");
        }
    }

    private static void rowSecurity(String alter, String now, String old, ScriptBuilder draft) {
        for (String word : List.of("ENABLE", "FORCE")) {
            if (now.contains(word) != old.contains(word)) {
                String off = word.equals("ENABLE") ? "DISABLE" : "NO FORCE";
                draft.sql(alter + (old.contains(word) ? word : off) + " ROW LEVEL SECURITY");
            }
        }
    }

    /** The old type under another name, until nothing is of it any more. */
    private void rebuild(SchemaObject now, SchemaObject old, ScriptBuilder draft) {
        if (!impact.rebuilt().contains(now.name())) {
            return;
        }
        String name = old.name().name();
        String aside = quoted(Names.distinct(QualifiedName.text(QualifiedName.last(name)) + "_after", after));
        if (now.kind() == Kind.ENUM) {
            List<String> gone = new ArrayList<>(Literals.of(now.get("values")));
            gone.removeAll(Literals.of(old.get("values")));
            gone.removeAll(match.renamedValues(now).keySet());
            draft.note("PostgreSQL takes no value out of an enum, and puts none elsewhere: the type is made anew.");
            if (!gone.isEmpty()) {
                draft.fails("a row has " + String.join(" or ", gone) + ".");
            }
            renameValues(now, old, draft);
        }
        draft.sql("ALTER TYPE " + name + " RENAME TO " + aside);
        SchemaObject plain = new SchemaObject(old.name(), old.properties(), "", 0, Set.of());
        PostgresSyntax.create(plain).forEach(draft::sql);
        OrderedStatements.Step last = steps.add(DROP_LATE, PostgresOrder.dropping(now.kind()), now.name());
        last.draft.sql("DROP TYPE " + QualifiedName.qualifier(name) + aside);
        drops.put(now.name(), last);
    }

    private void domain(SchemaObject now, SchemaObject old, Set<String> changed, ScriptBuilder draft) {
        if (impact.rebuilt().contains(now.name())) {
            rebuild(now, old, draft);
            return;
        }
        String alter = "ALTER DOMAIN " + old.name().name() + " ";
        if (changed.contains("default")) {
            draft.sql(alter + (old.has("default") ? "SET DEFAULT " + old.get("default") : "DROP DEFAULT"));
        }
        if (changed.contains("not null")) {
            draft.sql(alter + (old.has("not null") ? "SET" : "DROP") + " NOT NULL");
        }
        if (changed.contains("checks")) {
            List<String> nowChecks = checks(now.get("checks"));
            List<String> oldChecks = checks(old.get("checks"));
            nowChecks.stream()
                    .filter(check -> !oldChecks.contains(check))
                    .forEach(check -> draft.sql(alter + "DROP CONSTRAINT " + constraintName(check)));
            oldChecks.stream()
                    .filter(check -> !nowChecks.contains(check))
                    .forEach(check -> draft.sql(alter + "ADD " + check));
        }
    }

    private static List<String> checks(String text) {
        return text.isEmpty()
                ? List.of()
                : List.of(text.split(" (?=CONSTRAINT (?:\"(?:[^\"]|\"\")+\"|\\w+) CHECK \\()"));
    }

    private static String constraintName(String check) {
        return QualifiedName.last(check.substring("CONSTRAINT ".length()));
    }

    private void sequence(SchemaObject old, Set<String> changed, ScriptBuilder draft) {
        String alter = "ALTER SEQUENCE " + old.name().name();
        if (changed.contains("type") || changed.contains("options")) {
            draft.sql(alter + " AS " + (old.has("type") ? old.get("type") : "bigint") + " "
                    + sequenceOptions(old.get("options")));
        }
        if (changed.contains("persistence")) {
            draft.sql(alter + " SET " + (old.has("persistence") ? "UNLOGGED" : "LOGGED"));
        }
        if (changed.contains("owned by")) {
            OrderedStatements.Step step = steps.add(SWITCH, PostgresOrder.making(old.kind()), old.name());
            step.draft.sql(alter + " OWNED BY " + (old.has("owned by") ? old.get("owned by") : "NONE"));
        }
    }

    /** What is at its default must be said as well, since something else may stand now. */
    private static String sequenceOptions(String options) {
        String all = options;
        for (String[] option : new String[][] {
            {"INCREMENT BY", "INCREMENT BY 1"},
            {"MINVALUE", "NO MINVALUE"},
            {"MAXVALUE", "NO MAXVALUE"},
            {"CACHE", "CACHE 1"},
            {"CYCLE", "NO CYCLE"}
        }) {
            all = options.contains(option[0]) ? all : (all + " " + option[1]).strip();
        }
        return all.contains("START WITH") || all.contains("MINVALUE -") || all.contains("INCREMENT BY -")
                ? all
                : all + " START WITH "
                        + all.replaceFirst("^(?:.*\\s)?(?<!NO )MINVALUE (-?\\d+).*$", "$1")
                                .replaceFirst("^\\D.*$", "1");
    }

    // Creating

    private boolean mustBeMade(SchemaObject old) {
        return match.now(old).map(now -> impact.doomed().contains(now.name())).orElse(true);
    }

    /** Whether a partition that joins its table again has what is there a part of the table's own from then on. */
    private boolean isParents(SchemaObject now) {
        ObjectName table = ObjectName.of(Kind.TABLE, now.name().table());
        return PARENTS.contains(now.kind())
                && after.find(table)
                        .flatMap(match::old)
                        .filter(old -> old.has("partition of")
                                && !after.get(table).has("partition of")
                                && !match.toBefore().containsKey(now.name())
                                && before.of(old.get("partition of"), now.kind()).stream()
                                        .anyMatch(parents -> isAlike(parents, now) && !mustBeMade(parents)))
                        .isPresent();
    }

    /** The same for a partition that leaves its table: what the table had made of it stays. */
    private boolean wasParents(SchemaObject old) {
        ObjectName table = ObjectName.of(Kind.TABLE, old.name().table());
        return PARENTS.contains(old.kind())
                && match.now(old).isEmpty()
                && before.find(table)
                        .flatMap(match::now)
                        .filter(now -> now.has("partition of")
                                && !before.get(table).has("partition of")
                                && after.of(now.get("partition of"), old.kind()).stream()
                                        .anyMatch(parents -> isAlike(parents, old)
                                                && !impact.doomed().contains(parents.name())))
                        .isPresent();
    }

    /** Whether two keys or indexes differ in nothing but their names and tables. */
    private static boolean isAlike(SchemaObject one, SchemaObject other) {
        return one.get("definition")
                .replaceFirst("^CREATE (UNIQUE )?INDEX .*? USING ", "$1USING ")
                .equals(other.get("definition").replaceFirst("^CREATE (UNIQUE )?INDEX .*? USING ", "$1USING "));
    }

    private void make(SchemaObject old) {
        if (wasParents(old)) {
            return;
        }
        Optional<ObjectName> owner = PostgresImpact.ownerIn(before, old);
        boolean inTable = owner.filter(name -> name.kind() == Kind.TABLE).isPresent();
        boolean inView = owner.isPresent() && !inTable;
        if (old.kind() == Kind.OTHER) {
            make(old, PROVIDE).draft.todo("Create the " + old.name().name() + " again; its definition is not known.");
        } else if (old.kind() == Kind.TABLE) {
            makeTable(old);
        } else if (old.kind() == Kind.COLUMN && inView) {
            makeViewColumn(old);
        } else if (inTable && mustBeMade(before.get(owner.get())) && PostgresSyntax.isInline(old)) {
            return;
        } else if (old.kind() == Kind.COLUMN) {
            makeColumn(old);
        } else if (old.kind() == Kind.SEQUENCE) {
            makeSequence(old);
        } else if (old.kind() == Kind.INDEX && old.has("invalid")) {
            make(old, CONSTRAIN)
                    .draft
                    .note("The index " + old.name().name() + " was invalid before the migration; it comes back valid.")
                    .sql(old.get("definition"));
        } else {
            List<String> statements = PostgresSyntax.create(old);
            OrderedStatements.Step step = make(old, phase(old.kind()));
            if (old.kind() == Kind.FOREIGN_KEY) {
                refersToNothing(old, step.draft);
            }
            if (old.kind() == Kind.INDEX) {
                statements.set(0, indexing.statement(old, statements.get(0)));
            }
            statements(step, statements);
        }
    }

    private void refersToNothing(SchemaObject key, ScriptBuilder draft) {
        String own = key.name().table();
        key.needs().stream()
                .map(need -> need.kind() == Kind.TABLE ? need.name() : need.table())
                .filter(table -> !table.isEmpty() && !table.equals(own))
                .findFirst()
                .filter(table -> mustBeMade(before.get(ObjectName.of(Kind.TABLE, table)))
                        && !mustBeMade(before.get(ObjectName.of(Kind.TABLE, own))))
                .ifPresent(table -> draft.fails("a row of " + own + " refers to one of " + table
                        + ", which comes back empty. With NOT VALID after the key the rows that there are stay "
                        + "unchecked."));
    }

    private OrderedStatements.Step make(SchemaObject old, int phase) {
        OrderedStatements.Step step = steps.add(phase, PostgresOrder.making(old.kind()), old.name());
        match.now(old).map(this::dropOf).ifPresent(step::after);
        makes.put(old.name(), step);
        return step;
    }

    private static void statements(OrderedStatements.Step step, List<String> statements) {
        statements.forEach(step.draft::sql);
    }

    private static int phase(Kind kind) {
        return PROVIDERS.contains(kind)
                ? PROVIDE
                : switch (kind) {
                    case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION, FOREIGN_KEY, INDEX, STATISTICS -> CONSTRAIN;
                    default -> DEPEND;
                };
    }

    private void makeTable(SchemaObject old) {
        OrderedStatements.Step step = make(old, CHANGE);
        String whole = whole(before, old);
        if (whole.equals(old.name().name())) {
            step.draft.comesBackEmpty(whole);
        } else {
            step.draft.partitionComesBackEmpty(whole, old.name().name());
        }
        Map<ObjectName, String> columns = new HashMap<>();
        before.of(old.name().name(), Kind.COLUMN).forEach(column -> serialType(column)
                .ifPresent(type -> columns.put(column.name(), column.name().name() + " " + type + notNull(column))));
        statements(step, PostgresSyntax.createTable(old, before, columns));
        if (old.has("replica identity")) {
            steps.add(SWITCH, PostgresOrder.making(old.kind()), old.name())
                    .draft
                    .sql("ALTER TABLE " + old.name().name() + " REPLICA IDENTITY " + old.get("replica identity"));
        }
    }

    /** SERIAL says it already. */
    private static String notNull(SchemaObject column) {
        return column.has("not null") ? " NOT NULL" : "";
    }

    private void makeViewColumn(SchemaObject old) {
        OrderedStatements.Step step = make(old, SWITCH);
        if (old.has("default")) {
            step.draft.sql("ALTER VIEW " + old.name().table() + " ALTER COLUMN "
                    + old.name().name() + " SET DEFAULT " + old.get("default"));
        }
        if (old.has("comment")) {
            step.draft.sql(PostgresSyntax.comment(old));
        }
    }

    private void makeColumn(SchemaObject old) {
        OrderedStatements.Step step = make(old, CHANGE);
        Optional<String> type = serialType(old);
        if (old.has("inherited")) {
            step.draft.comesBackWithout(old.name().table(), old.name().name(), "it comes with its parent's");
            return;
        }
        if (type.isPresent()) {
            step.draft.comesBackWithout(old.name().table(), old.name().name(), "rows are numbered anew");
            step.draft.sql("ALTER TABLE " + old.name().table() + " ADD COLUMN "
                    + old.name().name() + " " + type.get() + notNull(old));
            List<String> more = new ArrayList<>();
            PostgresSyntax.extras(old, more);
            statements(step, more);
            if (old.has("comment")) {
                step.draft.sql(PostgresSyntax.comment(old));
            }
            statements(step, PostgresPrivileges.given(old));
        } else {
            fill.addColumn(old, step.draft);
        }
    }

    private void makeSequence(SchemaObject old) {
        if (serial.contains(old.name())) {
            List<String> more = PostgresPrivileges.given(old);
            if (old.has("comment")) {
                more.add(PostgresSyntax.comment(old));
            }
            if (!more.isEmpty()) {
                statements(steps.add(SWITCH, PostgresOrder.making(old.kind()), old.name()), more);
            }
            return;
        }
        OrderedStatements.Step step = make(old, PROVIDE);
        List<SchemaObject> numbered = numberedBy(old);
        if (numbered.isEmpty()) {
            step.draft.loses(old.name().name(), "where the sequence stood: it starts anew.");
        }
        statements(step, PostgresSyntax.create(old));
        if (!numbered.isEmpty()) {
            continueNumbers(old, numbered);
        }
        if (old.has("owned by")) {
            OrderedStatements.Step owned = steps.add(SWITCH, PostgresOrder.making(old.kind()), old.name());
            owned.draft.sql("ALTER SEQUENCE " + old.name().name() + " OWNED BY " + old.get("owned by"));
            owned.after(step);
        }
    }

    /**
     * The columns that stay and have their numbers from a sequence, which must not give them those again that their
     * rows have. None where it begins again, or goes over a limit.
     */
    private List<SchemaObject> numberedBy(SchemaObject sequence) {
        String options = sequence.get("options");
        boolean limited = options.contains("CYCLE") || options.contains("MINVALUE") || options.contains("MAXVALUE");
        return limited
                ? List.of()
                : before.all(Kind.COLUMN).stream()
                        .filter(column -> column.needs().contains(sequence.name())
                                && column.get("default").startsWith("nextval(")
                                && Set.of("smallint", "integer", "bigint").contains(column.get("type"))
                                && !column.has("inherited")
                                && !mustBeMade(column))
                        .toList();
    }

    private void continueNumbers(SchemaObject sequence, List<SchemaObject> columns) {
        Matcher start = START.matcher(sequence.get("options"));
        boolean downwards = sequence.get("options").contains("INCREMENT BY -");
        String last = downwards ? "min" : "max";
        String limit = (downwards ? " <= " : " >= ") + (start.find() ? start.group(1) : downwards ? "-1" : "1");
        String setval = "SELECT setval("
                + dev.refract.internal.sql.Dialect.POSTGRESQL
                        .literal(sequence.name().name())
                        .strip() + ", ";
        List<String> parts = columns.stream()
                .map(column -> last + "(" + column.name().name() + ")\0"
                        + column.name().table())
                .toList();
        String sql = parts.size() == 1
                ? setval + parts.get(0).replace("\0", ") FROM ") + " HAVING "
                        + parts.get(0).replaceFirst("\0.*", "") + limit
                : setval + last + "(n)) FROM ("
                        + parts.stream()
                                .map(part -> "SELECT " + part.replace("\0", " AS n FROM "))
                                .collect(Collectors.joining(" UNION ALL "))
                        + ") AS used HAVING " + last + "(n)" + limit;
        steps.add(SWITCH, PostgresOrder.making(sequence.kind()), sequence.name())
                .draft
                .note("The sequence continues after the " + (downwards ? "lowest" : "highest") + " number in use.")
                .sql(sql);
    }

    /** Sequences that SERIAL makes just as they were. */
    private void findSerials() {
        for (SchemaObject column : before.all(Kind.COLUMN)) {
            if (mustBeMade(column)) {
                sequenceOf(column).ifPresent(sequence -> serial.add(sequence.name()));
            }
        }
    }

    private Optional<SchemaObject> sequenceOf(SchemaObject column) {
        String table = column.name().table();
        String name = QualifiedName.text(QualifiedName.last(table)) + "_"
                + QualifiedName.text(column.name().name()) + "_seq";
        return before.all(Kind.SEQUENCE).stream()
                .filter(this::mustBeMade)
                .filter(sequence -> sequence.get("owned by")
                                .equals(table + "." + column.name().name())
                        && QualifiedName.text(QualifiedName.last(sequence.name().name()))
                                .equals(name)
                        && !sequence.has("options")
                        && !sequence.has("persistence")
                        && (sequence.has("type") ? sequence.get("type") : "bigint").equals(column.get("type"))
                        && column.get("default")
                                .startsWith("nextval('" + sequence.name().name().replace("'", "''") + "'::regclass"))
                .findFirst();
    }

    private Optional<String> serialType(SchemaObject column) {
        return sequenceOf(column).map(sequence -> switch (column.get("type")) {
            case "smallint" -> "SMALLSERIAL";
            case "integer" -> "SERIAL";
            default -> "BIGSERIAL";
        });
    }

    /** Nothing is made before what it needs is there, in the shape that it needs it in. */
    private void orderMakes() {
        for (SchemaObject old : before.objects().values()) {
            OrderedStatements.Step own = makeOf(old);
            if (own == null) {
                continue;
            }
            for (ObjectName needed : old.needs()) {
                SchemaObject object = before.objects().get(needed);
                OrderedStatements.Step other = object == null ? null : makeOf(object);
                if (other != null) {
                    own.after(other);
                }
            }
            PostgresImpact.ownerIn(before, old).map(makes::get).ifPresent(own::after);
        }
    }

    /** The step that makes an object, by itself or as part of its table; null where it is there all the time. */
    private OrderedStatements.@Nullable Step makeOf(SchemaObject old) {
        OrderedStatements.Step own = makes.get(old.name());
        if (own != null) {
            return own;
        }
        return mustBeMade(old)
                ? PostgresImpact.ownerIn(before, old).map(makes::get).orElse(null)
                : null;
    }
}
