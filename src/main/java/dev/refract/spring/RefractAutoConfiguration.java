package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.Hooks;
import dev.refract.report.Listener;
import dev.refract.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;

/**
 * Migrations at the start of a Spring Boot application, with {@code refract.enabled=true}. The same classes work with
 * Boot 3.5 and 4: all that they use of it has kept its packages, and Boot's own auto-configuration, which has not, is
 * named as text.
 *
 * <p>Beans of an application's own replace these: a {@link Refract}. Beans that are added: {@link Listener} and
 * {@link Hooks}, in their order.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
        },
        beforeName = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration"
        })
@ConditionalOnProperty(prefix = "refract", name = "enabled", havingValue = "true")
@EnableConfigurationProperties(RefractProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public class RefractAutoConfiguration {

    /**
     * Migrates the application's DataSource, or what {@code refract.datasource} says; not there where
     * {@code refract.databases} names several.
     *
     * @param properties {@code refract.*}
     * @param application whose DataSource, listeners and hooks
     * @param resources whose class path has the migrations
     * @return what runs the migrations
     */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OneDatabase.class)
    public Refract refract(RefractProperties properties, ListableBeanFactory application, ResourceLoader resources) {
        return configured(
                properties,
                MigrationTarget.of("refract.datasource", properties.getDatasource(), application),
                properties.getMigrations(),
                application,
                resources);
    }

    /**
     * The application's own {@link Refract} beans, or what the properties say.
     *
     * @param properties {@code refract.*}
     * @param application whose beans
     * @param resources whose class path has the migrations
     * @return what is migrated
     */
    @Bean
    @ConditionalOnMissingBean
    public RefractDatabases refractDatabases(
            RefractProperties properties, ListableBeanFactory application, ResourceLoader resources) {
        Map<String, Refract> byName = new LinkedHashMap<>(application.getBeansOfType(Refract.class));
        if (byName.isEmpty()) {
            properties
                    .getDatabases()
                    .forEach((name, database) -> byName.put(
                            name,
                            configured(
                                    properties,
                                    MigrationTarget.of(
                                            "refract.databases." + name + ".datasource",
                                            database.getDatasource(),
                                            application),
                                    Objects.requireNonNullElse(database.getMigrations(), properties.getMigrations()),
                                    application,
                                    resources)));
        }
        return new RefractDatabases(byName);
    }

    private static Refract configured(
            RefractProperties properties,
            MigrationTarget target,
            String migrations,
            ListableBeanFactory application,
            ResourceLoader resources) {
        Listener listener = application
                .getBeanProvider(Listener.class)
                .orderedStream()
                .reduce(new LoggingListener(), Listener::and);
        Refract.Builder configuration = target.configure(Refract.configure())
                .migrations(migrations)
                .classLoader(Objects.requireNonNullElse(resources.getClassLoader(), Refract.class.getClassLoader()))
                .lockWait(properties.getLockWait())
                .lockRetries(properties.getLockRetries())
                .waitForDatabase(properties.getWaitForDatabase())
                .allowPrisma8(properties.isAllowPrisma8())
                .listener(listener);
        if (properties.getLockTimeout() != null) {
            configuration.lockTimeout(properties.getLockTimeout());
        }
        if (properties.getStatementTimeout() != null) {
            configuration.statementTimeout(properties.getStatementTimeout());
        }
        application.getBeanProvider(Hooks.class).orderedStream().forEach(configuration::hooks);
        return configuration.build();
    }

    /**
     * Runs the migrations.
     *
     * @param databases what is migrated
     * @param properties {@code refract.*}
     * @param data runs data migrations
     * @return runs them when it is made
     */
    @Bean
    @ConditionalOnMissingBean
    public RefractInitializer refractInitializer(
            RefractDatabases databases, RefractProperties properties, RefractDataRun data) {
        return new RefractInitializer(
                databases,
                DeployOptions.DEFAULT
                        .lint(properties.getLint())
                        .drift(properties.getDrift())
                        .data(properties.getData().getDeploy()),
                data);
    }

    /**
     * Runs data migrations.
     *
     * @param databases what is migrated
     * @param properties {@code refract.data.*}
     * @param context at whose end they are paused
     * @return runs them when it is told to
     */
    @Bean
    @ConditionalOnMissingBean
    public RefractDataRun refractDataRun(
            RefractDatabases databases, RefractProperties properties, ApplicationContext context) {
        return new RefractDataRun(
                databases,
                properties.getData().getRun(),
                properties.getData().options(),
                properties.getLockWait(),
                context);
    }

    /**
     * The migrations run at the start even where the application makes its beans late.
     *
     * @return for the initializer
     */
    @Bean
    public static LazyInitializationExcludeFilter refractStartsEarly() {
        return LazyInitializationExcludeFilter.forBeanTypes(RefractInitializer.class);
    }

    /** Timers, where Micrometer is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
    public static class Metrics {

        /**
         * Asks for the registry late, so that the registry may itself be made late.
         *
         * @param registry may be missing
         * @return the listener
         */
        @Bean
        public MicrometerListener refractMetrics(ObjectProvider<MeterRegistry> registry) {
            return new MicrometerListener(registry::getIfAvailable);
        }
    }

    /** Spans, where OpenTelemetry is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.opentelemetry.api.OpenTelemetry")
    public static class Spans {

        /**
         * Asks for OpenTelemetry late, as for the meters.
         *
         * @param telemetry may be missing
         * @return the listener
         */
        @Bean
        public Tracing refractTracing(ObjectProvider<OpenTelemetry> telemetry) {
            return new Tracing(() -> telemetry.getIfAvailable(OpenTelemetry::noop));
        }
    }

    /** The endpoint, where the actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
    @ConditionalOnAvailableEndpoint(endpoint = RefractEndpoint.class)
    public static class Status {

        /**
         * Shows the status.
         *
         * @param databases whose status
         * @param data whose runs in the background
         * @return the endpoint
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractEndpoint refractEndpoint(RefractDatabases databases, RefractDataRun data) {
            return new RefractEndpoint(databases, data);
        }
    }

    /** In the actuator's {@code info}, where the actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.info.InfoContributor")
    @ConditionalOnEnabledInfoContributor("refract")
    public static class Information {

        /**
         * Shows the status in short.
         *
         * @param databases whose status
         * @param data whose runs in the background
         * @return the contributor
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractInfoContributor refractInfoContributor(RefractDatabases databases, RefractDataRun data) {
            return new RefractInfoContributor(databases, data);
        }
    }

    /** In the actuator's {@code health}, where Boot 4's module for it is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnBooleanProperty(name = "management.health.refract.enabled", matchIfMissing = true)
    public static class Health {

        /**
         * Says whether all is applied.
         *
         * @param databases whose status
         * @param data whose runs in the background
         * @return the indicator
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractHealthIndicator refractHealthIndicator(RefractDatabases databases, RefractDataRun data) {
            return new RefractHealthIndicator(databases, data);
        }
    }

    /** In the actuator's {@code health} of Boot 3.5. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = HealthOfBoot3.INDICATOR)
    @ConditionalOnBooleanProperty(name = "management.health.refract.enabled", matchIfMissing = true)
    public static class HealthWithBoot3 {

        /**
         * Says whether all is applied.
         *
         * @param databases whose status
         * @param data whose runs in the background
         * @return the indicator
         */
        @Bean
        @ConditionalOnMissingBean(name = "refractHealthIndicator")
        public static FactoryBean<?> refractHealthIndicator(
                ObjectProvider<RefractDatabases> databases, ObjectProvider<RefractDataRun> data) {
            return new HealthOfBoot3(databases, data);
        }
    }
}
