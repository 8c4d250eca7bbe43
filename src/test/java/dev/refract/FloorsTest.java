package dev.refract;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house stands: a package knows only those on floors below its own, and the few neighbours named here. */
class FloorsTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/refract");
    private static final Pattern NAMED = Pattern.compile("dev\\.refract\\.(?:(\\w+)\\.)?(?=[A-Z])");
    private static final Pattern OWN_CODE =
            Pattern.compile("^package .*$|/\\*.*?\\*/|//.*$", Pattern.MULTILINE | Pattern.DOTALL);
    /** The empty name is the front door, {@code dev.refract} itself. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("report", 0),
            Map.entry("sql", 1),
            Map.entry("internal", 1),
            Map.entry("project", 2),
            Map.entry("database", 2),
            Map.entry("history", 3),
            Map.entry("ledger", 3),
            Map.entry("schema", 3),
            Map.entry("online", 4),
            Map.entry("migrate", 5),
            Map.entry("", 6),
            Map.entry("cli", 7),
            Map.entry("maven", 7),
            Map.entry("spring", 7),
            Map.entry("telemetry", 7));
    /** From, to: who may look at a neighbour. */
    private static final Map<String, String> NEIGHBOURS = Map.of("project", "database");

    @Test
    void aPackageKnowsOnlyThoseBelow() throws IOException {
        TreeSet<String> wrong = new TreeSet<>();
        for (Path file : sources()) {
            Path relative = SOURCES.relativize(file);
            String from =
                    relative.getNameCount() == 1 ? "" : relative.getName(0).toString();
            assertThat(FLOORS).as("the floor of " + from).containsKey(from);
            for (String to : named(file)) {
                if (!to.equals(from)
                        && !to.equals(NEIGHBOURS.get(from))
                        && FLOORS.getOrDefault(to, 99) >= FLOORS.get(from)) {
                    wrong.add(relative + " knows " + (to.isEmpty() ? "Refract" : to));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static TreeSet<String> named(Path file) throws IOException {
        String code = OWN_CODE.matcher(Files.readString(file)).replaceAll("");
        return NAMED.matcher(code)
                .results()
                .map((MatchResult found) -> found.group(1) == null ? "" : found.group(1))
                .collect(toCollection(TreeSet::new));
    }
}
