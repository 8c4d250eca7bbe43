package dev.refract.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** Where connections come from: a Prisma URL, or an application's DataSource, which stays the application's. */
public sealed interface ConnectionSource {

    Connection connect() throws SQLException;

    /** The URL, where it is one. */
    default Optional<DatabaseUrl> url() {
        return Optional.empty();
    }

    /** Connections of a URL. */
    record OfUrl(DatabaseUrl target) implements ConnectionSource {
        @Override
        public Connection connect() throws SQLException {
            return Jdbc.connect(target);
        }

        @Override
        public Optional<DatabaseUrl> url() {
            return Optional.of(target);
        }
    }

    /** Connections of an application's DataSource; each is given back by closing it. */
    record OfDataSource(DataSource dataSource) implements ConnectionSource {
        public OfDataSource {
            Objects.requireNonNull(dataSource);
        }

        @Override
        public Connection connect() throws SQLException {
            return dataSource.getConnection();
        }
    }
}
