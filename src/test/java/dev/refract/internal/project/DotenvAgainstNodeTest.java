package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.refract.testing.NodePackages;
import dev.refract.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads generated files as dotenv itself does: npm's package, run by Node. More of them, or the ones of a failed run:
 * {@code -Drefract.dotenv.files=50000 -Drefract.dotenv.seed=…}.
 */
class DotenvAgainstNodeTest {

    private static final List<String> PIECES = List.of(
            "A",
            "B",
            "KEY_1",
            "export",
            "export ",
            "=",
            " = ",
            ":",
            ": ",
            "\"",
            "'",
            "`",
            "\\\"",
            "\\'",
            "\\`",
            "\\",
            "\\n",
            "\\r",
            "\n",
            "\n",
            "\r",
            "\r\n",
            " ",
            "\t",
            "\u00A0",
            "\uFEFF",
            "\u2028",
            "\u3000",
            "\u0085",
            "#",
            " # note",
            "x",
            "value",
            "a.b-c",
            "$",
            "${A}",
            "postgresql://u:p@h/d?x=1",
            "ö",
            "{",
            "\u000B",
            "\f");
    private static final List<String> LINES = List.of(
            "A=1\n",
            "B=\"x\" # note\n",
            "C='a b'\n",
            "D=`a'\"b`\n",
            "E=\"x\" F=\"y\"\n",
            "G=\n\"next\"\n",
            "H=\"a\\\"b\"\n",
            "I=\"a\\\"\nJ=1\n",
            "K='it's'\n",
            "export L = m#n\n",
            "M=\"one\ntwo\"\n",
            "N: yes\n",
            "O=\"C:\\dir\\\"\n",
            "P=\"a\"b\"c\"\n",
            "Q=  'x'  y\n");

    @TempDir
    private Path temporary;

    @Test
    void generatedFilesAreReadAlike() throws IOException {
        long seed = Long.getLong("refract.dotenv.seed", System.nanoTime());
        int count = Integer.getInteger("refract.dotenv.files", 3000);
        List<String> texts = texts(new Random(seed), count);
        List<Map<String, String>> expected = byNode(texts);
        for (int i = 0; i < count; i++) {
            String text = texts.get(i);
            Path file = temporary.resolve("one.env");
            Files.writeString(file, text);
            assertThat(read(TextFile.read(file)))
                    .as("file %d of -Drefract.dotenv.seed=%d:\n%s", i, seed, escaped(text))
                    .isEqualTo(expected.get(i));
        }
    }

    private static Map<String, String> read(TextFile file) {
        Map<String, String> values = new LinkedHashMap<>();
        DotenvReader.read(file.text()).forEach((name, assignment) -> values.put(name, assignment.value()));
        return values;
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            StringBuilder text = new StringBuilder();
            for (int left = 1 + random.nextInt(14); left > 0; left--) {
                List<String> from = random.nextInt(3) == 0 ? LINES : PIECES;
                text.append(from.get(random.nextInt(from.size())));
            }
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                int at = random.nextInt(text.length() + 1);
                text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    /** All at once: a process for each would take minutes. */
    private List<Map<String, String>> byNode(List<String> texts) throws IOException {
        Path input = temporary.resolve("files.json");
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        Files.writeString(input, array.toString());
        List<String> command = List.of("node", "dotenv.mjs", input.toString());
        Program.Outcome node = new Program(command, NodePackages.installed()).run();
        assertThat(node.exit()).as(node.err()).isZero();
        List<Map<String, String>> parsed = new ArrayList<>();
        for (JsonElement element : JsonParser.parseString(node.out()).getAsJsonArray()) {
            Map<String, String> values = new LinkedHashMap<>();
            JsonObject object = element.getAsJsonObject();
            object.entrySet()
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().getAsString()));
            parsed.add(values);
        }
        return parsed;
    }

    private static String escaped(String text) {
        return new JsonPrimitive(text).toString();
    }
}
