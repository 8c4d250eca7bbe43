package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Expression;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a change of type costs. Seen on PostgreSQL 15 and 18, MySQL 9.7 and MariaDB 11.8. */
final class Types {

    /** A column of a table that was there before, and both its types. */
    record Changed(KnownTable table, String column, DataType from, DataType to, Span span) {}

    private static final Set<String> NOW = Set.of("current_timestamp", "now", "localtime", "localtimestamp");

    private Types() {}

    /** The changes of a statement whose old type is known. */
    static List<Changed> changed(Step step) {
        List<Changed> changed = new ArrayList<>();
        for (Step.Altered<AlterAction.SetType> one : step.altered(AlterAction.SetType.class)) {
            String column = one.action().column().name();
            old(one.table(), column)
                    .ifPresent(from -> changed.add(new Changed(
                            one.table(),
                            column,
                            from,
                            one.action().type(),
                            one.action().span())));
        }
        for (Step.Redefined one : step.redefined()) {
            Optional<DataType> to = one.now().type();
            old(one.table(), one.old())
                    .filter(from -> to.isPresent())
                    .ifPresent(from ->
                            changed.add(new Changed(one.table(), one.old(), from, to.orElseThrow(), one.span())));
        }
        return changed;
    }

    private static Optional<DataType> old(KnownTable table, String column) {
        return table.column(column).flatMap(KnownColumn::type);
    }

    /** Whether PostgreSQL writes each row again; where the old type is not known, it is said to. */
    static boolean rewrites(Step step, Optional<DataType> known, AlterAction.SetType action) {
        if (known.isEmpty() || !isPlain(action)) {
            return true;
        }
        DataType from = known.get();
        DataType to = action.type();
        String was = from.postgresName();
        String now = to.postgresName();
        if (from.dimensions() != to.dimensions()) {
            return true;
        }
        if (was.equals(now)) {
            return switch (now) {
                case "varchar", "varbit" -> limit(to) < limit(from);
                case "numeric" ->
                    !to.arguments().isEmpty()
                            && (from.arguments().isEmpty() || scale(to) != scale(from) || limit(to) < limit(from));
                case "timestamp", "timestamptz", "time", "timetz", "interval" -> precision(to) < precision(from);
                case "bpchar", "bit" -> !from.arguments().equals(to.arguments());
                default -> false;
            };
        }
        if (was.equals("varchar") && now.equals("text")) {
            return false;
        }
        if (was.equals("text") && now.equals("varchar")) {
            return !to.arguments().isEmpty();
        }
        if (now.equals("citext") && (was.equals("text") || was.equals("varchar"))
                || was.equals("citext")
                        && (now.equals("text")
                                || now.equals("varchar") && to.arguments().isEmpty())) {
            return false; // seen
        }
        boolean zones = Set.of(was, now).equals(Set.of("timestamp", "timestamptz"));
        return !(zones && to.arguments().isEmpty() && isUtc(step));
    }

    /** Whether values are cast, and nothing else is done to them. */
    static boolean isPlain(AlterAction.SetType action) {
        return action.using().filter(using -> !isPlainCast(using, action)).isEmpty();
    }

    private static boolean isPlainCast(Expression using, AlterAction.SetType action) {
        String text = using.text().replace("\"", "").replace(" ", "").toLowerCase(Locale.ROOT);
        String column = action.column().name().toLowerCase(Locale.ROOT);
        return text.equals(column) || text.startsWith(column + "::") || text.startsWith("(" + column + "::");
    }

    private static boolean isUtc(Step step) {
        return step.earlier().stream()
                .anyMatch(change -> change instanceof SettingChange.Settings settings
                        && settings.assignments().stream()
                                .anyMatch(a ->
                                        (a.name().equals("timezone") || a.name().equals("time zone"))
                                                && a.value()
                                                        .filter("UTC"::equalsIgnoreCase)
                                                        .isPresent()));
    }

