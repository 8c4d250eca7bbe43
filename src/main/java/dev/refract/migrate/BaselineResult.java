package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * A database that came under migrations, or differs from what they make.
 *
 * @param database what it is, without a secret
 * @param recorded the names of the migrations that were recorded as applied
 * @param written the script that was written from the database; empty where one was there
 * @param differences why nothing was recorded: how the database differs from what the migrations make
 */
public record BaselineResult(
        String database, List<String> recorded, Optional<String> written, List<DriftResult.Difference> differences) {

    /**
     * Copies the lists.
     *
     * @param database what it is, without a secret
     * @param recorded the names of the migrations that were recorded as applied
     * @param written the script that was written from the database
     * @param differences how the database differs from what the migrations make
     */
    public BaselineResult {
        recorded = List.copyOf(recorded);
        differences = List.copyOf(differences);
    }

    /** {@return whether it was done} */
    public boolean isDone() {
        return differences.isEmpty();
    }
}
