package dev.refract.schema;

import dev.refract.sql.Dialect;
import dev.refract.sql.Script;

/** The way back from one schema to another, in the SQL of one dialect. */
interface Undo {

    /**
     * The statements that lead from {@code after} to {@code before}, in an order that works, each with what it loses.
     *
     * @param before the schema to come back to
     * @param after the schema that a migration made of it, in the same database
     * @param migration the migration's script, which tells renames where the catalogs don't
     */
    Draft undo(Schema before, Schema after, Script migration);

    /** The one of a dialect. */
    static Undo of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresDown();
            case MYSQL -> new MysqlDown();
            case SQLITE -> new SqliteDown();
        };
    }
}
