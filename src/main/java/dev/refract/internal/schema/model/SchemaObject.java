package dev.refract.internal.schema.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One object of a schema, as its database describes it. Two are equal when name and properties are; identity, position
 * and needs tell how this one database came to hold it.
 *
 * @param name its name
 * @param properties what it is, property by property, in the order to show; a property that has its default value is
 *     absent, so that nothing is said twice
 * @param identity what stays the same in this database when the object is renamed (PostgreSQL: its catalog and oid);
 *     empty where the database has no such thing
 * @param position its place among its siblings (a column's in its table), from 1; 0 where there is none
 * @param needs what must exist before it can, as far as the database knows
 */
public record SchemaObject(
        ObjectName name, Map<String, String> properties, String identity, int position, Set<ObjectName> needs) {

    public SchemaObject {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        needs = Set.copyOf(needs);
    }

    /** What it is. */
    public Kind kind() {
        return name.kind();
    }

    /** A property's value; empty where the object lacks it. */
    public String get(String property) {
        return properties.getOrDefault(property, "");
    }

    /** Whether it has the property. */
    public boolean has(String property) {
        return properties.containsKey(property);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SchemaObject that && name.equals(that.name) && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + properties.hashCode();
    }
}
