package dev.refract.internal.rehearse;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftOptions.Aspect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What counts where a database is compared with what its migrations make. */
final class DriftScope {

    /** What a description calls a table's columns in their order, where that differs. */
    static final String COLUMN_ORDER = "column order";

    /** A column's place, which a column more or less before it changes as well: the order is compared as a whole. */
    private static final String AFTER = "after";

    private static final Pattern MYSQL_COMMENT = Pattern.compile(" COMMENT '(?:[^'\\\\]|''|\\\\.)*'", Pattern.DOTALL);

    /** Refract's own beside the ledger, and what Prisma 8 keeps in a database that it has signed. */
    private static final Set<String> OWN = Set.of("_refract_data", "prisma_contract");

    private final List<Pattern> excluded;
    private final Set<Aspect> ignored;
    private final Dialect dialect;
    /** PostgreSQL's, with a dot at the end, as names are qualified. */
    private final Set<String> schemas = new HashSet<>();

    /**
     * @param listed PostgreSQL's schemas that the project names beside the connection's
     * @param made what the migrations make: its schemas are the project's, too
     */
    DriftScope(DriftOptions options, List<String> listed, Schema made) {
        this.dialect = made.dialect();
        this.ignored = options.ignore();
        this.excluded = options.exclude().stream().map(this::pattern).toList();
        listed.forEach(schema -> schemas.add(Dialect.POSTGRESQL.quote(schema) + "."));
        listed.forEach(schema -> schemas.add(schema + "."));
        made.objects().values().forEach(object -> schemas.add(schema(object.name())));
        if (dialect == Dialect.POSTGRESQL) {
            made.all(Kind.SCHEMA).forEach(schema -> schemas.add(schema.name().name() + "."));
        }
    }

    /** The part of a description that counts. Its objects are no other database's: none has an identity in common. */
    Schema of(Schema schema, String whose) {
        List<SchemaObject> counted = new ArrayList<>();
        int number = 0;
        for (SchemaObject object : schema.objects().values()) {
            if (counts(object)) {
                counted.add(new SchemaObject(
                        object.name(), properties(object), whose + ":" + number++, object.position(), object.needs()));
            }
        }
        return Schema.of(schema.dialect(), counted);
    }

    /** What leads from what the migrations make to what the database has, both as {@link #of} leaves them. */
    SchemaDiff difference(Schema made, Schema live) {
        return SchemaDiff.between(inOrder(made, live), inOrder(live, made));
    }

    // --- which objects

    private boolean counts(SchemaObject object) {
        ObjectName name = object.name();
        if (name.kind() == Kind.PRIVILEGES || isOwn(name) || isExcluded(name)) {
            return false;
        }
        if (object.has("owned by") && isExcluded(ObjectName.of(Kind.TABLE, tableOf(object.get("owned by"))))) {
            return false; // a column's sequence goes with its table
        }
        return dialect != Dialect.POSTGRESQL
                || (name.kind() == Kind.SCHEMA
                        ? schemas.contains(name.name() + ".")
                        : schema(name).isEmpty() || schemas.contains(schema(name)));
    }

    private static String tableOf(String column) {
        int dot = column.lastIndexOf('.');
        return dot < 0 ? column : column.substring(0, dot);
    }

    /** The schema that qualifies a name, with its dot; empty for the described one, and where there is none. */
    private String schema(ObjectName name) {
        return dialect != Dialect.POSTGRESQL
                        || name.kind() == Kind.OTHER && name.table().isEmpty()
                ? ""
                : QualifiedName.qualifier(name.table().isEmpty() ? name.name() : name.table());
    }

    private static boolean isOwn(ObjectName name) {
        return Stream.of(name.table(), name.name()).anyMatch(text -> {
            String first = text.contains(".") ? text.substring(0, text.indexOf('.')) : text;
            return OWN.contains(first) || OWN.contains(text);
        });
    }

    private boolean isExcluded(ObjectName name) {
        String owner = name.table().isEmpty() ? name.name() : name.table();
        return excluded.stream().anyMatch(pattern -> Stream.of(owner, name.name(), name.table() + "." + name.name())
                .flatMap(text -> Stream.of(text, QualifiedName.last(text)))
                .map(text -> text.replace("\"", ""))
                .anyMatch(text -> pattern.matcher(text).matches()));
    }

    private Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.replace("\"", "").toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(
                regex.toString(),
                Pattern.DOTALL | (dialect == Dialect.POSTGRESQL ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    // --- which properties

    private Map<String, String> properties(SchemaObject object) {
        Map<String, String> properties = new LinkedHashMap<>(object.properties());
        properties.keySet().removeAll(Schema.PRIVILEGES);
        if (object.kind() == Kind.EXTENSION) {
            properties.remove("version"); // the server's newest when it was made
        }
        if (ignored.contains(Aspect.COMMENTS)) {
            properties.remove("comment");
            if (dialect == Dialect.MYSQL && (!object.name().table().isEmpty() || object.kind() == Kind.TABLE)) {
                properties.replaceAll(
                        (property, value) -> MYSQL_COMMENT.matcher(value).replaceAll(""));
            }
        }
        return properties;
    }

    // --- the order of columns

    /** With a property for the order of a table's columns, where that of the common ones is another in both. */
    private Schema inOrder(Schema schema, Schema other) {
        Map<String, String> orders = new HashMap<>();
        for (SchemaObject table : schema.all(Kind.TABLE)) {
            String name = table.name().name();
            List<String> mine = columns(schema, name);
            List<String> theirs = columns(other, name);
            List<String> common = mine.stream().filter(theirs::contains).toList();
            if (!ignored.contains(Aspect.COLUMN_ORDER)
                    && !common.equals(theirs.stream().filter(mine::contains).toList())) {
                orders.put(name, String.join(", ", common));
            }
        }
        return Schema.of(
                schema.dialect(),
                schema.objects().values().stream()
                        .map(object -> {
                            Map<String, String> properties = new LinkedHashMap<>(object.properties());
                            if (object.kind() == Kind.COLUMN) {
                                properties.remove(AFTER);
                            }
                            if (object.kind() == Kind.TABLE
                                    && orders.containsKey(object.name().name())) {
                                properties.put(
                                        COLUMN_ORDER, orders.get(object.name().name()));
                            }
                            return new SchemaObject(
                                    object.name(), properties, object.identity(), object.position(), object.needs());
                        })
                        .toList());
    }

    private static List<String> columns(Schema schema, String table) {
        return schema.of(table, Kind.COLUMN).stream()
                .map(column -> column.name().name())
                .toList();
    }

    /** What the migrations make, with columns where the database has them, for one who does not mind their order. */
    Schema asOrdered(Schema made, Schema live) {
        if (!ignored.contains(Aspect.COLUMN_ORDER)) {
            return made;
        }
        return Schema.of(
                made.dialect(),
                made.objects().values().stream()
                        .map(object -> live.find(object.name())
                                .filter(there -> object.kind() == Kind.COLUMN && there.has(AFTER))
                                .map(there -> {
                                    Map<String, String> properties = new LinkedHashMap<>(object.properties());
                                    properties.put(AFTER, there.get(AFTER));
                                    return new SchemaObject(
                                            object.name(),
                                            properties,
                                            object.identity(),
                                            there.position(),
                                            object.needs());
                                })
                                .orElse(object))
                        .toList());
    }
}
