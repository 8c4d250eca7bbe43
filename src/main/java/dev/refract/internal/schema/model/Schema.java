package dev.refract.internal.schema.model;

import dev.refract.internal.sql.Dialect;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a database holds besides rows, read from its catalogs by {@link Introspection}; Prisma's ledger table is left
 * out. Immutable, and compared by value.
 *
 * @param dialect whose names and definitions these are
 * @param objects every object by its name, sorted
 */
public record Schema(Dialect dialect, Map<ObjectName, SchemaObject> objects) {

    /** Prisma's ledger, which is no part of what migrations describe. */
    public static final String LEDGER = "_prisma_migrations";

    /** The properties that tell whose an object is, and who may do what with it. */
    public static final Set<String> PRIVILEGES = Set.of("owner", "granted", "revoked");

    public Schema {
        objects = Collections.unmodifiableMap(new TreeMap<>(objects));
    }

    public static Schema of(Dialect dialect, Collection<SchemaObject> objects) {
        Map<ObjectName, SchemaObject> byName = new TreeMap<>();
        objects.forEach(object -> byName.put(object.name(), object));
        return new Schema(dialect, byName);
    }

    /** The object of that name. */
    public Optional<SchemaObject> find(ObjectName name) {
        return Optional.ofNullable(objects.get(name));
    }

    /** The object of that name, which is known to be there. */
    public SchemaObject get(ObjectName name) {
        return Objects.requireNonNull(objects.get(name), name::toString);
    }

    /** The objects of a kind, by name. */
    public List<SchemaObject> all(Kind kind) {
        return objects.values().stream().filter(o -> o.kind() == kind).toList();
    }

    /** The objects of a kind that belong to a table, by their position and then by name. */
    public List<SchemaObject> of(String table, Kind kind) {
        return objects.values().stream()
                .filter(o -> o.kind() == kind && o.name().table().equals(table))
                .sorted(Comparator.comparingInt(SchemaObject::position))
                .toList();
    }

    /** The same without owners and rights, which a history need not tell. */
    public Schema withoutPrivileges() {
        return of(
                dialect,
                objects.values().stream()
                        .filter(object -> object.kind() != Kind.PRIVILEGES)
                        .map(object -> {
                            Map<String, String> properties = new LinkedHashMap<>(object.properties());
                            properties.keySet().removeAll(PRIVILEGES);
                            return new SchemaObject(
                                    object.name(), properties, object.identity(), object.position(), object.needs());
                        })
                        .toList());
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return objects.isEmpty();
    }
}
