package dev.refract.maven;

import dev.refract.internal.output.BatchLines;
import dev.refract.report.Event;
import dev.refract.report.Event.Level;
import dev.refract.report.Listener;
import java.util.function.UnaryOperator;
import org.apache.maven.plugin.logging.Log;

/** Events as lines of Maven's log. */
final class LogListener implements Listener {

    private final Log log;
    private final UnaryOperator<String> offered;
    private final BatchLines batches = new BatchLines();

    /** @param offered gives what a warning offers Maven's form */
    LogListener(Log log, UnaryOperator<String> offered) {
        this.log = log;
        this.offered = offered;
    }

    @Override
    public void on(Event event) {
        if (event.level() == Level.WARNING) {
            log.warn(event instanceof Event.Warning ? offered.apply(event.words()) : event.words());
        } else if (event.level().compareTo(Level.OUTPUT) <= 0
                || event instanceof Event.MigrationRolledBack
                || event instanceof Event.DataBatch batch && batches.isDue(batch.migration(), batch.elapsed())) {
            log.info(event.words());
        } else if (log.isDebugEnabled()) {
            log.debug(event.words());
        }
    }
}
