package dev.refract.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** One run of a test method for each file of {@link OnEachCase}. */
final class CaseInvocations implements TestTemplateInvocationContextProvider {

    private static final Path RESOURCES = Path.of("src/test/resources");

    /** What a file's name begins with that is run; empty for all. */
    private static final String WANTED = System.getProperty("case", "");

    private static final Pattern FOR_ONE_SERVER = Pattern.compile(".*\\.("
            + Stream.of(Kind.values()).map(CaseInvocations::name).collect(Collectors.joining("|")) + ")\\.\\w+");

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    /** Only a person's choice may leave a database without a case. */
    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return !WANTED.isEmpty();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        OnEachCase cases = context.getRequiredTestMethod().getAnnotation(OnEachCase.class);
        return files(RESOURCES.resolve(cases.in()), cases.on()).stream().map(file -> new Invocation(file, cases.on()));
    }

    private static List<Path> files(Path folder, Kind kind) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isFor(kind, file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFor(Kind kind, String file) {
        return file.startsWith(WANTED)
                && (!FOR_ONE_SERVER.matcher(file).matches() || file.contains("." + name(kind) + "."));
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private record Invocation(Path file, Kind kind) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return file.getFileName().toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new FreshDatabase(kind), new TheFile(file));
        }
    }

    private record TheFile(Path file) implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getName().equals("file");
        }

        @Override
        public Path resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return file;
        }
    }
}
