package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.report.Event;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What docs/events.md says. */
class EventsTest {

    private static final Path DOC = Path.of("docs/events.md");

    @TempDir
    private Path folder;

    @Test
    void everyEventIsDocumentedWithItsFields() throws Exception {
        List<String> rows = Files.readAllLines(DOC).stream()
                .filter(line -> line.matches("\\| `.*"))
                .map(line -> line.replaceFirst(" \\|[^|]*\\|$", ""))
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        events(Event.class).map(EventsTest::row).toList());
    }

    private static Stream<Class<?>> events(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(EventsTest::events);
    }

    private static String row(Class<?> event) {
        String name = event.getSimpleName();
        return "| `" + Character.toLowerCase(name.charAt(0)) + name.substring(1) + "` | "
                + Stream.of(event.getRecordComponents()).map(EventsTest::field).collect(Collectors.joining(", "));
    }

    private static String field(RecordComponent component) {
        return "`" + component.getName() + "`" + (component.getType() == Optional.class ? " (or null)" : "");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // its paths are written otherwise
    void theExampleIsWhatIsPrinted() throws Exception {
        write("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
        write("prisma/migrations/20260101000000_notes/migration.sql", "CREATE TABLE note (id INTEGER PRIMARY KEY);\n");
        write(
                "prisma/migrations/20260102000000_titles/migration.sql",
                "ALTER TABLE note ADD COLUMN title TEXT; INSERT INTO nowhere VALUES (1);\n");
        write("prisma/refract.toml", "[hooks]\nbefore_deploy = \"echo backed up\"\n");
        Program.Outcome outcome = RefractProgram.in(
                        folder,
                        "migrate",
                        "deploy",
                        "--json",
                        "--url",
                        "file:./dev.db",
                        "--migrations",
                        "prisma/migrations")
                .run();
        assertThat(outcome.exit()).isEqualTo(1);
        String printed = outcome.out()
                .replaceAll(Pattern.quote("\\\"") + "[^\"]*/dev\\.db", "\\\\\"/project/dev.db")
                .replaceAll("\"at\":\"[^\"]*\"", "\"at\":\"2026-01-02T03:04:05.678901Z\"")
                .replaceAll("\"duration\":\\d+", "\"duration\":12");
        assertThat(Files.readString(DOC)).contains("```json\n" + printed + "```\n");
    }

    private void write(String path, String text) throws Exception {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }
}
