package dev.refract.cli;

import dev.refract.Refract;
import picocli.CommandLine.Option;

/** For the verbs that change a database. */
final class Prisma8Option {

    @Option(names = "--allow-prisma8", description = "Change the database even though Prisma 8 has signed it.")
    private boolean allow;

    Refract.Builder apply(Refract.Builder configuration) {
        return configuration.allowPrisma8(allow);
    }
}
