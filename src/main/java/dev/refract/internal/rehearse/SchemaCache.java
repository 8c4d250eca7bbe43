package dev.refract.internal.rehearse;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Descriptions of schemas in files, one for each thing that was described. A file that can't be read, or written, is as
 * none: what it would have saved is done again.
 */
final class SchemaCache {

    private static final String PREFIX = "drift-";
    private static final String SUFFIX = ".json";
    private static final int MOST = 20;

    private final Path folder;

    SchemaCache(Path folder) {
        this.folder = folder;
    }

    /** @param key names the file: letters and digits */
    Optional<Schema> read(String key, Dialect dialect) {
        Path file = file(key);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(schema(
                            JsonParser.parseString(Files.readString(file)).getAsJsonArray(), dialect))
                    : Optional.empty();
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** Keeps a description, readable for the user only; of many, the newest stay. */
    void write(String key, Schema schema) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createDirectory(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(folder);
                }
            }
            Path made = Files.createTempFile(folder, PREFIX, ".part");
            Files.writeString(made, json(schema).toString());
            Files.move(made, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            removeOld();
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            // it is done again the next time
        }
    }

    private void removeOld() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
                    })
                    .sorted(Comparator.comparing(SchemaCache::written).reversed())
                    .skip(MOST)
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long written(Path file) {
        return file.toFile().lastModified();
    }

    private Path file(String key) {
        return folder.resolve(PREFIX + key + SUFFIX);
    }

    private static JsonArray json(Schema schema) {
        JsonArray objects = new JsonArray();
        for (SchemaObject object : schema.objects().values()) {
            JsonObject one = name(object.name());
            JsonObject properties = new JsonObject();
            object.properties().forEach(properties::addProperty);
            one.add("properties", properties);
            one.addProperty("position", object.position());
            JsonArray needs = new JsonArray();
            object.needs().forEach(need -> needs.add(name(need)));
            one.add("needs", needs);
            objects.add(one);
        }
        return objects;
    }

    private static JsonObject name(ObjectName name) {
        JsonObject one = new JsonObject();
        one.addProperty("kind", name.kind().name());
        one.addProperty("table", name.table());
        one.addProperty("name", name.name());
        return one;
    }

    private static Schema schema(JsonArray objects, Dialect dialect) {
        List<SchemaObject> found = new ArrayList<>();
        for (JsonElement element : objects) {
            JsonObject one = element.getAsJsonObject();
            Map<String, String> properties = new LinkedHashMap<>();
            one.getAsJsonObject("properties")
                    .entrySet()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().getAsString()));
            Set<ObjectName> needs = new HashSet<>();
            one.getAsJsonArray("needs").forEach(need -> needs.add(name(need)));
            found.add(new SchemaObject(
                    name(one), properties, "", one.get("position").getAsInt(), needs));
        }
        return Schema.of(dialect, found);
    }

    private static ObjectName name(JsonElement element) {
        JsonObject one = element.getAsJsonObject();
        return new ObjectName(
                Kind.valueOf(one.get("kind").getAsString()),
                one.get("table").getAsString(),
                one.get("name").getAsString());
    }
}
