package dev.refract.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON: records as objects, durations as milliseconds, moments as ISO text, an empty Optional as null, enums
 * in camel case.
 */
final class Json {

    private Json() {}

    static JsonElement of(@Nullable Object value) {
        if (value == null || value instanceof Optional<?> optional && optional.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof Optional<?> optional) {
            return of(optional.get());
        }
        if (value instanceof Boolean bool) {
            return new JsonPrimitive(bool);
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Duration duration) {
            return new JsonPrimitive(duration.toMillis());
        }
        if (value instanceof Enum<?> constant) {
            return new JsonPrimitive(camelCase(constant.name()));
        }
        if (value instanceof Iterable<?> values && !(value instanceof java.nio.file.Path)) {
            JsonArray array = new JsonArray();
            values.forEach(element -> array.add(of(element)));
            return array;
        }
        return value instanceof Record record ? object(record) : new JsonPrimitive(value.toString());
    }

    static JsonObject object(Object value) {
        JsonObject object = new JsonObject();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            object.add(component.getName(), of(read(component, value)));
        }
        return object;
    }

    /** As Java's own maps, lists, texts, numbers and booleans, which every JSON library writes alike. */
    static Map<String, @Nullable Object> plain(JsonObject object) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        object.entrySet().forEach(entry -> values.put(entry.getKey(), plain(entry.getValue())));
        return values;
    }

    private static @Nullable Object plain(JsonElement value) {
        if (value instanceof JsonObject object) {
            return plain(object);
        }
        if (value instanceof JsonArray array) {
            List<@Nullable Object> values = new ArrayList<>();
            array.forEach(element -> values.add(plain(element)));
            return values;
        }
        if (value instanceof JsonPrimitive primitive) {
            return primitive.isBoolean()
                    ? (Object) primitive.getAsBoolean()
                    : primitive.isNumber() ? primitive.getAsNumber() : primitive.getAsString();
        }
        return null;
    }

    private static @Nullable Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " of a public record can be read", e);
        }
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(java.util.Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
