package dev.refract.internal.migrate.run;

import dev.refract.internal.history.Migration;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.UndoneWork;
import dev.refract.migrate.WayBack;
import dev.refract.report.RefractException;
import java.util.Optional;

/** What a migration's down.sql says about itself. */
public final class DownFile {

    private DownFile() {}

    /** Whether it leads back, as far as it tells. */
    public static WayBack wayBack(Migration migration, Dialect dialect) {
        return migration
                .read(Migration.DOWN)
                .map(bytes -> wayBack(dialect, migration.text(Migration.DOWN, bytes)))
                .orElse(WayBack.NONE);
    }

    /** The same for an error that is about something else: a file that can't be read leads nowhere. */
    static WayBack known(Migration migration, Dialect dialect) {
        try {
            return wayBack(migration, dialect);
        } catch (RefractException e) {
            return WayBack.UNFINISHED;
        }
    }

    private static WayBack wayBack(Dialect dialect, String text) {
        if (unfinishedLine(text).isPresent()) {
            return WayBack.UNFINISHED;
        }
        return Script.parse(dialect, text).hasStatements() ? WayBack.READY : WayBack.IRREVERSIBLE;
    }

    /** What to tell of a script that undoes itself: it ends without an error, and is no way back. */
    public static Optional<String> rollback(String path, Script script) {
        return UndoneWork.first(script)
                .map(statement -> path + ":" + script.place(statement.code()).line()
                        + ": this ROLLBACK takes back what the script did before it, but the migration would be "
                        + "recorded as rolled back.");
    }

    /** The number of the first line of its down.sql that says that it is not finished; empty without one. */
    public static Optional<Integer> unfinishedLine(Migration migration) {
        return migration.read(Migration.DOWN).flatMap(bytes -> unfinishedLine(migration.text(Migration.DOWN, bytes)));
    }

    /** The number of the first line that says that the file is not finished, from 1. */
    public static Optional<Integer> unfinishedLine(String text) {
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
