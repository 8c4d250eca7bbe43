package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables that MariaDB's {@code CONVERT PARTITION p TO TABLE x} made become partitions again, or their rows go back
 * where a partition can't be put before others.
 */
final class MysqlConversions {

    private static final String PART = "(`(?:[^`]|``)+`|[\\p{L}_\\d$]+)";
    private static final Pattern CONVERT = Pattern.compile("(?is)\\s*ALTER\\s+(?:ONLINE\\s+)?TABLE\\s+" + PART
            + "\\s+CONVERT\\s+PARTITION\\s+" + PART + "\\s+TO\\s+TABLE\\s+" + PART + "\\s*;?\\s*");

    private final Schema before;
    private final ScriptBuilder draft;
    private Schema after;

    /** @param place of the partition among those of before */
    private record Conversion(int statement, SchemaObject table, SchemaObject made, int place) {}

    /** @param draft gets the statements */
    MysqlConversions(Schema before, Schema after, ScriptBuilder draft) {
        this.before = before;
        this.after = after;
        this.draft = draft;
    }

    /** Writes the statements; answers the schema that they leave. */
    Schema takeBack(Script migration) {
        List<Conversion> conversions = new ArrayList<>();
        for (SqlStatement statement : migration.statements()) {
            Matcher convert = CONVERT.matcher(migration.sql(statement));
            if (convert.matches()) {
                conversion(statement.number(), convert).ifPresent(conversions::add);
            }
        }
        conversions.sort(Comparator.comparingInt(Conversion::place));
        conversions.forEach(this::takeBack);
        return after;
    }

    private Optional<Conversion> conversion(int number, Matcher convert) {
        ObjectName table = ObjectName.of(Kind.TABLE, Losses.unquoted(convert.group(1)));
        ObjectName made = ObjectName.of(Kind.TABLE, Losses.unquoted(convert.group(3)));
        Optional<SchemaObject> old = before.find(table);
        int place = old.map(was -> MysqlPartitions.of(was.get("partitions")).place(Losses.unquoted(convert.group(2))))
                .orElse(-1);
        return place >= 0
                        && before.find(made).isEmpty()
                        && after.find(made).isPresent()
                        && parts(before, table.name()).equals(parts(after, table.name()))
                        && parts(before, table.name()).equals(parts(after, made.name()))
                ? Optional.of(new Conversion(number, old.get(), after.get(made), place))
                : Optional.empty();
    }

    /** What a table is, but for its name, its rows and how they are divided. */
    private static Map<String, Map<String, String>> parts(Schema schema, String table) {
        Map<String, Map<String, String>> parts = new HashMap<>();
        for (SchemaObject object : schema.objects().values()) {
            boolean own = object.name().equals(ObjectName.of(Kind.TABLE, table));
            if (own || object.name().table().equals(table)) {
                Map<String, String> properties = new HashMap<>(object.properties());
                properties.remove("partitions");
                parts.put(object.kind() + (own ? "" : " " + object.name().name()), properties);
            }
        }
        return parts;
    }

    private void takeBack(Conversion conversion) {
        String table = Dialect.MYSQL.quote(conversion.table().name().name());
        String made = Dialect.MYSQL.quote(conversion.made().name().name());
        SchemaObject now = after.get(conversion.table().name());
        MysqlPartitions old = MysqlPartitions.of(conversion.table().get("partitions"));
        MysqlPartitions is = MysqlPartitions.of(now.get("partitions"));
        String part = old.parts().get(conversion.place());
        boolean fits = is.parts().stream()
                .map(old.parts()::indexOf)
                .allMatch(place -> place >= 0 && (place < conversion.place() || !old.isRange()));
        if (!fits) {
            String columns = before.of(conversion.table().name().name(), Kind.COLUMN).stream()
                    .filter(column -> !column.get("definition").contains(" GENERATED ALWAYS AS "))
                    .map(column -> Dialect.MYSQL.quote(column.name().name()))
                    .collect(Collectors.joining(", "));
            draft.note("The rows that statement " + conversion.statement() + " of the migration moved go back.");
            draft.sql("INSERT INTO " + table + " (" + columns + ")\nSELECT " + columns + " FROM " + made);
        } else {
            draft.fails("a row that was written to " + made + " since belongs to another partition.");
            draft.sql("ALTER TABLE " + table + " CONVERT TABLE " + made + " TO " + part);
            after = joined(now, conversion.made(), is.with(part));
        }
        draft.takesBack(conversion.statement());
    }

    private Schema joined(SchemaObject table, SchemaObject gone, String partitions) {
        Set<SchemaObject> objects = new HashSet<>(after.objects().values());
        objects.removeIf(object -> object.name().equals(gone.name())
                || object.name().table().equals(gone.name().name())
                || object.name().equals(table.name()));
        Map<String, String> properties = new HashMap<>(table.properties());
        properties.put("partitions", partitions);
        objects.add(new SchemaObject(table.name(), properties, table.identity(), table.position(), table.needs()));
        return Schema.of(after.dialect(), objects);
    }
}
