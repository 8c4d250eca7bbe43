package dev.refract.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The JSON Schemas in docs/schema, which every line that a test's program prints is checked with. */
public final class Schemas {

    private static final Path FOLDER = Path.of("docs/schema");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS =
            Map.of("event", REGISTRY.getSchema(text("event")), "result", REGISTRY.getSchema(text("result")));

    private Schemas() {}

    /** The schema of {@code event} or {@code result} lines. */
    public static JsonObject of(String kind) {
        return JsonParser.parseString(text(kind)).getAsJsonObject();
    }

    private static String text(String kind) {
        try {
            return Files.readString(FOLDER.resolve(kind + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where a line of a program's output is an event or a result, and not as its schema says. */
    static void check(String output) {
        int end = output.lastIndexOf('\n') + 1; // a program that was killed may have left a part of a line
        output.substring(0, end)
                .lines()
                .filter(line -> line.startsWith("{\"event\":") || line.startsWith("{\"result\":"))
                .forEach(line -> assertThat(wrong(line)).as(line).isEmpty());
    }

    /** What is wrong with a line; empty where nothing is. */
    public static List<String> wrong(String line) {
        Schema schema = SCHEMAS.get(line.startsWith("{\"event\":") ? "event" : "result");
        return schema.validate(line, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
