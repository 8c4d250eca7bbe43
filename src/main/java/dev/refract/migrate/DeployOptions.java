package dev.refract.migrate;

import dev.refract.internal.database.TransactionMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to deploy.
 *
 * @param dryRun say what would run, and change nothing; default false
 * @param to the last migration to apply; empty for all, the default
 * @param transaction how scripts are cut into transactions; default {@link TransactionMode#AUTO}
 * @param online settings for large MySQL tables that win over every other, each {@code key=value} with a key of
 *     {@code [online]}; default none
 * @param resume resume the migration that failed; empty by default: a failed migration stops the deploy
 * @param requireDown apply nothing where a pending migration has no down.sql, or one that is not finished; default
 *     false
 */
public record DeployOptions(
        boolean dryRun,
        Optional<String> to,
        TransactionMode transaction,
        List<String> online,
        Optional<Resume> resume,
        boolean requireDown) {

    /** Apply all that is pending, as Prisma does. */
    public static final DeployOptions DEFAULT = new DeployOptions(false, Optional.empty(), TransactionMode.AUTO);

    /**
     * Where to resume a failed migration.
     *
     * @param at the statement's number, from 1; empty for the one that failed
     */
    public record Resume(OptionalInt at) {}

    public DeployOptions {
        online = List.copyOf(online);
    }

    /** Without the last three. */
    public DeployOptions(boolean dryRun, Optional<String> to, TransactionMode transaction) {
        this(dryRun, to, transaction, List.of(), Optional.empty(), false);
    }

    /** The same, where every migration must have a way back. */
    public DeployOptions requiringDown() {
        return new DeployOptions(dryRun, to, transaction, online, resume, true);
    }
}
