package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Place;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is too large for the server is known before the first statement runs: MySQL's {@code max_allowed_packet}. */
final class Packets {

    /** Below this, in characters, nobody asks the server. */
    private static final int SMALL = 1 << 16;

    private final Database database;
    /** What the server takes; null until somebody has asked. */
    private @Nullable Long most;

    private Packets(Database database) {
        this.database = database;
    }

    /** @throws RefractException for the first statement of the plan that the server would refuse for its size */
    static void require(Plan plan, Database database) {
        if (database.dialect() == Dialect.MYSQL) {
            Packets packets = new Packets(database);
            for (Plan.Step step : plan.steps()) {
                packets.require(
                        Optional.of(step.migration().name()),
                        step.migration().path(step.file()),
                        step.load(database.dialect()).script(),
                        step.first());
            }
        }
    }

    /** The same of one script. */
    static void require(String path, Script script, Database database) {
        if (database.dialect() == Dialect.MYSQL) {
            new Packets(database).require(Optional.empty(), path, script, 1);
        }
    }

    private void require(Optional<String> migration, String path, Script script, int first) {
        for (SqlStatement statement : script.statements()) {
            if (statement.number() >= first && statement.end() - statement.code() > SMALL) {
                long bytes = script.sql(statement).getBytes(StandardCharsets.UTF_8).length + 1L; // the command's byte
                if (bytes > most()) {
                    throw refusal(migration, path, script, statement, bytes, most());
                }
            }
        }
    }

    private long most() {
        if (most == null) {
            most = database.queryOne("SELECT @@max_allowed_packet", row -> row.getLong(1))
                    .orElse(Long.MAX_VALUE);
        }
        return most;
    }

    private static RefractException refusal(
            Optional<String> migration, String path, Script script, SqlStatement statement, long bytes, long most) {
        long enough = Long.highestOneBit(bytes) << 1;
        Place place = script.place(statement.code());
        return new RefractException(
                null,
                path + ":" + place.line() + " (statement " + statement.number() + " of "
                        + script.statements().size() + ") has " + bytes + " bytes, and the server takes at most " + most
                        + " (max_allowed_packet). Nothing was run.",
                "Split it, for example into several INSERTs; or let the server take more, and run the command again:\n"
                        + "    SET GLOBAL max_allowed_packet = " + enough + ";",
                null,
                new ScriptPlace(
                        migration,
                        path,
                        Optional.of(place.line()),
                        Optional.of(place.column()),
                        Optional.of(statement.number())));
    }
}
