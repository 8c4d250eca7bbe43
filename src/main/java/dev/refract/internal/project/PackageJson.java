package dev.refract.internal.project;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the nearest {@code package.json} says to Prisma.
 *
 * @param path the file
 * @param schema its {@code prisma.schema}, as written
 * @param seed its {@code prisma.seed}
 */
record PackageJson(Path path, Optional<String> schema, Optional<String> seed) {

    /** The file in the folder or the nearest one above, as Prisma looks for it. */
    static Optional<PackageJson> nearest(Path folder) {
        return nearestFile(folder).map(PackageJson::read);
    }

    /** Where that file is, whatever it holds. */
    static Optional<Path> nearestFile(Path folder) {
        return Stream.iterate(folder, Objects::nonNull, Path::getParent)
                .map(here -> here.resolve("package.json"))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static PackageJson read(Path file) {
        String text = TextFile.read(file).text();
        if (!text.contains("\"prisma\"")) {
            return new PackageJson(file, Optional.empty(), Optional.empty());
        }
        try {
            JsonElement root = JsonParser.parseString(text);
            JsonElement prisma = root.isJsonObject() ? root.getAsJsonObject().get("prisma") : null;
            JsonObject settings = prisma != null && prisma.isJsonObject() ? prisma.getAsJsonObject() : new JsonObject();
            return new PackageJson(file, string(settings, "schema"), string(settings, "seed"));
        } catch (JsonParseException e) {
            throw new RefractException(
                    Code.P1012, "The file " + file + " is not valid JSON.", "Correct it, or pass --schema.", e);
        }
    }

    private static Optional<String> string(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }
}
