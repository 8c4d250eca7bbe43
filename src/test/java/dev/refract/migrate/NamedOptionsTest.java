package dev.refract.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options are built by name: one method sets one of them, and nobody can give them by position. */
class NamedOptionsTest {

    /** Another value than the default, by type. */
    private static final Map<Class<?>, Object> OTHER = Map.ofEntries(
            Map.entry(String.class, "1_a"),
            Map.entry(LintMode.class, LintMode.REFUSE),
            Map.entry(DriftMode.class, DriftMode.REFUSE),
            Map.entry(Set.class, Set.of(DriftOptions.Aspect.COMMENTS)),
            Map.entry(DataMode.class, DataMode.RUN),
            Map.entry(TransactionMode.class, TransactionMode.STATEMENT),
            Map.entry(List.class, List.of("mode=off")),
            Map.entry(DeployOptions.Resume.class, DeployOptions.Resume.at(3)),
            Map.entry(DownOptions.Range.class, new DownOptions.All()),
            Map.entry(RehearseOptions.Which.class, new RehearseOptions.All()),
            Map.entry(GenerateDownOptions.Which.class, new GenerateDownOptions.Pending()),
            Map.entry(SquashOptions.Data.class, SquashOptions.Data.KEEP),
            Map.entry(DriftOptions.class, DriftOptions.DEFAULT.sql(true)),
            Map.entry(Path.class, Path.of("dump.sql")));

    /** Those that have to be told one thing in any case. */
    private static final Map<Class<?>, Object> BEGUN =
            Map.of(SquashOptions.class, SquashOptions.upTo("1_b"), BaselineOptions.class, BaselineOptions.upTo("1_b"));

    @ParameterizedTest
    @ValueSource(
            classes = {
                DeployOptions.class,
                DriftOptions.class,
                DownOptions.class,
                RehearseOptions.class,
                GenerateDownOptions.class,
                ResetOptions.class,
                SquashOptions.class,
                BaselineOptions.class
            })
    void eachMethodSetsItsOptionAlone(Class<?> type) throws Exception {
        Object defaults = BEGUN.containsKey(type)
                ? BEGUN.get(type)
                : type.getField("DEFAULT").get(null);
        Map<String, Object> before = values(defaults);
        assertThat(type.getConstructors()).isEmpty();
        assertThat(setters(type)).extracting(Method::getName).containsExactlyInAnyOrderElementsOf(before.keySet());
        for (Method setter : setters(type)) {
            Object other = other(setter.getParameterTypes()[0], before.get(setter.getName()));
            Map<String, Object> expected = new TreeMap<>(before);
            expected.put(
                    setter.getName(), before.get(setter.getName()) instanceof Optional ? Optional.of(other) : other);
            assertThat(expected).isNotEqualTo(before);
            assertThat(values(setter.invoke(defaults, other)))
                    .as(setter.getName())
                    .isEqualTo(expected);
            assertThat(values(defaults)).as("the default stays").isEqualTo(before);
        }
    }

    @Test
    void nullIsTheDefaultWhereThatIsNothingAndOtherwiseRefused() {
        assertThat(DeployOptions.DEFAULT.to("1_a").to(null).to()).isEmpty();
        assertThat(DeployOptions.DEFAULT
                        .resume(DeployOptions.Resume.AT_FAILURE)
                        .resume(null)
                        .resume())
                .isEmpty();
        assertThat(RehearseOptions.DEFAULT.dump(Path.of("a")).dump(null).dump()).isEmpty();
        assertThatThrownBy(() -> DeployOptions.DEFAULT.transaction(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DeployOptions.DEFAULT.data(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DeployOptions.DEFAULT.online(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DownOptions.DEFAULT.range(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new DownOptions.To(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new DownOptions.Steps(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RehearseOptions.DEFAULT.which(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> GenerateDownOptions.DEFAULT.which(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void areInTheDocsAsTheyCompile() throws Exception {
        List<String> shown = Files.readAllLines(Path.of("docs/library.md")).stream()
                .filter(line -> line.startsWith("refract.") && line.contains("Options."))
                .map(line -> line.replaceAll("\\s", ""))
                .toList();
        assertThat(shown).hasSize(4);
        assertThat(Files.readString(Path.of("src/test/java/com/example/NamedOptions.java"))
                        .replaceAll("\\s", ""))
                .contains(shown);
    }

    private static Object other(Class<?> type, Object before) {
        return type == boolean.class ? Boolean.valueOf(!(Boolean) before) : OTHER.get(type);
    }

    private static List<Method> setters(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getReturnType() == type && method.getParameterCount() == 1)
                .toList();
    }

    private static Map<String, Object> values(Object options) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        for (Method method : options.getClass().getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
                values.put(method.getName(), method.invoke(options));
            }
        }
        return values;
    }
}
