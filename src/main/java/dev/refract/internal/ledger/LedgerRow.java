package dev.refract.internal.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of {@code _prisma_migrations}: one attempt at a migration. Times are UTC, to the millisecond.
 *
 * @param id a random UUID
 * @param checksum of the script that ran; see {@code Checksum}
 * @param finishedAt empty unless it succeeded or was resolved as applied
 * @param logs the error text of a failure; empty where the column is null
 * @param rolledBackAt empty unless it was rolled back or resolved as such
 * @param appliedSteps Prisma's count: 1 after a success, 0 after {@code resolve --applied}
 */
public record LedgerRow(
        String id,
        String checksum,
        Optional<Instant> finishedAt,
        String migration,
        Optional<String> logs,
        Optional<Instant> rolledBackAt,
        Instant startedAt,
        int appliedSteps) {

    /** Neither finished nor rolled back: it failed, or the process that ran it was killed. */
    public boolean failed() {
        return finishedAt.isEmpty() && rolledBackAt.isEmpty();
    }

    /** Rolled back, whether or not it had finished. */
    public boolean rolledBack() {
        return rolledBackAt.isPresent();
    }

    /** Finished and not rolled back. */
    public boolean applied() {
        return finishedAt.isPresent() && rolledBackAt.isEmpty();
    }
}
