package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.ScriptBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alters a column of PostgreSQL back to what it was. */
record PostgresColumn(PostgresMatch match, PostgresImpact impact, PostgresZones zones) {

    /** Made for one statement: a type with an array in it. */
    private static final String ARRAY = "pg_temp.refract_array";

    /**
     * The statements, under the names of before the migration.
     *
     * @param changed the properties that differ
     * @param unnumbered whether its identity is gone already
     */
    ScriptBuilder change(SchemaObject now, SchemaObject old, Set<String> changed, boolean unnumbered) {
        boolean retyped = impact.retyped().contains(now.name());
        boolean undefaulted = impact.undefaulted().contains(now.name());
        ScriptBuilder draft = new ScriptBuilder();
        List<String> actions = new ArrayList<>();
        if (changed.contains("identity") && now.has("identity") && !unnumbered) {
            actions.add("DROP IDENTITY");
        }
        if (changed.contains("generated") && now.has("generated")) {
            actions.add("DROP EXPRESSION");
        }
        boolean newDefault = changed.contains("default") || undefaulted || retyped && old.has("default");
        if (now.has("default") && !undefaulted && (retyped || changed.contains("default") && !old.has("default"))) {
            actions.add("DROP DEFAULT");
        }
        if (retyped) {
            type(now, old, actions, draft);
        }
        if (newDefault && old.has("default")) {
            actions.add("SET DEFAULT " + old.get("default"));
        }
        if (changed.contains("not null") && old.has("not null")) {
            draft.fails("a row has NULL in " + old.name().name() + ".");
            actions.add("SET NOT NULL");
        } else if (changed.contains("not null")) {
            actions.add("DROP NOT NULL");
        }
        if (changed.contains("identity") && old.has("identity")) {
            actions.add("ADD " + old.get("identity"));
        }
        if (changed.contains("storage") || changed.contains("compression") || changed.contains("statistics")) {
            storage(old, changed, actions);
        }
        alter(old, actions, draft);
        if (actions.stream().anyMatch(action -> action.contains("NULL::" + ARRAY))) {
            draft.sql("DROP TYPE " + ARRAY);
        }
        if (changed.contains("identity") && old.has("identity")) {
            continueNumbers(old, draft);
        }
        if (changed.contains("options")) {
            options(now, old, draft);
        }
        return draft;
    }

    private static void alter(SchemaObject column, List<String> actions, ScriptBuilder draft) {
        if (actions.isEmpty()) {
            return;
        }
        String alter = "ALTER COLUMN " + column.name().name() + " ";
        String separator = actions.size() == 1 ? " " : "\n    ";
        List<String> clauses = actions.stream().map(action -> alter + action).toList();
        draft.sql("ALTER TABLE " + column.name().table() + separator + String.join("," + separator, clauses));
    }

    private void type(SchemaObject now, SchemaObject old, List<String> actions, ScriptBuilder draft) {
        String from = now.get("type");
        String to = old.get("type");
        boolean near = PostgresImpact.family(from).equals(PostgresImpact.family(to)) && !usesRebuilt(now);
        Optional<String> zone = zones.of(now, old);
        losses(now, old, zone, draft);
        boolean enumAnew = from.equals(to)
                && impact.rebuilt().stream()
                        .anyMatch(
                                type -> type.kind() == Kind.ENUM && now.needs().contains(type)); // says it itself
        if (!near && zone.isEmpty() && !enumAnew && document(from, to).isEmpty()) {
            draft.fails("a value of " + old.name().name() + " can't be read as " + to + ".");
        } else if (near && isNarrower(from, to)) {
            draft.fails("a value of " + old.name().name() + " does not fit " + to + ".");
        }
        Optional<String> document = document(from, to);
        if (document.isPresent()) {
            using(old, document.get(), actions, draft);
            return;
        }
        String using = zone.isPresent()
                ? " USING " + old.name().name() + " AT TIME ZONE " + zone.get()
                : near ? "" : " USING " + old.name().name() + cast(now, old) + PostgresCasts.unlimited(to);
        actions.add("SET DATA TYPE " + to + (old.has("collation") ? " COLLATE " + old.get("collation") : "") + using);
    }

    private static String cast(SchemaObject now, SchemaObject old) {
        String from = now.get("type");
        String to = old.get("type");
        if (isOurs(now) && isOurs(old)) { // no cast leads from one enum to another but by way of text
            return to.endsWith("[]") ? "::text[]::" : "::text::";
        }
        if (!PostgresCasts.onlyByText(from, to)) {
            return "::";
        }
        return from.equals("boolean") && PostgresImpact.family(to).equals("number") ? "::integer::" : "::text::";
    }

