package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.report.RefractException;
import java.nio.charset.StandardCharsets;

/** What is too large for the server is known before the first statement runs: MySQL's {@code max_allowed_packet}. */
final class Packets {

    /** Below this, in characters, nobody asks the server. */
    private static final int SMALL = 1 << 16;

    private Packets() {}

    /** @throws RefractException for the first statement of the plan that the server would refuse for its size */
    static void require(Plan plan, Database database) {
        if (database.dialect() == Dialect.MYSQL) {
            for (Plan.Step step : plan.steps()) {
                require(
                        step.migration().path(step.file()),
                        step.load(database.dialect()).script(),
                        step.first(),
                        database);
            }
        }
    }

    /** @param first the number of the statement to begin with */
    static void require(String path, Script script, int first, Database database) {
        if (database.dialect() != Dialect.MYSQL) {
            return;
        }
        for (SqlStatement statement : script.statements()) {
            if (statement.number() >= first && statement.end() - statement.code() > SMALL) {
                long bytes = script.sql(statement).getBytes(StandardCharsets.UTF_8).length + 1L; // the command's byte
                long most = database.queryOne("SELECT @@max_allowed_packet", row -> row.getLong(1))
                        .orElse(Long.MAX_VALUE);
                if (bytes > most) {
                    throw refusal(path, script, statement, bytes, most);
                }
            }
        }
    }

    private static RefractException refusal(String path, Script script, SqlStatement statement, long bytes, long most) {
        long enough = Long.highestOneBit(bytes) << 1;
        return new RefractException(
                null,
                path + ":" + script.place(statement.code()).line() + " (statement " + statement.number() + " of "
                        + script.statements().size() + ") has " + bytes + " bytes, and the server takes at most " + most
                        + " (max_allowed_packet). Nothing was run.",
                "Split it, for example into several INSERTs; or let the server take more, and run the command again:\n"
                        + "    SET GLOBAL max_allowed_packet = " + enough + ";");
    }
}
