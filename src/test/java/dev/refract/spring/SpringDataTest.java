package dev.refract.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Data migrations in an application, whose context is opened and closed here. */
class SpringDataTest {

    private static final String NAME = "20240201000000_count";
    private static final int ROWS = 3000;
    private static final String[] BACKGROUND = {"run=background"};
    private static final String[] SLOWLY = {"run=background", "batch-size=10", "sleep=20ms"};

    @TempDir
    private Path folder;

    @Configuration(proxyBeanMethods = false)
    @Import(RefractAutoConfiguration.class)
    static class Application {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    @BeforeEach
    void aDataMigration() throws IOException {
        migration(
                "20240101000000_users",
                "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);\nINSERT INTO users VALUES "
                        + IntStream.range(0, ROWS)
                                .mapToObj(i -> "(" + i * 3 + ", 0)")
                                .collect(Collectors.joining(", "))
                        + ";\n");
        data("data.toml", "table = \"users\"\n");
        data("up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
    }

    private void migration(String name, String script) throws IOException {
        Path migration = Files.createDirectories(folder.resolve("migrations").resolve(name));
        Files.writeString(migration.resolve("migration.sql"), script);
    }

    private void data(String file, String text) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data_migrations").resolve(NAME));
        Files.writeString(data.resolve(file), text);
    }

    /** @param settings of {@code refract.data} */
    private ConfigurableApplicationContext start(TestDatabase database, String... settings) throws IOException {
        Files.writeString(
                folder.resolve("migrations/migration_lock.toml"),
                "provider = \"" + database.dialect().name().toLowerCase(Locale.ROOT) + "\"\n");
        List<String> arguments = new ArrayList<>(List.of(
                "--refract.enabled=true",
                "--refract.migrations=" + folder.resolve("migrations"),
                "--spring.jmx.enabled=true",
                "--management.endpoints.jmx.exposure.include=refract"));
        for (String setting : settings) {
            arguments.add("--refract.data." + setting);
        }
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("dataSource", DataSource.class, () -> new Connections(database)))
                .run(arguments.toArray(String[]::new));
    }

    private static final class Connections extends AbstractDataSource {
        private final TestDatabase database;

        Connections(TestDatabase database) {
            this.database = database;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return database.connect();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return database.connect();
        }
    }

    private static DataStatus.Entry status(ConfigurableApplicationContext application) {
        return application.getBean(Refract.class).data().status().migrations().get(0);
    }

    private DataStatus.Entry status(TestDatabase database) {
        return refract(database).data().status().migrations().get(0);
    }

