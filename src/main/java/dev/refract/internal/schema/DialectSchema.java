package dev.refract.internal.schema;

import dev.refract.internal.schema.model.Introspection;
import dev.refract.internal.schema.mysql.MysqlDown;
import dev.refract.internal.schema.mysql.MysqlIntrospection;
import dev.refract.internal.schema.postgres.PostgresDown;
import dev.refract.internal.schema.postgres.PostgresIntrospection;
import dev.refract.internal.schema.script.DownWriter;
import dev.refract.internal.schema.sqlite.SqliteDown;
import dev.refract.internal.schema.sqlite.SqliteIntrospection;
import dev.refract.internal.sql.Dialect;

/** What each dialect has of its own to read a schema and to lead back to one: the only place that chooses. */
public final class DialectSchema {

    private DialectSchema() {}

    /** What reads the catalogs of a dialect's databases. */
    public static Introspection introspection(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresIntrospection();
            case MYSQL -> new MysqlIntrospection();
            case SQLITE -> new SqliteIntrospection();
        };
    }

    /** What writes the way back in a dialect's SQL. */
    public static DownWriter downWriter(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresDown();
            case MYSQL -> new MysqlDown();
            case SQLITE -> new SqliteDown();
        };
    }
}
