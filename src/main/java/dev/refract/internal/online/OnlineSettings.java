package dev.refract.internal.online;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How large tables are handled, for one table in one migration. Units, defaults and reasons are at {@link OnlineKey}.
 *
 * @param minRows rows
 * @param minBytes bytes of data and indexes
 * @param lockTimeout PostgreSQL: how long one try waits for a lock
 * @param patience PostgreSQL: how long it tries again
 * @param maxBlocking PostgreSQL: the longest time, as estimated, that a table may be blocked
 * @param maxLag seconds
 * @param chunkTime seconds
 * @param sleep seconds
 * @param checkReplicas DSNs as the tool writes them; at most one
 * @param allowUnique whether the author accepts that rows which a unique key refuses are lost
 */
public record OnlineSettings(
        Mode mode,
        String tool,
        long minRows,
        long minBytes,
        Duration lockTimeout,
        Duration patience,
        Duration maxBlocking,
        boolean showValues,
        boolean tryInstant,
        boolean tryInplace,
        String maxLoad,
        String criticalLoad,
        double maxLag,
        List<String> checkReplicas,
        double chunkTime,
        double sleep,
        ForeignKeysMethod alterForeignKeysMethod,
        boolean dropOldTable,
        List<String> extraArgs,
        Map<String, String> setVars,
        boolean allowUnique) {

    /** When the tool is used. */
    public enum Mode {
        AUTO,
        OFF,
        ALWAYS
    }

    /** What becomes of foreign keys that refer to the table. */
    public enum ForeignKeysMethod {
        REBUILD_CONSTRAINTS,
        DROP_SWAP,
        REFUSE
    }

    /** What holds where nothing is configured. */
    public static final OnlineSettings DEFAULTS =
            OnlineConfiguration.NONE.of("", OnlineConfiguration.MigrationFile.NONE);

    public OnlineSettings {
        checkReplicas = List.copyOf(checkReplicas);
        extraArgs = List.copyOf(extraArgs);
        setVars = Map.copyOf(setVars);
    }
}
