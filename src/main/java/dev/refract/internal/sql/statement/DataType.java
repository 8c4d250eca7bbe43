package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/**
 * A column's type as the statement names it.
 *
 * @param schema where the type is to be found; empty where the statement does not say
 * @param name in lower case where the server folds it, its words apart by one space and without arguments:
 *     {@code timestamp with time zone}
 * @param arguments what stands in parentheses: numbers as written, the labels of MySQL's {@code ENUM} and {@code SET}
 *     without quotes
 * @param dimensions how many pairs of brackets make it an array; 0 for none
 * @param charset {@code CHARACTER SET}, {@code ASCII}, {@code BINARY} …, as written
 */
public record DataType(
        Optional<Identifier> schema,
        String name,
        List<String> arguments,
        int dimensions,
        boolean unsigned,
        boolean zerofill,
        Optional<String> charset,
        Optional<String> collation,
        Span span) {
    public DataType {
        arguments = List.copyOf(arguments);
    }

    /** Whether PostgreSQL makes a sequence for it: {@code serial} and its sizes. */
    public boolean isSerial() {
        return switch (name) {
            case "serial", "serial4", "bigserial", "serial8", "smallserial", "serial2" -> true;
            default -> false;
        };
    }

    /** Whether it lists its values: MySQL's {@code ENUM} and {@code SET}. */
    public boolean isEnumeration() {
        return name.equals("enum") || name.equals("set");
    }

    /**
     * The name that PostgreSQL keeps for it: {@code int4} for {@code integer}, {@code timestamptz} for {@code timestamp
     * with time zone}.
     */
    public String postgresName() {
        return switch (name) {
            case "int", "integer", "int4", "serial", "serial4" -> "int4";
            case "bigint", "int8", "bigserial", "serial8" -> "int8";
            case "smallint", "int2", "smallserial", "serial2" -> "int2";
            case "decimal", "dec", "numeric" -> "numeric";
            case "real", "float4" -> "float4";
            case "double precision", "float8" -> "float8";
            case "float" ->
                arguments.isEmpty()
                                || arguments.get(0).compareTo("24") > 0
                                || arguments.get(0).length() > 2
                        ? "float8"
                        : "float4";
            case "boolean", "bool" -> "bool";
            case "character varying",
                    "char varying",
                    "national character varying",
                    "national char varying",
                    "nchar varying",
                    "varchar" -> "varchar";
            case "character", "char", "national character", "national char", "nchar" -> "bpchar";
            case "timestamp", "timestamp without time zone" -> "timestamp";
            case "timestamp with time zone", "timestamptz" -> "timestamptz";
            case "time", "time without time zone" -> "time";
            case "time with time zone", "timetz" -> "timetz";
            case "bit varying", "varbit" -> "varbit";
            default -> name.startsWith("interval ") ? "interval" : name;
        };
    }
}
