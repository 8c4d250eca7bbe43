package dev.refract.internal.lint.model;

import dev.refract.internal.sql.statement.Expression;
import java.util.Set;

/** Which functions answer the same for every row of a statement. */
public final class Functions {

    /** PostgreSQL's stable and immutable ones that are used in defaults (pg_proc.provolatile); MySQL's kin. */
    private static final Set<String> SAME_FOR_EACH_ROW = Set.of(
            "now",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp",
            "transaction_timestamp",
            "statement_timestamp",
            "current_user",
            "session_user",
            "user",
            "current_role",
            "current_catalog",
            "current_database",
            "current_schema",
            "current_setting",
            "date_trunc",
            "to_char",
            "to_timestamp",
            "to_date",
            "make_interval",
            "make_date",
            "age",
            "extract",
            "date_part",
            "lower",
            "upper",
            "concat",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "md5",
            "repeat",
            "left",
            "right",
            "length",
            "array",
            "jsonb_build_object",
            "json_build_object",
            "jsonb_build_array",
            "json_build_array",
            "json_object",
            "json_array",
            "to_jsonb",
            "to_json",
            "to_tsvector",
            "decode",
            "encode",
            "timezone",
            "utc_timestamp",
            "utc_date",
            "utc_time",
            "curdate",
            "curtime",
            "abs",
            "round",
            "floor",
            "ceil");

    private Functions() {}

    /** Whether it calls one that may answer otherwise for each row; one that is not known may. */
    public static boolean anyVolatile(Expression expression) {
        return !expression.isConstant()
                && expression.functions().stream().anyMatch(function -> !SAME_FOR_EACH_ROW.contains(function));
    }
}
