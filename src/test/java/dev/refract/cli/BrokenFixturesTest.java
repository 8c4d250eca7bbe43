package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Fixture;
import dev.refract.testing.Folders;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each line of the table in fixtures/broken/README.md. */
class BrokenFixturesTest {

    private static final Pattern LINE = Pattern.compile("^\\| (P\\d{4})(\\S*) \\| (.*) \\| .* \\|$", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile("`refract ([^`]*)`");

    /** A line of the table: a folder, the commands, and the code that the last one ends with. */
    record Line(String folder, String code, List<List<String>> commands) {

        boolean needsServer() {
            return folder.endsWith("-postgresql") || folder.endsWith("-mysql");
        }

        @Override
        public String toString() {
            return folder;
        }
    }

    @ParameterizedTest
    @MethodSource("linesWithoutServer")
    void endsWithItsCode(Line line, @TempDir Path folder) {
        check(line, folder, Map.of());
    }

    @OnPostgres
    void endsWithItsCodeOnPostgres(TestDatabase database, @TempDir Path folder) throws IOException {
        check(line("P3018-postgresql"), folder, Map.of("POSTGRES_URL", database.url()));
    }

    @OnMysql
    @OnMariadb
    void endsWithItsCodeOnMysql(TestDatabase database, @TempDir Path folder) throws IOException {
        check(line("P3018-mysql"), folder, Map.of("MYSQL_URL", database.url()));
    }

    @Test
    void everyFolderHasALine() throws IOException {
        try (Stream<Path> entries = Files.list(Fixture.broken())) {
            assertThat(entries.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            lines().stream().map(Line::folder).toList());
        }
    }

    private static void check(Line line, Path folder, Map<String, String> environment) {
        Folders.copy(Fixture.broken().resolve(line.folder()), folder);
        Program.Outcome last = null;
        for (List<String> command : line.commands()) {
            Program program = RefractProgram.in(folder, command.toArray(String[]::new));
            last = new Program(program.command(), folder, join(program.environment(), environment)).run();
        }
        assertThat(last.err())
                .as(last.toString())
                .startsWith("Error: " + line.code() + "\n\n")
                .doesNotContain("secret", "\tat ");
        assertThat(last.exit()).isEqualTo(1);
    }

    private static Map<String, String> join(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static Line line(String folder) throws IOException {
        return lines().stream()
                .filter(line -> line.folder().equals(folder))
                .findFirst()
                .orElseThrow();
    }

    static List<Line> linesWithoutServer() throws IOException {
        return lines().stream().filter(line -> !line.needsServer()).toList();
    }

    private static List<Line> lines() throws IOException {
        String readme = Files.readString(Fixture.broken().resolve("README.md"));
        return LINE.matcher(readme).results().map(BrokenFixturesTest::line).toList();
    }

    private static Line line(MatchResult line) {
        List<List<String>> commands = COMMAND.matcher(line.group(3))
                .results()
                .map(command -> List.of(command.group(1).split(" ")))
                .toList();
        return new Line(line.group(1) + line.group(2), line.group(1), commands);
    }
}
