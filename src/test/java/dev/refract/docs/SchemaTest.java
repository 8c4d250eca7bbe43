package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.refract.data.DataStatus;
import dev.refract.migrate.AlterAlgorithm;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.Loss;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.TableLock;
import dev.refract.report.Event;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.Schemas;
import dev.refract.testing.TestDatabase;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/schema: each event and each result has its schema, and what is printed is as it says. */
class SchemaTest {

    private static final JsonObject EVENT = Schemas.of("event");
    private static final JsonObject RESULT = Schemas.of("result");

    @TempDir
    private Path folder;

    @Test
    void bothAreSchemas() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (JsonObject schema : List.of(EVENT, RESULT)) {
            assertThat(schema.get("$schema").getAsString())
                    .isEqualTo(SpecificationVersion.DRAFT_2020_12.getDialectId());
            assertThat(registry.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                            .validate(schema.toString(), InputFormat.JSON))
                    .isEmpty();
        }
    }

    @Test
    void everyEventHasItsSchemaWithItsFields() {
        List<Class<?>> events = events(Event.class).toList();
        assertThat(alternatives(EVENT, "event"))
                .containsExactlyInAnyOrderElementsOf(
                        events.stream().map(SchemaTest::type).toList());
        events.forEach(event -> isAsTheRecord(EVENT, type(event), event, Set.of("event", "at")));
    }

    @Test
    void theRecordsInResultsHaveTheirFields() {
        Map.of(
                        "algorithm",
                        AlterAlgorithm.class,
                        "migration",
                        StatusResult.Entry.class,
                        "dataMigration",
                        DataStatus.Entry.class,
                        "rehearsed",
                        RehearseResult.Rehearsed.class,
                        "rows",
                        RehearseResult.RowChange.class,
                        "lock",
                        TableLock.class,
                        "loss",
                        Loss.class,
                        "downFile",
                        GenerateDownResult.DownFile.class)
                .forEach((name, type) ->
                        isAsTheRecord(RESULT, name, type, name.equals("migration") ? Set.of("down") : Set.of()));
    }

    /** The same keys, all required, no others; null only where the record has an Optional, and an enum's constants. */
    private static void isAsTheRecord(JsonObject schema, String name, Class<?> type, Set<String> besides) {
        JsonObject definition = definition(schema, name);
        JsonObject properties = definition.getAsJsonObject("properties");
        Set<String> expected = new TreeSet<>(besides);
        for (RecordComponent component : type.getRecordComponents()) {
            expected.add(component.getName());
            JsonElement property = properties.get(component.getName());
            assertThat(property).as(name + "." + component.getName()).isNotNull();
            assertThat(property.toString().contains("\"null\""))
                    .as(name + "." + component.getName() + " may be null")
                    .isEqualTo(component.getType() == Optional.class);
            if (component.getType().isEnum()) {
                assertThat(property.getAsJsonObject().getAsJsonArray("enum"))
                        .as(name + "." + component.getName())
                        .hasSize(component.getType().getEnumConstants().length);
            }
        }
        assertThat(properties.keySet()).as(name).isEqualTo(expected);
        assertThat(texts(definition.getAsJsonArray("required"))).as(name).isEqualTo(expected);
        assertThat(definition.get("additionalProperties").getAsBoolean()).isFalse();
    }

    private static JsonObject definition(JsonObject schema, String name) {
        return schema.getAsJsonObject("$defs").getAsJsonObject(name);
    }

    private static Set<String> alternatives(JsonObject schema, String key) {
        Set<String> names = new TreeSet<>();
        schema.getAsJsonArray("oneOf")
                .forEach(reference -> names.add(
                        reference.getAsJsonObject().get("$ref").getAsString().replace("#/$defs/", "")));
        assertThat(texts(schema.getAsJsonObject("properties")
                        .getAsJsonObject(key)
                        .getAsJsonArray("enum")))
                .isEqualTo(names);
        return names;
    }

    private static Set<String> texts(JsonArray array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(element -> texts.add(element.getAsString()));
        return texts;
    }

    private static Stream<Class<?>> events(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(SchemaTest::events);
    }

    private static String type(Class<?> event) {
        String name = event.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Every verb, as a process: {@link dev.refract.testing.Program} checks what it prints, and here each was seen. */
    @OnPostgres
    void everyVerbsResultHasItsSchema(TestDatabase database) throws Exception {
        write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        write("prisma/schema.prisma", "datasource db { provider = \"postgresql\" \n url = env(\"DB\") }\n");
        write(
                "prisma/migrations/20260101000000_note/migration.sql",
                "-- refract-lint-ignore lock-index: nothing to hide\nCREATE TABLE note (id INTEGER PRIMARY KEY);\n");
        write("package.json", "{\"prisma\": {\"seed\": \"echo seeded\"}}");
        write("insert.sql", "INSERT INTO note VALUES (1);\n");
        String data = "20260102000000_data";
        write("prisma/data_migrations/" + data + "/data.toml", "table = \"note\"\nmode = \"once\"\n");
        write("prisma/data_migrations/" + data + "/up.sql", "DELETE FROM note WHERE id = 2;\n");
        write("other/1_a/migration.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
        write("other/2_b/migration.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n");
        Set<String> seen = new TreeSet<>();
        for (List<String> command : List.of(
                List.of("migrate", "resolve", "--applied", "nothing"),
                List.of("migrate", "lint"),
                List.of("migrate", "lint", "--write-stats", "sizes.json"),
                List.of("migrate", "generate-down"),
                List.of("migrate", "rehearse"),
                List.of("migrate", "deploy", "--dry-run"),
                List.of("migrate", "deploy"),
                List.of("migrate", "status"),
                List.of("db", "execute", "--file", "insert.sql"),
                List.of("db", "seed"),
                List.of("data", "status"),
                List.of("data", "verify"),
                List.of("data", "run", "--all"),
                List.of("data", "resolve", data, "--restart"),
                List.of("data", "new", "another", "--table", "note"),
                List.of("migrate", "handover"),
                List.of("migrate", "drift", "--sql", "--no-cache"),
                List.of("migrate", "down", "--dry-run"),
                List.of("migrate", "down"),
                List.of("migrate", "resolve", "--applied", "20260101000000_note"),
                List.of("migrate", "resolve", "--applied", "--up-to", "20260101000000_note"),
                List.of("migrate", "reset", "--force"),
                List.of("migrate", "down"),
                List.of("migrate", "baseline", "--up-to", "20260101000000_note", "--force"),
                List.of("migrate", "new", "next"),
                List.of("migrate", "squash", "--migrations", "other", "--up-to", "2_b", "--keep-data"))) {
            String out = RefractProgram.in(
                            folder,
                            Stream.concat(command.stream(), Stream.of("--json")).toArray(String[]::new))
                    .with("DB", database.url())
                    .run()
                    .out();
            assertThat(out).as(command.toString()).doesNotContain("\"event\":\"migrationFailed\"");
            out.lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(line -> line.has("result"))
                    .forEach(line -> seen.add(line.get("result").getAsString()));
        }
        seen.add("dataPause"); // DataRunTest has something that runs
        assertThat(seen).isEqualTo(alternatives(RESULT, "result"));
        String doc = Files.readString(Path.of("docs/events.md"));
        seen.forEach(result -> assertThat(doc).contains("`" + result + "`"));
    }

    @Test
    void whatIsNotAsTheSchemaSaysIsFound() {
        String right = "{\"event\":\"created\",\"at\":\"2026-01-02T03:04:05Z\",\"what\":\"a\"}";
        assertThat(Schemas.wrong(right)).isEmpty();
        assertThat(Schemas.wrong(right.replace("\"what\":\"a\"", "\"what\":\"a\",\"more\":1")))
                .isNotEmpty();
        assertThat(Schemas.wrong(right.replace(",\"what\":\"a\"", ""))).isNotEmpty();
        assertThat(Schemas.wrong(right.replace("\"a\"", "null"))).isNotEmpty();
        assertThat(Schemas.wrong(right.replace("created", "creation"))).isNotEmpty();
        assertThat(Schemas.wrong("{\"result\":\"resolve\",\"applied\":\"a\",\"rolledBack\":\"a\"}"))
                .isNotEmpty();
    }

    private void write(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
