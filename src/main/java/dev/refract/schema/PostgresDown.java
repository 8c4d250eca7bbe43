package dev.refract.schema;

import dev.refract.sql.Script;

/** The way back on PostgreSQL, whose catalogs tell what was renamed and what depends on what. */
final class PostgresDown implements Undo {

    @Override
    public Draft undo(Schema before, Schema after, Script migration) {
        PostgresMatch match = PostgresMatch.of(before, after);
        return new PostgresPlan(match, PostgresFate.of(match)).steps();
    }
}
