package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types' names, brought to one form: a server's name for what was written. */
final class Types {

    private static final Map<String, String> MYSQL = Map.ofEntries(
            Map.entry("integer", "int"),
            Map.entry("int4", "int"),
            Map.entry("int8", "bigint"),
            Map.entry("int2", "smallint"),
            Map.entry("bool", "tinyint"),
            Map.entry("boolean", "tinyint"),
            Map.entry("dec", "decimal"),
            Map.entry("numeric", "decimal"),
            Map.entry("fixed", "decimal"),
            Map.entry("real", "double"),
            Map.entry("double precision", "double"),
            Map.entry("float8", "double"),
            Map.entry("character", "char"),
            Map.entry("nchar", "char"),
            Map.entry("national char", "char"),
            Map.entry("character varying", "varchar"),
            Map.entry("char varying", "varchar"),
            Map.entry("nvarchar", "varchar"),
            Map.entry("national varchar", "varchar"),
            Map.entry("serial", "bigint"),
            Map.entry("long", "mediumtext"),
            Map.entry("long varchar", "mediumtext"),
            Map.entry("int1", "tinyint"),
            Map.entry("geomcollection", "geometrycollection"));

    /** Those whose arguments the server keeps as they were written. */
    private static final Set<String> WITH_ARGUMENTS =
            Set.of("varchar", "char", "varbinary", "binary", "enum", "set", "decimal", "bit");

    private static final Pattern SHOWN = Pattern.compile("(?s)([a-z0-9 ]+?)(?:\\((.*)\\))?( unsigned)?( zerofill)?");

    private Types() {}

    /** A type that a statement names. */
    static String ofMysql(DataType type) {
        String name = MYSQL.getOrDefault(type.name(), type.name());
        String arguments = String.join(",", type.arguments()).replaceAll(",\\s+", ",");
        if (name.equals("decimal")) {
            arguments =
                    type.arguments().isEmpty() ? "10,0" : type.arguments().size() == 1 ? arguments + ",0" : arguments;
        }
        if (List.of("char", "binary", "bit").contains(name) && arguments.isEmpty()) {
            arguments = "1";
        }
        return form(
                name,
                arguments,
                type.unsigned() || type.zerofill() || type.name().equals("serial"));
    }

    /** A type as MySQL or MariaDB shows it; MariaDB's JSON is a LONGTEXT, which both are here. */
    static String ofMysql(String shown) {
        Matcher matcher = SHOWN.matcher(shown.replaceAll(" /\\*.*", ""));
        if (!matcher.matches()) {
            return shown;
        }
        String arguments = matcher.group(2) == null ? "" : matcher.group(2);
        if (arguments.startsWith("'")) {
            arguments = arguments
                    .substring(1, arguments.length() - 1)
                    .replace("','", ",")
                    .replace("''", "'");
        }
        return form(matcher.group(1), arguments, matcher.group(3) != null);
    }

    private static String form(String name, String arguments, boolean unsigned) {
        String shown = name.equals("json") ? "longtext" : name.equals("geomcollection") ? "geometrycollection" : name;
        return shown + (WITH_ARGUMENTS.contains(shown) ? "(" + arguments + ")" : "") + (unsigned ? " unsigned" : "");
    }

    /** A type that a statement names. */
    static String ofSqlite(DataType type) {
        return ofSqlite(
                type.name() + (type.arguments().isEmpty() ? "" : "(" + String.join(",", type.arguments()) + ")"));
    }

    /** A type as SQLite shows it: as it was written, but for blanks. */
    static String ofSqlite(String shown) {
        return shown.toLowerCase(Locale.ROOT).replaceAll("\\s+(?=[(,)])|(?<=[(,])\\s+", "");
    }
}
