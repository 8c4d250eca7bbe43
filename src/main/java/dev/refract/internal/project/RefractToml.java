package dev.refract.internal.project;

import dev.refract.internal.output.Nearest;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A TOML file of Refract's own, or one table of it: {@code refract.toml} beside the schema, or beside a migration's
 * script. Reading is strict: a key that nobody knows, or a value of another type, is an error that names the file, the
 * line and the key, and no value.
 *
 * @param file the file, as a message names it
 * @param path the table's name within the file, such as {@code online}; empty for the file itself
 * @param values what it holds: text, whole numbers (Long), numbers (Double), booleans, dates, lists and tables
 *     (RefractToml)
 * @param lines on which line each key stands
 */
public record RefractToml(String file, String path, Map<String, Object> values, Map<String, Integer> lines) {

    /** The file's name, both beside the schema and beside a migration's script. */
    public static final String NAME = "refract.toml";

    /** Far more than anybody writes by hand. */
    private static final int LARGEST = 1_000_000;

    public RefractToml {
        values = Map.copyOf(values);
        lines = Map.copyOf(lines);
    }

    /** A table that holds nothing. */
    public static RefractToml empty(String file, String path) {
        return new RefractToml(file, path, Map.of(), Map.of());
    }

    /** Reads {@code refract.toml} in a folder; without the file the result holds nothing. */
    public static RefractToml in(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return empty(file.toString(), "");
        }
        if (!Files.isRegularFile(file)) {
            throw unreadable(file, "it is not a file", null);
        }
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (MalformedInputException e) {
            throw unreadable(file, "it is not UTF-8", e);
        } catch (AccessDeniedException e) {
            throw unreadable(file, "permission denied", e);
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static RefractException unreadable(Path file, String reason, @Nullable IOException cause) {
        return new RefractException(
                null,
                "Can't read " + file + ": " + reason + ".",
                "Make it a readable UTF-8 file, or remove it.",
                cause);
    }

    /**
     * Reads a file's text.
     *
     * @param file how messages name it
     */
    public static RefractToml parse(String file, String text) {
        if (text.length() > LARGEST) {
            throw new RefractException(
                    null, file + " is larger than " + LARGEST + " characters.", "Make it smaller, or remove it.");
        }
        return TomlReader.read(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** Fails where there is a key that is not among these, and names the nearest one that is. */
    public void allowOnly(Collection<String> known) {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!known.contains(key)) {
                throw new RefractException(
                        null,
                        "Unknown key " + named(key) + ".",
                        Nearest.word(key, known)
                                        .map(near -> "Did you mean " + inside(near) + "?")
                                        .orElse("Remove it.") + " Known here: "
                                + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
    }

    /** The table of this name; empty where there is none. */
    public Optional<RefractToml> table(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> table(key, value));
    }

    /** The tables of an array of tables, {@code [[online.table]]}; none where there is none. */
    public List<RefractToml> tables(String key) {
        Object value = values.getOrDefault(key, List.of());
        if (!(value instanceof List<?> list)) {
            throw wrongType(key, "an array of tables, [[" + inside(key) + "]]");
        }
        List<RefractToml> tables = new ArrayList<>();
        for (Object item : list) {
            tables.add(table(key, item));
        }
        return List.copyOf(tables);
    }

    private RefractToml table(String key, Object value) {
        if (!(value instanceof RefractToml table)) {
            throw wrongType(key, "a table, [" + inside(key) + "]");
        }
        return table;
    }

    /** The text of a key; empty where the key is not there. */
    public Optional<String> text(String key) {
        return typed(key, String.class, "text in quotes");
    }

    /** The truth value of a key; empty where the key is not there. */
    public Optional<Boolean> flag(String key) {
        return typed(key, Boolean.class, "true or false");
    }

    /** The whole number of a key; empty where the key is not there. */
    public Optional<Long> wholeNumber(String key) {
        return typed(key, Long.class, "a whole number");
    }

    /** The whole number of a key, from 0 to a limit; empty where the key is not there. */
    public Optional<Integer> wholeNumber(String key, int most) {
        return wholeNumber(key).map(number -> {
            if (number < 0 || number > most) {
                throw wrong(key, "must be a whole number from 0 to " + most);
            }
            return number.intValue();
        });
    }

    /** The number of a key, with or without a fraction; empty where the key is not there. */
    public Optional<Double> number(String key) {
        return typed(key, Number.class, "a number").map(Number::doubleValue);
    }

    /** The duration of a key, whole seconds or text as in {@link Durations}; empty where the key is not there. */
    public Optional<Duration> duration(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = value instanceof Long || value instanceof String ? value.toString() : "";
        return Optional.of(Durations.parse(text).orElseThrow(() -> wrongType(key, Durations.FORM)));
    }

    /** The list of texts of a key; empty where the key is not there. */
    public Optional<List<String>> texts(String key) {
        return typed(key, List.class, "a list of texts").map(list -> {
            List<String> texts = new ArrayList<>();
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    throw wrongType(key, "a list of texts");
                }
                texts.add(text);
            }
            return List.copyOf(texts);
        });
    }

    /**
     * A table of texts, numbers and truth values, such as {@code set_vars}, as text; empty where the key is not there.
     */
    public Optional<Map<String, String>> pairs(String key) {
        return table(key).map(table -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            table.values().forEach((name, value) -> {
                if (value instanceof RefractToml || value instanceof List) {
                    throw table.wrongType(name, "text, a number, true or false");
                }
                pairs.put(name, value.toString());
            });
            return Map.copyOf(pairs);
        });
    }

    private <T> Optional<T> typed(String key, Class<T> type, String expected) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw wrongType(key, expected);
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private RefractException wrongType(String key, String expected) {
        Object value = Objects.requireNonNull(values.get(key), key);
        return wrong(key, "must be " + expected + ", and is " + kind(value));
    }

    /** An error about a key's value; {@code problem} continues the key's name. */
    public RefractException wrong(String key, String problem) {
        return new RefractException(null, named(key) + " " + problem + ".", "Correct it in the file.");
    }

    private String named(String key) {
        Integer line = lines.get(key);
        return inside(key) + " in " + file + (line == null ? "" : " line " + line);
    }

    private String inside(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof Boolean) {
            return "a truth value";
        }
        if (value instanceof Number) {
            return "a number";
        }
        return value instanceof List ? "a list" : value instanceof RefractToml ? "a table" : "a date";
    }
}
