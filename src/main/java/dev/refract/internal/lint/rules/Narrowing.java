package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which values a smaller type does not hold, as a condition in SQL. */
final class Narrowing {

    private static final List<String> SIZES = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final Map<String, String> POSTGRES = Map.of("int2", "smallint", "int4", "int");

    private Narrowing() {}

    /** Empty where no condition says it. */
    static Optional<String> condition(Step step, Types.Changed one) {
        DataType from = one.from();
        DataType to = one.to();
        String column = step.quoted(one.column());
        boolean plain = step.altered(AlterAction.SetType.class).stream()
                .filter(set -> set.action().column().is(one.column()))
                .allMatch(set -> Types.isPlain(set.action()));
        if (!plain || from.dimensions() > 0 || to.dimensions() > 0) {
            return Optional.empty();
        }
        if (step.server.isMysql()) {
            return ofMysql(step, from, to, column);
        }
        if (POSTGRES.containsKey(to.postgresName())) {
            return outside(column, POSTGRES.getOrDefault(to.postgresName(), ""), false)
                    .map(range -> range
                            + (Types.family(step.server, from).equals("number") ? " OR " + column + " % 1 <> 0" : ""))
                    .filter(range -> !from.postgresName().startsWith("float"));
        }
        if (to.postgresName().equals("numeric")) {
            return decimal(column, to);
        }
        boolean sameTime =
                to.postgresName().startsWith("time") && from.postgresName().equals(to.postgresName());
        boolean date = to.postgresName().equals("date") && from.postgresName().equals("timestamp");
        return sameTime || date ? Optional.of(column + "::" + Types.text(to) + " <> " + column) : Optional.empty();
    }

    private static Optional<String> ofMysql(Step step, DataType from, DataType to, String column) {
        if (to.isEnumeration()) {
            boolean plain = to.arguments().stream().noneMatch(label -> label.contains("\\"));
            return Optional.of(column + " NOT IN ('"
                            + String.join(
                                    "', '",
                                    to.arguments().stream()
                                            .map(label -> label.replace("'", "''"))
                                            .toList())
                            + "')")
                    .filter(condition -> plain);
        }
        if (Types.family(step.server, to).equals("text")) {
            return switch (to.name()) {
                case "tinytext" -> Optional.of("length(" + column + ") > 255");
                case "text" -> Optional.of("length(" + column + ") > 65535");
                case "mediumtext" -> Optional.of("length(" + column + ") > 16777215");
                default ->
                    to.arguments().isEmpty()
                            ? Optional.empty()
                            : Optional.of("char_length(" + column + ") > " + Types.limit(to));
            };
        }
        if (Types.isMysqlTime(from)) {
            return Optional.of(
                    to.name().equals("date")
                            ? "time(" + column + ") <> '00:00:00'"
                            : "microsecond(" + column + ") % 1" + "0".repeat(6 - Types.mysqlPrecision(to)) + " <> 0");
        }
        boolean exact = Types.family(step.server, from).equals("integer")
                || Types.mysqlName(from).equals("decimal");
        if (!exact) {
            return Optional.empty();
        }
        return SIZES.contains(Types.mysqlName(to))
                ? outside(column, Types.mysqlName(to), to.unsigned())
                        .map(range ->
                                range + (Types.mysqlName(from).equals("decimal") ? " OR " + column + " % 1 <> 0" : ""))
                : decimal(column, to);
    }

    private static Optional<String> outside(String column, String integer, boolean unsigned) {
        int bits =
                switch (integer) {
                    case "tinyint" -> 8;
                    case "smallint" -> 16;
                    case "mediumint" -> 24;
                    case "int" -> 32;
                    default -> 64;
                };
        if (bits == 64) {
            return unsigned ? Optional.of(column + " < 0") : Optional.of(column + " > " + Long.MAX_VALUE);
        }
        long span = 1L << bits;
        long low = unsigned ? 0 : -span / 2;
        return Optional.of("(" + column + " < " + low + " OR " + column + " > " + (low + span - 1) + ")");
    }

    private static Optional<String> decimal(String column, DataType to) {
        if (to.arguments().isEmpty()) {
            return Optional.empty();
        }
        int scale = Types.scale(to);
        String limit = "1" + "0".repeat(Math.max(0, Types.limit(to) - scale));
        return Optional.of(
                "(abs(" + column + ") >= " + limit + " OR round(" + column + ", " + scale + ") <> " + column + ")");
    }
}
