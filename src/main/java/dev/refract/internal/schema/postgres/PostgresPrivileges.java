package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who owns an object and who may do what with it, as far as that is not what the server gives by itself. */
final class PostgresPrivileges {

    private static final String GRANTED = "granted";
    private static final String REVOKED = "revoked";
    private static final String GRANT_OPTION = " WITH GRANT OPTION";

    private PostgresPrivileges() {}

    /** For an object that was just created. */
    static List<String> given(SchemaObject old) {
        return between(null, old);
    }

    /** Takes away what is granted for what will not be there. */
    static List<String> taken(SchemaObject now) {
        return between(now, null);
    }

    /** From what is so now to what was so; null is what the server gives by itself. */
    static List<String> between(@Nullable SchemaObject now, @Nullable SchemaObject old) {
        SchemaObject named = old != null ? old : now;
        if (named == null) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        String owner = old == null ? "" : old.get("owner");
        if (named.kind() != Kind.PRIVILEGES && !(now == null ? "" : now.get("owner")).equals(owner)) {
            statements.add("ALTER " + PostgresSyntax.described(named) + " OWNER TO "
                    + (owner.isEmpty() ? "CURRENT_USER" : owner));
        }
        List<String> revoke = minus(rights(now, GRANTED), rights(old, GRANTED));
        revoke.addAll(minus(rights(old, REVOKED), rights(now, REVOKED)));
        List<String> grant = minus(rights(old, GRANTED), rights(now, GRANTED));
        grant.addAll(minus(rights(now, REVOKED), rights(old, REVOKED)));
        byGrantee(revoke.stream().map(right -> right.replace(GRANT_OPTION, "")).toList())
                .forEach((grantee, privileges) ->
                        statements.add(statement("REVOKE ", privileges, named) + " FROM " + grantee));
        byGrantee(grant)
                .forEach((grantee, privileges) ->
                        statements.add(statement("GRANT ", privileges, named) + " TO " + grantee));
        return statements;
    }

    private static List<String> rights(@Nullable SchemaObject object, String property) {
        return object == null || !object.has(property)
                ? List.of()
                : Arrays.asList(object.get(property).split("\n", -1));
    }

    private static List<String> minus(List<String> some, List<String> others) {
        List<String> left = new ArrayList<>(some);
        left.removeAll(others);
        return left;
    }

    private static Map<String, List<String>> byGrantee(List<String> rights) {
        return rights.stream()
                .collect(Collectors.groupingBy(
                        right -> right.substring(right.indexOf(" TO ") + " TO ".length()),
                        LinkedHashMap::new,
                        Collectors.mapping(right -> right.substring(0, right.indexOf(" TO ")), Collectors.toList())));
    }

    private static String statement(String verb, List<String> privileges, SchemaObject object) {
        String name = object.name().name();
        String all = String.join(", ", privileges);
        return switch (object.kind()) {
            case PRIVILEGES -> {
                boolean usual = name.startsWith("DEFAULT ");
                int on = name.lastIndexOf(" ON ");
                yield usual
                        ? "ALTER DEFAULT PRIVILEGES" + name.substring("DEFAULT".length(), on) + " " + verb + all
                                + name.substring(on)
                        : verb + all + " ON " + name;
            }
            case COLUMN ->
                verb
                        + privileges.stream()
                                .map(privilege -> privilege + " (" + name + ")")
                                .collect(Collectors.joining(", "))
                        + " ON " + object.name().table();
            case TABLE, VIEW, MATERIALIZED_VIEW -> verb + all + " ON " + name;
            case AGGREGATE -> verb + all + " ON FUNCTION " + name;
            default -> verb + all + " ON " + PostgresSyntax.described(object);
        };
    }
}
