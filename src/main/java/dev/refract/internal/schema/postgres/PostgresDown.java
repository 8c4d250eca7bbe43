package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownWriter;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.sql.Script;

/** The way back on PostgreSQL, whose catalogs tell what was renamed and what depends on what. */
public final class PostgresDown implements DownWriter {

    @Override
    public ScriptBuilder undo(Schema before, Schema after, Script migration) {
        PostgresMatch match = PostgresMatch.of(before, after);
        return new PostgresPlan(
                        match, PostgresImpact.of(match), PostgresZones.of(migration), PostgresIndexing.of(migration))
                .steps();
    }
}