    /** No cast leads from an array to a document or back: what does, by the column's name. */
    private static Optional<String> document(String from, String to) {
        boolean array = from.endsWith("[]");
        if (to.equals("jsonb") || to.equals("json")) {
            return array ? Optional.of("to_" + to + "(%s)") : Optional.empty();
        }
        return (from.equals("jsonb") || from.equals("json")) && to.endsWith("[]")
                ? Optional.of(
                        "(" + from + "_populate_record(NULL::" + ARRAY + ", " + from + "_build_object('v', %s))).v")
                : Optional.empty();
    }

    private static void using(SchemaObject old, String expression, List<String> actions, ScriptBuilder draft) {
        String to = old.get("type");
        if (expression.contains(ARRAY)) {
            draft.note("A query may not stand in USING, but a function may that makes an array of a document.");
            draft.sql("CREATE TYPE " + ARRAY + " AS (v " + to + ")");
            draft.fails("a document is no array, or an element can't be read.");
        }
        actions.add("SET DATA TYPE " + to + " USING "
                + expression.replace("%s", old.name().name()));
    }

    private static void losses(SchemaObject now, SchemaObject old, Optional<String> zone, ScriptBuilder draft) {
        if (isOurs(now) || isOurs(old)) {
            return;
        }
        String table = old.name().table();
        String column = old.name().name();
        String from = now.get("type");
        String to = old.get("type");
        zone.filter(name -> !PostgresZones.isFixed(name))
                .ifPresent(name ->
                        draft.loses(table, column, "which moment is meant, where clocks of " + name + " change."));
        boolean known = zone.isPresent();
        Optional<String> back = known
                ? PostgresCasts.rounding(from, to)
                : PostgresCasts.lossByText(from, to).or(() -> PostgresCasts.loss(from, to));
        back.ifPresent(lost -> draft.loses(table, column, lost));
        (known ? PostgresCasts.rounding(to, from) : PostgresCasts.loss(to, from))
                .filter(lost -> back.filter(lost::equals).isEmpty())
                .ifPresent(lost ->
                        draft.loses(table, column, "what " + from + " had no place for in the migration: " + lost));
    }

    /** Whether it is of a type that a migration defined. */
    static boolean isOurs(SchemaObject column) {
        return column.needs().stream().map(ObjectName::kind).anyMatch(PostgresImpact.TYPES::contains);
    }

    /** Within a family of types, whether the second one holds less than the first, as far as that can be told. */
    private static boolean isNarrower(String from, String to) {
        String base = to.replaceFirst("\\(\\d+\\)", "");
        if (base.equals(from.replaceFirst("\\(\\d+\\)", "")) && !base.equals(to) && !base.equals(from)) {
            return length(to) < length(from);
        }
        List<String> order = List.of(
                "smallint", "integer", "bigint", "real", "double precision", "numeric", "text", "character varying");
        boolean wider = order.contains(to) && order.indexOf(to) >= order.indexOf(from) && order.contains(from);
        return !from.equals(to)
                && !wider
                && !to.equals("text")
                && !to.equals("character varying")
                && !to.equals("numeric");
    }

    private static int length(String type) {
        return Integer.parseInt(type.replaceAll("\\D", ""));
    }

    private boolean usesRebuilt(SchemaObject now) {
        return now.needs().stream().anyMatch(impact.rebuilt()::contains);
    }

    private static void storage(SchemaObject old, Set<String> changed, List<String> actions) {
        if (changed.contains("storage")) {
            actions.add("SET STORAGE " + (old.has("storage") ? old.get("storage") : "DEFAULT"));
        }
        if (changed.contains("compression")) {
            actions.add("SET COMPRESSION " + (old.has("compression") ? old.get("compression") : "default"));
        }
        if (changed.contains("statistics")) {
            actions.add("SET STATISTICS " + (old.has("statistics") ? old.get("statistics") : "-1"));
        }
    }

    private static void options(SchemaObject now, SchemaObject old, ScriptBuilder draft) {
        String alter = "ALTER TABLE " + old.name().table() + " ALTER COLUMN "
                + old.name().name() + " ";
        if (now.has("options")) {
            draft.sql(alter + "RESET (" + now.get("options").replaceAll("=[^,]*", "") + ")");
        }
        if (old.has("options")) {
            draft.sql(alter + "SET (" + old.get("options") + ")");
        }
    }

    /** Otherwise the next row would get a number that there is. */
    private static void continueNumbers(SchemaObject column, ScriptBuilder draft) {
        String table = column.name().table();
        String name = column.name().name();
        draft.sql("SELECT setval(pg_get_serial_sequence(" + literal(table) + ", " + literal(QualifiedName.text(name))
                + "), max(" + name + ")) FROM " + table);
    }

    private static String literal(String text) {
        return dev.refract.internal.sql.Dialect.POSTGRESQL.literal(text).strip();
    }
}
