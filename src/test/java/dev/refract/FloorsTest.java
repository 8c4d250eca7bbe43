package dev.refract;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house stands: a package knows only those on floors below its own, and the few neighbours named here. */
class FloorsTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/refract");
    private static final Pattern NAMED = Pattern.compile("dev\\.refract\\.((?:[a-z]\\w*\\.)*)(?=[A-Z])");
    private static final Pattern OWN_CODE =
            Pattern.compile("^package [^\n]*$|/\\*.*?\\*/|//[^\n]*", Pattern.MULTILINE | Pattern.DOTALL);

    /**
     * From the ground up. A package knows those on lower floors, and its neighbours below. The empty name is the front
     * door.
     */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("internal.output"),
            Set.of("report", "internal.sql", "internal.sql.statement"),
            Set.of("data"),
            Set.of("migrate"),
            Set.of("internal.connect", "internal.json"),
            Set.of("internal.project", "internal.database"),
            Set.of("internal.history", "internal.ledger", "internal.schema.model"),
            Set.of("internal.schema.script"),
            Set.of("internal.schema.postgres", "internal.schema.mysql", "internal.schema.sqlite"),
            Set.of("internal.schema", "internal.sample"),
            Set.of("internal.migrate.run", "internal.migrate.hook"),
            Set.of("internal.online"),
            Set.of("internal.online.mysql", "internal.online.postgres"),
            Set.of("internal.lint.model"),
            Set.of("internal.lint.rules"),
            Set.of("internal.lint.observe"),
            Set.of("internal.migrate"),
            Set.of("internal.lint", "internal.data"),
            Set.of("internal.rehearse"),
            Set.of(""),
            Set.of("cli", "maven", "spring", "telemetry"));
    /** From, to: who may look at a neighbour. */
    private static final Map<String, Set<String>> NEIGHBOURS = Map.ofEntries(
            Map.entry("internal.sql", Set.of("report", "internal.sql.statement")),
            Map.entry("internal.sql.statement", Set.of("internal.sql")),
            Map.entry("spring", Set.of("telemetry")),
            Map.entry("internal.online", Set.of("internal.online.mysql", "internal.online.postgres")));

    @Test
    void aPackageKnowsOnlyThoseBelow() throws IOException {
        TreeSet<String> wrong = new TreeSet<>();
        int known = 0;
        for (Path file : sources()) {
            Path relative = SOURCES.relativize(file);
            String from = relative.getNameCount() == 1
                    ? ""
                    : relative.getParent().toString().replace(File.separatorChar, '.');
            assertThat(floor(from)).as("the floor of " + from).isNotNegative();
            for (String to : named(file)) {
                known++;
                if (!to.equals(from)
                        && !NEIGHBOURS.getOrDefault(from, Set.of()).contains(to)
                        && (floor(to) < 0 || floor(to) >= floor(from))) {
                    wrong.add(relative + " knows " + (to.isEmpty() ? "Refract" : to));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(known).as("what the sources are read for").isGreaterThan(200);
    }

    /** From 0; -1 for a package that has none. */
    private static int floor(String name) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(name)) {
                return floor;
            }
        }
        return -1;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static SortedSet<String> named(Path file) throws IOException {
        String code = OWN_CODE.matcher(Files.readString(file)).replaceAll("");
        return NAMED.matcher(code)
                .results()
                .map((MatchResult found) -> found.group(1).replaceFirst("\\.$", ""))
                .collect(toCollection(TreeSet::new));
    }
}
