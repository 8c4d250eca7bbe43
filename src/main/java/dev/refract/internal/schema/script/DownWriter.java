package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Script;

/** The way back from one schema to another, in the SQL of one dialect. */
public interface DownWriter {

    /**
     * The statements that lead from {@code after} to {@code before}, in an order that works, each with what it loses.
     *
     * @param before the schema to come back to
     * @param after the schema that a migration made of it, in the same database
     * @param migration the migration's script, which tells renames where the catalogs don't
     */
    ScriptBuilder undo(Schema before, Schema after, Script migration);
}
