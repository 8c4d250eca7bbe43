package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.internal.output.Secrets;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is migrated: the application's DataSource, the same database as another user, or another one. */
sealed interface MigrationTarget {

    Refract.Builder configure(Refract.Builder configuration);

    /**
     * As the properties say.
     *
     * @param name of the properties, such as {@code refract.datasource}
     */
    static MigrationTarget of(String name, RefractProperties.Datasource properties, ListableBeanFactory application) {
        Secrets.know(properties.getPassword(), List.of(String.valueOf(properties.getUsername())));
        if (properties.getUrl() != null && !properties.getUrl().startsWith("jdbc:")) {
            return new Url(properties.getUrl());
        }
        if (properties.getUrl() != null) {
            return new Source(source(properties.getUrl(), properties));
        }
        DataSource dataSource = dataSource(name, properties.getBean(), application);
        return new Source(properties.getUsername() == null ? dataSource : source(urlOf(name, dataSource), properties));
    }

    private static DataSource dataSource(String name, @Nullable String bean, ListableBeanFactory application) {
        if (bean == null) {
            DataSource only = application.getBeanProvider(DataSource.class).getIfUnique();
            if (only == null) {
                throw new RefractException(
                        null,
                        "The application has no DataSource, or several and none of them primary.",
                        "Name one in " + name + ".bean, set " + name + ".url, or mark one DataSource as @Primary.");
            }
            return only;
        }
        try {
            return application.getBean(bean, DataSource.class);
        } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
            String all = String.join(", ", application.getBeanNamesForType(DataSource.class));
            throw new RefractException(
                    null,
                    name + ".bean names no DataSource of the application: " + bean + ".",
                    "Name one of these: " + all + ".",
                    e);
        }
    }

    private static DataSource source(String url, RefractProperties.Datasource properties) {
        DriverManagerDataSource source = new DriverManagerDataSource(url);
        if (properties.getUsername() != null) {
            source.setUsername(properties.getUsername());
        }
        if (properties.getPassword() != null) {
            source.setPassword(properties.getPassword());
        }
        return source;
    }

    private static String urlOf(String name, DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new RefractException(
                    null,
                    "The application's DataSource gave no connection, which would tell the URL for " + name
                            + ".username: " + e.getMessage(),
                    "Set " + name + ".url as well.",
                    e);
        }
    }

    /** Connections of a DataSource. */
    record Source(DataSource dataSource) implements MigrationTarget {
        @Override
        public Refract.Builder configure(Refract.Builder configuration) {
            return configuration.dataSource(dataSource);
        }
    }

    /** A URL in Prisma's form. */
    record Url(String url) implements MigrationTarget {
        @Override
        public Refract.Builder configure(Refract.Builder configuration) {
            return configuration.url(url);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "MigrationTarget.Url";
        }
    }
}
