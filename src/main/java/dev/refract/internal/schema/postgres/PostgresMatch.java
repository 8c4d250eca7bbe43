package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Literals;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which object after a migration is which one before it: the same one in the catalogs, whatever its name, or else the
 * one of the same name, which the migration dropped and created anew.
 *
 * @param toBefore from an object's name after the migration to its name before it
 * @param toAfter the other way round
 * @param names from each renamed object's own name to the old one, as definitions spell them
 */
record PostgresMatch(
        Schema before,
        Schema after,
        Map<ObjectName, ObjectName> toBefore,
        Map<ObjectName, ObjectName> toAfter,
        Map<String, String> names) {

    static PostgresMatch of(Schema before, Schema after) {
        PostgresMatch match = new PostgresMatch(before, after, new TreeMap<>(), new TreeMap<>(), new HashMap<>());
        match.byIdentity();
        match.byName(o -> o.name().table().isEmpty());
        match.byName(o -> !o.name().table().isEmpty());
        return match;
    }

    private void byIdentity() {
        Map<String, ObjectName> olds = new HashMap<>();
        before.objects().values().forEach(old -> olds.put(catalogEntry(old), old.name()));
        for (SchemaObject now : after.objects().values()) {
            ObjectName old = olds.get(catalogEntry(now));
            if (old != null && old.kind() == now.kind()) {
                pair(now.name(), old);
                String from = QualifiedName.last(now.name().name());
                String to = QualifiedName.last(old.name());
                if (!from.equals(to)) {
                    names.put(from, to);
                }
            }
        }
    }

    /** An enum's identity names its values after a slash. */
    private static String catalogEntry(SchemaObject object) {
        return object.identity().replaceFirst("/.*", "");
    }

    private void byName(java.util.function.Predicate<SchemaObject> which) {
        for (SchemaObject now : after.objects().values()) {
            if (which.test(now) && !toBefore.containsKey(now.name())) {
                ObjectName old = new ObjectName(
                        now.kind(), tableBefore(now.name().table()), now.name().name());
                if (before.objects().containsKey(old) && !toAfter.containsKey(old)) {
                    pair(now.name(), old);
                }
            }
        }
    }

    private void pair(ObjectName now, ObjectName old) {
        toBefore.put(now, old);
        toAfter.put(old, now);
    }

    /** The name before the migration of a table, or view, that has this name after it. */
    String tableBefore(String table) {
        for (Kind kind : List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW)) {
            ObjectName old = toBefore.get(ObjectName.of(kind, table));
            if (old != null) {
                return old.name();
            }
        }
        return table;
    }

    /** What an object was before the migration. */
    Optional<SchemaObject> old(SchemaObject now) {
        return Optional.ofNullable(toBefore.get(now.name())).map(before.objects()::get);
    }

    /** What an object of before the migration became. */
    Optional<SchemaObject> now(SchemaObject old) {
        return Optional.ofNullable(toAfter.get(old.name())).map(after.objects()::get);
    }

    /** What the migration made. */
    List<SchemaObject> added() {
        return after.objects().values().stream()
                .filter(now -> !toBefore.containsKey(now.name()))
                .toList();
    }

    /** What the migration took away. */
    List<SchemaObject> removed() {
        return before.objects().values().stream()
                .filter(old -> !toAfter.containsKey(old.name()))
                .toList();
    }

    /** Whether it only has the name of what was there before: the migration dropped that and created this. */
    boolean isAnew(SchemaObject now) {
        return old(now).filter(old -> !catalogEntry(old).equals(catalogEntry(now)))
                .isPresent();
    }

    boolean isRenamed(SchemaObject now) {
        SchemaObject old = old(now).orElseThrow();
        return !QualifiedName.last(now.name().name())
                .equals(QualifiedName.last(old.name().name()));
    }

    /** Whether it moved to another schema. */
    boolean isMoved(SchemaObject now) {
        SchemaObject old = old(now).orElseThrow();
        return !QualifiedName.qualifier(now.name().name())
                .equals(QualifiedName.qualifier(old.name().name()));
    }

    /** The tables that a table of before the migration had its columns from, as it was created. */
    private static List<String> parents(SchemaObject table) {
        String parents = table.has("partition of") ? table.get("partition of") : table.get("inherits");
        return parents.isEmpty() ? List.of() : List.of(parents.split(", "));
    }

    /** What a column is inherited from, before the migration; of several parents any. */
    Optional<SchemaObject> parent(SchemaObject old) {
        return before.find(ObjectName.of(Kind.TABLE, old.name().table())).stream()
                .flatMap(table -> parents(table).stream())
                .map(table -> before.objects()
                        .get(new ObjectName(Kind.COLUMN, table, old.name().name())))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * Whether a statement about the parent's column does all that is to be done to an inherited one, its name apart.
     */
    boolean followsParent(SchemaObject now) {
        SchemaObject old = old(now).orElseThrow();
        Set<String> changed = changed(now);
        return now.has("inherited")
                && old.has("inherited")
                && parent(old)
                        .filter(parent -> now(parent)
                                .filter(after -> changed(after).containsAll(changed))
                                .isPresent())
                        .filter(parent -> changed.stream()
                                .allMatch(property -> parent.get(property).equals(old.get(property))))
                        .isPresent();
    }

    /** The properties that differ, once the names that the migration changed are the old ones again. */
    Set<String> changed(SchemaObject now) {
        SchemaObject old = old(now).orElseThrow();
        Set<String> properties = new LinkedHashSet<>(now.properties().keySet());
        properties.addAll(old.properties().keySet());
        return properties.stream()
                .filter(property -> !same(now, old, property))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean same(SchemaObject now, SchemaObject old, String property) {
        String from = now.get(property);
        String to = old.get(property);
        if (from.equals(to)) {
            return true;
        }
        if (property.equals("comment")
                || Schema.PRIVILEGES.contains(property)
                || property.equals("values")
                || !body(now, from).equals(body(old, to))) {
            return false;
        }
        return canonical(valuesRenamed(PostgresNames.replace(from, names))).equals(canonical(to));
    }

    /** A routine's body where it is text, in which no renaming changes anything. */
    private static String body(SchemaObject object, String definition) {
        boolean routine = object.kind() == Kind.FUNCTION || object.kind() == Kind.PROCEDURE;
        int body = routine ? definition.indexOf("\nAS ") : -1;
        return body < 0 ? "" : definition.substring(body);
    }

    private static String canonical(String definition) {
        return PostgresNames.withoutEmptyAliases(definition);
    }

    private String valuesRenamed(String definition) {
        String text = definition;
        for (SchemaObject now : after.all(Kind.ENUM)) {
            for (Map.Entry<String, String> renamed : renamedValues(now).entrySet()) {
                String type = old(now).orElseThrow().name().name();
                text = text.replace(renamed.getKey() + "::" + type, renamed.getValue() + "::" + type);
            }
        }
        return text;
    }

    /**
     * Of an enum, the values that the migration renamed: from the new one to the old one, as literals, in the new
     * order.
     */
    Map<String, String> renamedValues(SchemaObject now) {
        Optional<SchemaObject> old = old(now);
        Map<String, String> renamed = new java.util.LinkedHashMap<>();
        if (old.isEmpty()) {
            return renamed;
        }
        Map<String, String> olds = values(old.get());
        values(now).forEach((identity, value) -> {
            String then = olds.get(identity);
            if (then != null && !then.equals(value)) {
                renamed.put(value, then);
            }
        });
        return renamed;
    }

    /** An enum's values as literals, by their identity in the catalogs. */
    static Map<String, String> values(SchemaObject type) {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        int slash = type.identity().indexOf('/');
        List<String> literals = Literals.of(type.get("values"));
        Collection<String> identities = slash < 0
                ? List.of()
                : Arrays.asList(type.identity().substring(slash + 1).split(","));
        int i = 0;
        for (String identity : identities) {
            values.put(identity, literals.get(i++));
        }
        return values;
    }
}
