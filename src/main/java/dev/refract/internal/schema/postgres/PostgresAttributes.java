package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.ScriptBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attributes of a composite type that ALTER TYPE takes back without a new type: those that the migration added go,
 * and those that it dropped come back, at the end.
 *
 * @param drop those that go, each with its type
 * @param add those that come back
 */
record PostgresAttributes(List<String> drop, List<String> add) {

    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\s*((?:\"(?:[^\"]|\"\")*\"|\\([^)]*\\)|[^,\"(])+)(?:,|$)");

    /** Empty where a new type is needed: an attribute has another type, or would stand elsewhere. */
    static Optional<PostgresAttributes> between(SchemaObject now, SchemaObject old) {
        List<String> is = split(now.get("attributes"));
        List<String> was = split(old.get("attributes"));
        List<String> drop = new ArrayList<>(is);
        drop.removeAll(was);
        List<String> add = new ArrayList<>(was);
        add.removeAll(is);
        List<String> result = new ArrayList<>(is);
        result.removeAll(drop);
        result.addAll(add);
        boolean sameName = drop.stream()
                .map(PostgresAttributes::name)
                .anyMatch(name -> add.stream().map(PostgresAttributes::name).anyMatch(name::equals));
        return result.equals(was) && !sameName && (drop.isEmpty() || add.isEmpty()) && !result.equals(is)
                ? Optional.of(new PostgresAttributes(drop, add))
                : Optional.empty();
    }

    /** The statements, with what is lost in columns of the type. */
    void alter(SchemaObject type, Schema before, ScriptBuilder draft) {
        List<SchemaObject> columns = before.all(Kind.COLUMN).stream()
                .filter(column -> column.needs().contains(type.name()))
                .toList();
        drop.forEach(attribute -> columns.forEach(column -> draft.loses(
                column.name().table(), column.name().name(), "the attribute " + name(attribute) + " of its values.")));
        add.forEach(attribute -> columns.forEach(column -> draft.loses(
                column.name().table(),
                column.name().name(),
                "the attribute " + name(attribute) + " comes back as NULL.")));
        List<String> actions = new ArrayList<>();
        drop.forEach(attribute -> actions.add("DROP ATTRIBUTE " + name(attribute)));
        add.forEach(attribute -> actions.add("ADD ATTRIBUTE " + attribute));
        draft.sql("ALTER TYPE " + type.name().name() + " " + String.join(", ", actions));
    }

    private static List<String> split(String attributes) {
        List<String> all = new ArrayList<>();
        Matcher matcher = ATTRIBUTE.matcher(attributes);
        while (matcher.lookingAt() && matcher.end() > matcher.start()) {
            all.add(matcher.group(1).strip());
            matcher.region(matcher.end(), attributes.length());
        }
        return all;
    }

    private static String name(String attribute) {
        String name = QualifiedName.last(attribute);
        return name.startsWith("\"") ? name : attribute.replaceFirst("\\s.*", "");
    }
}
