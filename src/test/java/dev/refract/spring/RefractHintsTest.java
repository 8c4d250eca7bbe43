package dev.refract.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.data.DataStatus;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.StatusResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a native image is told, as Spring finds it. */
class RefractHintsTest {

    private static RuntimeHints hints() {
        RuntimeHints hints = new RuntimeHints();
        List<RuntimeHintsRegistrar> registrars = SpringFactoriesLoader.forResourceLocation(
                        "META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class);
        assertThat(registrars).hasAtLeastOneElementOfType(RefractHints.class);
        new RefractHints().registerHints(hints, RefractHintsTest.class.getClassLoader());
        return hints;
    }

    @Test
    void theMigrationsStayInTheImage() {
        RuntimeHints hints = hints();
        assertThat(Stream.of("migration_lock.toml", "2026_a/migration.sql", "2026_a/down.sql"))
                .allMatch(file -> RuntimeHintsPredicates.resource()
                        .forResource("prisma/migrations/" + file)
                        .test(hints));
        assertThat(RuntimeHintsPredicates.resource()
                        .forResource("prisma/schema.prisma")
                        .test(hints))
                .isFalse();
    }

    @Test
    void soDoTheDataMigrations() {
        RuntimeHints hints = hints();
        assertThat(Stream.of("data.toml", "up.sql", "up.mysql.sql", "verify.sql"))
                .allMatch(file -> RuntimeHintsPredicates.resource()
                        .forResource("prisma/data_migrations/2026_a/" + file)
                        .test(hints));
    }

    @Test
    void theEndpointsRecordsCanBeRead() throws Exception {
        RuntimeHints hints = hints();
        for (Class<?> type : List.of(
                StatusResult.class,
                StatusResult.Entry.class,
                DataStatus.Entry.class,
                DriftResult.class,
                DriftResult.Difference.class)) {
            for (var component : type.getRecordComponents()) {
                assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
                        .as(component.toString())
                        .accepts(hints);
            }
        }
    }
}