    /** Whether MySQL and MariaDB copy the table. Enums are not looked at here. */
    static boolean copies(DataType from, DataType to) {
        if (from.isEnumeration() && to.isEnumeration()) {
            return false;
        }
        if (isVarchar(from) && isVarchar(to)) {
            int bytes = bytes(to);
            boolean sameLengthByte = limit(from) * bytes <= 255 == limit(to) * bytes <= 255;
            return limit(to) < limit(from) || !sameLengthByte;
        }
        return !mysqlName(from).equals(mysqlName(to))
                || from.unsigned() != to.unsigned()
                || !isInteger(from) && !from.arguments().equals(to.arguments());
    }

    /** Whether a foreign key does not mind: its columns are of one type and sign, and a text's length is its own. */
    static boolean isSameForKeys(DataType from, DataType to) {
        return from.isEnumeration() && to.isEnumeration()
                || mysqlName(from).equals(mysqlName(to))
                        && from.unsigned() == to.unsigned()
                        && (isText(from) || isInteger(from) || from.arguments().equals(to.arguments()));
    }

    static boolean isVarchar(DataType type) {
        return type.name().equals("varchar") || type.name().equals("character varying");
    }

    private static int bytes(DataType type) {
        String charset = type.charset().orElse("utf8mb4").toLowerCase(Locale.ROOT);
        return charset.contains("latin1") || charset.contains("ascii") ? 1 : charset.contains("utf8mb3") ? 3 : 4;
    }

    static String mysqlName(DataType type) {
        return switch (type.name()) {
            case "integer" -> "int";
            case "dec", "numeric", "fixed" -> "decimal";
            case "bool", "boolean" -> "tinyint";
            case "character varying" -> "varchar";
            case "double precision" -> "double";
            default -> type.name();
        };
    }

    private static boolean isInteger(DataType type) {
        return mysqlName(type).endsWith("int");
    }

    /** How bad a copy is: MariaDB 11.2 lets others write meanwhile, where no key of the table has ON … CASCADE. */
    static Severity ofCopy(Server server, KnownTable table) {
        return copiesOnline(server) && table.foreignKeys().stream().noneMatch(KnownTable.ForeignKey::acts)
                ? Severity.WARNING
                : Severity.ERROR;
    }

    private static boolean copiesOnline(Server server) {
        return server.isMariadb() && server.isAtLeast(11, 2);
    }

    /** What it means that the table is copied, after what it is copied for. */
    static String whyCopied(String what, Server server) {
        return what
                + (copiesOnline(server)
                        ? ": while programs use it, or, where one of its own foreign keys has an action such as ON UPDATE "
                                + "CASCADE, while nobody writes it."
                        : ", and nobody writes it meanwhile; it can be read.");
    }

    /** Whether a default of MySQL is an expression other than the time. */
    static boolean isExpressionDefault(Expression value) {
        return !value.isConstant() && !NOW.containsAll(value.functions())
                || value.text().startsWith("(");
    }

    /** What values of a type are to a program of a server: MySQL's boolean is a tinyint. */
    static String family(Server server, DataType type) {
        return server.isMysql() && type.dimensions() == 0 && mysqlName(type).equals("tinyint")
                ? "integer"
                : family(type);
    }

    private static String family(DataType type) {
        String name = type.dimensions() > 0 ? "array" : type.postgresName();
        return switch (name) {
            case "int2", "int4", "int8", "tinyint", "mediumint", "year", "oid" -> "integer";
            case "numeric", "float4", "float8", "double", "money", "fixed" -> "number";
            case "varchar", "bpchar", "text", "name", "citext", "tinytext", "mediumtext", "longtext", "xml" -> "text";
            case "timestamp", "timestamptz", "date", "datetime" -> "time";
            case "bytea", "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary" -> "bytes";
            case "json", "jsonb" -> "json";
            default -> name;
        };
    }

    /** Whether one of both types is an enum of the schema. */
    static boolean isEnum(Step step, Changed change) {
        return step.before.enumType(change.from().name()).isPresent()
                && step.before.enumType(change.to().name()).isPresent();
    }