    private Refract refract(TestDatabase database) {
        return Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> dataRun(ConfigurableApplicationContext application) {
        return (Map<String, Object>)
                application.getBean(RefractEndpoint.class).status().get("dataRun");
    }

    private static void awaitState(ConfigurableApplicationContext application, String state) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(dataRun(application))
                .containsEntry("state", state));
    }

    private static long rows(ConfigurableApplicationContext application) {
        return (long) application
                .getBean(MeterRegistry.class)
                .get("refract.data.rows")
                .tag("migration", NAME)
                .counter()
                .count();
    }

    private static void awaitRows(ConfigurableApplicationContext application) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).ignoreExceptions().untilAsserted(() -> assertThat(
                        rows(application))
                .isPositive());
    }

    private static void assertEachRowOnce(TestDatabase database) throws SQLException {
        assertThat(database.query("SELECT min(n), max(n), count(*) FROM users")).isEqualTo("1|1|" + ROWS);
    }

    private static String state(ConfigurableApplicationContext application) {
        return application
                .getBean(MeterRegistry.class)
                .get("refract.data.state")
                .tag("migration", NAME)
                .gauges()
                .stream()
                .filter(gauge -> gauge.value() == 1)
                .map(gauge -> gauge.getId().getTag("state"))
                .collect(Collectors.joining(", "));
    }

    @OnEveryDatabase
    void atTheStartBeforeTheApplicationIsReady(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext application = start(database, "run=startup", "batch-size=500")) {
            assertEachRowOnce(database);
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            assertThat(rows(application)).isEqualTo(ROWS);
            assertThat(meters.get("refract.data.batch")
                            .tag("migration", NAME)
                            .timer()
                            .count())
                    .isEqualTo(ROWS / 500);
            assertThat(meters.get("refract.data.state").gauges()).hasSize(DataState.values().length);
            assertThat(state(application)).isEqualTo("done");
            assertThat(application.getBean(RefractEndpoint.class).status()).doesNotContainKey("dataRun");
        }
        start(database, "run=startup").close();
        assertEachRowOnce(database);
    }

    @OnSqlite
    @OnPostgres
    void withoutTheSettingNothingRunsAndWhatNeedsItIsNotApplied(TestDatabase database) throws Exception {
        start(database).close();
        assertThat(database.query("SELECT sum(n) FROM users")).isEqualTo("0");
        migration("20240301000000_later", "CREATE TABLE later (id INTEGER);\n");
        data("data.toml", "table = \"users\"\nbefore = \"20240301000000_later\"\n");
        RefractException refused = refusal(database);
        assertThat(refused.what()).contains("needs the data migration `" + NAME);
        assertThat(RefractFailureAnalyzer.offered(refused.next()))
                .contains("refract data run " + NAME)
                .contains("    refract.data.deploy=run\n")
                .doesNotContain("--data");
        assertThat(refusal(database, "run=startup").what()).contains("needs the data migration");
        start(database, "deploy=run").close();
        assertEachRowOnce(database);
        assertThat(database.query("SELECT count(*) FROM later")).isEqualTo("0");
    }

    private RefractException refusal(TestDatabase database, String... settings) {
        Throwable failure = catchThrowable(() -> start(database, settings).close());
        while (failure != null && !(failure instanceof RefractException)) {
            failure = failure.getCause();
        }
        assertThat(failure).isNotNull();
        return (RefractException) failure;
    }

    @OnEveryDatabase
    void aContextThatClosesPausesItAndTheNextStartGoesOn(TestDatabase database) throws Exception {
        long before;
        try (ConfigurableApplicationContext application = start(database, SLOWLY)) {
            awaitRows(application);
            assertThat(dataRun(application)).containsEntry("state", "running");
            assertThat(state(application)).isEqualTo("running");
            Health health = application.getBean(RefractHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("dataRun", "running");
            long start = System.nanoTime();
            int unused = SpringApplication.exit(application);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
        DataStatus.Entry paused = status(database);
        assertThat(paused.state()).isEqualTo(DataState.PAUSED);
        assertThat(paused.rows()).isBetween(1L, ROWS - 1L);
        before = paused.rows();
        assertThat(database.query("SELECT sum(n) FROM users")).isEqualTo(String.valueOf(before));
        try (ConfigurableApplicationContext application = start(database, BACKGROUND)) {
            awaitState(application, "done");
            assertThat(rows(application)).isEqualTo(ROWS - before);
            assertThat(state(application)).isEqualTo("done");
        }
        assertEachRowOnce(database);
    }

    @OnEveryDatabase
    void anotherInstanceTakesOver(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext first = start(database, SLOWLY)) {
            awaitRows(first);
            try (ConfigurableApplicationContext second = start(database, BACKGROUND)) {
                awaitState(second, "waiting");
                int unused = SpringApplication.exit(first);
                awaitState(second, "done");
            }
        }
        assertEachRowOnce(database);
    }

    @OnPostgres
    void aStartWaitsForAnotherInstancesRun(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext first = start(database, "run=background", "batch-size=100", "sleep=50ms")) {
            awaitRows(first);
            start(database, "run=startup").close();
            assertEachRowOnce(database);
        }
    }

    @OnSqlite
    @OnPostgres
    void whatWasPausedByHandStaysSo(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext application = start(database, SLOWLY)) {
            awaitRows(application);
            refract(database).data().pause(NAME);
            awaitState(application, "paused");
        }
        String sum = database.query("SELECT sum(n) FROM users");
        try (ConfigurableApplicationContext application = start(database, BACKGROUND)) {
            awaitState(application, "paused");
            assertThat(status(application).state()).isEqualTo(DataState.PAUSED);
        }
        assertThat(refusal(database, "run=startup").what()).contains("Paused, and not done", NAME);
        assertThat(database.query("SELECT sum(n) FROM users")).isEqualTo(sum);
        assertThat(refract(database).data().run(DataRunOptions.ALL).isDone()).isTrue();
        assertEachRowOnce(database);
    }

    @OnSqlite
    @OnPostgres
    void aFailureIsSeenAndKeepsNobodyFromWorking(TestDatabase database) throws Exception {
        data("up.sql", "UPDATE users SET n = n + nowhere WHERE /* batch */ TRUE;\n");
        try (ConfigurableApplicationContext application = start(database, BACKGROUND)) {
            awaitState(application, "failed");
            assertThat(String.valueOf(dataRun(application).get("error")))
                    .contains("nowhere", "refract data run " + NAME, "up.sql");
            assertThat(state(application)).isEqualTo("failed");
            Health health = application.getBean(RefractHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("dataRun", "failed");
        }
        assertThat(refusal(database, "run=startup").what()).contains("nowhere");
        data("up.sql", "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        start(database, "run=startup").close();
        assertEachRowOnce(database);
    }

    @OnPostgres
    void whyItWaitsIsCounted(TestDatabase database) throws Exception {
        database.execute("CREATE SCHEMA busy; CREATE TABLE busy.now (yes BOOLEAN); INSERT INTO busy.now VALUES (true)");
        try (ConfigurableApplicationContext application =
                start(database, "run=background", "throttle-query=SELECT yes FROM busy.now")) {
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            Awaitility.await().atMost(Duration.ofSeconds(90)).ignoreExceptions().untilAsserted(() -> assertThat(
                            meters.get("refract.data.throttled")
                                    .tags("migration", NAME, "kind", "query")
                                    .counter()
                                    .count())
                    .isEqualTo(1));
            assertThat(state(application)).isEqualTo("running");
            database.execute("UPDATE busy.now SET yes = false");
            awaitState(application, "done");
        }
        assertEachRowOnce(database);
    }

    @OnSqlite
    void wrongPropertiesAreNamed(TestDatabase database) {
        RefractException none = refusal(database, "run=startup", "max-load=Threads_running=25");
        assertThat(RefractFailureAnalyzer.offered(none.next())).contains("refract.data.throttle-query=SQL");
        RefractException both = refusal(database, "run=startup", "batch-size=5", "target-time=1s");
        assertThat(RefractFailureAnalyzer.offered(both.next()))
                .contains("refract.data.batch-size or refract.data.target-time");
        RefractException window = refusal(database, "run=startup", "window=night");
        assertThat(RefractFailureAnalyzer.offered(window.next())).contains("refract.data.window=22:00-06:00");
        RefractException lag = refusal(database, "run=startup", "replicas[0]=postgresql://u@127.0.0.1/x");
        assertThat(RefractFailureAnalyzer.offered(lag.next())).contains("refract.data.max-lag=DURATION");
    }
}
