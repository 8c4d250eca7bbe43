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
        ScriptBuilder draft = new ScriptBuilder();
        Schema joined = new MysqlConversions(before, after, draft).takeBack(migration);
        return draft.add(new MysqlPlan(before, joined, ScriptRenames.of(before, joined, migration)).draft());
    }
}
