package dev.refract.spring;

import dev.refract.report.Event;
import dev.refract.report.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events in the application's log. */
final class LoggingListener implements Listener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.refract");

    @Override
    public void on(Event event) {
        if (event instanceof Event.Warning warning) {
            LOG.warn(warning.text());
        } else if (event instanceof Event.LockWaiting waiting) {
            LOG.info(
                    "Waiting up to {} s for the migration lock{}",
                    waiting.patience().toSeconds(),
                    waiting.holder().map(holder -> ", held by: " + holder).orElse(""));
        } else if (event instanceof Event.LockRetry retry) {
            LOG.warn(
                    "{} did not get its lock: retry {} of {} in {} ms",
                    retry.migration(),
                    retry.retry(),
                    retry.retries(),
                    retry.pause().toMillis());
        } else if (event instanceof Event.MigrationStarted started) {
            LOG.info("Applying migration {} ({} of {})", started.migration(), started.index(), started.total());
        } else {
            LOG.debug("{}", event);
        }
    }
}
