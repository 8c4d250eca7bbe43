package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.Hooks;
import dev.refract.report.Listener;
import dev.refract.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Objects;
import javax.sql.DataSource;
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
import org.springframework.context.annotation.Bean;
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
     * Migrates the application's DataSource, or what {@code refract.datasource} says.
     *
     * @param properties {@code refract.*}
     * @param dataSources the application's
     * @param listeners hear every event
     * @param hooks run beside a deploy
     * @param resources whose class path has the migrations
     * @return what runs the migrations
     */
    @Bean
    @ConditionalOnMissingBean
    public Refract refract(
            RefractProperties properties,
            ObjectProvider<DataSource> dataSources,
            ObjectProvider<Listener> listeners,
            ObjectProvider<Hooks> hooks,
            ResourceLoader resources) {
        Refract.Builder configuration = MigrationTarget.of(properties.getDatasource(), dataSources)
                .configure(Refract.configure())
                .migrations(properties.getMigrations())
                .classLoader(Objects.requireNonNullElse(resources.getClassLoader(), Refract.class.getClassLoader()))
                .lockWait(properties.getLockWait())
                .lockRetries(properties.getLockRetries())
                .waitForDatabase(properties.getWaitForDatabase())
                .allowPrisma8(properties.isAllowPrisma8())
                .listener(listeners.orderedStream().reduce(new LoggingListener(), Listener::and));
        if (properties.getLockTimeout() != null) {
            configuration.lockTimeout(properties.getLockTimeout());
        }
        if (properties.getStatementTimeout() != null) {
            configuration.statementTimeout(properties.getStatementTimeout());
        }
        hooks.orderedStream().forEach(configuration::hooks);
        return configuration.build();
    }

    /**
     * Runs the migrations.
     *
     * @param refract what runs them
     * @return runs them when it is made
     */
    @Bean
    @ConditionalOnMissingBean
    public RefractInitializer refractInitializer(Refract refract) {
        return new RefractInitializer(refract);
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
         * @param refract whose status
         * @return the endpoint
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractEndpoint refractEndpoint(Refract refract) {
            return new RefractEndpoint(refract);
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
         * @param refract whose status
         * @return the contributor
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractInfoContributor refractInfoContributor(Refract refract) {
            return new RefractInfoContributor(refract);
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
         * @param refract whose status
         * @return the indicator
         */
        @Bean
        @ConditionalOnMissingBean
        public RefractHealthIndicator refractHealthIndicator(Refract refract) {
            return new RefractHealthIndicator(refract);
        }
    }
}
