package dev.refract.migrate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a rehearsal showed.
 *
 * @param migrations those that were rehearsed, in order; a migration that can't be applied is the last
 * @param locksUnseen why MySQL or MariaDB did not show the locks that it took; empty where they are in the results, and
 *     elsewhere
 * @param kept the name of the scratch database, for SQLite its file, where it was left behind
 */
public record RehearseResult(List<Rehearsed> migrations, Optional<String> locksUnseen, Optional<String> kept) {

    /** What came of one migration. */
    public enum Outcome {
        /** There, back and there again, with the same schema each time. */
        PROVED,
        /** It was applied; it has no down.sql. */
        NO_WAY_BACK,
        /** It was applied; its down.sql says that there is no way back. */
        IRREVERSIBLE,
        /** It was applied; its down.sql says that it is not finished. */
        UNFINISHED,
        /** The way back does not lead to what was before, or the second time does not lead to the same as the first. */
        DIFFERENT,
        /** A script failed. */
        FAILED;

        /** {@return whether it is a reason not to rely on the way back that somebody wrote} */
        public boolean isBad() {
            return this == UNFINISHED || this == DIFFERENT || this == FAILED;
        }
    }

    /**
     * One migration.
     *
     * @param migration its name
     * @param outcome what came of it
     * @param up how long migration.sql took; empty where it failed
     * @param down how long down.sql took; empty where it did not run to its end
     * @param again how long migration.sql took the second time; empty where it did not run to its end
     * @param problem what is wrong: the difference of the schemas, or the error; empty where nothing is
     * @param upLocks what migration.sql locks; empty on SQLite, and where MySQL or MariaDB don't show it:
     *     {@link RehearseResult#locksUnseen}
     * @param downLocks what down.sql locks
     * @param upAlgorithms how MySQL or MariaDB did the ALTER TABLE, CREATE INDEX and DROP INDEX of migration.sql
     * @param downAlgorithms how it did those of down.sql
     * @param rows the tables that did not have the same rows after the way back as before
     * @param losses what down.sql says that it loses; empty where there is none to read
     * @param data whether it is a data migration, which ran for all rows at once: for migration.sql read up.sql
     */
    public record Rehearsed(
            String migration,
            Outcome outcome,
            Optional<Duration> up,
            Optional<Duration> down,
            Optional<Duration> again,
            Optional<String> problem,
            List<TableLock> upLocks,
            List<TableLock> downLocks,
            List<AlterAlgorithm> upAlgorithms,
            List<AlterAlgorithm> downAlgorithms,
            List<RowChange> rows,
            List<Loss> losses,
            boolean data) {
        /**
         * Copies the lists.
         *
         * @param migration its name
         * @param outcome what came of it
         * @param up how long migration.sql took; empty where it failed
         * @param down how long down.sql took; empty where it did not run to its end
         * @param again how long migration.sql took the second time; empty where it did not run to its end
         * @param problem what is wrong: the difference of the schemas, or the error; empty where nothing is
         * @param upLocks what migration.sql locks; empty on SQLite, and where MySQL or MariaDB don't show it:
         *     {@link RehearseResult#locksUnseen}
         * @param downLocks what down.sql locks
         * @param upAlgorithms how MySQL or MariaDB did the ALTER TABLE, CREATE INDEX and DROP INDEX of migration.sql
         * @param downAlgorithms how it did those of down.sql
         * @param rows the tables that did not have the same rows after the way back as before
         * @param losses what down.sql says that it loses; empty where there is none to read
         * @param data whether it is a data migration
         */
        public Rehearsed {
            upLocks = List.copyOf(upLocks);
            downLocks = List.copyOf(downLocks);
            upAlgorithms = List.copyOf(upAlgorithms);
            downAlgorithms = List.copyOf(downAlgorithms);
            rows = List.copyOf(rows);
            losses = List.copyOf(losses);
        }
    }

    /**
     * A table that does not have the same rows after the way back as before.
     *
     * @param table its name
     * @param before how many rows it had
     * @param after how many it has
     * @param gone how many of those that it had are not there any more, just so: lost or changed; empty where the table
     *     is too large to tell
     * @param columns those whose values are others, where there are as many rows as before
     * @param touched whether a statement of either script names the table
     * @param announced whether down.sql says that it loses that: {@code -- Loses:}
     */
    public record RowChange(
            String table,
            long before,
            long after,
            Optional<Long> gone,
            List<String> columns,
            boolean touched,
            boolean announced) {
        /**
         * Copies the list.
         *
         * @param table its name
         * @param before how many rows it had
         * @param after how many it has
         * @param gone how many of those that it had are not there any more, just so: lost or changed; empty where the
         *     table is too large to tell
         * @param columns those whose values are others, where there are as many rows as before
         * @param touched whether a statement of either script names the table
         * @param announced whether down.sql says that it loses that: {@code -- Loses:}
         */
        public RowChange {
            columns = List.copyOf(columns);
        }

        /** {@return whether rows that were there are lost or changed} */
        public boolean loses() {
            return gone.map(count -> count > 0).orElse(after <= before);
        }
    }

    /**
     * Copies the list.
     *
     * @param migrations those that were rehearsed, in order; a migration that can't be applied is the last
     * @param locksUnseen why MySQL or MariaDB did not show the locks that it took; empty where they are in the results,
     *     and elsewhere
     * @param kept the name of the scratch database, for SQLite its file, where it was left behind
     */
    public RehearseResult {
        migrations = List.copyOf(migrations);
    }

    /** {@return whether every way back that somebody wrote can be relied on} */
    public boolean isGood() {
        return migrations.stream().noneMatch(migration -> migration.outcome().isBad());
    }
}
