package dev.refract.internal.lint.model;

import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server that statements are judged for. */
public record Server(Kind kind, int major, int minor) {

    private static final Pattern NAMED = Pattern.compile("([a-z]+)(?::(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\.\\d+)*)?");

    /** Whose it is. */
    public enum Kind {
        POSTGRESQL(Dialect.POSTGRESQL, 18, 0),
        MYSQL(Dialect.MYSQL, 9, 7),
        MARIADB(Dialect.MYSQL, 11, 8),
        SQLITE(Dialect.SQLITE, 3, 50);

        private final Dialect dialect;
        private final int major;
        private final int minor;

        Kind(Dialect dialect, int major, int minor) {
            this.dialect = dialect;
            this.major = major;
            this.minor = minor;
        }
    }

    /** The version that the rules were last observed on. */
    public static Server newest(Kind kind) {
        return new Server(kind, kind.major, kind.minor);
    }

    /** The newest of a dialect; MySQL for its. */
    public static Server newest(Dialect dialect) {
        for (Kind kind : Kind.values()) {
            if (kind.dialect == dialect) {
                return newest(kind);
            }
        }
        throw new IllegalStateException(dialect.toString());
    }

    /** The newest of a provider, as migration_lock.toml names it; empty for one that is not supported. */
    public static Optional<Server> ofProvider(String provider) {
        return switch (provider) {
            case "postgresql", "postgres" -> Optional.of(newest(Kind.POSTGRESQL));
            case "mysql" -> Optional.of(newest(Kind.MYSQL));
            case "sqlite" -> Optional.of(newest(Kind.SQLITE));
            default -> Optional.empty();
        };
    }

    /**
     * As an option names it: {@code postgresql:16}, {@code mysql:8.0.36}, {@code mariadb:10.11}, {@code sqlite}.
     *
     * @throws RefractException for anything else
     */
    public static Server of(String named) {
        Matcher matcher = NAMED.matcher(named.trim().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                boolean same = kind.name().equalsIgnoreCase(matcher.group(1))
                        || kind == Kind.POSTGRESQL && matcher.group(1).equals("postgres");
                if (same && matcher.group(2) == null) {
                    return newest(kind);
                }
                if (same) {
                    int minor = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
                    return new Server(kind, Integer.parseInt(matcher.group(2)), minor);
                }
            }
        }
        throw new RefractException(
                null,
                "The server version can't be read.",
                "Say which server it is, and its version: postgresql:16, mysql:8.4, mariadb:11.4 or sqlite.");
    }

    /** The one that a connection is to. */
    public static Server of(DatabaseMetaData about, Dialect dialect) throws SQLException {
        Kind kind =
                switch (dialect) {
                    case POSTGRESQL -> Kind.POSTGRESQL;
                    case MYSQL -> about.getDatabaseProductVersion().contains("MariaDB") ? Kind.MARIADB : Kind.MYSQL;
                    case SQLITE -> Kind.SQLITE;
                };
        return new Server(kind, about.getDatabaseMajorVersion(), about.getDatabaseMinorVersion());
    }

    /** Whether statements do the same on both: PostgreSQL changes with its major version, MySQL with each. */
    public boolean isLike(Server other) {
        return kind == other.kind && (isSqlite() || major == other.major && (isPostgres() || minor == other.minor));
    }

    /** As {@link #of} reads it. */
    public String named() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + major + "." + minor;
    }

    public Dialect dialect() {
        return kind.dialect;
    }

    public boolean isPostgres() {
        return kind == Kind.POSTGRESQL;
    }

    /** MySQL or MariaDB. */
    public boolean isMysql() {
        return kind.dialect == Dialect.MYSQL;
    }

    public boolean isMariadb() {
        return kind == Kind.MARIADB;
    }

    public boolean isSqlite() {
        return kind == Kind.SQLITE;
    }

    public boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }

    @Override
    public String toString() {
        String name =
                switch (kind) {
                    case POSTGRESQL -> "PostgreSQL";
                    case MYSQL -> "MySQL";
                    case MARIADB -> "MariaDB";
                    case SQLITE -> "SQLite";
                };
        return name + " " + major + (minor == 0 && isPostgres() ? "" : "." + minor);
    }
}
