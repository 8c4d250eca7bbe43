package dev.refract.testing;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** One run of a test method for each database that its annotations name. */
final class DatabaseInvocations implements TestTemplateInvocationContextProvider {

    private static final Namespace NAMESPACE = Namespace.create(DatabaseInvocations.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return Stream.of(context.getRequiredTestMethod().getAnnotations())
                .flatMap(annotation ->
                        AnnotationSupport.findAnnotation(annotation.annotationType(), OnDatabase.class).stream())
                .flatMap(databases -> Stream.of(databases.value()))
                .distinct()
                .sorted()
                .map(Invocation::new);
    }

    private record Invocation(Kind kind) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return kind.label();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new FreshDatabase(kind));
        }
    }

    /**
     * Gives each parameter a database; the store it lies in drops it when the test is over. Without a server the test
     * is skipped, which a resolver can't do.
     */
    private record FreshDatabase(Kind kind) implements BeforeEachCallback, ParameterResolver {

        @Override
        public void beforeEach(ExtensionContext context) {
            servers(context).require(kind);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestDatabase.class;
        }

        @Override
        public TestDatabase resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(NAMESPACE)
                    .getOrComputeIfAbsent(
                            parameter.getIndex(), key -> servers(context).freshDatabase(kind), TestDatabase.class);
        }

        private static Servers servers(ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(Servers.class, key -> new Servers(), Servers.class);
        }
    }
}
