package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PostgreSQL's statements about one object, from its description. */
final class PostgresSyntax {

    /** The server's own comment on the schema public. */
    static final String COMMENT_OF_PUBLIC = "standard public schema";

    private static final Set<Kind> CONSTRAINTS =
            Set.of(Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.CHECK, Kind.EXCLUSION, Kind.FOREIGN_KEY);

    /** Constraints that stand within CREATE TABLE; foreign keys are added when all tables are there. */
    private static final List<Kind> INLINE = List.of(Kind.PRIMARY_KEY, Kind.UNIQUE, Kind.EXCLUSION, Kind.CHECK);

    private PostgresSyntax() {}

    static boolean isConstraint(SchemaObject object) {
        return CONSTRAINTS.contains(object.kind());
    }

    /** Whether CREATE TABLE brings it along. */
    static boolean isInline(SchemaObject object) {
        return object.kind() == Kind.COLUMN || INLINE.contains(object.kind());
    }

    /**
     * Creates an object that stands on its own, or one part of a table that is there; comments and switches included.
     */
    static List<String> create(SchemaObject object) {
        String name = object.name().name();
        String table = object.name().table();
        List<String> statements = new ArrayList<>();
        String definition = object.get("definition");
        switch (object.kind()) {
            case SCHEMA -> statements.add("CREATE SCHEMA " + name);
            case EXTENSION -> statements.add("CREATE EXTENSION " + name + after(" SCHEMA ", object.get("schema")));
            case ENUM -> statements.add("CREATE TYPE " + name + " AS ENUM (" + object.get("values") + ")");
            case DOMAIN -> statements.add(domain(object));
            case COMPOSITE_TYPE -> statements.add("CREATE TYPE " + name + " AS (" + object.get("attributes") + ")");
            case RANGE_TYPE -> statements.add("CREATE TYPE " + name + " AS RANGE (" + definition + ")");
            case SEQUENCE ->
                statements.add("CREATE" + (object.has("persistence") ? " UNLOGGED" : "") + " SEQUENCE " + name
                        + after(" AS ", object.get("type")) + after(" ", object.get("options")));
            case FUNCTION, PROCEDURE, TRIGGER, RULE -> statements.add(definition);
            case INDEX -> index(object, statements);
            case AGGREGATE -> statements.add("CREATE AGGREGATE " + definition);
            case COLUMN -> {
                statements.add("ALTER TABLE " + table + " ADD COLUMN " + column(object));
                extras(object, statements);
            }
            case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION, FOREIGN_KEY ->
                statements.add("ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + definition);
            case STATISTICS -> statements.add("CREATE STATISTICS " + name + " " + definition);
            case VIEW ->
                statements.add(
                        "CREATE VIEW " + name + after(" WITH (", object.get("options"), ")") + " AS\n" + definition);
            case MATERIALIZED_VIEW ->
                statements.add("CREATE MATERIALIZED VIEW " + name + after(" WITH (", object.get("options"), ")")
                        + after(" TABLESPACE ", object.get("tablespace")) + " AS\n" + definition
                        + (object.has("populated") ? "\nWITH NO DATA" : ""));
            case POLICY -> statements.add("CREATE POLICY " + name + " ON " + table + " " + definition);
            case EVENT_TRIGGER -> statements.add("CREATE EVENT TRIGGER " + name + " ON " + definition);
            case PRIVILEGES -> {} // nothing but what follows
            default -> throw new IllegalArgumentException(object.name() + " can't be created from its description");
        }
        if (object.has("enabled")) {
            statements.add(enable(object));
        }
        if (object.has("comment")) {
            statements.add(comment(object));
        }
        statements.addAll(PostgresPrivileges.given(object));
        return statements;
    }

    private static void index(SchemaObject index, List<String> statements) {
        statements.add(index.get("definition"));
        String name = index.name().name();
        if (index.has("clustered")) {
            statements.add("ALTER TABLE " + index.name().table() + " CLUSTER ON " + QualifiedName.last(name));
        }
        if (index.has("statistics")) {
            for (String column : index.get("statistics").split(", ")) {
                statements.add("ALTER INDEX " + name + " ALTER COLUMN " + column.replace(" ", " SET STATISTICS "));
            }
        }
        if (index.has("tablespace")) {
            statements.add("ALTER INDEX " + name + " SET TABLESPACE " + index.get("tablespace"));
        }
    }

    private static String domain(SchemaObject domain) {
        return "CREATE DOMAIN " + domain.name().name() + " AS " + domain.get("type")
                + after(" COLLATE ", domain.get("collation"))
                + after(" DEFAULT ", domain.get("default")) + (domain.has("not null") ? " NOT NULL" : "")
                + after(" ", domain.get("checks"));
    }

    /**
     * Creates a table with its columns and the constraints that stand within it, and all that is said about these.
     *
     * @param columns the text of a column, for those that are not written as they are described; by name
     */
    static List<String> createTable(SchemaObject table, Schema schema, Map<ObjectName, String> columns) {
        String name = table.name().name();
        List<SchemaObject> parts = parts(name, schema);
        List<String> lines = new ArrayList<>();
        for (SchemaObject part : parts) {
            if (part.kind() == Kind.COLUMN && !part.has("inherited")) {
                lines.add("    " + columns.getOrDefault(part.name(), column(part)));
            } else if (part.kind() != Kind.COLUMN) {
                lines.add("    CONSTRAINT " + part.name().name() + " " + part.get("definition"));
            }
        }
        boolean partition = table.has("partition of");
        String body = partition && lines.isEmpty()
                ? ""
                : " (\n" + String.join(",\n", lines) + (lines.isEmpty() ? "" : "\n") + ")";
        List<String> statements = new ArrayList<>();
        statements.add("CREATE "
                + switch (table.get("persistence")) {
                    case "unlogged" -> "UNLOGGED TABLE ";
                    case "foreign" -> "FOREIGN TABLE ";
                    default -> "TABLE ";
                }
                + name + after(" OF ", table.get("of type")) + after(" PARTITION OF ", table.get("partition of")) + body
                + after(" ", table.get("bounds")) + after(" INHERITS (", table.get("inherits"), ")")
                + after(" PARTITION BY ", table.get("partition by")) + after(" USING ", table.get("access method"))
                + after(" SERVER ", table.get("server")) + after(" WITH (", table.get("options"), ")")
                + after(" TABLESPACE ", table.get("tablespace")));
        rowSecurity(table, statements);
        if (table.has("comment")) {
            statements.add(comment(table));
        }
        statements.addAll(PostgresPrivileges.given(table));
        for (SchemaObject part : parts) {
            if (part.kind() == Kind.COLUMN) {
                if (part.has("inherited") && part.has("default")) {
                    statements.add("ALTER TABLE " + name + " ALTER COLUMN "
                            + part.name().name() + " SET DEFAULT " + part.get("default"));
                }
                extras(part, statements);
            }
            if (part.has("comment")) {
                statements.add(comment(part));
            }
            statements.addAll(PostgresPrivileges.given(part));
        }
        return statements;
    }

    private static List<SchemaObject> parts(String table, Schema schema) {
        List<SchemaObject> parts = new ArrayList<>(schema.of(table, Kind.COLUMN));
        INLINE.forEach(kind -> parts.addAll(schema.of(table, kind)));
        return parts;
    }

    static void rowSecurity(SchemaObject table, List<String> statements) {
        for (String word : table.get("row level security").split(", ")) {
            if (!word.isEmpty()) {
                statements.add("ALTER TABLE " + table.name().name() + " " + word + " ROW LEVEL SECURITY");
            }
        }
    }

    /** A column as it stands in CREATE TABLE. */
    static String column(SchemaObject column) {
        return column.name().name() + " " + column.get("type") + after(" COLLATE ", column.get("collation"))
                + (column.has("not null") ? " NOT NULL" : "") + after(" DEFAULT ", column.get("default"))
                + after(" ", column.get("generated")) + after(" ", column.get("identity"));
    }

    /** What can be said of a column only once it is there; without its comment. */
    static void extras(SchemaObject column, List<String> statements) {
        String alter = "ALTER TABLE " + column.name().table() + " ALTER COLUMN "
                + column.name().name() + " SET ";
        if (column.has("storage")) {
            statements.add(alter + "STORAGE " + column.get("storage"));
        }
        if (column.has("compression")) {
            statements.add(alter + "COMPRESSION " + column.get("compression"));
        }
        if (column.has("statistics")) {
            statements.add(alter + "STATISTICS " + column.get("statistics"));
        }
        if (column.has("options")) {
            statements.add(alter + "(" + column.get("options") + ")");
        }
    }

    /** Drops an object; of a table's parts one whose table stays. */
    static String drop(SchemaObject object) {
        String name = object.name().name();
        String table = object.name().table();
        return switch (object.kind()) {
            case ENUM, COMPOSITE_TYPE, RANGE_TYPE -> "DROP TYPE " + name;
            case TABLE ->
                object.get("persistence").equals("foreign") ? "DROP FOREIGN TABLE " + name : "DROP TABLE " + name;
            case COLUMN -> "ALTER TABLE " + table + " DROP COLUMN " + name;
            case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION, FOREIGN_KEY ->
                "ALTER TABLE " + table + " DROP CONSTRAINT " + name;
            case RULE, TRIGGER, POLICY -> "DROP " + object.kind() + " " + name + " ON " + table;
            case OTHER -> "DROP " + other(name);
            default -> "DROP " + object.kind().label().toUpperCase(java.util.Locale.ROOT) + " " + name;
        };
    }

    /** From how pg_identify_object tells an object to how DROP names it. */
    private static String other(String description) {
        for (String type : List.of(
                "text search configuration",
                "text search dictionary",
                "foreign-data wrapper",
                "operator class",
                "operator family",
                "access method")) {
            if (description.startsWith(type + " ")) {
                return type.toUpperCase(java.util.Locale.ROOT).replace('-', ' ') + description.substring(type.length());
            }
        }
        int space = description.indexOf(' ');
        return description.substring(0, space).toUpperCase(java.util.Locale.ROOT) + description.substring(space);
    }

    /**
     * Sets the described schema's comment.
     *
     * @param schema {@code SCHEMA public}
     * @param literal empty for the one that it has from the server
     */
    static String schemaComment(String schema, String literal) {
        String usual = schema.equals("SCHEMA public") ? "'" + COMMENT_OF_PUBLIC + "'" : "NULL";
        return "COMMENT ON " + schema + " IS " + (literal.isEmpty() ? usual : literal);
    }

    /** Sets an object's comment to what it has, or takes it away. */
    static String comment(SchemaObject object) {
        if (object.kind() == Kind.PRIVILEGES) {
            return schemaComment(object.name().name(), object.get("comment"));
        }
        String value = object.has("comment")
                ? dev.refract.internal.sql.Dialect.POSTGRESQL
                        .literal(object.get("comment"))
                        .strip()
                : "NULL";
        return "COMMENT ON " + described(object) + " IS " + value;
    }

    /** The object as COMMENT ON and ALTER name it. */
    static String described(SchemaObject object) {
        String name = object.name().name();
        String table = object.name().table();
        return switch (object.kind()) {
            case ENUM, COMPOSITE_TYPE, RANGE_TYPE -> "TYPE " + name;
            case COLUMN -> "COLUMN " + table + "." + name;
            case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION, FOREIGN_KEY -> "CONSTRAINT " + name + " ON " + table;
            case RULE, TRIGGER, POLICY -> object.kind() + " " + name + " ON " + table;
            case TABLE -> (object.get("persistence").equals("foreign") ? "FOREIGN TABLE " : "TABLE ") + name;
            default -> object.kind().label().toUpperCase(java.util.Locale.ROOT) + " " + name;
        };
    }

    /** Switches a trigger or rule as it is described. */
    static String enable(SchemaObject object) {
        String how = object.has("enabled") ? object.get("enabled") : "ENABLE";
        return switch (object.kind()) {
            case EVENT_TRIGGER -> "ALTER EVENT TRIGGER " + object.name().name() + " " + how;
            default -> {
                String[] words = how.split(" ");
                yield "ALTER TABLE " + object.name().table() + " " + words[0] + (words.length > 1 ? " " + words[1] : "")
                        + " " + object.kind() + " " + object.name().name();
            }
        };
    }

    static String rename(SchemaObject object, String newName) {
        String table = object.name().table();
        String name = object.name().name();
        return switch (object.kind()) {
            case COLUMN -> "ALTER TABLE " + table + " RENAME COLUMN " + name + " TO " + newName;
            case PRIMARY_KEY, UNIQUE, CHECK, EXCLUSION, FOREIGN_KEY ->
                "ALTER TABLE " + table + " RENAME CONSTRAINT " + name + " TO " + newName;
            default -> "ALTER " + described(object) + " RENAME TO " + newName;
        };
    }

    private static String after(String before, String value) {
        return after(before, value, "");
    }

    private static String after(String before, String value, String last) {
        return value.isEmpty() ? "" : before + value + last;
    }
}