    /** Whether values may be rounded, cut off or refused by strict mode. */
    static boolean narrows(Server server, DataType from, DataType to) {
        if (server.isPostgres()) {
            String was = from.postgresName();
            String now = to.postgresName();
            return was.equals("timestamptz") && now.equals("timestamp")
                    || isTime(now) && was.equals(now) && precision(to) < precision(from)
                    || now.equals("numeric")
                            && was.equals(now)
                            && !to.arguments().isEmpty()
                            && scale(to) < scale(from)
                    || was.equals("int8") && (now.equals("int4") || now.equals("int2"))
                    || was.equals("int4") && now.equals("int2")
                    || family(from).equals("number") && family(to).equals("integer")
                    || was.equals("float8") && now.equals("float4")
                    || isTime(was) && now.equals("date");
        }
        if (isVarchar(from) && isVarchar(to)) {
            return limit(to) < limit(from);
        }
        if (mysqlBytes(from) > 0 && mysqlBytes(to) > 0) {
            return mysqlBytes(to) < mysqlBytes(from);
        }
        if (isMysqlTime(from) && isMysqlTime(to)) {
            return mysqlPrecision(to) < mysqlPrecision(from);
        }
        boolean fractions = family(from).equals("number") && family(to).equals("integer")
                || mysqlName(from).equals("double") && mysqlName(to).equals("float")
                || isMysqlTime(from) && to.name().equals("date")
                || family(from).equals("text") && to.isEnumeration();
        if (fractions) {
            return true;
        }
        List<String> sizes = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
        int was = sizes.indexOf(mysqlName(from));
        int now = sizes.indexOf(mysqlName(to));
        boolean signs = from.unsigned() != to.unsigned() && (to.unsigned() || now == was);
        boolean smaller = was >= 0 && now >= 0 && (now < was || signs);
        boolean digits = mysqlName(from).equals("decimal")
                && mysqlName(to).equals("decimal")
                && (scale(to) < scale(from) || limit(to) - scale(to) < limit(from) - scale(from));
        return smaller || digits;
    }

    /** How much text MySQL holds in a type, at most; 0 for another. */
    private static long mysqlBytes(DataType type) {
        return switch (mysqlName(type)) {
            case "varchar", "char" -> type.arguments().isEmpty() ? bytes(type) : (long) limit(type) * bytes(type);
            case "tinytext" -> (1L << 8) - 1;
            case "text" -> (1L << 16) - 1;
            case "mediumtext" -> (1L << 24) - 1;
            case "longtext" -> (1L << 32) - 1;
            default -> 0;
        };
    }

    /** Whether MySQL holds text in it. */
    static boolean isText(DataType type) {
        return mysqlBytes(type) > 0;
    }

    static boolean isMysqlTime(DataType type) {
        return type.name().equals("datetime")
                || type.name().equals("timestamp")
                || type.name().equals("time");
    }

    /** The digits of a second, none where nothing is said. */
    static int mysqlPrecision(DataType type) {
        return number(type, 0, 0);
    }

    private static boolean isTime(String name) {
        return name.equals("timestamp") || name.equals("timestamptz") || name.equals("time") || name.equals("timetz");
    }

    /** As a statement would write it. */
    static String text(DataType type) {
        String arguments = type.arguments().isEmpty()
                ? ""
                : type.isEnumeration()
                        ? "('" + String.join("','", type.arguments()) + "')"
                        : "(" + String.join(",", type.arguments()) + ")";
        return type.name() + arguments + (type.unsigned() ? " unsigned" : "") + "[]".repeat(type.dimensions());
    }

    static int limit(DataType type) {
        return number(type, 0, Integer.MAX_VALUE / 8);
    }

    static int scale(DataType type) {
        return number(type, 1, type.arguments().isEmpty() ? Integer.MAX_VALUE : 0);
    }

    static int precision(DataType type) {
        return number(type, 0, 6);
    }

    private static int number(DataType type, int argument, int otherwise) {
        if (type.arguments().size() <= argument
                || !type.arguments().get(argument).matches("\\d{1,6}")) {
            return otherwise;
        }
        return Integer.parseInt(type.arguments().get(argument));
    }
}
