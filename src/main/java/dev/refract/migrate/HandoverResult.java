package dev.refract.migrate;

import java.util.List;

/**
 * Whether a Prisma 7 history has come to an end that Prisma 8 can take over from: Prisma 8 signs the database as it
 * stands, and knows nothing of the old ledger.
 *
 * @param database what it is, without a secret
 * @param signed whether Prisma 8 has signed it already
 * @param pending migrations that are not applied, or were rolled back, in order
 * @param failed migrations that began and did not come to their end
 * @param unknown migrations that only the ledger knows
 * @param edited migrations whose script changed since they were applied; no obstacle where nothing differs
 * @param differences how the database differs from what the migrations make of an empty one, a line each: {@code -} for
 *     what the database lacks, {@code +} for what it has besides, {@code ~} for an object in both, with what differs
 *     indented below it; empty where it was not compared, since something is pending, failed or unknown
 */
public record HandoverResult(
        String database,
        boolean signed,
        List<String> pending,
        List<String> failed,
        List<String> unknown,
        List<String> edited,
        List<String> differences) {

    /**
     * Copies the lists.
     *
     * @param database what it is, without a secret
     * @param signed whether Prisma 8 has signed it already
     * @param pending migrations that are not applied
     * @param failed migrations that began and did not come to their end
     * @param unknown migrations that only the ledger knows
     * @param edited migrations whose script changed since they were applied
     * @param differences how the database differs from what the migrations make
     */
    public HandoverResult {
        pending = List.copyOf(pending);
        failed = List.copyOf(failed);
        unknown = List.copyOf(unknown);
        edited = List.copyOf(edited);
        differences = List.copyOf(differences);
    }

    /** {@return whether Prisma 8 can sign the database as it stands} */
    public boolean ready() {
        return !signed && settled() && differences.isEmpty();
    }

    /** {@return whether nothing is pending, failed or unknown} */
    public boolean settled() {
        return pending.isEmpty() && failed.isEmpty() && unknown.isEmpty();
    }

    /**
     * The commands that hand over, for a project whose {@code package.json} has Prisma 8 and its PostgreSQL package
     * ({@code prisma} and {@code @prisma/orm-postgres}, both 8).
     *
     * @return in order; empty where it is not {@link #ready}
     */
    public List<String> commands() {
        return ready()
                ? List.of(
                        "npx prisma orm init --from-prisma7-schema prisma/schema.prisma",
                        "npx prisma contract emit",
                        "npx prisma db sign")
                : List.of();
    }
}
