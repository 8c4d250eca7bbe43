package dev.refract.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The programs outside this project that tests use. */
final class Tools {

    private Tools() {}

    private static Optional<Prisma> prisma() {
        return named("PRISMA_CLI").findFirst().map(Prisma::new);
    }

    private static Optional<PtOsc> ptOsc() {
        List<Path> named = named("PT_OSC").toList();
        List<Path> executables =
                named.isEmpty() ? onPath("pt-online-schema-change").limit(1).toList() : named;
        return Optional.of(executables).filter(list -> !list.isEmpty()).map(PtOsc::new);
    }

    private static Stream<Path> named(String variable) {
        return paths(System.getenv(variable)).map(Path::toAbsolutePath).filter(Files::isExecutable);
    }

    static Stream<Path> onPath(String program) {
        return paths(System.getenv("PATH"))
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable);
    }

    private static Stream<Path> paths(String list) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(list == null ? "" : list)
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    /** Resolves a parameter of the tool's type, and skips the test where the tool is missing, parameter or not. */
    private abstract static class Needed<T> implements BeforeEachCallback, ParameterResolver {

        private final Class<T> type;
        private final Supplier<Optional<T>> tool;
        private final String missing;

        Needed(Class<T> type, Supplier<Optional<T>> tool, String missing) {
            this.type = type;
            this.tool = tool;
            this.missing = missing;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            found();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == type;
        }

        @Override
        public T resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return found();
        }

        private T found() {
            return tool.get().orElseGet(() -> Missing.skip(missing));
        }
    }

    static final class ForPrisma extends Needed<Prisma> {
        ForPrisma() {
            super(Prisma.class, Tools::prisma, "PRISMA_CLI names no executable");
        }
    }

    static final class ForPtOsc extends Needed<PtOsc> {
        ForPtOsc() {
            super(PtOsc.class, Tools::ptOsc, "pt-online-schema-change is neither named by PT_OSC nor on the PATH");
        }
    }
}
