package dev.refract.testing;

import dev.refract.internal.sql.Dialect;

/** The four databases that tests run on: one more than there are dialects, as MariaDB speaks MySQL's. */
public enum Kind {
    POSTGRES("PostgreSQL", Dialect.POSTGRESQL, 5432),
    MYSQL("MySQL", Dialect.MYSQL, 3306),
    MARIADB("MariaDB", Dialect.MYSQL, 3306),
    SQLITE("SQLite", Dialect.SQLITE, 0);

    private final String label;
    private final Dialect dialect;
    private final int port;

    Kind(String label, Dialect dialect, int port) {
        this.label = label;
        this.dialect = dialect;
        this.port = port;
    }

    /** Its name as its makers write it. */
    public String label() {
        return label;
    }

    /** The SQL it speaks. */
    public Dialect dialect() {
        return dialect;
    }

    /** The port a server of this kind listens on by default; 0 where there is no server. */
    int port() {
        return port;
    }
}
