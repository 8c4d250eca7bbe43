package dev.refract.internal.sql;

import java.util.Optional;

/**
 * A table as a statement names it, without its quotes; PostgreSQL's unquoted names are in lower case, as the server
 * reads them.
 *
 * @param schema PostgreSQL's schema, MySQL's database, SQLite's attached database; empty where the statement has none
 */
public record TableName(Optional<String> schema, String name) {
    @Override
    public String toString() {
        return schema.map(s -> s + ".").orElse("") + name;
    }
}
