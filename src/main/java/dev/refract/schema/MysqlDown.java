package dev.refract.schema;

import dev.refract.sql.Script;

/** The way back on MySQL and MariaDB. */
final class MysqlDown implements Undo {

    @Override
    public Draft undo(Schema before, Schema after, Script migration) {
        return new MysqlPlan(before, after, ScriptRenames.of(before, after, migration)).draft();
    }
}
