package dev.refract.internal.online.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rows that a unique index refuses.
 *
 * @param columns what is indexed, for a person
 * @param query a query for five of the values
 */
record Doubles(String columns, String query) {

    /**
     * @param table its name as it stands in SQL
     * @param parts columns and expressions, without their order
     * @param where a partial index's condition
     * @param nulls whether two NULLs are doubles too
     */
    static Doubles of(String table, List<String> parts, Optional<String> where, boolean nulls) {
        String columns = String.join(", ", parts);
        String condition = nulls
                ? where.orElse("")
                : parts.stream().map(part -> part + " IS NOT NULL").collect(Collectors.joining(" AND "))
                        + where.map(only -> " AND (" + only + ")").orElse("");
        return new Doubles(
                columns,
                "SELECT " + columns + ", count(*) FROM " + table + (condition.isEmpty() ? "" : " WHERE " + condition)
                        + " GROUP BY " + columns + " HAVING count(*) > 1 LIMIT 5");
    }

    SafeStep.Saying saying(String index) {
        return new SafeStep.Saying(
                "23505",
                "could not create unique index " + index + ": values of (" + columns + ") occur more than once",
                Optional.of("The invalid index is dropped again. Find them:\n    " + query),
                Optional.of(query));
    }
}
