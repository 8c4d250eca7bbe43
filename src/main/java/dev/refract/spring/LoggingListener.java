package dev.refract.spring;

import dev.refract.report.Event;
import dev.refract.report.Event.Level;
import dev.refract.report.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events in the application's log. */
final class LoggingListener implements Listener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.refract");

    @Override
    public void on(Event event) {
        if (event.level() == Level.WARNING) {
            LOG.warn(event.words());
        } else if (event.level() == Level.ACTION) {
            LOG.info(event.words());
        } else if (LOG.isDebugEnabled()) {
            LOG.debug(event.words());
        }
    }
}
