package dev.refract;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.history.Migration;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What callers may name: it shows nothing of the inside, and it is what src/build/api.txt says. */
class ApiTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path BASELINE = Path.of("src/build/api.txt");
    private static final Path NOW = Path.of("target/api.txt");
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final Pattern OWN = Pattern.compile("dev\\.refract\\.(?:[a-z]\\w*\\.)*[A-Z][\\w$]*");

    @Test
    void everyPackageSaysWhetherItIsApi() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path info : packages()) {
            String text = Files.readString(info).replaceAll("\\s*\\n \\* ", " ");
            boolean internal = info.toString().contains("internal");
            if (!text.contains(internal ? "Not API" : "API: ") && !text.contains("Not API: ")) {
                silent.add(info.toString());
            }
        }
        for (Path folder : folders()) {
            if (!Files.exists(folder.resolve("package-info.java"))) {
                silent.add(folder.toString());
            }
        }
        assertThat(silent).isEmpty();
        assertThat(apiPackages())
                .containsExactly(
                        "dev.refract",
                        "dev.refract.data",
                        "dev.refract.migrate",
                        "dev.refract.report",
                        "dev.refract.spring",
                        "dev.refract.telemetry");
    }

    @Test
    void showsOnlyWhatIsApiItself() throws Exception {
        Set<String> api = types().stream().map(Class::getName).collect(toCollection(TreeSet::new));
        assertThat(api).contains("dev.refract.Refract$Builder", "dev.refract.migrate.DeployOptions");
        assertThat(foreign(signatures(types()), api)).isEmpty();
    }

    @Test
    void seesWhatASignatureHides() {
        List<String> leaks = foreign(signatures(List.of(Leaky.class)), Set.of());
        assertThat(leaks).hasSize(5).allMatch(leak -> leak.contains("dev.refract.internal.history.Migration"));
    }

    /** Shows a type of the inside in each place that a signature has. */
    static class Leaky<T extends Migration> {
        public Map<String, List<Migration[]>> field;

        protected Leaky(Optional<? super Migration> parameter) {}

        public <M extends Migration> void bound(M parameter) {}

        public interface Deep extends Predicate<Migration> {}

        Migration hidden() {
            return null;
        }
    }

    @Test
    void isWhatTheBaselineSays() throws Exception {
        SortedSet<String> now = signatures(types());
        Files.write(NOW, now);
        List<String> before = Files.readAllLines(BASELINE);
        List<String> gone = before.stream().filter(line -> !now.contains(line)).toList();
        List<String> added = now.stream().filter(line -> !before.contains(line)).toList();
        assertThat(Stream.concat(gone.stream(), added.stream()))
                .as("""
                        The API is not what %s says.

                        Gone or changed, which breaks callers that were compiled against it:
                        %s

                        New (an abstract method breaks whoever implements its interface; anything else breaks nobody):
                        %s

                        Where that is meant, say it in CHANGELOG.md, and: cp %s %s
                        """, BASELINE, lines(gone), lines(added), NOW, BASELINE)
                .isEmpty();
        assertThat(before).isSorted();
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty()
                ? "  nothing"
                : lines.stream().map(line -> "  " + line).collect(joining("\n"));
    }

    private static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith("package-info.java")).toList();
        }
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .collect(toCollection(TreeSet::new));
        }
    }

    private static SortedSet<String> apiPackages() throws IOException {
        SortedSet<String> api = new TreeSet<>();
        for (Path info : packages()) {
            if (Pattern.compile("(?<!Not )API: ")
                    .matcher(Files.readString(info))
                    .find()) {
                api.add(SOURCES.relativize(info.getParent()).toString().replace('/', '.'));
            }
        }
        return api;
    }

    /** All types that a caller can name. */
    private static List<Class<?>> types() throws Exception {
        List<Class<?>> types = new ArrayList<>();
        for (String name : apiPackages()) {
            try (Stream<Path> files = Files.list(CLASSES.resolve(name.replace('.', '/')))) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                        Class<?> type = Class.forName(
                                name + "." + simple.substring(0, simple.length() - 6),
                                false,
                                ApiTest.class.getClassLoader());
                        if (isVisible(type)) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return !type.isAnonymousClass()
                && !type.isSynthetic()
                && isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** One line for each type and each of its members that a caller can name. */
    private static SortedSet<String> signatures(List<Class<?>> types) {
        SortedSet<String> lines = new TreeSet<>();
        for (Class<?> type : types) {
            lines.add(type.getName() + ": " + declaration(type));
            Stream.of(type.getDeclaredFields())
                    .filter(field -> isVisible(field.getModifiers()) && !field.isSynthetic())
                    .forEach(field -> lines.add(type.getName() + ": " + field.toGenericString()));
            Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
                    .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
                    .filter(member -> !(member instanceof Method method && method.isBridge()))
                    .filter(member -> !OF_EVERY_OBJECT.contains(member.getName()))
                    .forEach((Executable member) -> lines.add(type.getName() + ": " + member.toGenericString()));
            Stream.of(type.getDeclaredClasses())
                    .filter(nested -> !types.contains(nested) && isVisible(nested.getModifiers()))
                    .forEach(nested -> lines.addAll(signatures(List.of(nested))));
        }
        return lines;
    }

    private static String declaration(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        int modifiers = type.getModifiers() & Modifier.classModifiers() & ~Modifier.STRICT;
        return (Modifier.toString(type.isInterface() ? modifiers & ~Modifier.ABSTRACT : modifiers) + " " + kind).strip()
                + named(" <", ">", Stream.of(type.getTypeParameters()).map(ApiTest::parameter))
                + named(
                        " extends ",
                        "",
                        Stream.ofNullable(type.getGenericSuperclass()).map(Type::getTypeName))
                + named(
                        " implements ",
                        "",
                        Stream.of(type.getGenericInterfaces()).map(Type::getTypeName))
                + (type.isSealed()
                        ? named(
                                " permits ",
                                "",
                                Stream.of(type.getPermittedSubclasses())
                                        .map(Class::getName)
                                        .sorted())
                        : "");
    }

    private static String parameter(java.lang.reflect.TypeVariable<?> variable) {
        return variable.getName()
                + named(" extends ", "", Stream.of(variable.getBounds()).map(Type::getTypeName));
    }

    private static String named(String before, String after, Stream<String> names) {
        List<String> all = names.toList();
        return all.isEmpty() ? "" : before + String.join(", ", all) + after;
    }

    /** The signatures that name one of Refract's types which is not API. */
    private static List<String> foreign(Set<String> signatures, Set<String> api) {
        return signatures.stream()
                .filter(line -> OWN.matcher(line.substring(line.indexOf(": ")))
                        .results()
                        .map(MatchResult::group)
                        .anyMatch(name -> !api.contains(name) && !name.startsWith(ApiTest.class.getName())))
                .toList();
    }
}
