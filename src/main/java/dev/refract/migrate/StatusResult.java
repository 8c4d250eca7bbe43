package dev.refract.migrate;

import dev.refract.data.DataStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a database stands.
 *
 * @param database what it is, without a secret
 * @param ledger whether the database has a ledger at all
 * @param prisma8 whether Prisma 8 has signed the database: it is changed by Prisma 8's own history from then on
 * @param migrations every migration on disk, in order, then those that only the ledger knows
 * @param dataMigrations the data migrations, and how far each is; empty where there is no folder of them
 */
public record StatusResult(
        String database,
        boolean ledger,
        boolean prisma8,
        List<Entry> migrations,
        List<DataStatus.Entry> dataMigrations) {

    /** What has become of a migration. */
    public enum State {
        /** Recorded as applied. */
        APPLIED,
        /** On disk only: the next deploy applies it. */
        PENDING,
        /** It began and did not come to its end. */
        FAILED,
        /** Rolled back, so that the next deploy applies it again. */
        ROLLED_BACK
    }

    /**
     * One migration.
     *
     * @param onDisk false for one that only the ledger knows
     * @param checksum of its script on disk; empty where that is missing
     * @param recorded the checksum in the ledger; empty where the ledger does not know it
     * @param edited whether the script changed since it was applied
     * @param wayBack whether its down.sql can roll it back
     * @param logs what the ledger has of a failure or a roll-back; empty where it has nothing
     * @param alsoApplied whether it failed beside another attempt that succeeded: it is applied all the same
     * @param standsFor of one that stands for others (its squash.toml): the names of those that the ledger has as
     *     applied, which are not listed by themselves where it has all of them
     * @param lacks of such a one where it is not applied and the ledger has some of them: the names of the others
     */
    public record Entry(
            String name,
            State state,
            boolean onDisk,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Instant> rolledBackAt,
            Optional<String> checksum,
            Optional<String> recorded,
            boolean edited,
            WayBack wayBack,
            Optional<String> logs,
            boolean alsoApplied,
            List<String> standsFor,
            List<String> lacks) {

        /**
         * Copies the lists.
         *
         * @param name its folder's name
         * @param state what has become of it
         * @param onDisk false for one that only the ledger knows
         * @param startedAt when it began
         * @param finishedAt when it came to its end
         * @param rolledBackAt when it was rolled back
         * @param checksum of its script on disk
         * @param recorded the checksum in the ledger
         * @param edited whether the script changed since it was applied
         * @param wayBack whether its down.sql can roll it back
         * @param logs what the ledger has of a failure or a roll-back
         * @param alsoApplied whether it failed beside another attempt that succeeded
         * @param standsFor the names of those that it stands for and the ledger has
         * @param lacks the names of those that the ledger lacks
         */
        public Entry {
            standsFor = List.copyOf(standsFor);
            lacks = List.copyOf(lacks);
        }

        /** {@return whether the next deploy records it without running it: the database has what it stands for} */
        public boolean toBeRecorded() {
            return onDisk
                    && (state == State.PENDING || state == State.ROLLED_BACK)
                    && !standsFor.isEmpty()
                    && lacks.isEmpty();
        }
    }

    /**
     * Copies the lists.
     *
     * @param database what it is, without a secret
     * @param ledger whether the database has a ledger at all
     * @param prisma8 whether Prisma 8 has signed the database
     * @param migrations every migration on disk, in order, then those that only the ledger knows
     * @param dataMigrations the data migrations, and how far each is
     */
    public StatusResult {
        migrations = List.copyOf(migrations);
        dataMigrations = List.copyOf(dataMigrations);
    }

    /**
     * The names of those in one state, in order.
     *
     * @param state which
     * @return only such as are on disk
     */
    public List<String> names(State state) {
        return migrations.stream()
                .filter(m -> m.onDisk() && m.state() == state)
                .map(Entry::name)
                .toList();
    }

    /** {@return the names of those that only the ledger knows} */
    public List<String> unknown() {
        return migrations.stream().filter(m -> !m.onDisk()).map(Entry::name).toList();
    }

    /** {@return the names of those whose script changed since they were applied} */
    public List<String> edited() {
        return migrations.stream().filter(Entry::edited).map(Entry::name).toList();
    }

    /** {@return how many of those that are applied, or failed, can be rolled back} */
    public long withWayBack() {
        return migrations.stream()
                .filter(m -> m.state() == State.APPLIED || m.state() == State.FAILED)
                .filter(m -> m.wayBack() == WayBack.READY)
                .count();
    }

    /** {@return whether every applied migration has its folder, and the script that was applied} */
    public boolean consistent() {
        return edited().isEmpty() && migrations.stream().allMatch(m -> m.onDisk() || m.state() == State.ROLLED_BACK);
    }

    /**
     * {@return whether there is nothing to do: a ledger that is Prisma 7's to keep, nothing pending, nothing failed;
     * data migrations do not count}
     */
    public boolean upToDate() {
        return ledger
                && !prisma8
                && migrations.stream()
                        .noneMatch(m -> m.state() == State.FAILED || m.onDisk() && m.state() != State.APPLIED);
    }
}
