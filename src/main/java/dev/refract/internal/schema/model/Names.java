package dev.refract.internal.schema.model;

/** Names that no object has yet. */
public final class Names {

    private Names() {}

    /** The name itself, or with a number after it where the schema has it already; short enough for every database. */
    public static String distinct(String name, Schema schema) {
        String base = name.length() <= 50 ? name : name.substring(name.length() - 50);
        String candidate = base;
        for (int i = 2; isTaken(candidate, schema); i++) {
            candidate = base + i;
        }
        return candidate;
    }

    private static boolean isTaken(String name, Schema schema) {
        String quoted = schema.dialect().quote(name);
        return schema.objects().keySet().stream()
                .anyMatch(n -> n.name().equalsIgnoreCase(name) || n.name().equals(quoted));
    }
}
