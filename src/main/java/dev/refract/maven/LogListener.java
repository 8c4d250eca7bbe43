package dev.refract.maven;

import dev.refract.report.Event;
import dev.refract.report.Listener;
import org.apache.maven.plugin.logging.Log;

/** Events as lines of Maven's log. */
record LogListener(Log log) implements Listener {

    @Override
    public void on(Event event) {
        if (event instanceof Event.Warning warning) {
            log.warn(warning.text());
        } else if (event instanceof Event.Connected connected) {
            log.info(connected.database());
        } else if (event instanceof Event.Created created) {
            log.info("Created " + created.what());
        } else if (event instanceof Event.LockWaiting waiting) {
            log.info("Waiting up to " + waiting.patience().toSeconds() + " s for the migration lock"
                    + waiting.holder().map(holder -> ", held by: " + holder).orElse(""));
        } else if (event instanceof Event.MigrationsFound found) {
            log.info(found.count() + (found.count() == 1 ? " migration" : " migrations") + " found in "
                    + found.location());
        } else if (event instanceof Event.MigrationStarted started) {
            log.info("Applying migration `" + started.migration() + "` (" + started.index() + " of " + started.total()
                    + ")");
        } else if (event instanceof Event.MigrationRolledBack rolledBack) {
            log.info("Rolled back `" + rolledBack.migration() + "` in "
                    + rolledBack.duration().toMillis() + " ms");
        } else if (event instanceof Event.LockRetry retry) {
            log.warn("`" + retry.migration() + "` did not get its lock: retry " + retry.retry() + " of "
                    + retry.retries() + " in " + retry.pause().toMillis() + " ms");
        } else if (event instanceof Event.ToolOutput output) {
            log.info(output.tool() + ": " + output.line());
        } else {
            log.debug(event.toString());
        }
    }
}
