package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.schema.DialectSchema;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.StatusResult;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out whether Prisma 8 can take a database over. Changes nothing: the history runs on a scratch database. */
public final class Handover {

    private Handover() {}

    /**
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @throws RefractException where Prisma 8 has no connector for the database, where it can't be read, or where the
     *     history does not run on an empty one; P3014 where there can be no scratch database
     */
    public static HandoverResult run(Target target, Optional<DatabaseUrl> shadow) {
        target.requireProvider();
        DatabaseUrl url = ScratchDatabase.real(target);
        if (url.dialect() != Dialect.POSTGRESQL) {
            throw new RefractException(
                    null,
                    "Prisma 8 takes over PostgreSQL databases only, and this is a "
                            + url.dialect().provider() + " one.",
                    "Stay with Prisma 7's history, which Refract runs.");
        }
        StatusResult status = Status.run(target);
        HandoverResult settled = result(status, List.of());
        return settled.settled() ? result(status, differences(target, shadow)) : settled;
    }

    /**
     * What the history is compared by. What Prisma 8 keeps of a database that it has signed is no part of what it took
     * over, and whom a real database lets in stands in no history.
     */
    private static Schema compared(Schema schema) {
        return Schema.of(
                schema.dialect(),
                schema.withoutPrivileges().objects().values().stream()
                        .filter(object -> !isPrisma8(object.name().table())
                                && !isPrisma8(object.name().name()))
                        .toList());
    }

    private static boolean isPrisma8(String name) {
        return name.equals("prisma_contract") || name.startsWith("prisma_contract.");
    }

    private static HandoverResult result(StatusResult status, List<String> differences) {
        return new HandoverResult(
                status.database(),
                status.prisma8(),
                Stream.of(StatusResult.State.PENDING, StatusResult.State.ROLLED_BACK)
                        .flatMap(state -> status.names(state).stream())
                        .toList(),
                status.migrations().stream()
                        .filter(migration -> migration.state() == StatusResult.State.FAILED)
                        .map(StatusResult.Entry::name)
                        .toList(),
                status.migrations().stream()
                        .filter(migration -> !migration.onDisk() && migration.state() == StatusResult.State.APPLIED)
                        .map(StatusResult.Entry::name)
                        .toList(),
                status.edited(),
                differences);
    }

    private static List<String> differences(Target target, Optional<DatabaseUrl> shadow) {
        Schema real;
        try (Database database = Database.open(target.source(), Database.Missing.FAIL, Listener.SILENT)) {
            real = compared(
                    DialectSchema.introspection(database.dialect()).read(database.connection(), database.schema()));
        } catch (SQLException e) {
            throw new RefractException(
                    null, "The schema could not be read: " + e.getMessage() + ".", "Run the command again.", e);
        }
        try (ScratchDatabase scratch = ScratchDatabase.create(target, shadow)) {
            scratch.replay(target.history().migrations());
            return SchemaDiff.between(compared(scratch.describe()), real)
                    .toString()
                    .lines()
                    .toList();
        }
    }
}
