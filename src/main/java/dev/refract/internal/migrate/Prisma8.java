package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.report.RefractException;

/**
 * A database that Prisma 8 has signed. It compares the database with the contract that it signed and plans from there,
 * so that what another program changes becomes drift for it.
 */
final class Prisma8 {

    private Prisma8() {}

    /**
     * @param contents read under the lock
     * @param verb what was asked for
     */
    static void requireAllowed(Target target, Database.Contents contents, String verb) {
        if (contents.prisma8() && !target.safeguards().allowPrisma8()) {
            throw new RefractException(
                    null,
                    "Prisma 8 has signed this database, so its own history may be the one that counts. Nothing was "
                            + "changed.",
                    "Where Prisma 8 applies the migrations: prisma db migrate\nWhile Prisma 7's history still counts, run "
                            + "`refract migrate " + verb
                            + "` with --allow-prisma8, and "
                            + "let Prisma 8 sign what came of it: prisma contract emit, prisma db sign\nBack to Prisma "
                            + "7 for good: drop Prisma 8's state, the schema prisma_contract (SQLite: the table "
                            + "_prisma_marker).");
        }
    }
}
