package dev.refract.internal.schema.mysql;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownWriter;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.schema.script.ScriptRenames;
import dev.refract.internal.sql.Script;

/** The way back on MySQL and MariaDB. */
public final class MysqlDown implements DownWriter {

    @Override
    public ScriptBuilder undo(Schema before, Schema after, Script migration) {
        return new MysqlPlan(before, after, ScriptRenames.of(before, after, migration)).draft();
    }
}
