package dev.refract.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.cli.Verbs;
import dev.refract.report.Code;
import dev.refract.report.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * That the tests use every option, and name every code and every event: what is added without a test fails here, with
 * its name. It reads the sources of the tests; what stands in a comment does not count.
 */
class NothingForgottenTest {

    private static final Pattern COMMENT = Pattern.compile("(?ms:^\\s*/\\*.*?\\*/)|(?m:^\\s*//.*$)");

    /** A statement ends where a line does. */
    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*\\n");

    private final List<String> sources = read(Path.of("src/test/java"));

    @Test
    void everyOptionOfEveryVerbIsUsed() {
        List<String> statements =
                sources.stream().flatMap(END_OF_STATEMENT::splitAsStream).toList();
        assertThat(Verbs.options().stream().filter(option -> !isUsed(option, statements)))
                .as("options that no test uses; an option that several verbs share counts as one")
                .isEmpty();
    }

    private static boolean isUsed(Verbs.Option option, List<String> statements) {
        return statements.stream()
                .filter(statement -> option.names().stream().anyMatch(name -> statement.contains("\"" + name + "\"")))
                .anyMatch(statement -> option.shared() || statement.contains("\"" + option.verb() + "\""));
    }

    @Test
    void everyCodeIsNamed() {
        String main = String.join("\n", read(Path.of("src/main/java")));
        assertThat(Stream.of(Code.values())
                        .filter(code -> main.contains("Code." + code)) // one that nothing raises can't be provoked
                        .filter(code -> !isNamed("\\b" + code + "\\b")))
                .as("codes that no test names")
                .isEmpty();
    }

    @Test
    void everyEventIsNamed() {
        assertThat(kinds(Event.class)
                        .map(Class::getSimpleName)
                        .filter(name ->
                                !isNamed("\\bEvent\\." + name + "\\b|\"event\\\\\":\\\\\"" + type(name) + "\\\\\"")))
                .as("events that no test names")
                .isEmpty();
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(NothingForgottenTest::kinds)
                : Stream.of(type);
    }

    private static String type(String event) {
        return Character.toLowerCase(event.charAt(0)) + event.substring(1);
    }

    private boolean isNamed(String pattern) {
        Pattern name = Pattern.compile(pattern);
        return sources.stream().anyMatch(source -> name.matcher(source).find());
    }

    private static List<String> read(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(NothingForgottenTest::withoutComments)
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutComments(Path file) {
        try {
            return COMMENT.matcher(Files.readString(file)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
