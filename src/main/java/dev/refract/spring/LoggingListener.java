package dev.refract.spring;

import dev.refract.internal.output.BatchLines;
import dev.refract.report.Event;
import dev.refract.report.Event.Level;
import dev.refract.report.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events in the application's log. */
final class LoggingListener implements Listener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.refract");

    private final BatchLines batches = new BatchLines();

    @Override
    public void on(Event event) {
        if (event.level() == Level.WARNING) {
            LOG.warn(event.words());
        } else if (event.level() == Level.ACTION
                || event instanceof Event.DataBatch batch && batches.isDue(batch.migration(), batch.elapsed())) {
            LOG.info(event.words());
        } else if (LOG.isDebugEnabled()) {
            LOG.debug(event.words());
        }
    }
}
