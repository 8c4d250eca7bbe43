package dev.refract.internal.connect;

import com.zaxxer.hikari.HikariDataSource;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where connections come from: a Prisma URL, or an application's DataSource, which stays the application's. */
public sealed interface ConnectionSource {

    /**
     * Connects.
     *
     * @throws InterruptedRefractException where the calling thread is interrupted meanwhile
     */
    Connection connect() throws SQLException;

    /**
     * A further connection, beside the first.
     *
     * @param what what needs it, for a message
     * @throws RefractException where a pool has no second one to give
     */
    default Connection connectAnother(String what) throws SQLException {
        return connect();
    }

    /** The URL, where it is one. */
    default Optional<DatabaseUrl> url() {
        return Optional.empty();
    }

    /** Connections of a URL. */
    record OfUrl(DatabaseUrl target) implements ConnectionSource {
        @Override
        public Connection connect() throws SQLException {
            return Interruptible.connect(() -> Jdbc.connect(target));
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
            try {
                return dataSource.getConnection();
            } catch (SQLTransientConnectionException
                    | RuntimeException e) { // a pool's own: waited in vain, never began
                SQLException server = said(e);
                if (server != null) {
                    throw server;
                }
                throw e;
            }
        }

        /** What the server said to a pool. */
        private static @Nullable SQLException said(Exception pools) {
            return pools.getCause() instanceof SQLException server && server.getSQLState() != null ? server : null;
        }

        /** A pool of one, whose one connection is in use, would be waited for in vain. */
        @Override
        public Connection connectAnother(String what) throws SQLException {
            if (poolSize().orElse(2) < 2) {
                throw noSecond(what, null);
            }
            try {
                return connect();
            } catch (SQLTransientConnectionException e) {
                throw noSecond(what, e);
            }
        }

        private OptionalInt poolSize() throws SQLException {
            return dataSource.isWrapperFor(HikariDataSource.class)
                    ? OptionalInt.of(dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize())
                    : OptionalInt.empty();
        }

        private static RefractException noSecond(String what, @Nullable SQLException cause) {
            return new RefractException(
                    null,
                    "The DataSource has no second connection for " + what + ".",
                    "Let its pool hold two or more connections, or give Refract a DataSource of its own.",
                    cause);
        }
    }
}
