package dev.refract.data;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The data migrations, and how far each is in the database.
 *
 * @param database what was asked; never a secret
 * @param location where the data migrations are
 * @param migrations in the order of their names; those that the database knows and the folder has not come last
 */
public record DataStatus(String database, String location, List<Entry> migrations) {

    /**
     * Copies the list.
     *
     * @param database what was asked
     * @param location where the data migrations are
     * @param migrations in order
     */
    public DataStatus {
        migrations = List.copyOf(migrations);
    }

    /**
     * One of them.
     *
     * @param name its folder's name
     * @param table the table that it goes through
     * @param state how far it is
     * @param edited whether its files are no longer those that ran
     * @param rows how many rows its batches have changed
     * @param batches how many were committed
     * @param lastKey the key of the last row that was gone through, as SQL; empty before the first batch
     * @param updated when something was recorded last; empty where nothing is
     * @param error what the last run ended with, if it failed
     * @param problem what is wrong with its files, so that it can't be run: a new one, for example, that nobody has
     *     written yet
     */
    public record Entry(
            String name,
            String table,
            DataState state,
            boolean edited,
            long rows,
            long batches,
            Optional<String> lastKey,
            Optional<Instant> updated,
            Optional<String> error,
            Optional<String> problem) {}
}
