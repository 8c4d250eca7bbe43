package dev.refract.internal.project;

import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * TOML 1.0 by tomlj, loaded with the first file that there is. Errors name the file, the line and the key; the text
 * around the mistake, which may be a token, is not repeated.
 */
final class TomlReader {

    private static final int DEEPEST = 100;

    private final String file;

    private TomlReader(String file) {
        this.file = file;
    }

    /** @throws RefractException where the text is not TOML 1.0 */
    static RefractToml read(String file, String text) {
        TomlReader reader = new TomlReader(file);
        reader.requireShallow(text);
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            throw reader.invalid(text, result.errors().get(0));
        }
        return reader.table("", result);
    }

    private RefractToml table(String path, TomlTable table) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            List<String> place = List.of(key);
            values.put(key, value(path.isEmpty() ? key : path + "." + key, table.get(place)));
            if (table.inputPositionOf(place) != null) {
                lines.put(key, table.inputPositionOf(place).line());
            }
        }
        return new RefractToml(file, path, values, lines);
    }

    private Object value(String path, Object value) {
        if (value instanceof TomlTable table) {
            return table(path, table);
        }
        if (value instanceof TomlArray array) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(value(path, array.get(i)));
            }
            return List.copyOf(items);
        }
        return value;
    }

    private RefractException invalid(String text, TomlParseError error) {
        int line = Math.max(1, error.position().line());
        String key = key(text, line);
        String message = String.valueOf(error.getMessage()).replaceFirst(" \\(line \\d+, column \\d+\\)$", "");
        return invalid(
                line,
                (key.isEmpty() ? "" : ", at " + key) + ": "
                        + (message.startsWith("Unexpected") ? expected(message) : message));
    }

    /** Of "Unexpected 'what stands there', expected a, b or c" all but what stands there. */
    private static String expected(String message) {
        int at = message.lastIndexOf(", expected ");
        return at < 0 ? "it can't be read from there on" : "it should continue with " + message.substring(at + 11);
    }

    private RefractException invalid(int line, String problem) {
        return new RefractException(null, file + " is not TOML: line " + line + problem + ".", "Correct the file.");
    }

    /** The key that the line gives a value to, where it begins with one in its plain form. */
    private static String key(String text, int line) {
        String there = text.lines().skip(line - 1L).findFirst().orElse("");
        int equals = there.indexOf('=');
        String key = equals < 0 ? "" : there.substring(0, equals).strip();
        return key.matches("[A-Za-z0-9_.-]{1,60}") ? key : "";
    }

    /** tomlj calls itself for each bracket. Brackets in text and comments don't count. */
    private void requireShallow(String text) {
        int depth = 0;
        int line = 1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                int end = textEnd(text, at);
                line += (int) text.substring(at, end)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
                at = end - 1;
            } else if (c == '#') {
                at = lineEnd(text, at) - 1;
            } else {
                line += c == '\n' ? 1 : 0;
                depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                if (depth > DEEPEST) {
                    throw invalid(line, ": brackets are nested more than " + DEEPEST + " deep");
                }
            }
        }
    }

    private static int textEnd(String text, int start) {
        char quote = text.charAt(start);
        String three = String.valueOf(quote).repeat(3);
        boolean lines = text.startsWith(three, start);
        String close = lines ? three : String.valueOf(quote);
        for (int at = start + close.length(); at < text.length(); at++) {
            if (text.charAt(at) == '\\' && quote == '"') {
                at++;
            } else if (text.startsWith(close, at)) {
                return at + close.length();
            } else if (!lines && text.charAt(at) == '\n') {
                return at;
            }
        }
        return text.length();
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}
