package dev.refract.internal.lint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Question;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sizes of another database than the one at hand, as a file: no rows, so it answers no question about them. */
record SizesFile(Server server, List<TableSize> tables) implements Facts {

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** @throws RefractException where the file is not there, or is none of these */
    static SizesFile read(Path file) {
        try {
            JsonObject object = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            List<TableSize> tables = new ArrayList<>();
            for (JsonElement element : object.getAsJsonArray("tables")) {
                JsonObject table = element.getAsJsonObject();
                tables.add(new TableSize(
                        text(table, "schema"),
                        text(table, "table").orElseThrow(() -> new JsonParseException("a table without its name")),
                        number(table, "rows"),
                        number(table, "bytes")));
            }
            return new SizesFile(Server.of(text(object, "server").orElse("")), tables);
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | NullPointerException
                | NumberFormatException
                | UnsupportedOperationException e) {
            throw new RefractException(
                    null,
                    "The sizes can't be read from " + file + ".",
                    "Write one where the database is, with --write-stats, and name that.",
                    e);
        }
    }

    private static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.get(key)).filter(e -> !e.isJsonNull()).map(JsonElement::getAsString);
    }

    private static Optional<Long> number(JsonObject object, String key) {
        return Optional.ofNullable(object.get(key)).filter(e -> !e.isJsonNull()).map(JsonElement::getAsLong);
    }

    void write(Path file) {
        JsonArray array = new JsonArray();
        for (TableSize table : tables) {
            JsonObject object = new JsonObject();
            table.schema().ifPresent(schema -> object.addProperty("schema", schema));
            object.addProperty("table", table.table());
            table.rows().ifPresent(rows -> object.addProperty("rows", rows));
            table.bytes().ifPresent(bytes -> object.addProperty("bytes", bytes));
            array.add(object);
        }
        JsonObject object = new JsonObject();
        object.addProperty("server", server.named());
        object.add("tables", array);
        try {
            Files.writeString(file, PRETTY.toJson(object) + "\n");
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "The sizes can't be written to " + file + ".",
                    "Name a file in a folder that is there and may be written.",
                    e);
        }
    }

    /** The largest of that name where the schema does not say which it is. */
    @Override
    public Optional<TableSize> size(Optional<String> schema, String table) {
        return tables.stream()
                .filter(size -> size.table().equalsIgnoreCase(table))
                .filter(size -> schema.isEmpty()
                        || size.schema().isEmpty()
                        || size.schema().get().equalsIgnoreCase(schema.get()))
                .max(Comparator.comparing(size -> size.rows().orElse(Long.MAX_VALUE)));
    }

    @Override
    public Optional<Long> count(Optional<String> schema, Question question) {
        return Optional.empty();
    }
}
