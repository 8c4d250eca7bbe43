package dev.refract.migrate;

import dev.refract.internal.history.Migration;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import java.util.Optional;

/** Whether a migration can be rolled back, as far as its down.sql tells. */
public enum WayBack {
    /** It has a down.sql that does something. */
    READY,
    /** Its down.sql has nothing but comments: somebody has said that there is no way back. */
    IRREVERSIBLE,
    /** Its down.sql was generated, and a line in it says what a person must still do, or that it does not lead back. */
    UNFINISHED,
    /** It has no down.sql. */
    NONE;

    /** What the down.sql of a migration is. */
    public static WayBack of(Migration migration, Dialect dialect) {
        return migration
                .read(Migration.DOWN)
                .map(bytes -> of(dialect, migration.text(Migration.DOWN, bytes)))
                .orElse(NONE);
    }

    private static WayBack of(Dialect dialect, String text) {
        if (unfinished(text).isPresent()) {
            return UNFINISHED;
        }
        return Script.parse(dialect, text).hasStatements() ? READY : IRREVERSIBLE;
    }

    /** The number of the first line that says that the file is not finished, from 1. */
    public static Optional<Integer> unfinished(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (DownScript.isUnfinished(line)) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }
}
